"""Kaplan-Meier medians: half of all clocks have stopped, the running ones counted as far as they got.

Where the curve is exactly one half over a stretch, the middle of that stretch is the median (the
convention of R's survfit), so that without running clocks it is the ordinary median.
"""

from __future__ import annotations

import numpy as np

from core.metrics.measure import NAN, Flags, Floats, Integers

MICROSECONDS = 60_000_000.0
LOG_TWO = 0.6931471805599453
_TIE = 1e-9


def survival_median(stopped: Floats, running: Floats) -> float:
    """Median of one group from its stopped and running clocks, both sorted ascending.

    Between two running clocks the product of (1 − 1/at risk) telescopes, so only the running ones
    are walked through. NaN where the curve never falls to one half.

    >>> survival_median(np.array([10.0, 20.0]), np.array([5.0]))
    15.0
    """
    if len(stopped) == 0:
        return NAN
    curve = _Curve(stopped, running)
    event = curve.first_at_half()
    if event > len(stopped):
        return NAN
    time = stopped[event - 1]
    after = int(np.searchsorted(stopped, time, side="right"))
    if abs(curve.at(after) - 0.5) < _TIE and after < len(stopped):
        return float((time + stopped[after]) / 2)
    return float(time)


class _Curve:
    """Survival after each number of stopped clocks, kept at the points where running ones leave."""

    def __init__(self, stopped: Floats, running: Floats) -> None:
        left_at = np.searchsorted(stopped, running, side="right")
        self.starts, counts = np.unique(np.append(0, left_at), return_counts=True)
        gone = np.cumsum(counts) - 1
        self.at_risk = len(stopped) + len(running) - gone - self.starts
        ends = np.append(self.starts[1:], len(stopped))
        with np.errstate(divide="ignore", invalid="ignore"):
            kept = np.where(self.at_risk > 0, 1 - (ends - self.starts) / self.at_risk, 0.0)
        self.values = np.concatenate(([1.0], np.cumprod(kept)))
        self.ends = ends

    def first_at_half(self) -> int:
        """The smallest number of stopped clocks after which at most half are left."""
        below = np.flatnonzero(self.values[1:] <= 0.5 + _TIE)
        if len(below) == 0:
            return int(self.ends[-1]) + 1
        place = int(below[0])
        share = 0.5 / self.values[place]
        steps = np.ceil(self.at_risk[place] * (1 - share) - 1e-6)
        return int(self.starts[place] + max(steps, 1))

    def at(self, event: int) -> float:
        """Survival after ``event`` stopped clocks."""
        place = int(np.searchsorted(self.starts, event, side="left")) - 1
        place = max(place, 0)
        gone = event - self.starts[place]
        return float(self.values[place] * (1 - gone / self.at_risk[place]))


def kaplan_meier_medians(observed: Floats, stopped: Flags, codes: Integers, count: int) -> Floats:
    """Kaplan-Meier median of each group, without a loop over rows or groups.

    ``observed``: minutes; ``stopped``: True where the clock stopped then, False where it still
    ran; ``codes``: group of each row. A clock that stopped counts before one that was last seen
    running at the same minute. NaN where the curve never falls to one half.
    """
    if len(observed) == 0:
        return np.full(count, NAN)
    times, ends, groups = _clock_order(observed, stopped, codes, count)
    sizes = np.bincount(groups, minlength=count)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    at_risk = (sizes + starts)[groups] - np.arange(len(times))
    return _half_times(times, ends, groups, _hazard(ends, at_risk, starts[groups]), count)


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


def _half_times(times: Floats, ends: Flags, groups: Integers, hazard: Floats, count: int) -> Floats:
    """First minute at which the curve is at or below one half; the middle of a level stretch."""
    result = np.full(count, NAN)
    last_of_tie = np.append((times[1:] != times[:-1]) | (groups[1:] != groups[:-1]) | ~ends[1:], True)
    step = np.flatnonzero(ends & last_of_tie & (hazard > LOG_TWO - _TIE))
    group, first = np.unique(groups[step], return_index=True)
    here, following = step[first], step[np.minimum(first + 1, len(step) - 1)]
    result[group] = times[here]
    level = (np.abs(hazard[here] - LOG_TWO) < _TIE) & (groups[following] == group) & (following != here)
    result[group[level]] = (times[here[level]] + times[following[level]]) / 2
    return result
