"""An additive model of levels, fitted by least squares from counts: a million rows in tenths of a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.metrics.measure import NAN, Flags, Floats, Integers

TOLERANCE = 1e-10
"""Directions in which the columns say less than this part of the most are none of their own."""


@dataclass(frozen=True)
class Levels:
    """One column: the number of each row's level, from 0 up, and how many levels there are."""

    codes: Integers
    count: int

    @classmethod
    def of(cls, codes: Integers) -> Levels:
        """A column of levels without gaps."""
        return cls(codes, int(codes.max(initial=-1)) + 1)


@dataclass(frozen=True)
class LevelModel:
    """value = constant + step · now + Σ over the columns of the effect of the row's level.

    ``coefficients``: constant, step, then the levels of every column; where several fit equally well,
    the smallest. ``covariance`` is that of the coefficients, sandwich form (HC1). ``is_separable``:
    whether the step is told apart from the levels.
    """

    columns: Sequence[Levels]
    is_now: Flags
    coefficients: Floats
    covariance: Floats
    is_separable: bool

    @classmethod
    def fit(cls, values: Floats, is_now: Flags, columns: Sequence[Levels]) -> LevelModel:
        """Fit by the normal equations, whose sums are counts of pairs of levels."""
        blocks = [Levels(np.zeros(len(values), np.int64), 1), *columns]
        gram = _gram(blocks, is_now, np.ones(len(values)))
        inverse = np.linalg.pinv(gram, rcond=TOLERANCE, hermitian=True)
        centred = values - values.mean()
        right = _sums(blocks, is_now, centred)
        coefficients = inverse @ right
        left = centred - _fitted(coefficients, blocks, is_now)
        rank = round(float(np.trace(inverse @ gram)))
        free = len(values) - rank
        meat = _gram(blocks, is_now, left * left)
        covariance = inverse @ meat @ inverse * (len(values) / free if free > 0 else NAN)
        return cls(columns, is_now, coefficients, covariance, _is_separable(gram))

    @cached_property
    def _shares(self) -> list[Floats]:
        """For every column, the share of its levels now less that before."""
        return [
            np.bincount(column.codes[self.is_now], minlength=column.count) / self.is_now.sum()
            - np.bincount(column.codes[~self.is_now], minlength=column.count) / (~self.is_now).sum()
            for column in self.columns
        ]

    def shift(self, mine: Flags) -> Floats:
        """How far the shares of some columns' levels moved, as weights of the coefficients."""
        parts = [share * own for share, own in zip(self._shares, mine, strict=True)]
        return np.concatenate([np.zeros(2), *parts])

    def sampling(self, mine: Flags) -> float:
        """Variance of the shift through the rows being samples: the spread of the effects ÷ rows."""
        effect = np.zeros(len(self.is_now))
        start = 2
        for column, own in zip(self.columns, mine, strict=True):
            if own:
                effect += self.coefficients[start : start + column.count][column.codes]
            start += column.count
        return sum(float(effect[side].var()) / int(side.sum()) for side in (self.is_now, ~self.is_now))


def _gram(blocks: Sequence[Levels], is_now: Flags, weights: Floats) -> Floats:
    """Σ weight · x xᵀ over the rows, with x the constant, the step and the levels."""
    now = weights * is_now
    step = _stacked(blocks, now)
    rows = [np.concatenate([_pairs(one, other, weights) for other in blocks], axis=1) for one in blocks]
    whole = np.concatenate(rows, axis=0)
    whole = np.insert(whole, 1, step, axis=0)
    return np.asarray(np.insert(whole, 1, np.insert(step, 1, now.sum()), axis=1))


def _pairs(one: Levels, other: Levels, weights: Floats) -> Floats:
    key = one.codes * other.count + other.codes
    size = one.count * other.count
    counts = np.bincount(key, weights=weights, minlength=size).astype(np.float64)
    return counts.reshape(one.count, other.count)


def _stacked(blocks: Sequence[Levels], weights: Floats) -> Floats:
    return np.concatenate(
        [np.bincount(block.codes, weights=weights, minlength=block.count) for block in blocks]
    )


def _sums(blocks: Sequence[Levels], is_now: Flags, values: Floats) -> Floats:
    return np.insert(_stacked(blocks, values), 1, float(values[is_now].sum()))


def _fitted(coefficients: Floats, blocks: Sequence[Levels], is_now: Flags) -> Floats:
    found = coefficients[0] + coefficients[1] * is_now
    start = 2
    for block in blocks[1:]:
        found = found + coefficients[start : start + block.count][block.codes]
        start += block.count
    return np.asarray(found)


def _is_separable(gram: Floats) -> bool:
    """Whether some of the step is left when the levels have told all they can of it."""
    others = np.delete(np.arange(len(gram)), 1)
    rest = gram[np.ix_(others, others)]
    told = gram[1, others] @ np.linalg.pinv(rest, rcond=TOLERANCE, hermitian=True) @ gram[1, others]
    return bool(gram[1, 1] - told > 1e-6 * gram[1, 1])
