"""How likely an effect is by chance: exact tests on counts, rank tests, and the correction for many looks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from core.metrics.measure import Floats

Counts = Floats


def share_tail(hits: int, n: int, limit: float) -> float:
    """Exact one-sided binomial test: the chance of ``hits`` or more of ``n`` when each has chance ``limit``.

    Undefined (NaN) for n = 0.

    >>> round(share_tail(4, 4, 0.5), 4)
    0.0625
    """
    return float(stats.binom.sf(hits - 1, n, limit)) if n else float("nan")


def share_low_tail(hits: int, n: int, limit: float) -> float:
    """The chance of ``hits`` or fewer of ``n`` when each has chance ``limit``; NaN for n = 0.

    >>> round(share_low_tail(0, 4, 0.5), 4)
    0.0625
    """
    return float(stats.binom.cdf(hits, n, limit)) if n else float("nan")


def fisher_tails(hits: Counts, n: Counts, all_hits: Counts | float, all_n: Counts | float) -> Floats:
    """One-sided Fisher tests at once: the chance that a part of ``n`` draws ``hits`` or more.

    ``hits`` and ``n`` belong to parts of a whole with ``all_hits`` of ``all_n``.

    >>> [round(float(p), 4) for p in fisher_tails(np.array([3.0]), np.array([3.0]), 3.0, 6.0)]
    [0.05]
    """
    return np.asarray(stats.hypergeom.sf(hits - 1, all_n, all_hits, n), np.float64)


def rank_tail(more: Floats, less: Floats) -> float:
    """One-sided Mann–Whitney test: the chance that ``more`` ranks this far above ``less`` by luck.

    NaN where a side is empty.

    >>> rank_tail(np.arange(50.0) + 100, np.arange(50.0)) < 1e-6
    True
    """
    if not len(more) or not len(less):
        return float("nan")
    return float(stats.mannwhitneyu(more, less, alternative="greater", method="asymptotic").pvalue)


def best_of(p: float, looks: int) -> float:
    """The chance that the best of several independent looks is as small as ``p`` (Šidák): 1 − (1 − p)^k.

    >>> round(best_of(0.05, 2), 4)
    0.0975
    """
    return float(-np.expm1(looks * np.log1p(-min(p, 1 - 1e-16))))


def corrected(p_values: Sequence[float]) -> list[float]:
    """Benjamini–Hochberg: the smallest false-discovery share at which each would be called found.

    NaN stays NaN and is not counted.

    >>> [round(p, 3) for p in corrected([0.01, float("nan"), 0.04, 0.03])]
    [0.03, nan, 0.04, 0.04]
    """
    values = np.asarray(p_values, np.float64)
    known = np.flatnonzero(~np.isnan(values))
    found = np.full(len(values), np.nan)
    if len(known):
        found[known] = stats.false_discovery_control(values[known])
    return found.tolist()
