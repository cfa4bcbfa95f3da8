"""Tables of what is to come: by day, week and hour, with ranges; how good each method was; last months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.capacity.forecast import (
    FEWEST_ORIGINS,
    FIRST_ORIGIN,
    ORIGINS,
    POWER,
    Forecast,
    by_hour,
    forecast_daily,
    intraday_shares,
    ordinary_days,
)
from core.capacity.forecast_check import ForecastError, back_test, best_method, review
from core.capacity.forecast_methods import LEAST_DAYS, METHODS, PRINTED, WEEK
from core.capacity.log_sums import Floats

DEFAULT_METHOD = "combined"
SHARES = {"80": 0.8, "95": 0.95}
Z = {"80": 1.2815515594600038, "95": 1.959963984540054}
MOST_DAYS = 1_092
"""Three years: older days say nothing about the coming ones."""
BACK_TEST_DAYS = FIRST_ORIGIN + WEEK
RANGE_DAYS = FIRST_ORIGIN + FEWEST_ORIGINS * WEEK
COLUMNS = ("low_80", "high_80", "low_95", "high_95")
Kinds = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class History:
    """Tickets by whole local day and hour up to yesterday, and the kind of each day, the coming ones too."""

    first: date
    hourly: Floats
    kinds: Kinds

    @property
    def daily(self) -> Floats:
        """Tickets by day."""
        found: Floats = self.hourly.sum(axis=1)
        return found

    @property
    def days(self) -> int:
        """Days that are known."""
        return len(self.hourly)

    @property
    def tomorrow(self) -> date:
        """First day that is forecast."""
        return self.first + timedelta(days=self.days)

    def missing(self) -> str:
        """What a forecast lacks, in a sentence; empty where nothing."""
        if self.days < LEAST_DAYS:
            return f"A forecast needs {LEAST_DAYS} whole days of tickets; {self.days} are there."
        if self.days < RANGE_DAYS:
            return f"Ranges need {RANGE_DAYS} whole days of tickets; {self.days} are there."
        return ""


def daily_table(history: History, horizon: int, method: str, change: Floats) -> tuple[pd.DataFrame, Forecast]:
    """One row per coming day: ``bucket``, ``expected``, the ends of both ranges; and the forecast itself."""
    kinds = history.kinds[: history.days + horizon]
    found = forecast_daily(history.daily, horizon, method, kinds, change)
    days = [history.tomorrow + timedelta(days=number) for number in range(horizon)]
    frame = pd.DataFrame({"bucket": days, "expected": found.expected})
    for name in COLUMNS:
        frame[name] = getattr(found, name)
    return frame, found


def weekly_table(history: History, daily: pd.DataFrame, method: str) -> pd.DataFrame:
    """One row per coming seven days, with ranges of their own: chance of the days of a week partly cancels.

    Formula: expected ± q × expected^0.75, q the 80th and 95th percentile of what weekly sums of the same
    method missed by from up to 26 earlier weeks on. NaN with fewer than four of them.
    """
    weeks = len(daily) // WEEK
    frame = daily.iloc[: weeks * WEEK : WEEK][["bucket"]].reset_index(drop=True)
    expected = daily["expected"].to_numpy()[: weeks * WEEK].reshape(weeks, WEEK).sum(axis=1)
    frame["expected"] = expected
    misses = _weekly_misses(history, weeks, method)
    for name, share in SHARES.items():
        width = _conformal(misses, share, weeks) * np.maximum(expected, 1.0) ** POWER
        frame[f"low_{name}"], frame[f"high_{name}"] = np.maximum(expected - width, 0.0), expected + width
    return frame


def _weekly_misses(history: History, weeks: int, method: str) -> list[Floats]:
    """What weekly sums of ordinary days missed by from each earlier week on."""
    days, found = history.daily, []
    plain, _ = ordinary_days(days, history.kinds[: days.size])
    for back in range(1, ORIGINS + 1):
        origin = days.size - back * WEEK
        if origin < FIRST_ORIGIN:
            break
        reach = min(weeks, back)
        said = METHODS[method](plain[:origin], reach * WEEK)
        came = plain[origin : origin + reach * WEEK]
        sums, seen = (values.reshape(reach, WEEK).sum(axis=1) for values in (said, came))
        missed = np.abs(seen - sums) / np.maximum(sums, 1.0) ** POWER
        found.append(missed[~np.isnan(missed)])
    return found


def _conformal(misses: list[Floats], share: float, weeks: int) -> float:
    """The conformal quantile; NaN with too few earlier weeks."""
    if len(misses) < FEWEST_ORIGINS:
        return float("nan")
    level = min(share * (1.0 + 1.0 / (len(misses) * max(weeks, 1))), 1.0)
    return float(np.quantile(np.concatenate(misses), level))


def hourly_table(history: History, daily: pd.DataFrame) -> pd.DataFrame:
    """One row per coming hour: the day's number × the share of the hour on the last eight such weekdays.

    Ranges: expected ± √((half width of the day × share)² + z² × expected): the day's and chance of
    its own. ``bucket`` is the day, ``hour`` from 0 to 23.
    """
    shares = intraday_shares(history.hourly)
    expected = by_hour(daily["expected"], shares)
    part = shares[np.arange(len(daily)) % WEEK].ravel()
    frame = pd.DataFrame(
        {"bucket": np.repeat(daily["bucket"].to_numpy(), 24), "hour": np.tile(np.arange(24), len(daily))}
    )
    frame["expected"] = expected
    for name, z in Z.items():
        half = np.repeat(daily[f"high_{name}"].to_numpy() - daily["expected"].to_numpy(), 24) * part
        width = np.sqrt(half**2 + z**2 * expected)
        frame[f"low_{name}"], frame[f"high_{name}"] = np.maximum(expected - width, 0.0), expected + width
    return frame


def method_table(daily: Floats, horizon: int = 4 * WEEK) -> pd.DataFrame:
    """How far the default and the five methods of the handbook were off on the last eight weeks' starts.

    ``method``, ``weighted`` (Σ |missed| ÷ Σ tickets), ``mean_percent`` (mean of |missed| ÷ tickets of the
    day), ``bias``, ``days`` (0 where a method lacks history), ``is_default``, ``is_best`` (least mean
    percentage, R-FM-06). Empty with fewer than 77 days.
    """
    columns = ["method", "weighted", "mean_percent", "bias", "days", "is_default", "is_best"]
    if daily.size < BACK_TEST_DAYS:
        return pd.DataFrame(columns=columns)
    errors = back_test(daily, horizon, names=(DEFAULT_METHOD, *PRINTED))
    best = best_method(errors)
    rows = [
        (name, one.weighted, one.mean_percent, one.bias, one.days, name == DEFAULT_METHOD, name == best)
        for name, one in errors.items()
    ]
    return pd.DataFrame(rows, columns=columns)


def review_table(history: History, months: int, method: str) -> pd.DataFrame:
    """Last whole months: what was forecast on their first day with what was known then, and what came.

    ``month`` (its first day), ``expected``, ``actual``, ``missed`` (÷ actual), ``weighted``,
    ``mean_percent`` and ``bias`` by day, ``outside_80`` and ``outside_95`` (share of days out of
    the range; 0.2 and 0.05 are right). Months without four weeks of history before them are left out.
    Source: F-088.
    """
    rows = []
    for first, last in _months(history, months):
        begin, end = (first - history.first).days, (last - history.first).days
        if begin < LEAST_DAYS:
            continue
        came = history.daily[begin:end]
        said = forecast_daily(history.daily[:begin], end - begin, method, history.kinds[:end])
        error = review(came, said.expected)
        rows.append((first, said.expected.sum(), came.sum(), *_errors(error, said, came)))
    columns = ["month", "expected", "actual", "missed", "weighted", "mean_percent", "bias"]
    return pd.DataFrame(rows, columns=[*columns, "outside_80", "outside_95"])


def _errors(error: ForecastError, said: Forecast, came: Floats) -> tuple[float, ...]:
    """How far a month was off, and how often outside the ranges."""
    total = float(came.sum())
    missed = (float(said.expected.sum()) - total) / total if total else float("nan")
    outside = []
    for low, high in ((said.low_80, said.high_80), (said.low_95, said.high_95)):
        known = np.isfinite(high).all()
        outside.append(float(((came < low) | (came > high)).mean()) if known else float("nan"))
    return missed, error.weighted, error.mean_percent, error.bias, *outside


def _months(history: History, count: int) -> list[tuple[date, date]]:
    """First day and day after the last of the last whole months, the earliest first."""
    end, found = history.tomorrow.replace(day=1), []
    for _ in range(count):
        first = (end - timedelta(days=1)).replace(day=1)
        if first < history.first:
            break
        found.append((first, end))
        end = first
    return found[::-1]
