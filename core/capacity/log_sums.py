"""Sums of queueing theory as logarithms, so that ten thousand agents neither overflow nor round to zero."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincc, gammaln, xlogy

Floats = NDArray[np.float64]

FEW = 1e-3
"""Under this chance of at most ``n`` events the incomplete gamma function loses digits: sum instead."""
UNDERFLOW = 1e-280
LAST_TERM = 1e-17
LARGE = 15.0


def log_poisson(count: Floats, mean: Floats) -> Floats:
    """Logarithm of the Poisson probability of ``count`` (which may be fractional) at ``mean``.

    Formula: for counts from 15 on −(count log(count ÷ mean) + mean − count) − log √(2π count) −
    Stirling's rest, so that nothing large is taken from something large.

    >>> float(log_poisson(np.array(2.0), np.array(1.0)).round(6))
    -1.693147
    """
    large = count >= LARGE
    n = np.where(large, count, LARGE)
    over = (mean - n) / n
    rest = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / n**2) / n**2) / n**2) / n
    with np.errstate(divide="ignore"):
        far = -n * (over - np.log1p(over)) - np.log(2 * np.pi * n) / 2 - rest
    value: Floats = np.where(large, far, xlogy(count, mean) - mean - gammaln(count + 1.0))
    return value


def log_erlang_b(agents: Floats, load: Floats) -> Floats:
    """Logarithm of the share that finds all agents busy when nobody waits.

    Formula: log B(n, a) = log p(n; a) − log P(at most n; a) with Poisson probabilities of mean a;
    in overload −log Σ n! ÷ (n−k)! ÷ aᵏ. ``agents`` n ≥ 0 (fractional allowed), ``load`` a ≥ 0 in
    erlangs; arrays that broadcast. From −∞ (nobody arrives) to 0. Undefined (NaN) where either is.

    >>> log_erlang_b(np.array([1.0, 2.0]), np.array([1.0, 1.0])).round(6).tolist()
    [-0.693147, -1.609438]
    """
    agents, load = np.broadcast_arrays(agents, load)
    with np.errstate(divide="ignore", invalid="ignore"):
        at_most = gammaincc(agents + 1.0, load)
        result = np.array(log_poisson(agents, load) - np.log(at_most))
    summed = (load > agents) & (at_most < FEW)
    if summed.any():
        n, a = agents[summed], load[summed]
        result[summed] = -np.log(_series(n.shape, lambda k: np.maximum(n - k + 1.0, 0.0) / a))
    return result


def log_queue_sum(served: Floats, arriving: Floats) -> Floats:
    """Logarithm of Σ yʲ ÷ ((x+1)…(x+j)), j from 0: all waiting states beside the first one.

    ``served`` x: rate at which full staff finishes ÷ rate at which one waiting customer gives up.
    ``arriving`` y: arrival rate ÷ the same. Arrays that broadcast, both above 0. The sum equals the
    chance of more than x events ÷ the Poisson probability of x, at mean y.

    >>> np.exp(log_queue_sum(np.array([1.0]), np.array([1.0]))).round(6).tolist()
    [1.718282]
    """
    served, arriving = np.broadcast_arrays(served, arriving)
    with np.errstate(divide="ignore"):
        over = gammainc(served, arriving)
        result = np.array(np.log(over) - log_poisson(served, arriving))
    summed = over < UNDERFLOW
    if summed.any():
        x, y = served[summed], arriving[summed]
        result[summed] = np.log(_series(x.shape, lambda j: y / (x + j)))
    return result


def _series(shape: tuple[int, ...], ratio: Callable[[float], Floats]) -> Floats:
    """1 + r(1) + r(1) r(2) + …, until nothing is added any more."""
    term, total, k = np.ones(shape), np.ones(shape), 0.0
    while np.any(term > LAST_TERM * total):
        k += 1.0
        term = term * ratio(k)
        total = total + term
    return total
