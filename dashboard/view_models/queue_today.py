"""Today against other days: what came in, what is expected to break, and what grows."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pandas as pd

from core.reporting.arrivals import Arrivals
from core.reporting.breach_forecast import BreachForecast
from dashboard import format as fmt
from dashboard.view_models.cards import Column

ARRIVAL_COLUMNS = {
    "hour": Column("Up to", "text"),
    "today": Column("Today", "count"),
    "usual": Column("Usual", "number", "Median of the same weekday in the last eight weeks"),
    "low": Column("Quarter below", "number", "Lower quartile of the same weekdays"),
    "high": Column("Quarter above", "number", "Upper quartile of the same weekdays"),
    "forecast": Column("Forecast", "number", "What the days up to yesterday let expect"),
}
ARRIVALS_HELP = (
    "New tickets of the local day, added up by hour, beside the same weekday of the last eight weeks: the "
    "dotted line is their median, the band holds the middle half; it needs four such weekdays. The dashed "
    "line is the forecast from all days up to yesterday, spread over the hours as in the last eight weeks; "
    "it needs four weeks of data."
)
FORECAST_COLUMNS = {
    "hour": Column("Hour from", "text"),
    "due_count": Column("Reach their limit", "count", "Running promises, if nobody does their ticket"),
    "expected": Column("Expected to break", "number"),
    "low": Column("at least", "number"),
    "high": Column("at most", "number", "About eight times in ten the number lies between these two"),
}
FORECAST_HELP = (
    "Running first responses and resolutions that reach their limit in the next hours, times the chance that "
    "nobody has done their ticket by then. The pace is that of the same hours of the last eight weeks: how "
    "many of the tickets that waited at this time were answered or resolved, hour by hour. Every waiting "
    "ticket is taken to be as likely to be next; a team that works by this list does better. The interval "
    "takes the slow and the quick quarter of these weeks, and chance."
)


@dataclass(frozen=True)
class ForecastView:
    """The breach forecast: by hour, and in one sentence."""

    frame: pd.DataFrame
    headline: str
    detail: str


@dataclass(frozen=True)
class ArrivalsView:
    """Today's new tickets: by hour, and in one sentence."""

    frame: pd.DataFrame
    headline: str
    now: float = 0.0
    forecast: str = ""


def forecast_view(found: BreachForecast | None, zone: str) -> ForecastView:
    """The forecast in words.

    >>> forecast_view(None, "UTC").headline
    'no data'
    """
    if found is None:
        return ForecastView(pd.DataFrame(), fmt.NO_DATA, "")
    starts = found.frame["starts_at"].dt.tz_convert(ZoneInfo(zone))
    frame = found.frame.assign(hour=starts.dt.strftime("%H:%M"))
    frame[["expected", "low", "high"]] = frame[["expected", "low", "high"]].round(1)
    hours = fmt.plural(len(frame), "hour")
    due = f"{fmt.plural(found.due_count, 'limit')} within {hours}"
    if found.due_count == 0:
        return ForecastView(frame, "0", f"no running promise reaches its limit within {hours}")
    if fmt.is_missing(found.expected):
        return ForecastView(frame, fmt.NO_DATA, f"{due}; the usual pace needs two earlier weeks of data")
    span = f"{fmt.count(int(found.low))} to {fmt.count(-int(-found.high // 1))}"
    return ForecastView(frame, f"about {fmt.count(found.expected)}", f"{span} of {due}, at the usual pace")


def arrivals_view(found: Arrivals | None) -> ArrivalsView:
    """Today's new tickets in words."""
    if found is None:
        return ArrivalsView(pd.DataFrame(), fmt.NO_DATA)
    frame = found.frame.assign(hour=[f"{hour + 1:02d}:00" for hour in found.frame["hour"]])
    if fmt.is_missing(found.usual):
        return ArrivalsView(
            frame, f"{fmt.count(found.today)} so far; too few weeks to say what is usual", found.time_hours
        )
    words = _against(found.today, found.usual, found.low, found.high)
    headline = f"{fmt.count(found.today)} so far, usually {fmt.number(found.usual, 0)} by now: {words}"
    return ArrivalsView(frame, headline, found.time_hours, _coming(found))


def _coming(found: Arrivals) -> str:
    """The forecast in words; nothing where there is none."""
    coming = found.forecast
    if fmt.is_missing(coming.expected):
        return ""
    by_now, whole = coming.up_to(found.time_hours), coming.expected
    words = f"forecast {fmt.number(by_now, 0)} by now, {fmt.number(whole, 0)} today"
    if fmt.is_missing(coming.low):
        return words
    return f"{words} ({fmt.number(coming.low, 0)} to {fmt.number(coming.high, 0)} on four days of five)"


def _against(today: int, usual: float, low: float, high: float) -> str:
    """Where today stands among the same weekdays.

    >>> [_against(n, 10, 8, 12) for n in (7, 8, 13)]
    ['quieter than most', 'as usual', 'busier than most']
    """
    if today > high:
        return "busier than most"
    return "quieter than most" if today < low else "as usual"
