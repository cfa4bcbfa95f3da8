"""Collects events stage by stage and lays them out ticket by ticket without sorting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.columns import ActorRole, EventType
from sample_data import settings as s

NONE = -1
STATUS_CODE = 0
PRIORITY_CODE = STATUS_CODE + len(s.STATUSES)
TIER_CODE = PRIORITY_CODE + len(s.PRIORITIES)
TEAM_CODE = TIER_CODE + len(s.TIERS)
AGENT_CODE = TEAM_CODE + len(s.TEAMS)
FIXED_VALUES = (*s.STATUSES, *s.PRIORITIES, *s.TIERS, *s.TEAMS)
"""Values that events refer to by number; agent codes follow, then ids of merged tickets."""

Codes = NDArray[np.int64]
COLUMNS: dict[str, tuple[Any, Any]] = {
    "at": (np.int64, 0),
    "type": (np.int8, 0),
    "actor_role": (np.int8, 0),
    "actor": (np.int16, NONE),
    "from": (np.int32, NONE),
    "to": (np.int32, NONE),
    "value": (np.float32, np.nan),
}


@dataclass(slots=True)
class Events:
    """Events clustered by ticket, in order inside each; strings are codes, instants seconds."""

    count: Codes
    columns: dict[str, NDArray[Any]]


class EventLog:
    """Appends a stage of events for many tickets at a time; each ticket's stages come in time order."""

    def __init__(self, tickets: int) -> None:
        """Start an empty log."""
        self._count = np.zeros(tickets, np.int64)
        self._parts: list[tuple[Codes, Codes, dict[str, Any]]] = []

    def add(
        self,
        ids: Codes,
        at: Codes,
        kind: EventType,
        role: ActorRole,
        actor: Codes | int = NONE,
        old: Codes | int = NONE,
        new: Codes | int = NONE,
        value: NDArray[np.float64] | None = None,
    ) -> None:
        """Append one event for each of the (distinct) tickets."""
        rank = self._count[ids]
        self._count[ids] = rank + 1
        columns = {"at": at, "type": int(kind), "actor_role": int(role), "actor": actor}
        columns |= {"from": old, "to": new, "value": value}
        self._parts.append((ids, rank, columns))

    def finish(self) -> Events:
        """The whole log, ticket by ticket."""
        offset = np.cumsum(self._count) - self._count
        total = int(self._count.sum())
        out = {name: np.full(total, empty, kind) for name, (kind, empty) in COLUMNS.items()}
        for ids, rank, columns in self._parts:
            place = offset[ids] + rank
            for name, values in columns.items():
                if values is not None and not (isinstance(values, int) and values == COLUMNS[name][1]):
                    out[name][place] = values
        self._parts.clear()
        return Events(self._count, out)
