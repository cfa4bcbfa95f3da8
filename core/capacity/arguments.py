"""Arguments as arrays of numbers; what cannot be is refused by name. NaN (not known) passes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from core.capacity.log_sums import Floats


def at_least(value: ArrayLike, low: float, name: str) -> Floats:
    """Finite numbers, none below ``low``."""
    array = np.asarray(value, dtype=np.float64)
    if np.any(array < low) or np.isposinf(array).any():
        raise ValueError(f"{name} must be finite and at least {low:g}")
    return array


def above_zero(value: ArrayLike, name: str) -> Floats:
    """Numbers above 0, infinity allowed."""
    array = np.asarray(value, dtype=np.float64)
    if np.any(array <= 0):
        raise ValueError(f"{name} must be above 0")
    return array


def inside_one(value: ArrayLike, name: str) -> Floats:
    """Shares above 0 and below 1."""
    array = np.asarray(value, dtype=np.float64)
    if np.any((array <= 0) | (array >= 1)):
        raise ValueError(f"{name} must be between 0 and 1")
    return array


def share_of(value: ArrayLike, name: str) -> Floats:
    """Shares from 0 to 1."""
    array = np.asarray(value, dtype=np.float64)
    if np.any((array < 0) | (array > 1)):
        raise ValueError(f"{name} must be from 0 to 1")
    return array
