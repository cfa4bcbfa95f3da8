"""Kaplan-Meier medians: half of all clocks have stopped, the running ones counted as far as they got.

Where the curve is exactly one half over a stretch, the middle of that stretch is the median (the
convention of R's survfit), so that without running clocks it is the ordinary median. Its 95 %
interval ends where the curve leaves ½ ± (1.96 ÷ 2√m + 1 ÷ 2m) on either side; m is the effective
number of clocks, those at risk after the median ÷ the share that is left. Without running clocks
m is their number, and the ends are the order statistics at the binomial ranks.

Between two running clocks the product of (1 − 1 ÷ at risk) telescopes, so that only the running ones
are walked through, of all groups at once.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from core.metrics.measure import NAN, Z95, Floats, Integers
from core.metrics.ordered import Ordered

LEAST_EFFECTIVE = 6
"""Below six values no interval of a median reaches 95 %."""
_TIE = 1e-9

Medians = tuple[Floats, Floats, Floats]
"""Median and the ends of its interval, of every group."""


def kaplan_meier_medians(stopped: Ordered, running: Ordered) -> Medians:
    """Kaplan-Meier median of each group with its interval.

    ``stopped``: minutes of the clocks that stopped; ``running``: how far the others got. A clock
    that stopped counts before one that was last seen running at the same minute. NaN where the
    curve never falls to one half; no interval below six clocks.

    >>> stopped, running = (Ordered.of(np.array(x), None, 1) for x in ([10.0, 20.0], [5.0]))
    >>> [each.tolist() for each in kaplan_meier_medians(stopped, running)]
    [[15.0], [nan], [nan]]
    """
    groups = len(stopped.edges) - 1
    if len(stopped.values) == 0:
        return (np.full(groups, NAN),) * 3
    curves = _Curves(stopped, running)
    group, block, place = curves.falls_to(np.full(groups, 0.5))
    time = stopped.values[place]
    after = _after_ties(stopped, place, group)
    left, at_risk = curves.after(block, after)
    median, low, high = (np.full(groups, NAN) for _ in range(3))
    level = (np.abs(left - 0.5) < _TIE) & (after < stopped.edges[group + 1])
    following = stopped.values[np.minimum(after, len(stopped.values) - 1)]
    median[group] = np.where(level, (time + following) / 2, time)
    for ends, levels in zip((low, high), _levels(at_risk, left), strict=True):
        wanted = np.full(groups, NAN)
        wanted[group] = levels
        there, _, at = curves.falls_to(wanted)
        ends[there] = stopped.values[at]
    return median, low, high


def _levels(at_risk: Floats, left: Floats) -> tuple[Floats, Floats]:
    """Heights of the curve at which the interval of its median begins and ends."""
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = at_risk / left
        half = Z95 / 2 / np.sqrt(effective) + 0.5 / effective
    half = np.where(effective >= LEAST_EFFECTIVE - 1e-6, half, NAN)
    return 0.5 + half, 0.5 - half


def _stopped_by(stopped: Ordered, times: Floats, groups: Integers) -> Integers:
    """Place in ``stopped`` after all clocks of the same group that stopped by each time."""
    found = np.empty(len(times), np.int64)
    edges = np.append(np.flatnonzero(np.diff(groups, prepend=-1)), len(times))
    for start, end in pairwise(edges):
        first, last = stopped.edges[groups[start] : groups[start] + 2]
        found[start:end] = first + stopped.values[first:last].searchsorted(times[start:end], "right")
    return found


def _after_ties(stopped: Ordered, place: Integers, groups: Integers) -> Integers:
    """The place after all clocks of the group that stopped at the same time as the one at ``place``."""
    after, values = place + 1, stopped.values
    following = values[np.minimum(after, len(values) - 1)]
    tied = (after < stopped.edges[groups + 1]) & (following == values[place])
    after[tied] = _stopped_by(stopped, values[place[tied]], groups[tied])
    return after


class _Curves:
    """The share of clocks left in every group, in blocks of clocks that stop while none is let go.

    ``start`` and ``end`` are places among all stopped clocks, ``before`` and ``fallen`` minus the
    logarithm of the curve at either end.
    """

    def __init__(self, stopped: Ordered, running: Ordered) -> None:
        groups = np.arange(len(stopped.edges) - 1)
        own = np.repeat(groups, np.diff(running.edges))
        leaves = _stopped_by(stopped, running.values, own) + own  # by group: no two groups share a number
        first, last = stopped.edges[:-1] + groups, stopped.edges[1:] + groups
        blocks, leaving = np.unique(np.concatenate((first, leaves)), return_counts=True)
        self.group = np.searchsorted(last, blocks)
        self.start = blocks - self.group
        self.end = np.append(self.start[1:], len(stopped.values))
        opening = np.searchsorted(blocks, first)
        gone = _running_total(leaving, opening, self.group) + leaving - 1
        clocks = np.diff(stopped.edges) + np.diff(running.edges)
        self.at_risk = clocks[self.group] - (self.start - stopped.edges[self.group]) - gone
        length = self.end - self.start
        ends = (length == self.at_risk) & (length > 0)
        step = -np.log1p(-np.where(ends, 0, length) / np.maximum(self.at_risk, 1))
        self.before = _running_total(step, opening, self.group)
        self.fallen = np.where(ends, np.inf, self.before + step)

    def falls_to(self, level: Floats) -> tuple[Integers, Integers, Integers]:
        """Groups whose curve falls to their level, the block in which it does, and the stop at which."""
        wanted = -np.log(level)[self.group]
        reached = np.flatnonzero(self.fallen >= wanted - _TIE)
        group, first = np.unique(self.group[reached], return_index=True)
        block = reached[first]
        share = np.exp(self.before[block] - wanted[block])
        steps = np.ceil(self.at_risk[block] * (1 - share) - 1e-6).astype(np.int64)
        return group, block, self.start[block] + np.maximum(steps, 1) - 1

    def after(self, block: Integers, place: Integers) -> tuple[Floats, Floats]:
        """The share that is left at a place inside a block, and how many clocks still count."""
        at_risk, stopped = self.at_risk[block], place - self.start[block]
        return np.exp(-self.before[block]) * (1 - stopped / at_risk), (at_risk - stopped).astype(np.float64)


def _running_total(values: Floats | Integers, opening: Integers, group: Integers) -> np.ndarray:
    """Sum of all earlier values of the same group."""
    earlier = np.cumsum(values) - values
    return np.asarray(earlier - earlier[opening][group])
