"""What a change of a mean comes from: several factors at once, and the groups of one factor.

Two decompositions, both exact and free of any order:

* `decompose`, of Oaxaca and Blinder with pooled coefficients: one additive model of all rows with a
  step between the periods; what a factor's levels shifted is that factor's part, the step is the rest.
* `split_by_group`, of Kitagawa: for the groups of one column the shift of the mix and the change
  within the groups, each weighed by the middle of both periods (Shapley's value of two factors).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.insight.level_model import LevelModel, Levels
from core.metrics.measure import NAN, Z95, Flags, Floats, Integers

MIN_LEVEL_ROWS = 5
"""Levels with fewer rows are taken together: their own mean would be noise."""
MAX_LEVELS = 200
REST = "rest"
"""What no factor explains: the same work at the same load by the same people gave another value."""


class Part(NamedTuple):
    """How much of a change one factor accounts for, with its 95 % interval, in the unit of the values."""

    value: float
    low: float = NAN
    high: float = NAN

    @property
    def is_beyond_noise(self) -> bool:
        """Whether the interval excludes 0; False where there is none."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Decomposition:
    """A change from ``before`` to ``now`` and its ``parts`` by factor, `REST` last; they add up to it.

    ``is_separable`` is False where the factors alone tell which period a row is from (as when nobody
    of before is still there): then nothing tells a factor from the rest.
    """

    before: float
    now: float
    before_count: int
    now_count: int
    parts: Mapping[str, Part]
    is_separable: bool = True

    @property
    def change(self) -> float:
        """How far the mean moved: now − before."""
        return self.now - self.before


@dataclass(frozen=True)
class GroupSplit:
    """Arrays by group: rows and means of both periods, and what the group adds to the change.

    ``mix``: its share of the rows moved; ``within``: its own mean moved. Σ mix + Σ within = change.
    """

    before_count: Integers
    now_count: Integers
    before: Floats
    now: Floats
    mix: Floats
    within: Floats

    @property
    def total(self) -> Floats:
        """What each group adds to the change."""
        return self.mix + self.within


def decompose(
    values: Floats, is_now: Flags, factors: Mapping[str, Sequence[Integers]]
) -> Decomposition | None:
    """Split the change of a mean between two periods over factors: Oaxaca–Blinder, pooled coefficients.

    The values are fitted by least squares with a constant, a step between the periods, and one effect
    for each level of every column: value = a + step · now + Σ effect of level. Least squares hits the
    mean of both periods, so the change is step + Σ over the factors of (mean effect now − mean effect
    before): exact, and the same in any order of the factors, since all are in one model. A part is the
    shift of a factor's levels at equal effects; that effects moved is in `REST`, as is all that no
    column tells. Parts say what goes together, which need not be what causes what.

    Parameters
    ----------
    values : one number per row, all known, shape (n,)
    is_now : whether the row is of the later period, shape (n,)
    factors : by name the columns that belong to it, whole numbers from 0 up for their levels, shape (n,)

    Levels with fewer than 5 rows are taken together, and all but the 200 most frequent. Intervals are
    95 %, by the covariance that allows rows to vary differently (HC1) and the rows of both periods to be
    samples; NaN without a degree of freedom. None where a period has no row. Raises ValueError for
    columns of other lengths, values that are not known, and a factor called `REST`.

    Twice as many of the slow kind, as fast as ever:

    >>> minutes = np.array([10.0, 10.0, 10.0, 40.0, 10.0, 10.0, 40.0, 40.0] * 3)
    >>> kind, now = np.array([0, 0, 0, 1, 0, 0, 1, 1] * 3), np.array([False] * 4 + [True] * 4)
    >>> found = decompose(minutes, np.tile(now, 3), {"kind": [kind]})
    >>> found.change, round(found.parts["kind"].value, 9), abs(round(found.parts["rest"].value, 9))
    (7.5, 7.5, 0.0)
    """
    _check(values, is_now, factors)
    now_count, before_count = int(is_now.sum()), int((~is_now).sum())
    if not now_count or not before_count:
        return None
    columns = [Levels.of(_lumped(codes)) for codes in _columns(factors)]
    model = LevelModel.fit(values, is_now, columns)
    before, now = float(values[~is_now].mean()), float(values[is_now].mean())
    owner = np.repeat(np.arange(len(factors)), [len(columns) for columns in factors.values()])
    parts = {name: _part(model, owner == place) for place, name in enumerate(factors)}
    explained = sum(part.value for part in parts.values())
    parts[REST] = _rest(model, now - before - explained)
    return Decomposition(before, now, before_count, now_count, parts, model.is_separable)


