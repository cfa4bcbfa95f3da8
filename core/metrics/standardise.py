"""Fair comparison of groups whose work differs: indirect standardisation, and control limits by n.

An agent with the hard tickets looks slow. What the whole team needs for the same mix of tickets is
the value to expect of anybody who works on that mix; the rest is the agent's own (handbook 1.15:
compare like with like; F-059).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.metrics.measure import NAN, Z95, Duration, Flags, Floats, Integers, Mean, Share, Tally
from core.metrics.pairs import divide, sums

Z998 = 3.090232306167813
"""The 99.9 % quantile of the normal distribution: limits that chance passes twice in a thousand."""


@dataclass(frozen=True, slots=True)
class Standardised:
    """Arrays by group: what was observed, what its mix of work lets expect, and the difference.

    ``low`` and ``high`` are the 95 % interval of ``difference`` = observed − expected. ``adjusted``
    is the whole's value moved by the difference: what the group would show with everybody's mix.
    ``alone_share`` is the part of its rows in strata where nobody else has any: there it is only
    compared with itself. Without rows all are NaN.
    """

    n: Integers
    observed: Floats
    expected: Floats
    difference: Floats
    low: Floats
    high: Floats
    adjusted: Floats
    alone_share: Floats


def row_values(tally: Tally) -> Floats:
    """What each row contributes to a mean; NaN for rows that take no part.

    Shares give 1 and 0. Raises ValueError for tallies that are no mean of rows (counts, flows,
    ratios, correlations).

    >>> row_values(Share(np.array([True, False, True]), np.array([True, True, False]))).tolist()
    [1.0, 0.0, nan]
    """
    match tally:
        case Share():
            return np.where(tally.whole, tally.part.astype(float), NAN)
        case Mean() | Duration():
            return tally.values
    raise ValueError(f"tally: {type(tally).__name__} is no mean of rows")


def standardise(values: Floats, groups: Integers, count: int, strata: Integers) -> Standardised:
    """Indirect standardisation: the expected value is the mean of the row's stratum, over the group's rows.

    Formula: expected = Σ mean(stratum of row) ÷ n, difference = observed − expected ± 1.96 ·
    √Σ var(stratum of row) ÷ n, adjusted = mean of all + difference.

    Parameters
    ----------
    values : one number per row, NaN takes no part
    groups : number of the row's group below ``count``, −1 for none (such rows still make the strata)
    count : how many groups
    strata : number of the row's stratum, such as category × priority × channel

    Raises ValueError where the lengths differ. Sources: F-059, handbook 1.15.

    Ann has the hard tickets, Bo the easy ones; each needs just what such tickets need:

    >>> minutes = np.array([60.0, 60.0, 60.0, 10.0, 10.0, 10.0])
    >>> who, kind = np.array([0, 0, 1, 1, 1, 0]), np.array([0, 0, 0, 1, 1, 1])
    >>> found = standardise(minutes, who, 2, kind)
    >>> found.observed.round(1).tolist(), found.expected.round(1).tolist(), found.difference.tolist()
    ([43.3, 26.7], [43.3, 26.7], [0.0, 0.0])
    """
    if not len(values) == len(groups) == len(strata):
        raise ValueError("groups and strata must be as long as values")
    known = ~np.isnan(values)
    value, stratum = values[known], strata[known]
    mean, variance = _of_strata(value, stratum)
    mine = groups[known] >= 0
    own = groups[known][mine]
    n = sums(np.ones(len(own)), own, count)
    observed = divide(sums(value[mine], own, count), n)
    expected = divide(sums(mean[mine], own, count), n)
    half = Z95 * divide(np.sqrt(sums(variance[mine], own, count)), n)
    difference = observed - expected
    alone = _alone(stratum, groups[known])[mine].astype(float)
    whole = value.mean() if len(value) else NAN
    return Standardised(
        n.astype(np.int64),
        observed,
        expected,
        difference,
        difference - half,
        difference + half,
        whole + difference,
        divide(sums(alone, own, count), n),
    )


def _of_strata(value: Floats, stratum: Integers) -> tuple[Floats, Floats]:
    """Mean and variance of each row's stratum; a stratum of one row has the variance of all."""
    if len(value) == 0:
        return value, value
    _, codes = np.unique(stratum, return_inverse=True)
    count = int(codes.max()) + 1
    n = sums(np.ones(len(value)), codes, count)
    mean = divide(sums(value, codes, count), n)
    apart = value - mean[codes]
    spread = divide(sums(apart * apart, codes, count), n - 1)
    spread = np.where(n > 1, spread, value.var(ddof=1) if len(value) > 1 else 0.0)
    return mean[codes], spread[codes]


def _alone(stratum: Integers, groups: Integers) -> Flags:
    """Rows in strata that only one group has rows in."""
    if len(stratum) == 0:
        return np.zeros(0, dtype=bool)
    _, codes = np.unique(stratum, return_inverse=True)
    pairs = np.unique(np.column_stack([codes, groups]), axis=0)
    owners = np.bincount(pairs[:, 0])
    return np.asarray(owners[codes] == 1)


def share_limits(share: float, n: Integers, z: float = Z95) -> tuple[Floats, Floats]:
    """Where the share of a group of n lies when only chance sets it apart from ``share`` (funnel plot).

    Formula: the binomial quantiles at Φ(−z) and Φ(z), interpolated between whole counts
    (Spiegelhalter's funnel limits), ÷ n. NaN for n = 0. Raises ValueError for a share outside 0
    to 1.

    >>> low, high = share_limits(0.9, np.array([10, 1000]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.621, 0.881], [0.993, 0.918])
    """
    if not 0 <= share <= 1:
        raise ValueError("share must lie between 0 and 1")
    from scipy.special import ndtr

    return _binomial_limit(share, n, float(ndtr(-z))), _binomial_limit(share, n, float(ndtr(z)))


def _binomial_limit(share: float, n: Integers, chance: float) -> Floats:
    from scipy.stats import binom

    size = np.asarray(n, dtype=np.float64)
    count = binom.ppf(chance, size, share)
    reached = binom.cdf(count, size, share)
    step = binom.pmf(count, size, share)
    within = np.divide(reached - chance, step, out=np.zeros(len(size)), where=step > 0)
    return np.clip(divide(count - within, size), 0, 1)


def mean_limits(mean: float, deviation: float, n: Integers, z: float = Z95) -> tuple[Floats, Floats]:
    """Where the mean of a group of n lies when only chance sets it apart: mean ± z · deviation ÷ √n.

    Never below 0, as durations and scores are. NaN for n = 0. Raises ValueError for a negative
    deviation.

    >>> low, high = mean_limits(60.0, 30.0, np.array([9, 0]))
    >>> low.round(1).tolist(), high.round(1).tolist()
    ([40.4, nan], [79.6, nan])
    """
    if deviation < 0:
        raise ValueError("deviation must not be negative")
    size = np.asarray(n, dtype=np.float64)
    half = z * divide(np.full(len(size), deviation), np.sqrt(size))
    return np.maximum(mean - half, 0), mean + half
