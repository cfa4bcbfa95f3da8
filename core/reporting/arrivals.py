"""Today's new tickets beside the same weekday of the last weeks and the forecast, cumulated over the day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.metrics.buckets import local_microseconds
from core.metrics.measure import Integers
from core.reporting.day_forecast import DAYS, DayForecast, forecast_of_day

WEEKS = 8
MIN_WEEKS = 4
HOUR, DAY = 3_600_000_000, 86_400_000_000


@dataclass(frozen=True)
class Arrivals:
    """New tickets of the local day of an instant.

    ``frame``: one row per hour of the day, counts up to its end: ``hour``, ``today`` (NaN for hours that
    have not begun), ``usual``, ``low``, ``high`` (median and quartiles of the same weekday; NaN with fewer
    than four such days), ``forecast`` (NaN with less than four weeks before). The scalars are counts up to
    this time of day, ``time_hours`` since midnight.
    """

    frame: pd.DataFrame
    today: int
    usual: float
    low: float
    high: float
    day_count: int
    time_hours: float
    forecast: DayForecast


def arrivals_today(created: Integers, as_of: int, zone: str) -> Arrivals:
    """Count by local hour. ``created``: UTC microseconds per ticket, the smallest integer where missing.

    The same weekday counts where the data had begun before it: at most eight days.

    >>> arrivals_today(np.array([0, 1, 5 * HOUR]), 6 * HOUR, "UTC").frame["today"].tolist()[:6]
    [2.0, 2.0, 2.0, 2.0, 2.0, 3.0]
    """
    known = created[(created != np.iinfo(np.int64).min) & (created <= as_of)]
    now = int(local_microseconds(np.array([as_of]), zone)[0])
    today, time = now // DAY, now % DAY
    first = int(local_microseconds(np.array([known.min() if len(known) else as_of]), zone)[0]) // DAY
    told = local_microseconds(known[known >= as_of - (DAYS + 2) * DAY], zone)
    wall = told[told // DAY >= today - 7 * WEEKS]
    coming = forecast_of_day(told, today)
    days = [today - 7 * week for week in range(1, WEEKS + 1) if today - 7 * week > first]
    table = np.array([_by_hour(wall, day) for day in days], float).reshape(-1, 24).cumsum(axis=1)
    so_far = np.array([((wall // DAY == day) & (wall % DAY <= time)).sum() for day in days], float)
    mine = _by_hour(wall, today).cumsum().astype(float)
    mine[time // HOUR + 1 :] = np.nan
    usual, low, high = _middle(table)
    frame = pd.DataFrame({"hour": np.arange(24), "today": mine, "usual": usual, "low": low, "high": high})
    frame["forecast"] = coming.by_hour
    middle, below, above = (float(values[0]) for values in _middle(so_far.reshape(-1, 1)))
    return Arrivals(frame, int(np.nanmax(mine)), middle, below, above, len(days), time / HOUR, coming)


def _by_hour(wall: Integers, day: int) -> Integers:
    own = wall[wall // DAY == day]
    return np.bincount(own % DAY // HOUR, minlength=24)


def _middle(table: np.ndarray) -> tuple[np.ndarray, ...]:
    """Median, lower and upper quartile per column; NaN with too few rows."""
    if len(table) < MIN_WEEKS:
        return tuple(np.full(table.shape[1], np.nan) for _ in range(3))
    return tuple(np.quantile(table, share, axis=0) for share in (0.5, 0.25, 0.75))
