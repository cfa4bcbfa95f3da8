"""Kaplan-Meier medians: half of all clocks have stopped, the running ones counted as far as they got.

Where the curve is exactly one half over a stretch, the middle of that stretch is the median (the
convention of R's survfit), so that without running clocks it is the ordinary median. Its 95 %
interval ends where the curve leaves ½ ± (1.96 ÷ 2√m + 1 ÷ 2m) on either side; m is the effective
number of clocks, those at risk after the median ÷ the share that is left. Without running clocks
m is their number, and the ends are the order statistics at the binomial ranks.
"""

from __future__ import annotations

import numpy as np

from core.metrics.measure import NAN, Z95, Flags, Floats, Integers

MICROSECONDS = 60_000_000.0
LOG_TWO = 0.6931471805599453
LEAST_EFFECTIVE = 6
"""Below six values no interval of a median reaches 95 %."""
_TIE = 1e-9

Medians = tuple[Floats, Floats, Floats]
"""Median and the ends of its interval, of every group."""


def survival_median(stopped: Floats, running: Floats) -> tuple[float, float, float]:
    """Median and interval of one group from its stopped and running clocks, both sorted ascending.

    Between two running clocks the product of (1 − 1/at risk) telescopes, so only the running ones
    are walked through. NaN where the curve never falls so low; no interval below six clocks.

    >>> survival_median(np.array([10.0, 20.0]), np.array([5.0]))
    (15.0, nan, nan)
    """
    if len(stopped) == 0:
        return NAN, NAN, NAN
    curve = _Curve(stopped, running)
    event = curve.first_at(0.5)
    if event > len(stopped):
        return NAN, NAN, NAN
    time = stopped[event - 1]
    after = int(np.searchsorted(stopped, time, side="right"))
    left, at_risk = curve.at(after)
    first, last = _levels(np.array([float(at_risk)]), np.array([left]))
    low, high = curve.time_at(float(first[0])), curve.time_at(float(last[0]))
    if abs(left - 0.5) < _TIE and after < len(stopped):
        return float((time + stopped[after]) / 2), low, high
    return float(time), low, high


def _levels(at_risk: Floats, left: Floats) -> tuple[Floats, Floats]:
    """Heights of the curve at which the interval of its median begins and ends."""
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = at_risk / left
        half = Z95 / 2 / np.sqrt(effective) + 0.5 / effective
    half = np.where(effective >= LEAST_EFFECTIVE - 1e-6, half, NAN)
    return 0.5 + half, 0.5 - half


class _Curve:
    """Survival after each number of stopped clocks, kept at the points where running ones leave."""

    def __init__(self, stopped: Floats, running: Floats) -> None:
        self.stopped = stopped
        left_at = np.searchsorted(stopped, running, side="right")
        self.starts, counts = np.unique(np.append(0, left_at), return_counts=True)
        gone = np.cumsum(counts) - 1
        self.at_risk = len(stopped) + len(running) - gone - self.starts
        ends = np.append(self.starts[1:], len(stopped))
        with np.errstate(divide="ignore", invalid="ignore"):
            kept = np.where(self.at_risk > 0, 1 - (ends - self.starts) / self.at_risk, 0.0)
        self.values = np.concatenate(([1.0], np.cumprod(kept)))
        self.ends = ends

    def first_at(self, level: float) -> int:
        """The smallest number of stopped clocks after which at most this share is left."""
        below = np.flatnonzero(self.values[1:] <= level + _TIE)
        if len(below) == 0:
            return int(self.ends[-1]) + 1
        place = int(below[0])
        share = level / self.values[place]
        steps = np.ceil(self.at_risk[place] * (1 - share) - 1e-6)
        return int(self.starts[place] + max(steps, 1))

    def time_at(self, level: float) -> float:
        """When the curve falls to a level; NaN where it never does."""
        event = self.first_at(level)
        return float(self.stopped[event - 1]) if event <= len(self.stopped) else NAN

    def at(self, event: int) -> tuple[float, int]:
        """The share that is left after ``event`` stopped clocks, and how many still count."""
        place = max(int(np.searchsorted(self.starts, event, side="left")) - 1, 0)
        at_risk = int(self.at_risk[place])
        gone = int(event - self.starts[place])
        return float(self.values[place] * (1 - gone / at_risk)), at_risk - gone


