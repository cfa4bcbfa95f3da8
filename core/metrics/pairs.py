"""Measures of two numbers a row: ratios of sums and correlations, for all groups in one pass."""

from __future__ import annotations

import numpy as np

from core.metrics.measure import NAN, Z95, Correlation, Floats, Integers, Ratio

Found = tuple[Floats, Floats, Floats, Floats]
"""Value, n, and the ends of the 95 % interval of every group."""


def ratios(tally: Ratio, rows: Integers, codes: Integers | None, count: int) -> Found:
    """Σ part ÷ Σ whole with the interval of a ratio estimate: rows are the units that vary.

    r ± t · √(n ÷ (n − 1) · Σ(part − r · whole)²) ÷ Σ whole; NaN below two rows, and where the
    whole is 0.
    """
    part, whole = tally.part.take(rows), tally.whole.take(rows)
    n, total = sizes(len(rows), codes, count), sums(whole, codes, count)
    value = divide(sums(part, codes, count), total)
    apart = part - whole * (value[0] if codes is None else value[codes])
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(n / (n - 1) * sums(apart * apart, codes, count)) / total
    half = np.where((n >= 2) & (total > 0), student(n - 1) * error, NAN)
    return (
        value,
        n,
        np.maximum(value - half, np.minimum(value, tally.least)),
        np.minimum(value + half, tally.most),
    )


def correlations(tally: Correlation, rows: Integers, codes: Integers | None, count: int) -> Found:
    """Pearson's r with Fisher's interval tanh(atanh r ± 1.96 ÷ √(n − 3)); NaN below three rows.

    Undefined too where one of the two never varies; the interval needs four rows.
    """
    x, y = tally.x.take(rows), tally.y.take(rows)
    n = sizes(len(rows), codes, count)
    dx, dy = _apart(x, n, codes, count), _apart(y, n, codes, count)
    spread = np.sqrt(sums(dx * dx, codes, count) * sums(dy * dy, codes, count))
    r = np.where(n >= 3, np.clip(divide(sums(dx * dy, codes, count), spread), -1, 1), NAN)
    with np.errstate(invalid="ignore", divide="ignore"):
        z, half = np.arctanh(r), np.where(n > 3, Z95 / np.sqrt(n - 3), NAN)
    return r, np.where(np.isnan(r), 0, n), np.tanh(z - half), np.tanh(z + half)


def _apart(values: Floats, n: Floats, codes: Integers | None, count: int) -> Floats:
    mean = divide(sums(values, codes, count), n)
    return values - (mean[0] if codes is None else mean[codes])


def sizes(rows: int, codes: Integers | None, count: int) -> Floats:
    """How many of ``rows`` rows each group has; ``codes`` None: all are one group."""
    if codes is None:
        return np.array([float(rows)])
    return np.bincount(codes, minlength=count).astype(np.float64)


def sums(values: Floats, codes: Integers | None, count: int) -> Floats:
    """Sum of each group; ``codes`` None: all rows are one group."""
    if codes is None:
        return np.array([values.sum()])
    return np.asarray(np.bincount(codes, weights=values, minlength=count), dtype=np.float64)


def divide(part: Floats, whole: Floats) -> Floats:
    """Quotients, NaN where the whole is not above 0."""
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), NAN), where=whole > 0))


def student(freedom: Floats) -> Floats:
    """The 97.5 % quantile of Student's distribution, at least one degree of freedom."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(np.maximum(freedom, 1), 0.975), dtype=np.float64)
