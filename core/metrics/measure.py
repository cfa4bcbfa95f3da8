"""The null policy of every metric in one place: nothing to measure is NaN, never 0.

A metric function returns a *tally*: what each row contributes. `core.metrics.reduce` turns a
tally into measures, for one group or for thousands in one pass.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Flags: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

NAN = math.nan
Z95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


class Measure(NamedTuple):
    """A value, the number of rows it rests on, and a 95 % interval where one exists.

    ``excluded`` counts rows that belong to the question but whose data cannot answer it.
    """

    value: float
    n: int
    low: float = NAN
    high: float = NAN
    excluded: int = 0


class DurationMeasure(NamedTuple):
    """A duration in minutes, with what the mean alone would hide.

    ``value`` is the mean, ``low`` and ``high`` its 95 % interval; ``median_low`` and
    ``median_high`` are the interval of the median by order statistics. ``still_waiting`` counts
    tickets whose clock still runs, and ``median_with_waiting`` is the Kaplan-Meier median over
    finished and running clocks, ``waiting_low`` and ``waiting_high`` its interval.
    """

    value: float
    n: int
    low: float = NAN
    high: float = NAN
    excluded: int = 0
    median: float = NAN
    p90: float = NAN
    still_waiting: int = 0
    median_with_waiting: float = NAN
    median_low: float = NAN
    median_high: float = NAN
    waiting_low: float = NAN
    waiting_high: float = NAN

    @property
    def mean(self) -> float:
        """The arithmetic mean: the same number as ``value``."""
        return self.value


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows: ``rows`` marks those that count; ``unknown`` those that cannot tell."""

    rows: Flags
    unknown: Flags | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of a whole: ``part`` is looked at only where ``whole`` holds."""

    part: Flags
    whole: Flags
    unknown: Flags | None = None


@dataclass(frozen=True, slots=True)
class Mean:
    """Average of the rows' ``values``; NaN rows are left out.

    ``least`` and ``most``: the ends of the scale, which no interval leaves.
    """

    values: Floats
    unknown: Flags | None = None
    least: float = -np.inf
    most: float = np.inf


@dataclass(frozen=True, slots=True)
class Total:
    """Sum of the rows' ``values``; NaN rows are left out, and without any other there is no value."""

    values: Floats
    unknown: Flags | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """Minutes per row. ``values``: finished clocks (NaN otherwise).

    ``observed``: minutes known to have passed, finished or not (NaN: unknowable); None where a
    running clock has no meaning. ``waiting``: rows whose clock still runs.
    """

    values: Floats
    observed: Floats | None = None
    waiting: Flags | None = None
    unknown: Flags | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """Two counts with their own dates: ``part`` by the metric's date, ``whole`` by ``created_at``.

    The value is part ÷ whole, or part − whole where ``difference`` is set.
    """

    part: Flags
    whole: Flags
    difference: bool = False
    unknown: Flags | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """Σ part ÷ Σ whole, such as work minutes ÷ available minutes or money ÷ tickets.

    Rows where either is NaN are left out. ``least`` and ``most``: the ends of the scale.
    """

    part: Floats
    whole: Floats
    unknown: Flags | None = None
    most: float = np.inf
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Correlation:
    """How two things of the same row go together: Pearson's r; rows with a NaN are left out."""

    x: Floats
    y: Floats
    unknown: Flags | None = None


@dataclass(frozen=True, slots=True)
class AgainstUsual:
    """How many rows hold ``now``, in multiples of the median of how many held at each time ``before``."""

    now: Flags
    before: tuple[Flags, ...]
    unknown: Flags | None = None


Tally: TypeAlias = Count | Share | Mean | Total | Duration | Flow | Ratio | Correlation | AgainstUsual
AnyMeasure: TypeAlias = Measure | DurationMeasure


def wilson(part: Floats, whole: Floats, z: float = Z95) -> tuple[Floats, Floats]:
    """Wilson's interval of shares, which stays inside [0, 1] and is honest for small n.

    Centre (p + z²/2n) ÷ (1 + z²/n), half width z √(p(1−p)/n + z²/4n²) ÷ (1 + z²/n).
    Undefined (NaN) for an empty whole.

    >>> low, high = wilson(np.array([9.0]), np.array([10.0]))
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.5958, 0.9821)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        p = part / whole
        shrink = 1 + z * z / whole
        centre = (p + z * z / (2 * whole)) / shrink
        half = z * np.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole)) / shrink
    empty = whole <= 0
    low = np.where(part <= 0, 0.0, centre - half)
    high = np.where(part >= whole, 1.0, centre + half)
    return np.where(empty, NAN, low), np.where(empty, NAN, high)


def kaplan_meier_median(values: Floats, observed: Floats) -> float:
    """The time by which half of all clocks have stopped, running clocks included.

    Parameters
    ----------
    values : minutes of stopped clocks, NaN while running
    observed : minutes known to have passed, stopped or not; NaN rows are left out

    Undefined (NaN) when fewer than half have stopped in sight. Where the curve is exactly one
    half over a stretch, the middle of that stretch (the convention of R's survfit), so that
    without running clocks the result is the ordinary median.

    >>> kaplan_meier_median(np.array([10.0, 20.0, np.nan]), np.array([10.0, 20.0, 5.0]))
    15.0
    """
    from core.metrics.ordered import Ordered
    from core.metrics.survival import kaplan_meier_medians

    seen, stopped = ~np.isnan(observed), ~np.isnan(values)
    clocks = (Ordered.of(observed[seen & mask], None, 1) for mask in (stopped, ~stopped))
    return float(kaplan_meier_medians(*clocks)[0][0])
