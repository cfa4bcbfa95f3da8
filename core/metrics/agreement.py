"""Do reviewers agree? Spread per ticket and Krippendorff's alpha with a bootstrap interval."""

from __future__ import annotations

import numpy as np

from core.metrics.measure import NAN, Floats, Measure

LEAST_UNITS = 5
"""Drawing again from fewer tickets says nothing about how sure the figure is."""


def spreads(scores: Floats) -> Floats:
    """How far reviewers are apart on each ticket. Formula: most − least.

    Parameters
    ----------
    scores : one row per ticket, one column per reviewer, in points; NaN where somebody did not score

    One number of points per ticket, 0 or more, lower is better; NaN below two scores. The handbook
    calls it variance and gives points, so it is taken for the spread (C-84).

    >>> spreads(np.array([[80.0, 86.0, 83.0], [70.0, np.nan, np.nan]])).tolist()
    [6.0, nan]
    """
    told = ~np.isnan(scores)
    high = np.where(told, scores, -np.inf).max(axis=1, initial=-np.inf)
    low = np.where(told, scores, np.inf).min(axis=1, initial=np.inf)
    return np.where(told.sum(axis=1) > 1, high - low, NAN)


def krippendorff_alpha(scores: Floats) -> float:
    """Agreement beyond chance for scores with equal steps. Formula: 1 − observed ÷ expected disagreement.

    Observed: squared differences of scores of the same ticket, each ticket's divided by its scores
    less one, over all n scores that have a partner. Expected: the mean squared difference of all
    pairs among these n.

    Parameters
    ----------
    scores : one row per ticket, one column per reviewer; NaN where somebody did not score

    1 is perfect agreement, 0 what chance gives, below 0 worse than chance; higher is better.
    Tickets with a single score take no part. Undefined (NaN) where fewer than two tickets have two
    scores (one alone always gives 0), and where all scores are the same: without differences
    nothing can be told apart.
    Source: Krippendorff's alpha for interval data; 7.5.

    >>> round(krippendorff_alpha(np.array([[80.0, 82.0], [60.0, 60.0], [90.0, 86.0]])), 4)
    0.9806
    """
    moments = _moments(scores)
    if np.count_nonzero(moments[0]) < 2:
        return NAN
    return float(_alphas(np.ones((1, len(scores))), moments)[0])


def alpha_measure(scores: Floats, *, seed: int = 0, draws: int = 2_000) -> Measure:
    """Krippendorff's alpha with a 95 % interval: tickets are drawn again with replacement.

    Parameters
    ----------
    scores : as `krippendorff_alpha`
    seed : the same seed draws the same tickets
    draws : how often, at least 100

    ``n`` is the number of tickets with two scores or more. The interval holds the middle 95 % of
    the draws that have an alpha; NaN below five tickets. Raises ValueError for fewer draws.

    >>> found = alpha_measure(np.array([[80.0, 82.0], [60.0, 60.0], [90.0, 86.0]]))
    >>> found.n, round(found.value, 4), found.low
    (3, 0.9806, nan)
    """
    if draws < 100:
        raise ValueError(f"draws: {draws} is too few, at least 100 are needed")
    value, moments = krippendorff_alpha(scores), _moments(scores)
    moments = moments[:, moments[0] > 0]
    count = moments.shape[1]
    if count < LEAST_UNITS or np.isnan(value):
        return Measure(value, count if not np.isnan(value) else 0)
    picked = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=draws)
    drawn = _alphas(picked.astype(np.float64), moments)
    low, high = np.quantile(drawn[~np.isnan(drawn)], [0.025, 0.975])
    return Measure(value, count, min(float(low), value), max(float(high), value))


def _moments(scores: Floats) -> Floats:
    """Per ticket with a partner: how many scores, their sum, their squares, its own disagreement."""
    told = ~np.isnan(scores)
    centre = scores[told].mean() if told.any() else 0.0
    apart = np.where(told, scores - centre, 0.0)
    count = told.sum(axis=1).astype(np.float64)
    paired = count > 1
    total, square = apart.sum(axis=1), (apart * apart).sum(axis=1)
    within = 2 * (count * square - total * total) / np.maximum(count - 1, 1)
    return np.where(paired, np.stack([count, total, square, within]), 0.0)


def _alphas(weights: Floats, moments: Floats) -> Floats:
    """Alpha of each row of weights: how often each ticket is taken."""
    n, total, square, within = (weights @ row for row in moments)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = 2 * (n * square - total * total) / (n - 1)
        return np.where((n > 1) & (expected > 1e-12 * np.maximum(square, 1)), 1 - within / expected, NAN)
