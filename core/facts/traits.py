"""What a source tells at all, so that silence is read as "no data" where it means nothing.

An incident log without a single reply in thousands of finished tickets does not say that nobody
answered; it does not record replies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from core.data.columns import EventType
from core.facts.event_log import EventLog

MIN_SILENT_TICKETS = 20
"""From this many tickets on, a source without one event of a kind does not record that kind."""

REPLIES = (EventType.PUBLIC_REPLY, EventType.CUSTOMER_REPLY)
NEEDS: dict[str, tuple[EventType, ...]] = {
    "public_reply": REPLIES,
    "bot_reply": REPLIES,
    "customer_reply": REPLIES,
    "reopen": (EventType.STATUS_CHANGED,),
    "escalation": (EventType.TEAM_CHANGED, EventType.TIER_CHANGED),
    "reassignment": (EventType.ASSIGNED,),
    "team_change": (EventType.TEAM_CHANGED,),
    "priority": (EventType.PRIORITY_CHANGED,),
}
"""Events that a source must record for the count (or the past) of that name to mean anything."""


@dataclass(frozen=True)
class SourceTraits:
    """By source: which event types occur, how many tickets, and whether responses are stated."""

    sources: tuple[str, ...]
    ticket_count: NDArray[np.int64]
    types: NDArray[np.bool_]
    response_stated: NDArray[np.bool_]

    @classmethod
    def of(cls, log: EventLog, tickets: pa.Table) -> SourceTraits:
        """Look through a whole log and its ticket table."""
        code, names = _source_codes(tickets)
        seen = np.zeros((len(names), len(EventType)), bool)
        if len(names) == 1:
            seen[0] = np.bincount(log.type, minlength=len(EventType)) > 0
        elif len(names):
            pk = np.asarray(tickets.column("pk").to_numpy())
            by_pk = np.argsort(pk, kind="stable")
            row = np.minimum(np.searchsorted(pk, log.ticket_pk, sorter=by_pk), len(pk) - 1)
            source = np.repeat(code[by_pk[row]], np.diff(log.offsets))
            pairs = np.bincount(source * len(EventType) + log.type, minlength=seen.size)
            seen[:] = pairs.reshape(seen.shape) > 0
        stated = ~np.asarray(tickets.column("stated_first_response_at").is_null())
        return cls(
            sources=tuple(names),
            ticket_count=np.bincount(code, minlength=len(names)),
            types=seen,
            response_stated=np.bincount(code[stated], minlength=len(names)) > 0,
        )

    def with_more(self, log: EventLog, rows: pa.Table, new: pa.Table) -> SourceTraits:
        """The traits after some tickets changed: ``log`` and ``rows`` are theirs, ``new`` the rows that are
        new. What a source once told it is taken to tell."""
        part = SourceTraits.of(log, rows)
        added = SourceTraits.of(log.slice(0, 0), new) if new.num_rows else None
        names = tuple(dict.fromkeys([*self.sources, *part.sources]))
        known, more = _places(names, self.sources), _places(names, part.sources)
        count, types = np.zeros(len(names), np.int64), np.zeros((len(names), self.types.shape[1]), bool)
        stated = np.zeros(len(names), bool)
        count[known] = self.ticket_count
        if added is not None:
            count[_places(names, added.sources)] += added.ticket_count
        types[known], stated[known] = self.types, self.response_stated
        types[more] |= part.types
        stated[more] |= part.response_stated
        return SourceTraits(names, count, types, stated)

    def tells(self, tickets: pa.Table, count: str) -> NDArray[np.bool_]:
        """Per ticket: whether its source records what the count of this name needs."""
        recorded = self.types[:, list(NEEDS[count])].any(axis=1)
        return self._per_ticket(tickets, recorded | (self.ticket_count < MIN_SILENT_TICKETS))

    def states_responses(self, tickets: pa.Table) -> NDArray[np.bool_]:
        """Per ticket: whether its source states instants of first responses."""
        return self._per_ticket(tickets, self.response_stated)

    def reads_like(self, other: SourceTraits | None) -> bool:
        """Whether every source of ``other`` is still read in the same way."""
        if other is None:
            return False
        return all(self._reading().get(name) == reading for name, reading in other._reading().items())

    def _reading(self) -> dict[str, tuple[bool, ...]]:
        counts = [self.types[:, list(needs)].any(axis=1) for needs in NEEDS.values()]
        told = [count | (self.ticket_count < MIN_SILENT_TICKETS) for count in counts]
        table = np.array([*told, self.response_stated]).T.tolist()
        return {name: tuple(row) for name, row in zip(self.sources, table, strict=True)}

    def _per_ticket(self, tickets: pa.Table, by_source: NDArray[np.bool_]) -> NDArray[np.bool_]:
        code, names = _source_codes(tickets)
        place = {name: index for index, name in enumerate(self.sources)}
        known = np.array([by_source[place[name]] if name in place else True for name in names], bool)
        return known[code] if len(names) else np.zeros(0, bool)


def _places(names: tuple[str, ...], some: tuple[str, ...]) -> list[int]:
    return [names.index(name) for name in some]


def _source_codes(tickets: pa.Table) -> tuple[NDArray[np.int64], list[str]]:
    codes, names = pd.factorize(pd.Series(tickets.column("source_id").to_pandas()))
    return np.asarray(codes, np.int64), [str(name) for name in names]
