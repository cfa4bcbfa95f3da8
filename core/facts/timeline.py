"""Moments in groups, and which of them comes before or after another one of the same group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.facts.event_log import Ints


@dataclass(frozen=True, slots=True)
class Timeline:
    """Moments sorted by group and time; ``order`` leads back to the positions they were given in.

    A group and the rank of an instant make one whole number, so that a search is one search.
    """

    every: Ints
    keys: Ints
    order: Ints

    @classmethod
    def of(cls, group: Ints, at: Ints) -> Timeline:
        """Moments ``at`` (UTC microseconds) of groups (numbers from 0 on); none may be missing."""
        every = np.sort(at)
        keys = group * (len(at) + 1) + np.searchsorted(every, at)
        order = np.argsort(keys)
        return cls(every, keys[order], order)

    def after(self, group: Ints, at: Ints) -> Ints:
        """Position of the first moment of the group that is later than ``at``; -1 where there is none.

        >>> line = Timeline.of(np.array([0, 0, 1]), np.array([10, 20, 30]))
        >>> line.after(np.array([0, 0, 1]), np.array([10, 20, 5])).tolist()
        [1, -1, 2]
        """
        return self._at(self._search(self._key(group, at, "right")), group)

    def before(self, group: Ints, at: Ints, *, or_at: bool = False) -> Ints:
        """Position of the last moment of the group that is earlier (``or_at``: or equal); -1 for none.

        >>> line = Timeline.of(np.array([0, 0, 1]), np.array([10, 20, 30]))
        >>> line.before(np.array([0, 1]), np.array([20, 30])).tolist()
        [0, -1]
        >>> line.before(np.array([0, 1]), np.array([20, 30]), or_at=True).tolist()
        [1, 2]
        """
        key = self._key(group, at, "right" if or_at else "left")
        return self._at(self._search(key) - 1, group)

    def _key(self, group: Ints, at: Ints, side: str) -> Ints:
        rank = np.searchsorted(self.every, at, side=side)  # type: ignore[call-overload]
        return np.asarray(group * (len(self.every) + 1) + rank)

    def _search(self, wanted: Ints) -> Ints:
        """Where the keys would go; looked for in order, because that stays in the processor's cache."""
        order = np.argsort(wanted)
        place = np.empty(len(wanted), np.int64)
        place[order] = np.searchsorted(self.keys, wanted[order])
        return place

    def _at(self, place: Ints, group: Ints) -> Ints:
        if not len(self.keys):
            return np.full(len(group), -1)
        inside = np.clip(place, 0, len(self.keys) - 1)
        is_own = (place == inside) & (self.keys[inside] // (len(self.every) + 1) == group)
        return np.where(is_own, self.order[inside], -1)
