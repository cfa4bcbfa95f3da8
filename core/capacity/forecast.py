"""How many tickets come: a number per day with a range, holidays and known events, and hours of the day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.capacity.arguments import at_least
from core.capacity.forecast_methods import LEAST_DAYS, METHODS, WEEK, Method
from core.capacity.log_sums import Floats

ORIGINS = 26
FIRST_ORIGIN = 70
FEWEST_ORIGINS = 4
POWER = 0.75
"""Errors grow with volume: faster than its root (chance), slower than volume itself (common causes)."""
NEAR_DAYS = 14
SHRINK = 0.5
"""A kind of day that was seen once counts two thirds of what it did."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected tickets for each coming day, and where 80 and 95 of a hundred days end up.

    ``factors``: what each kind of special day does to the volume, 0.4 for 40 % of an ordinary day.
    Ranges are NaN with too little history to know them.
    """

    expected: Floats
    low_80: Floats
    high_80: Floats
    low_95: Floats
    high_95: Floats
    method: str
    factors: dict[int, float]


def forecast_daily(
    history: ArrayLike,
    horizon: int,
    method: str = "combined",
    kinds: ArrayLike | None = None,
    change: ArrayLike = 0.0,
) -> Forecast:
    """Tickets of the coming days.

    Formula: ``method`` on ordinary days × factor of the day's kind × (1 + change); the range is
    ± q × expected^0.75 with q the 80th and 95th percentile of what the same method missed by from 26
    earlier weeks on (conformal). ``history``: tickets by day up to yesterday, at least 28 days, NaN
    where not known; ``horizon``: days, from 1; ``kinds``: 0 for ordinary days, else a number per kind
    (a holiday, the days of a release), for all days of history and horizon; ``change``: what is
    known of the coming days, 0.5 for 50 % more. Tickets, from 0 up. Raises ValueError for parameters
    outside. Source: R-FM-01 to R-FM-06, R-SP-01 to R-SP-06.

    >>> found = forecast_daily(np.tile([20.0, 10, 10, 10, 10, 10, 0], 20), 8)
    >>> found.expected.round(6).tolist()
    [20.0, 10.0, 10.0, 10.0, 10.0, 10.0, 0.0, 20.0]
    """
    days = at_least(history, 0.0, "history")
    special = _kinds(days, horizon, kinds)
    _check(days, horizon, method)
    moved = 1.0 + at_least(change, -1.0, "change")
    plain, guessed = ordinary_days(days, special[: days.size])
    factors = _factors(days, special[: days.size], plain)
    factor = np.array([factors.get(int(kind), 1.0) for kind in special[days.size :]])
    expected = METHODS[method](plain, horizon) * factor * moved
    misses = _misses(plain, guessed, horizon, METHODS[method])
    widths = [_quantile(misses, share, horizon) * np.maximum(expected, 1.0) ** POWER for share in (0.8, 0.95)]
    ranges = [(np.maximum(expected - width, 0.0), expected + width) for width in widths]
    return Forecast(expected, *ranges[0], *ranges[1], method, factors)


def intraday_shares(hourly: ArrayLike, weeks: int = 8) -> Floats:
    """Part of a day's tickets in each hour, for the coming seven days.

    Formula: Σ tickets of the hour ÷ Σ tickets of the day, over the same weekday of the last weeks.
    ``hourly``: tickets by day and hour (or quarter, channel, category), days up to yesterday;
    ``weeks`` from 1. Shares, seven rows that each sum to 1; a weekday without tickets has the mean
    of all days, NaN with none at all. Raises ValueError for less than seven days.

    >>> intraday_shares(np.tile([[1.0, 3.0]], (14, 1)))[0].tolist()
    [0.25, 0.75]
    """
    table = np.nan_to_num(at_least(hourly, 0.0, "hourly"))
    if table.ndim != 2 or len(table) < WEEK:
        raise ValueError("hourly must have at least seven days")
    if weeks < 1:
        raise ValueError("weeks must be at least 1")
    count = min(len(table) // WEEK, weeks) * WEEK
    sums = table[-count:].reshape(-1, WEEK, table.shape[1]).sum(axis=0)
    sums = np.where(sums.sum(axis=1, keepdims=True) > 0, sums, sums.sum(axis=0))
    with np.errstate(invalid="ignore"):
        shares: Floats = sums / sums.sum(axis=1, keepdims=True)
    return shares


def by_hour(daily: ArrayLike, shares: ArrayLike) -> Floats:
    """Daily numbers spread over the hours of their days, one after the other.

    ``daily``: from tomorrow on; ``shares``: seven rows as ``intraday_shares`` gives.

    >>> by_hour([8, 4], np.tile([0.25, 0.75], (7, 1))).tolist()
    [2.0, 6.0, 1.0, 3.0]
    """
    numbers, parts = np.asarray(daily, np.float64), np.asarray(shares, np.float64)
    spread: Floats = (numbers[:, None] * parts[np.arange(numbers.size) % WEEK]).ravel()
    return spread


def _check(days: Floats, horizon: int, method: str) -> None:
    """Refuse what cannot be."""
    if days.ndim != 1 or days.size < LEAST_DAYS or not np.isfinite(days).any():
        raise ValueError(f"history must be one row of at least {LEAST_DAYS} days")
    if horizon < 1:
        raise ValueError("horizon must be at least 1")
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}")


def _kinds(days: Floats, horizon: int, kinds: ArrayLike | None) -> NDArray[np.int64]:
    """Kind of each day of history and horizon."""
    found = np.zeros(days.size + horizon, np.int64) if kinds is None else np.asarray(kinds, np.int64)
    if found.shape != (days.size + horizon,):
        raise ValueError("kinds must have one number per day of history and horizon")
    return found


def ordinary_days(days: Floats, kinds: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
    """History as if all days had been ordinary and known, and which ones are guessed."""
    guessed = (kinds != 0) | np.isnan(days)
    known = np.where(guessed, np.nan, days)
    place = np.arange(-days.size, 0) % WEEK
    usual = np.array([_middle(known[place == day]) for day in range(WEEK)])
    if not usual.any():
        usual = np.array([_mean(known[place == day]) for day in range(WEEK)])
    usual = usual / usual.mean() if usual.any() else np.ones(WEEK)
    total, share = (
        np.convolve(np.pad(np.where(guessed, 0.0, x), NEAR_DAYS), np.ones(2 * NEAR_DAYS + 1), "valid")
        for x in (days, usual[place])
    )
    level = np.where(share > 0, total / np.maximum(share, 1e-9), np.nan)
    filled = np.isfinite(level)
    if not filled.any():
        seen = days[~guessed]
        return np.where(guessed, seen.mean() if seen.size else 0.0, days), guessed
    level = np.interp(np.arange(days.size), np.flatnonzero(filled), level[filled])
    return np.where(guessed, level * usual[place], days), guessed


def _middle(values: Floats) -> float:
    """Median of the known values, 0 without any."""
    known = values[~np.isnan(values)]
    return float(np.median(known)) if known.size else 0.0


def _mean(values: Floats) -> float:
    """Mean of the known values, 0 without any: the median of few tickets a day is 0."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else 0.0