def kaplan_meier_medians(observed: Floats, stopped: Flags, codes: Integers, count: int) -> Medians:
    """Kaplan-Meier median of each group with its interval, without a loop over rows or groups.

    ``observed``: minutes; ``stopped``: True where the clock stopped then, False where it still
    ran; ``codes``: group of each row. A clock that stopped counts before one that was last seen
    running at the same minute. NaN where the curve never falls to one half.
    """
    if len(observed) == 0:
        return (np.full(count, NAN),) * 3
    times, ends, groups = _clock_order(observed, stopped, codes, count)
    sizes = np.bincount(groups, minlength=count)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    at_risk = (sizes + starts)[groups] - np.arange(len(times))
    hazard = _hazard(ends, at_risk, starts[groups])
    median, rows = _half_times(times, ends, groups, hazard, count)
    known = rows >= 0
    after = np.where(known, at_risk[rows] - 1.0, NAN)
    levels = _levels(after, np.where(known, np.exp(-hazard[rows]), NAN))
    low, high = (_time_at(times, hazard, starts, sizes, level) for level in levels)
    return median, low, high


def _time_at(times: Floats, hazard: Floats, starts: Integers, sizes: Integers, level: Floats) -> Floats:
    """When the curve of each group falls to its level, by bisection in all groups at once."""
    wanted, last = -np.log(level) - _TIE, len(times) - 1
    low, high = starts.copy(), starts + sizes
    while (low < high).any():
        middle = (low + high) // 2
        reached = hazard[np.minimum(middle, last)] >= wanted
        low, high = (
            np.where((low < high) & ~reached, middle + 1, low),
            np.where((low < high) & reached, middle, high),
        )
    return np.where(low < starts + sizes, times[np.minimum(low, last)], NAN)


def _clock_order(
    observed: Floats, stopped: Flags, codes: Integers, count: int
) -> tuple[Floats, Flags, Integers]:
    """By group, minute, and stopped before running; one integer sort where the keys fit."""
    micro = np.rint(observed * MICROSECONDS)
    bits = 62 - max(1, (count - 1).bit_length())
    if micro.min() < 0 or micro.max() >= 2.0**bits:
        order = np.lexsort((~stopped, observed, codes))
        return observed[order], stopped[order], codes[order]
    keys = (((codes << bits) | micro.astype(np.int64)) << 1) | ~stopped
    keys.sort()
    return ((keys >> 1) & ((1 << bits) - 1)) / MICROSECONDS, (keys & 1) == 0, keys >> (bits + 1)


def _hazard(ends: Flags, at_risk: Integers, first: Integers) -> Floats:
    """Minus the logarithm of the survival curve, restarted at each group; infinite at its end."""
    step = np.zeros(len(ends))
    open_ended = ends & (at_risk > 1)
    step[open_ended] = -np.log1p(-1.0 / at_risk[open_ended])
    total = np.cumsum(step)
    hazard = total - (total - step)[first]
    hazard[ends & (at_risk == 1)] = np.inf
    return hazard


def _half_times(
    times: Floats, ends: Flags, groups: Integers, hazard: Floats, count: int
) -> tuple[Floats, Integers]:
    """First minute at which the curve is at or below one half; the middle of a level stretch.

    With the row at which that is, −1 where it never is.
    """
    result, rows = np.full(count, NAN), np.full(count, -1)
    last_of_tie = np.append((times[1:] != times[:-1]) | (groups[1:] != groups[:-1]) | ~ends[1:], True)
    step = np.flatnonzero(ends & last_of_tie & (hazard > LOG_TWO - _TIE))
    group, first = np.unique(groups[step], return_index=True)
    here, following = step[first], step[np.minimum(first + 1, len(step) - 1)]
    result[group], rows[group] = times[here], here
    level = (np.abs(hazard[here] - LOG_TWO) < _TIE) & (groups[following] == group) & (following != here)
    result[group[level]] = (times[here[level]] + times[following[level]]) / 2
    return result, rows
