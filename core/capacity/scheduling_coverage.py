"""Who is there beside who is needed: coverage, gaps, and what is left over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.capacity.arguments import at_least
from core.capacity.log_sums import Floats
from core.capacity.scheduling_shifts import DAYS, SLOTS

GAP_SHARE = 0.5
"""A gap: less than half of those needed are there."""


@dataclass(frozen=True)
class Coverage:
    """``need`` and ``staffed``: people by weekday (Monday first) and quarter of an hour.

    Raises ValueError for other shapes and for negative or unknown figures.

    >>> need = np.zeros((7, 96)); need[0, 36:44] = 4
    >>> there = np.zeros((7, 96)); there[0, 36:40] = 1; there[0, 40:44] = 3
    >>> cover = Coverage(need, there)
    >>> cover.gap_hours, cover.missing_hours, cover.by_hour[0, 9:11].tolist()
    (1.0, 4.0, [0.25, 0.75])
    """

    need: ArrayLike
    staffed: ArrayLike

    def __post_init__(self) -> None:
        """Refuse what is no week."""
        for name in ("need", "staffed"):
            array = at_least(getattr(self, name), 0.0, name)
            if array.shape != (DAYS, SLOTS) or np.isnan(array).any():
                raise ValueError(f"{name} must be 7 rows of 96 numbers")
            object.__setattr__(self, name, array)

    @property
    def _pair(self) -> tuple[Floats, Floats]:
        return np.asarray(self.need, float), np.asarray(self.staffed, float)

    @property
    def gap_hours(self) -> float:
        """Hours of the week with less than half of those needed (coverage_gap_hours, R-WP-06); best 0."""
        need, there = self._pair
        return float((there < GAP_SHARE * need).sum()) / 4

    @property
    def short_hours(self) -> float:
        """Hours of the week with fewer people than needed; best 0."""
        need, there = self._pair
        return float((there < need).sum()) / 4

    @property
    def missing_hours(self) -> float:
        """Hours of work missing: people below the need, times time; best 0."""
        need, there = self._pair
        return float(np.maximum(need - there, 0).sum()) / 4

    @property
    def spare_hours(self) -> float:
        """Hours at work beyond the need; shifts cannot follow it more closely."""
        need, there = self._pair
        return float(np.maximum(there - need, 0).sum()) / 4

    @property
    def by_hour(self) -> Floats:
        """Part of the need that is covered in the worst quarter of each hour, 7 by 24.

        1 is all; over 1 more than needed; NaN where nobody is needed in the hour.
        """
        need, there = self._pair
        share = np.divide(there, need, out=np.full(need.shape, np.inf), where=need > 0)
        worst = share.reshape(DAYS, SLOTS // 4, 4).min(axis=2)
        return np.where(np.isinf(worst), np.nan, worst)

    @property
    def gaps_by_hour(self) -> NDArray[np.bool_]:
        """Whether an hour holds a quarter with less than half of those needed, 7 by 24."""
        need, there = self._pair
        low = np.asarray(there < GAP_SHARE * need).reshape(DAYS, SLOTS // 4, 4)
        return np.asarray(low.any(axis=2))
