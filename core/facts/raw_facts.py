"""Columns of the raw facts, and the memory they take: none for columns that nothing ever filled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.columns import MISSING_INSTANT, Status

NO_EVENT = -2
"""Stands in a dimension column where the ticket has no event of that kind."""

INSTANTS = (
    "created_at",
    "first_response_at",
    "first_bot_reply_at",
    "first_resolved_at",
    "finished_at",
    "closed_at",
    "deleted_at",
    "last_event_at",
    "waiting_since_at",
)
COUNTS = (
    "public_reply_count",
    "bot_reply_count",
    "customer_reply_count",
    "reopen_count",
    "escalation_count",
    "reassignment_count",
    "team_change_count",
)
CLOCKS = {"unknown": 0, "new": 1, "open": 2, "pending": 3, "hold": 4}
"""Clocks by state and the state's code plus one."""
TERMS = ("assignee", "team", "priority", "tier", "category", "product_area", "channel", "merged_to")
FIRST_TERMS = ("first_priority",)
"""What a ticket began with, where later events changed it."""
NO_ROLE = -1
"""Stands for the role of who finished a ticket that no event finished."""
NUMBERS = ("csat_score", "time_worked_minutes")
LATER = ("changes_status_later", "rated_later")
"""Whether the log holds such an event after ``as_of``: then the ticket row tells the future."""

RawFacts = dict[str, NDArray[Any]]

FILL: dict[str, np.generic] = {
    **dict.fromkeys(INSTANTS, np.int64(MISSING_INSTANT)),
    **dict.fromkeys(COUNTS, np.int16(0)),
    **dict.fromkeys((f"{name}_clock" for name in CLOCKS), np.int64(0)),
    **dict.fromkeys((*TERMS, *FIRST_TERMS), np.int32(NO_EVENT)),
    **dict.fromkeys(NUMBERS, np.float64("nan")),
    **dict.fromkeys(LATER, np.bool_(False)),
    "status": np.int8(Status.NEW),
    "has_status_event": np.bool_(False),
    "finisher_role": np.int8(NO_ROLE),
}
"""Every column and what it holds for a ticket without any event."""


def empty_facts(rows: int) -> RawFacts:
    """Columns for ``rows`` tickets without any event."""
    return {name: np.full(rows, fill) for name, fill in FILL.items()}


class FactColumns:
    """Columns for ``rows`` tickets, filled chunk by chunk; a column exists from its first use on."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.columns: RawFacts = {}

    def chunk(self, first: int, last: int) -> ChunkColumns:
        """The columns of tickets ``first`` to ``last`` (excluded)."""
        return ChunkColumns(self, first, last)

    def widen(self, name: str) -> None:
        """Make room for counts beyond 32,767."""
        self.columns[name] = self.columns[name].astype(np.int32)

    def finish(self) -> RawFacts:
        """All columns; those never used are read-only views of one value."""
        absent = {
            name: np.broadcast_to(fill, self.rows) for name, fill in FILL.items() if name not in self.columns
        }
        return self.columns | absent


class ChunkColumns:
    """Columns of one chunk; the first use of a column in the chunk sets its empty value."""

    def __init__(self, whole: FactColumns, first: int, last: int) -> None:
        self._whole, self._span = whole, slice(first, last)
        self._used: dict[str, NDArray[Any]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._whole.columns

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._used:
            if name not in self._whole.columns:
                column = np.empty(self._whole.rows, FILL[name].dtype)
                column[: self._span.start] = FILL[name]
                self._whole.columns[name] = column
            part = self._whole.columns[name][self._span]
            part[:] = FILL[name]
            self._used[name] = part
        return self._used[name]

    def __setitem__(self, name: str, values: NDArray[Any]) -> None:
        if self[name].dtype == np.int16 and values.max(initial=0) > np.iinfo(np.int16).max:
            self._whole.widen(name)
            del self._used[name]
        self[name][:] = values

    def settle(self) -> None:
        """Give columns that other chunks use, but this one does not, their empty value."""
        for name in self._whole.columns:
            self[name]
