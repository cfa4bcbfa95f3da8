"""How good forecasts were: every method from every earlier week, and last month's against what came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.capacity.arguments import at_least
from core.capacity.forecast import FIRST_ORIGIN
from core.capacity.forecast_methods import METHODS, WEEK
from core.capacity.log_sums import Floats

BACK_TESTED = 8
"""Methods are compared on so many earlier weeks (R-FM-06)."""


@dataclass(frozen=True, slots=True)
class ForecastError:
    """How far forecasts were off.

    ``weighted``: Σ |actual − expected| ÷ Σ actual (WAPE); ``mean_percent``: mean of |actual − expected|
    ÷ actual over days with tickets (MAPE); ``bias``: Σ (expected − actual) ÷ Σ actual, above 0 where
    too many were expected; ``days``: days compared. Shares, NaN without days or tickets.
    """

    weighted: float
    mean_percent: float
    bias: float
    days: int


def review(actual: ArrayLike, expected: ArrayLike) -> ForecastError:
    """Forecast against what came, over days that know both; by day, or any stretch. Source: F-088.

    >>> review([100, 0, 50], [110, 5, 45])
    ForecastError(weighted=0.13333333333333333, mean_percent=0.1, bias=0.06666666666666667, days=3)
    """
    came, said = np.asarray(actual, np.float64), np.asarray(expected, np.float64)
    if came.shape != said.shape:
        raise ValueError("actual and expected must have one length")
    known = ~np.isnan(came + said)
    came, said = came[known], said[known]
    missed, total = np.abs(came - said), float(came.sum())
    if not total > 0:
        return ForecastError(float("nan"), float("nan"), float("nan"), int(came.size))
    some = came > 0
    percent = float((missed[some] / came[some]).mean())
    return ForecastError(float(missed.sum()) / total, percent, float((said - came).sum()) / total, came.size)


def back_test(
    history: ArrayLike, horizon: int = 4 * WEEK, origins: int = BACK_TESTED, names: tuple[str, ...] = ()
) -> dict[str, ForecastError]:
    """Error of each method, forecasting again from each of the last weeks with what was known then.

    Formula: pooled over ``origins`` starts a week apart, each with ``horizon`` days, as many as have
    come since. ``history``: tickets by day, at least 77 days, all known; ``names``: methods, all
    where left out. A method that has no figure (too little history) is NaN with 0 days. Raises
    ValueError for too little history, unknown names or numbers under 1. Source: R-FM-06.

    >>> errors = back_test(np.tile([20.0, 10, 10, 10, 10, 10, 0], 20))
    >>> round(errors["combined"].weighted, 9), errors["seasonal"].days
    (0.0, 0)
    """
    days = at_least(history, 0.0, "history")
    if days.ndim != 1 or days.size < FIRST_ORIGIN + WEEK:
        raise ValueError(f"history must be one row of at least {FIRST_ORIGIN + WEEK} days")
    if horizon < 1 or origins < 1:
        raise ValueError("horizon and origins must be at least 1")
    unknown = set(names) - set(METHODS)
    if unknown:
        raise ValueError(f"names must be among {', '.join(METHODS)}")
    starts = [days.size - weeks * WEEK for weeks in range(1, origins + 1)]
    starts = [start for start in starts if start >= FIRST_ORIGIN]
    return {name: _errors(days, starts, horizon, name) for name in names or METHODS}


def _errors(days: Floats, starts: list[int], horizon: int, name: str) -> ForecastError:
    """One method from all starts."""
    came, said = [], []
    for start in starts:
        actual = days[start : start + horizon]
        came.append(actual)
        said.append(METHODS[name](days[:start], actual.size))
    return review(np.concatenate(came), np.concatenate(said))


def best_method(errors: dict[str, ForecastError]) -> str | None:
    """The method with the least mean percentage error, the first of equals; none without a figure.

    >>> nan = float("nan")
    >>> best_method({"a": ForecastError(0.1, 0.2, 0, 9), "b": ForecastError(nan, nan, nan, 0)})
    'a'
    """
    known = {name: error.mean_percent for name, error in errors.items() if not np.isnan(error.mean_percent)}
    return min(known, key=lambda name: known[name]) if known else None