def _factors(days: Floats, kinds: NDArray[np.int64], plain: Floats) -> dict[int, float]:
    """What kinds of days did to the volume, drawn towards 1 where they were seen seldom."""
    factors = {}
    for kind in np.unique(kinds[kinds != 0]):
        seen = (kinds == kind) & ~np.isnan(days) & (plain > 0)
        count = int(seen.sum())
        if count:
            ratio = float(days[seen].sum() / plain[seen].sum())
            factors[int(kind)] = (count * ratio + SHRINK) / (count + SHRINK)
    return factors


def _misses(plain: Floats, guessed: NDArray[np.bool_], horizon: int, method: Method) -> list[Floats]:
    """What forecasts of earlier weeks missed by, ÷ expected^0.75; days that were guessed left out."""
    found = []
    for weeks in range(1, ORIGINS + 1):
        origin = plain.size - weeks * WEEK
        if origin < FIRST_ORIGIN:
            break
        reach = min(horizon, plain.size - origin)
        expected = method(plain[:origin], reach)
        missed = np.abs(plain[origin : origin + reach] - expected) / np.maximum(expected, 1.0) ** POWER
        missed = missed[~guessed[origin : origin + reach]]
        found.append(missed[~np.isnan(missed)])
    return found


def _quantile(misses: list[Floats], share: float, horizon: int) -> float:
    """The conformal quantile: a week counts as one observation, because its days share their luck."""
    scores = np.concatenate(misses) if misses else np.empty(0)
    if len(misses) < FEWEST_ORIGINS or not scores.size:
        return float("nan")
    count = len(misses) * max(horizon / WEEK, 1.0)
    return float(np.quantile(scores, min(share * (1.0 + 1.0 / count), 1.0)))
