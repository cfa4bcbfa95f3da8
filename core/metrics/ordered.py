"""Values sorted inside each group: what means, quantiles and survival curves of durations share."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.metrics.measure import NAN, Floats, Integers
from core.metrics.pairs import divide, student

MICROSECONDS = 60_000_000.0


@dataclass(frozen=True, slots=True)
class Ordered:
    """Values in ascending order, group after group: group g has ``values[edges[g]:edges[g + 1]]``."""

    values: Floats
    edges: Integers

    @classmethod
    def of(cls, values: Floats, codes: Integers | None, count: int) -> Ordered:
        """Sort minutes inside each of ``count`` groups (``codes`` None: all are one group).

        ``values`` are used up. Where groups come one after the other, as days of creation do, each
        is sorted by itself; else groups are packed into one whole number with the microseconds, which
        sorts quickest, and minutes that do not fit are sorted by both.

        >>> Ordered.of(np.array([3.0, 1.0, 2.0]), np.array([1, 0, 1]), 2).values.tolist()
        [1.0, 2.0, 3.0]
        """
        if codes is None:
            values.sort()
            return cls(values, np.array([0, len(values)]))
        starts = np.arange(count, dtype=np.int64)
        if (codes[1:] >= codes[:-1]).all():
            ordered = cls(values, np.append(np.searchsorted(codes, starts.astype(codes.dtype)), len(values)))
            for first, last in pairwise(ordered.edges.tolist()):
                values[first:last].sort()
            return ordered
        bits = 63 - max(1, (count - 1).bit_length())
        if len(values) == 0 or values.min() < 0 or values.max() >= 2.0**bits / MICROSECONDS:
            order = np.lexsort((values, codes))
            edges = np.searchsorted(codes[order], starts)
            return cls(values[order], np.append(edges, len(values)))
        values *= MICROSECONDS
        keys = np.rint(values, out=values).astype(np.int64)
        keys |= np.left_shift(codes, bits, dtype=np.int64)
        keys.sort()
        edges = np.searchsorted(keys, starts << bits)
        keys &= (1 << bits) - 1
        return cls(np.divide(keys, MICROSECONDS, out=values), np.append(edges, len(values)))

    @property
    def n(self) -> Floats:
        """Number of values of each group."""
        return np.diff(self.edges).astype(np.float64)

    def sums(self, values: Floats) -> Floats:
        """Sum of ``values``, which lie in the order of these, in each group."""
        starts, filled = self.edges[:-1], np.diff(self.edges) > 0
        total = np.zeros(len(starts))
        if filled.any():
            total[filled] = np.add.reduceat(values, starts[filled])
        return total

    def mean_interval(self) -> tuple[Floats, Floats, Floats]:
        """Mean and Student's 95 % interval of it (NaN below two values)."""
        n = self.n
        mean = divide(self.sums(self.values), n)
        apart = np.repeat(mean, np.diff(self.edges))
        apart -= self.values
        apart *= apart
        with np.errstate(invalid="ignore", divide="ignore"):
            error = np.sqrt(self.sums(apart) / (n - 1) / n)
        half = np.where(n >= 2, student(n - 1) * error, NAN)
        return mean, mean - half, mean + half

    def quantiles(self, q: float) -> Floats:
        """The ``q``-quantile of each group, interpolated linearly; NaN for an empty group.

        >>> Ordered(np.array([1.0, 2.0, 4.0]), np.array([0, 3])).quantiles(0.9).tolist()
        [3.6]
        """
        if len(self.values) == 0:
            return np.full(len(self.edges) - 1, NAN)
        starts, n, last = self.edges[:-1], np.diff(self.edges), len(self.values) - 1
        position = np.maximum(n - 1, 0) * q
        lower = np.floor(position).astype(np.int64)
        upper = np.minimum(lower + 1, np.maximum(n - 1, 0))
        a, b = self.values[np.minimum(starts + lower, last)], self.values[np.minimum(starts + upper, last)]
        return np.where(n > 0, a + (b - a) * (position - lower), NAN)

    def median_interval(self) -> tuple[Floats, Floats]:
        """95 % interval of the median: order statistics at binomial ranks; NaN below six values."""
        starts, n, last = self.edges[:-1], np.diff(self.edges), len(self.values) - 1
        if last < 0:
            return np.full(len(n), NAN), np.full(len(n), NAN)
        rank = median_rank(self.n)
        low = self.values[np.minimum(starts + np.maximum(rank - 1, 0), last)]
        high = self.values[np.clip(starts + n - np.maximum(rank, 1), 0, last)]
        return np.where(rank >= 1, low, NAN), np.where(rank >= 1, high, NAN)


def median_rank(n: Floats) -> Integers:
    """The largest rank r with P(Binomial(n, ½) < r) ≤ 2.5 %; 0 where there is none.

    >>> median_rank(np.array([5.0, 6.0, 100.0])).tolist()
    [0, 1, 40]
    """
    from scipy.special import bdtr

    rank = np.maximum(np.floor((n - 1.96 * np.sqrt(n)) / 2), 0).astype(np.int64) + 2
    for _ in range(5):
        too_high = (rank > 0) & (
            bdtr(np.maximum(rank - 1, 0), np.maximum(n, 1).astype(np.int64), 0.5) > 0.025
        )
        if not too_high.any():
            break
        rank = rank - too_high
    return np.where(n > 0, rank, 0)
