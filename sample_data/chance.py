"""Random draws that are fast and repeat to the second on every machine.

Waiting times come from tables of 65,536 quantiles, so no transcendental function runs per event.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

_SIZE = 65_536


@lru_cache(maxsize=1)
def _normal_table() -> NDArray[np.float64]:
    quantile = NormalDist().inv_cdf
    return np.array([quantile((place + 0.5) / _SIZE) for place in range(_SIZE)])


@lru_cache(maxsize=16)
def _lognormal_table(sigma: float) -> NDArray[np.float64]:
    table: NDArray[np.float64] = np.exp(sigma * _normal_table())
    return table


def along(curve: tuple[tuple[float, float], ...], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """The curve's value at each place, straight between its points.

    >>> along(((0.0, 1.0), (1.0, 3.0)), np.array([0.25]))
    array([1.5])
    """
    places, values = np.array(curve).T
    found: NDArray[np.float64] = np.interp(at, places, values)
    return found


class Dice:
    """One stream of random numbers."""

    def __init__(self, *seed: int) -> None:
        """Start the stream that these numbers name."""
        self.rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(list(seed))))

    def share(self, count: int) -> NDArray[np.float32]:
        """Uniform numbers in [0, 1)."""
        return self.rng.random(count, dtype=np.float32)

    def happens(self, probability: float | NDArray[np.float64], count: int) -> NDArray[np.bool_]:
        """True with the given probability."""
        result: NDArray[np.bool_] = self.share(count) < probability
        return result

    def lognormal(self, sigma: float, count: int) -> NDArray[np.float64]:
        """Log-normal factors with median 1."""
        drawn: NDArray[np.float64] = _lognormal_table(sigma)[
            self.rng.integers(0, _SIZE, count, dtype=np.uint16)
        ]
        return drawn

    def seconds(self, median: float | NDArray[np.float64], sigma: float, count: int) -> NDArray[np.int64]:
        """Log-normal durations in whole seconds, at least one."""
        return (self.lognormal(sigma, count) * median).astype(np.int64) + 1
