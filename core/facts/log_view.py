"""The events of the tickets in a fact frame, up to an instant, with the row of their ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.facts.event_log import EventLog, Ints


@dataclass(frozen=True, slots=True)
class LogView:
    """``row`` is the position of the event's ticket in the fact frame; -1 where it has none."""

    log: EventLog
    row: Ints
    seen: NDArray[np.bool_]

    @classmethod
    def of(cls, log: EventLog, facts: pd.DataFrame, as_of: int) -> LogView:
        """The log as the fact frame sees it."""
        pk = facts["ticket_pk"].to_numpy()
        row = np.full(log.ticket_count, -1)
        if len(pk):
            place = np.minimum(np.searchsorted(pk, log.ticket_pk), len(pk) - 1)
            row = np.where(pk[place] == log.ticket_pk, place, -1)
        by_event = np.repeat(row, np.diff(log.offsets))
        return cls(log, by_event, (log.at <= as_of) & (by_event >= 0))

    def rows_where(self, condition: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Positions of the events in view that meet a condition."""
        return np.flatnonzero(condition & self.seen)


def instants_of(facts: pd.DataFrame, name: str) -> Ints:
    """A datetime column as int64 microseconds; NaT becomes the missing instant."""
    values: Any = facts[name].dt.as_unit("us").to_numpy(dtype="datetime64[us]")
    return np.asarray(values).view(np.int64)


def ends_of(facts: pd.DataFrame) -> Ints:
    """When tickets ended for good, by a resolution or into another ticket; missing where they did not."""
    return np.maximum(instants_of(facts, "resolved_at"), instants_of(facts, "merged_away_at"))
