"""The printed seasonal patterns and own events on a calendar: for the forecast, the what-if, the overlay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from core.capacity.scenario import Event

MONTH_END_DAYS, RENEWAL_DAYS = 3, 7
EVEN = (1.0,) * 7


@dataclass(frozen=True, slots=True)
class Season:
    """A printed pattern: when it is, and what to plan. Its strength is measured or asked, not printed."""

    id: str
    name: str
    when: str
    action: str
    holds: Callable[[date], bool] | None
    """Whether a day is in it; none where only the company knows its days."""
    is_weekly: bool = False
    """Whether it is in the shape of the week already, so that it must not change the volume again."""


def _is_holiday_dip(day: date) -> bool:
    """24 December to 1 January."""
    return (day.month == 12 and day.day >= 24) or (day.month == 1 and day.day == 1)


def _is_month_end(day: date) -> bool:
    """The last three days of a month."""
    return (day + timedelta(days=MONTH_END_DAYS)).month != day.month


def _is_renewal(day: date) -> bool:
    """The first seven days of a quarter."""
    return day.month in (1, 4, 7, 10) and day.day <= RENEWAL_DAYS


SEASONS = (
    Season("R-SP-01", "Holiday dip", "24 Dec to 1 Jan", "Reduced staffing is acceptable.", _is_holiday_dip),
    Season("R-SP-02", "Month end", "last 3 days", "Billing questions spike.", _is_month_end),
    Season(
        "R-SP-03", "Monday surge", "Monday morning", "Full staffing.", lambda day: day.weekday() == 0, True
    ),
    Season("R-SP-04", "Release", "after deployments", "Extra staffing.", None),
    Season(
        "R-SP-05", "Renewal", "first 7 days of a quarter", "Customer success and billing rise.", _is_renewal
    ),
    Season(
        "R-SP-06", "Tax season", "April (US)", "Surge for financial software.", lambda day: day.month == 4
    ),
)
"""Six patterns (handbook 6.5). The printed "quarterly" is read as the first week of a quarter."""


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """Days that the company knows: a release, a campaign, a fair."""

    name: str
    first: date
    last: date
    change: float = 0.0
    """What it does to the tickets of its days, 0.5 for 50 % more; from −1."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.last < self.first:
            raise ValueError("last must not be before first")
        if not self.change >= -1:
            raise ValueError("change must be at least -1")

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.first <= day <= self.last


def days_from(first: date, count: int) -> list[date]:
    """So many days from the first on."""
    return [first + timedelta(days=number) for number in range(count)]


def overlay(first: date, count: int, own: Iterable[OwnEvent] = ()) -> dict[str, list[date]]:
    """Days of each pattern and own event, by name, for marks on a calendar; those without days left out.

    >>> list(overlay(date(2026, 12, 24), 2))
    ['Holiday dip']
    """
    days = days_from(first, count)
    known = [(one.name, one.holds) for one in SEASONS if one.holds is not None]
    known += [(one.name, one.holds) for one in own]
    found: dict[str, list[date]] = {}
    for name, holds in known:
        inside = [day for day in days if holds(day)]
        if inside:
            found.setdefault(name, []).extend(inside)
    return found


def kinds_of(
    first: date, count: int, ids: Iterable[str] = (), own: Iterable[OwnEvent] = (), free: Iterable[date] = ()
) -> NDArray[np.int64]:
    """Number of the kind of each day for ``forecast_daily``: 0 ordinary, then seasons, events, free days.

    ``ids``: seasons that count (those without days of their own and weekly ones never do); own events
    of one name share a kind, so that the past ones tell what the coming ones do; public holidays
    (``free``) win over all others.

    >>> kinds_of(date(2026, 1, 30), 3, ["R-SP-02"], free=[date(2026, 1, 31)]).tolist()
    [2, 7, 0]
    """
    wanted = set(ids)
    events = list(own)
    names = {name: number for number, name in enumerate(dict.fromkeys(one.name for one in events))}
    holidays, found = set(free), np.zeros(count, np.int64)
    for place, day in enumerate(days_from(first, count)):
        for number, season in enumerate(SEASONS, start=1):
            if (
                season.id in wanted
                and not season.is_weekly
                and season.holds is not None
                and season.holds(day)
            ):
                found[place] = number
        for one in events:
            if one.holds(day):
                found[place] = len(SEASONS) + 2 + names[one.name]
        if day in holidays:
            found[place] = len(SEASONS) + 1
    return found


def events_of(
    first_day: date,
    weeks: int,
    changes: Mapping[str, float],
    own: Iterable[OwnEvent] = (),
    day_shares: Iterable[float] = EVEN,
) -> tuple[Event, ...]:
    """Seasons and own events as events of the what-if, each week with the part of it that they touch.

    Formula: change × Σ share of the week's tickets on the days inside. ``first_day``: a Monday;
    ``changes``: change of the tickets of a day by season id; ``day_shares``: tickets by weekday, any
    scale. Weekly patterns are in the shape of the week already and give none. Raises ValueError for
    unknown ids.

    >>> events_of(date(2026, 12, 21), 2, {"R-SP-01": -0.7})[0].change.__round__(3)
    -0.4
    """
    shares = np.asarray(list(day_shares), np.float64)
    if shares.shape != (7,) or not shares.sum() > 0:
        raise ValueError("day_shares must be seven numbers, not all 0")
    unknown = set(changes) - {one.id for one in SEASONS}
    if unknown:
        raise ValueError(f"changes: {', '.join(sorted(unknown))} is no season")
    shares = shares / shares.sum()
    days = days_from(first_day, 7 * weeks)
    marks = [
        (one.name, changes[one.id], one.holds)
        for one in SEASONS
        if one.id in changes and one.holds is not None and not one.is_weekly
    ]
    marks += [(one.name, one.change, one.holds) for one in own]
    found = []
    for name, change, holds in marks:
        inside = np.array([holds(day) for day in days], np.float64).reshape(weeks, 7)
        for week, part in enumerate(inside @ shares):
            if part > 0 and change:
                found.append(Event(week, 1.0, change * float(part), name))
    return tuple(found)
