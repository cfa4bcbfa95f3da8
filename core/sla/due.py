"""When a clock reaches its limit: the pauses that begin before then push it back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.calendars import BusinessCalendar
from core.data.columns import MISSING_INSTANT
from core.facts.event_log import Ints
from core.sla.measure import Pauses


def due_instants(
    started_at: Ints, target: Ints, is_business: NDArray[np.bool_], pauses: Pauses, calendar: BusinessCalendar
) -> Ints:
    """The instant at which each clock has run for its ``target``; missing where there is none.

    Pauses after that instant do not matter. All in UTC microseconds.
    """
    due = np.full(len(started_at), MISSING_INSTANT)
    rows = np.flatnonzero(target > 0)
    due[rows] = _deadline(started_at[rows], target[rows], is_business[rows], calendar)
    order = np.lexsort((pauses.begin, pauses.clock))
    clock, begin, end = pauses.clock[order], pauses.begin[order], pauses.end[order]
    rank = np.arange(len(clock)) - np.searchsorted(clock, clock)
    spent = np.zeros(len(started_at), np.int64)
    for turn in range(int(rank.max(initial=-1)) + 1):
        here = np.flatnonzero(rank == turn)
        row, since = clock[here], np.maximum(begin[here], started_at[clock[here]])
        here = np.flatnonzero((target[row] > 0) & (since < due[row]) & (end[here] > since))
        row, since = row[here], since[here]
        until = end[np.flatnonzero(rank == turn)][here]
        spent[row] += _elapsed(since, until, is_business[row], calendar)
        due[row] = _deadline(started_at[row], target[row] + spent[row], is_business[row], calendar)
    return due


def _elapsed(start: Ints, end: Ints, is_business: NDArray[np.bool_], calendar: BusinessCalendar) -> Ints:
    passed, rows = end - start, np.flatnonzero(is_business)
    passed[rows] = calendar.elapsed(start[rows], end[rows])
    return passed


def _deadline(start: Ints, budget: Ints, is_business: NDArray[np.bool_], calendar: BusinessCalendar) -> Ints:
    due, rows = start + budget, np.flatnonzero(is_business)
    due[rows] = calendar.deadline(start[rows], budget[rows])
    return due
