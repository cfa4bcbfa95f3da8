"""The arithmetic of one SLA clock for whole columns: elapsed, paused, remaining, outcome and level."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from core.calendars import BusinessCalendar
from core.data.columns import MISSING_INSTANT

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
LEVEL_PERCENTS = (50, 80, 90)
"""Shares of the target at which yellow, orange and red begin (R-BR-01 to R-BR-03)."""


class Outcome(IntEnum):
    """How a promise stands."""

    NO_POLICY = 0
    MET = 1
    BREACHED = 2
    RUNNING = 3
    PAUSED = 4


class Level(IntEnum):
    """The step of the ladder that a clock has reached (R-BR-01 to R-BR-05)."""

    NONE = 0
    YELLOW = 1
    ORANGE = 2
    RED = 3
    BREACH = 4
    SEVERE = 5


@dataclass(frozen=True, slots=True)
class Pauses:
    """Intervals in which a clock stands still: rows of ``clock``, from ``begin`` to ``end``.

    Instants are UTC microseconds; pauses of one clock must not overlap.
    A pause that reaches the as-of instant is still on.
    """

    clock: Ints
    begin: Ints
    end: Ints


@dataclass(frozen=True, slots=True)
class Measured:
    """One row per clock, in microseconds of its own time; 0 target and remaining without a policy."""

    elapsed: Ints
    paused: Ints
    remaining: Ints
    late_by: Ints
    outcome: NDArray[np.int8]
    level: NDArray[np.int8]


def measure_clocks(
    started_at: Ints,
    stopped_at: Ints,
    target: Ints,
    is_business: Flags,
    pauses: Pauses,
    calendar: BusinessCalendar,
    as_of: int,
) -> Measured:
    """Elapsed time without pauses, and what it means for the promise, as things stood at ``as_of``.

    ``stopped_at`` is missing while a clock runs, a later stop counts as not yet there; ``target`` is
    in microseconds, 0 for no policy. A stop before the start counts as a stop at the start. Time
    equal to the target is met. Levels are reached at 50, 80, 90 and 200 % of the target, the breach
    as soon as the time exceeds it. Raises ValueError for a negative target.
    """
    if len(target) and target.min() < 0:
        raise ValueError("target: must not be negative")
    stopped, end = stops_of(started_at, stopped_at, as_of)
    rows = pauses.clock
    first, last = started_at[rows], end[rows]
    begin, stop = np.clip(pauses.begin, first, last), np.clip(pauses.end, first, last)
    each = _passed(begin, stop, is_business[rows], calendar)
    paused = np.bincount(rows, each, len(started_at)).astype(np.int64)  # exact: below 2^53
    elapsed = _passed(started_at, end, is_business, calendar) - paused
    pausing = np.zeros(len(started_at), np.bool_)
    pausing[rows[(pauses.begin <= as_of) & (pauses.end >= as_of)]] = True
    late = np.maximum(elapsed - target, 0) * (target > 0)
    outcome = np.select(
        [target == 0, late > 0, stopped, pausing],
        [Outcome.NO_POLICY, Outcome.BREACHED, Outcome.MET, Outcome.PAUSED],
        Outcome.RUNNING,
    ).astype(np.int8)
    remaining = np.where(target > 0, target - elapsed, 0)
    return Measured(elapsed, paused, remaining, late, outcome, levels(elapsed, target))


def stops_of(started_at: Ints, stopped_at: Ints, as_of: int) -> tuple[Flags, Ints]:
    """Which clocks have stopped by ``as_of``, and until when each is measured.

    >>> started, stopped = np.array([10, 10, 10]), np.array([25, 99, 5])
    >>> [column.tolist() for column in stops_of(started, stopped, 50)]
    [[True, False, True], [25, 50, 10]]
    """
    stopped = (stopped_at != MISSING_INSTANT) & (stopped_at <= as_of)
    return stopped, np.maximum(np.where(stopped, stopped_at, as_of), started_at)


def levels(elapsed: Ints, target: Ints) -> NDArray[np.int8]:
    """`Level` per clock; NONE without a target.

    >>> minutes = np.array([7, 8, 12, 14, 15, 16, 30])
    >>> [Level(level).name for level in levels(minutes, np.full(7, 15))]
    ['NONE', 'YELLOW', 'ORANGE', 'RED', 'RED', 'BREACH', 'SEVERE']
    """
    reached = sum((elapsed * 100 >= target * percent).astype(np.int8) for percent in LEVEL_PERCENTS)
    over = (elapsed > target).astype(np.int8) + (elapsed >= 2 * target)
    return np.where(target > 0, reached + over, Level.NONE).astype(np.int8)


def _passed(start: Ints, end: Ints, is_business: Flags, calendar: BusinessCalendar) -> Ints:
    passed = end - start
    rows = np.flatnonzero(is_business)
    passed[rows] = calendar.elapsed(start[rows], end[rows])
    return passed
