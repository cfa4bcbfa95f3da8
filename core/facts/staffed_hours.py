"""How many agents were planned and at work in every hour."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_HOUR, MICROSECONDS_PER_MINUTE, MISSING_INSTANT
from core.facts.agent_days import local_days
from core.facts.event_log import Ints
from core.facts.presence import AT_WORK, Pieces, midnights
from core.facts.ticket_table import Flags, Floats, as_datetimes


def staffed_hours(presence: Pieces, *, zone: str) -> pd.DataFrame:
    """One row per hour of the display zone in which somebody was planned or at work.

    ``hour`` (its start), ``planned_minutes`` and ``present_minutes``: minutes of work of all agents
    together. NaN: planned before the first and after the last planned instant, present before the
    first and after the last logged one.

    Hours are counted from local midnight of the first day, in steps of an hour.
    """
    if not len(presence.start):
        return pd.DataFrame(
            {"hour": as_datetimes(np.zeros(0, np.int64)), "planned_minutes": [], "present_minutes": []}
        ).astype({"planned_minutes": float, "present_minutes": float})
    first = int(local_days(presence.start.min(keepdims=True), zone)[0])
    begin = int(midnights(first, first, zone)[0])
    edges = np.arange(begin, int(presence.end.max()) + MICROSECONDS_PER_HOUR, MICROSECONDS_PER_HOUR)
    planned = _minutes(presence, presence.is_plan(*AT_WORK), edges)
    present = _minutes(presence, presence.is_state(*AT_WORK), edges)
    planned[~_told(presence.first_plan, presence.planned_until, edges)] = np.nan
    present[~_told(presence.first_state, presence.told_until, edges)] = np.nan
    keep = (np.nan_to_num(planned) > 0) | (np.nan_to_num(present) > 0)
    return pd.DataFrame(
        {
            "hour": as_datetimes(edges[:-1][keep]),
            "planned_minutes": planned[keep],
            "present_minutes": present[keep],
        }
    )


def _minutes(presence: Pieces, wanted: Flags, edges: Ints) -> Floats:
    """Minutes of wanted stretches between neighbouring edges, all agents together."""
    start, end = presence.start[wanted], presence.end[wanted]
    grown = _elapsed(np.sort(start), edges) - _elapsed(np.sort(end), edges)
    return np.asarray(np.diff(grown) / MICROSECONDS_PER_MINUTE)


def _elapsed(since: Ints, at: Ints) -> Ints:
    """Σ of the time from each of the sorted instants to each edge that is later.

    Sums beyond the range of whole numbers wrap around; differences of two of them are exact again.
    """
    base = int(at[0])
    counted = np.searchsorted(since, at)
    sums = np.concatenate([[0], np.cumsum(since - base)])
    return np.asarray(counted * (at - base) - sums[counted])


def _told(first: Ints, until: Ints, edges: Ints) -> Flags:
    """Hours that overlap the stretch from the first to the last instant told."""
    known = first != MISSING_INSTANT
    if not known.any():
        return np.zeros(len(edges) - 1, bool)
    return np.asarray((edges[1:] > first[known].min()) & (edges[:-1] < until[known].max()))