def split_by_group(values: Floats, is_now: Flags, codes: Integers, count: int) -> GroupSplit:
    """Split the change of a mean over the groups of one column: Kitagawa's mix and change within.

    Formula, with w the share of rows, m the group's mean and M the middle of both periods' means:
    mix = (w now − w before) · ((m now + m before) ÷ 2 − M), within = (w now + w before) ÷ 2 ·
    (m now − m before). A group with rows in one period only has no change within. Adds up exactly:
    Σ mix + Σ within = mean now − mean before.

    Parameters
    ----------
    values : one number per row, all known, shape (n,)
    is_now : whether the row is of the later period, shape (n,)
    codes : number of the row's group, from 0 up below ``count``, shape (n,)
    count : how many groups

    NaN throughout where a period has no row. Raises ValueError where the lengths differ.

    >>> split = split_by_group(np.array([1.0, 3.0, 3.0, 3.0]), np.array([0, 0, 1, 1]) > 0,
    ...     np.array([0, 1, 1, 1]), 2)
    >>> split.mix.tolist(), split.within.tolist()
    ([0.75, 0.25], [0.0, 0.0])
    """
    if not len(values) == len(is_now) == len(codes):
        raise ValueError("is_now and codes must be as long as values")
    n = np.array([np.bincount(codes[side], minlength=count) for side in (~is_now, is_now)])
    sums = [np.bincount(codes[side], weights=values[side], minlength=count) for side in (~is_now, is_now)]
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.array(sums) / n
        share = n / n.sum(axis=1, keepdims=True)
        middle = (np.array(sums).sum(axis=1) / n.sum(axis=1)).mean()
    first = np.where(n[0] > 0, means[0], means[1])
    last = np.where(n[1] > 0, means[1], means[0])
    there = n.sum(axis=0) > 0
    mix = np.where(there, (share[1] - share[0]) * ((first + last) / 2 - middle), 0.0)
    within = np.where(there, share.mean(axis=0) * (last - first), 0.0)
    return GroupSplit(n[0], n[1], means[0], means[1], mix, within)


def _check(values: Floats, is_now: Flags, factors: Mapping[str, Sequence[Integers]]) -> None:
    if np.isnan(values).any():
        raise ValueError("values: must all be known")
    if any(len(column) != len(values) for column in (is_now, *_columns(factors))):
        raise ValueError("is_now and factors must be as long as values")
    if REST in factors:
        raise ValueError(f"factors: {REST!r} is what no factor explains")


def _columns(factors: Mapping[str, Sequence[Integers]]) -> list[Integers]:
    return [codes for columns in factors.values() for codes in columns]


def _lumped(codes: Integers) -> Integers:
    """Levels in whole numbers without gaps; rare ones, and those beyond the most, as one."""
    counts = np.bincount(codes)
    order = np.argsort(-counts, kind="stable")
    kept = order[:MAX_LEVELS][counts[order[:MAX_LEVELS]] >= MIN_LEVEL_ROWS]
    place = np.zeros(len(counts), np.int64)
    place[kept] = np.arange(1, len(kept) + 1)
    found: NDArray[np.int64] = np.unique(place[codes], return_inverse=True)[1]
    return found


def _part(model: LevelModel, mine: Flags) -> Part:
    """The shift of some columns' levels at the fitted effects."""
    shift = model.shift(mine)
    value = float(shift @ model.coefficients)
    spread = float(shift @ model.covariance @ shift) + model.sampling(mine)
    return _with_interval(value, spread)


def _rest(model: LevelModel, value: float) -> Part:
    """The step between the periods: what is left when the parts are taken away."""
    return _with_interval(value, float(model.covariance[1, 1]))


def _with_interval(value: float, variance: float) -> Part:
    half = Z95 * float(np.sqrt(max(variance, 0.0))) if np.isfinite(variance) else NAN
    return Part(value, value - half, value + half)
