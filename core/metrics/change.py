"""Change between two periods with a 95 % interval, so that noise is not read as news.

Both periods are taken as independent samples. The interval of the difference is recovered from
those of the two estimates (MOVER, the method of variance estimates recovery): for shares that is
Newcombe's hybrid score interval, for means close to Welch's, for correlations Zou's.
"""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol

import numpy as np

from core.metrics.definition import Unit
from core.metrics.measure import NAN, Z95, Floats, wilson

INTERVALS = {
    "value": ("low", "high"),
    "mean": ("low", "high"),
    "median": ("median_low", "median_high"),
    "median_with_waiting": ("waiting_low", "waiting_high"),
}
"""Where a measure keeps the interval of each of its statistics."""


class Found(Protocol):
    """What is compared: a measure, or a result made from one."""

    @property
    def value(self) -> float:
        """The measured value."""

    @property
    def n(self) -> int:
        """The rows that it rests on."""


class Estimate(NamedTuple):
    """A value with its 95 % interval, NaN where there is none."""

    value: float
    low: float = NAN
    high: float = NAN


class Change(NamedTuple):
    """How far a value moved, with its 95 % interval, NaN where either side has none.

    >>> Change(0.1, 0.02, 0.18).is_beyond_noise, Change(0.1, -0.02, 0.22).is_beyond_noise
    (True, False)
    """

    value: float
    low: float = NAN
    high: float = NAN

    @property
    def is_beyond_noise(self) -> bool:
        """Whether the interval excludes 0; False where there is no interval."""
        return self.low > 0 or self.high < 0


def change_of(now: Found, before: Found, unit: Unit, statistic: str = "value") -> Change:
    """Change of a statistic of one metric: now − before, with its 95 % interval.

    Parameters
    ----------
    now, before : measures of the same metric in two periods, best of equal length
    unit : the metric's unit; a count has no interval of its own and is read as a Poisson count
    statistic : "value", "mean", "median" or "median_with_waiting"; any other has no interval

    Undefined (NaN) where either side is. The value is in the metric's unit, any sign.

    >>> from core.metrics.measure import Measure
    >>> change = change_of(Measure(130.0, 130), Measure(100.0, 100), Unit.COUNT)
    >>> change.value, round(change.low, 1), round(change.high, 1)
    (30.0, 0.2, 60.1)
    """
    return difference(estimate(now, unit, statistic), estimate(before, unit, statistic))


def difference(now: Estimate, before: Estimate) -> Change:
    """Interval of now − before from the intervals of both (MOVER).

    Low: d − √((now − now's low)² + (before's high − before)²); high: the same with the other ends.
    Undefined where an end is.

    >>> low, high = difference(Estimate(0.8, 0.7, 0.9), Estimate(0.5, 0.4, 0.6))[1:]
    >>> round(low, 4), round(high, 4)
    (0.1586, 0.4414)
    """
    moved = now.value - before.value
    down = math.hypot(now.value - now.low, before.high - before.value)
    up = math.hypot(now.high - now.value, before.value - before.low)
    return Change(moved, moved - down, moved + up)


def estimate(found: Found, unit: Unit, statistic: str = "value") -> Estimate:
    """A statistic of a measure with the interval that a comparison needs.

    >>> from core.metrics.measure import Measure
    >>> estimate(Measure(0.0, 0), Unit.COUNT).high == Z95**2
    True
    """
    value = float(getattr(found, statistic))
    if unit is Unit.COUNT:
        return _counted(value, found.n)
    low, high = INTERVALS.get(statistic, ("", ""))
    return Estimate(value, float(getattr(found, low, NAN)), float(getattr(found, high, NAN)))


def _counted(value: float, n: int) -> Estimate:
    """A count; where n is more than it, the difference of two counts that add up to n."""
    if math.isnan(value) or value == n:
        return Estimate(value, *poisson_interval(value))
    more, less = (n + value) / 2, (n - value) / 2
    sides = [Estimate(side, *poisson_interval(side)) for side in (more, less)]
    return Estimate(*difference(*sides))


def poisson_interval(count: float) -> tuple[float, float]:
    """Score interval of the rate behind a count: x + z²/2 ± z √(x + z²/4), never below 0.

    It is what Wilson's interval becomes for a rare part of a large whole. Tickets that come in
    bursts vary more than this says.

    >>> [round(end, 2) for end in poisson_interval(100.0)]
    [82.23, 121.61]
    """
    middle, half = count + Z95**2 / 2, Z95 * math.sqrt(count + Z95**2 / 4)
    return middle - half if count != 0 else 0.0, middle + half


def quotient_intervals(part: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """95 % intervals of part ÷ whole, two counts of which neither contains the other.

    Given their sum, the part is binomial; the odds of its Wilson interval are the ends. Undefined
    (NaN) for an empty whole.

    >>> low, high = quotient_intervals(np.array([50.0]), np.array([100.0]))
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.357, 0.701)
    """
    low, high = wilson(part, np.where(whole > 0, part + whole, 0.0))
    return low / (1 - low), high / (1 - high)
