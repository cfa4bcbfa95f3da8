"""One row per incident: how long it lasted and how many customers and tickets it brought."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_DAY, MISSING_INSTANT
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.ticket_table import Floats, as_datetimes, minutes_between

PLANNED = ("release", "maintenance", "deployment", "change")
"""Severity words of what was planned; it explains a surge, but is no incident."""
WEEKS_BEFORE = 4


def incident_frame(incidents: pd.DataFrame, tickets: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    """Incidents that had begun at ``as_of`` (UTC microseconds), in the order given.

    ``ticket_count`` and ``customer_count`` (different customers) are of tickets created from start to
    end; ``usual_ticket_count`` is the mean of the same hours in the four weeks before, as far as the
    tickets reach back (NaN where they do not). ``is_planned``: a release or the like.
    """
    rows = incidents[instants_of(incidents, "starts_at") <= as_of].reset_index(drop=True)
    start, end = instants_of(rows, "starts_at"), instants_of(rows, "resolved_at")
    running = (end == MISSING_INSTANT) | (end > as_of)
    until = np.where(running, as_of, end)
    counts = _Created.of(tickets)
    return pd.DataFrame(
        {
            "source": rows["source_id"],
            "incident_id": rows["incident_id"],
            "severity": rows["severity"],
            "title": rows["title"],
            "starts_at": as_datetimes(start),
            "resolved_at": as_datetimes(np.where(running, MISSING_INSTANT, end)),
            "is_planned": rows["severity"].astype("str").str.lower().isin(PLANNED).to_numpy(bool),
            "is_running": running,
            "duration_minutes": np.where(running, np.nan, minutes_between(start, until)),
            "observed_minutes": minutes_between(start, until),
            "ticket_count": counts.between(start, until),
            "usual_ticket_count": counts.usual(start, until),
            "customer_count": counts.customers(start, until),
        }
    )


class _Created:
    """Creations of tickets in order of time."""

    def __init__(self, at: Ints, customer: Ints) -> None:
        self.at, self.customer = at, customer

    @classmethod
    def of(cls, tickets: pd.DataFrame) -> _Created:
        at = instants_of(tickets, "created_at")
        keep = (at != MISSING_INSTANT) & ~tickets["is_deleted"].to_numpy(bool)
        customer = pd.Categorical(tickets["customer_key"]).codes.astype(np.int64)
        order = np.argsort(at[keep], kind="stable")
        return cls(at[keep][order], customer[keep][order])

    def between(self, start: Ints, end: Ints) -> Floats:
        return (np.searchsorted(self.at, end) - np.searchsorted(self.at, start)).astype(np.float64)

    def usual(self, start: Ints, end: Ints) -> Floats:
        total, weeks = np.zeros(len(start)), np.zeros(len(start))
        for back in range(1, WEEKS_BEFORE + 1):
            shift = back * 7 * MICROSECONDS_PER_DAY
            reached = (start - shift >= self.at[0]) if len(self.at) else np.zeros(len(start), bool)
            total += np.where(reached, self.between(start - shift, end - shift), 0)
            weeks += reached
        return np.asarray(np.divide(total, weeks, out=np.full(len(start), np.nan), where=weeks > 0))

    def customers(self, start: Ints, end: Ints) -> Floats:
        first, last = np.searchsorted(self.at, start), np.searchsorted(self.at, end)
        found = [np.unique(self.customer[a:b]) for a, b in zip(first, last, strict=True)]
        return np.array([np.count_nonzero(names >= 0) for names in found], dtype=np.float64)
