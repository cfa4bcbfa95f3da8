"""Trying other targets on the past: any limit is one search in sorted times, fast enough for a slider."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.sla.policy import SlaMetric

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


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
        met, broken = self._counted(np.array([limit_minutes]))
        return int(met[0]), int(broken[0])

    def met_rates(self, limits_minutes: ArrayLike) -> Floats:
        """Share of kept promises for each limit in minutes, shape (n,); NaN where none was decided.

        >>> group = TriedGroup(SlaMetric.RESOLUTION, "P1", 60, True, np.array([0.2, 0.5, 1.5]), np.array([]))
        >>> group.met_rates([20, 60, 90]).round(2).tolist()
        [0.33, 0.67, 1.0]
        """
        met, broken = self._counted(np.asarray(limits_minutes, np.float64))
        return met / np.where(met + broken > 0, met + broken, np.nan)

    def met_rate(self, limit_minutes: float) -> float:
        """Share of kept promises; NaN where none was decided.

        >>> group = TriedGroup(
        ...     SlaMetric.RESOLUTION, "P1", 60.0, True, np.array([0.2, 0.5, 1.5]), np.array([0.1])
        ... )
        >>> group.met_rate(60), group.met_rate(90), group.met_rate(3)
        (0.6666666666666666, 1.0, 0.0)
        """
        return float(self.met_rates([limit_minutes])[0])

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

    def _counted(self, limits_minutes: Floats) -> tuple[Counts, Counts]:
        factor = limits_minutes / self.base_minutes + 1e-12
        met = np.searchsorted(self.stopped, factor, side="right")
        overdue = len(self.running) - np.searchsorted(self.running, factor, side="right")
        return met, len(self.stopped) - met + overdue
