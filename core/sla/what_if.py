"""Trying other targets on the past: any limit is one search in sorted times, fast enough for a slider."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.data.columns import MICROSECONDS_PER_MINUTE
from core.facts.event_log import Ints
from core.sla.clock import SlaClocks
from core.sla.measure import Outcome
from core.sla.policy import NO_POLICY, SlaMetric
from core.sla.running import METRICS

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TriedGroup:
    """The clocks of one metric and priority, as shares of their own limits (elapsed ÷ limit), sorted.

    ``base_minutes`` is the limit most of them have. Trying another limit for the group scales every
    tier's limit alike. ``stopped`` ended, ``running`` did not.
    """

    metric: SlaMetric
    priority: str
    base_minutes: float
    is_business: bool
    stopped: Floats = field(repr=False)
    running: Floats = field(repr=False)

    def counts(self, limit_minutes: float) -> tuple[int, int]:
        """Kept and broken promises had the limit been ``limit_minutes``."""
        factor = limit_minutes / self.base_minutes
        met = int(np.searchsorted(self.stopped, factor + 1e-12, side="right"))
        overdue = len(self.running) - int(np.searchsorted(self.running, factor + 1e-12, side="right"))
        return met, len(self.stopped) - met + overdue

    def met_rate(self, limit_minutes: float) -> float:
        """Share of kept promises; NaN where none was decided.

        >>> group = TriedGroup(
        ...     SlaMetric.RESOLUTION, "P1", 60.0, True, np.array([0.2, 0.5, 1.5]), np.array([0.1])
        ... )
        >>> group.met_rate(60), group.met_rate(90), group.met_rate(3)
        (0.6666666666666666, 1.0, 0.0)
        """
        met, broken = self.counts(limit_minutes)
        return met / (met + broken) if met + broken else float("nan")

    def limit_for(self, share: float = 0.95) -> float:
        """The smallest limit in minutes that ``share`` of the ended clocks would have met (R-SD-02).

        >>> group = TriedGroup(SlaMetric.RESOLUTION, "P1", 60, True, np.array([0.2, 0.5, 1.5]), np.array([]))
        >>> group.limit_for(0.95), group.limit_for(0.5)
        (90.0, 30.0)
        """
        if not len(self.stopped):
            return float("nan")
        rank = int(np.ceil(share * len(self.stopped))) - 1
        return float(self.stopped[max(rank, 0)] * self.base_minutes)


def tried_groups(clocks: SlaClocks, keep: NDArray[np.bool_]) -> list[TriedGroup]:
    """First responses and resolutions by priority, most urgent first; ``keep`` marks clocks to look at."""
    wanted = (SlaMetric.FIRST_RESPONSE, SlaMetric.RESOLUTION)
    chosen = keep & (clocks.promise != NO_POLICY) & (clocks.priority >= 0)
    found = []
    for metric in wanted:
        for code in np.argsort(clocks.priorities):
            own = np.flatnonzero(
                chosen & (clocks.runs.metric == METRICS.index(metric)) & (clocks.priority == code)
            )
            if len(own):
                found.append(_group(clocks, own, metric, clocks.priorities[code]))
    return found


def _group(clocks: SlaClocks, own: Ints, metric: SlaMetric, priority: str) -> TriedGroup:
    target = clocks.target[own]
    limits, count = np.unique(target, return_counts=True)
    used = clocks.measured.elapsed[own] / target
    outcome = clocks.measured.outcome[own]
    stop = clocks.runs.stopped_at[own]
    ended = (stop > 0) & (stop <= clocks.as_of) & (outcome != Outcome.RUNNING)
    return TriedGroup(
        metric=metric,
        priority=priority,
        base_minutes=float(limits[count.argmax()]) / MICROSECONDS_PER_MINUTE,
        is_business=bool(np.median(clocks.is_business[own]) > 0),
        stopped=np.sort(used[ended]),
        running=np.sort(used[~ended]),
    )
