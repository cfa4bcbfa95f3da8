"""What the days before let expect of today's new tickets."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.capacity.forecast import by_hour, forecast_daily, intraday_shares
from core.capacity.forecast_methods import LEAST_DAYS
from core.metrics.measure import Floats, Integers

DAYS = 2 * 364
"""How far a forecast looks back: two years of whole weeks."""
HOURS = 24
HOUR, DAY = 3_600_000_000, 86_400_000_000


@dataclass(frozen=True)
class DayForecast:
    """New tickets expected on one local day.

    ``by_hour``: tickets up to the end of each hour; ``expected``: of the whole day; ``low``, ``high``: four
    days of five end between them. NaN with less than four weeks of days before.
    """

    by_hour: Floats
    expected: float
    low: float
    high: float

    def up_to(self, hours: float) -> float:
        """Tickets expected by a time of day, in hours since midnight; evenly within an hour.

        >>> DayForecast(np.array([2.0, 6.0]), 6.0, 4.0, 9.0).up_to(1.25)
        3.0
        """
        return float(np.interp(hours, np.arange(len(self.by_hour) + 1), np.append(0.0, self.by_hour)))


UNKNOWN = DayForecast(np.full(HOURS, np.nan), math.nan, math.nan, math.nan)


def forecast_of_day(wall: Integers, today: int) -> DayForecast:
    """Forecast one day from the whole days before it.

    Formula: `forecast_daily` of one day × the hours' shares of the same weekday in the last eight weeks.
    ``wall``: local time of creation per ticket, microseconds since 1970; ``today``: days since 1970.
    The first day of the data may be a part of one and does not count. Source: R-FM-01 to R-FM-06.

    >>> forecast_of_day(np.repeat(np.arange(40) * DAY, 3), 40).by_hour[[0, 23]].round(6).tolist()
    [3.0, 3.0]
    """
    days = wall // DAY
    first = max(int(days.min(initial=today)) + 1, today - DAYS)
    if today - first < LEAST_DAYS:
        return UNKNOWN
    earlier = wall[(days >= first) & (days < today)]
    slots = np.bincount((earlier - first * DAY) // HOUR, minlength=(today - first) * HOURS)
    hourly = slots.reshape(-1, HOURS)
    found = forecast_daily(hourly.sum(axis=1), 1)
    hours = by_hour(found.expected, intraday_shares(hourly))
    return DayForecast(
        hours.cumsum(), float(found.expected[0]), float(found.low_80[0]), float(found.high_80[0])
    )
