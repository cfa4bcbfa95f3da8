"""A planned week as rows: one per stretch of work of a person, with its breaks, for files and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from core.capacity.scheduling_plan import Schedule
from core.capacity.scheduling_shifts import QUARTER

COLUMNS = ("person", "level", "shift", "starts_at", "ends_at", "hours", "breaks")


@dataclass(frozen=True)
class Stretch:
    """One stretch of work. ``breaks``: begin and end of each; all instants in the zone of the schedule."""

    person: str
    level: int
    shift: str
    starts_at: datetime
    ends_at: datetime
    breaks: tuple[tuple[datetime, datetime], ...]

    @property
    def hours(self) -> float:
        """Hours that pass, a change of the clock counted in."""
        return (self.ends_at.timestamp() - self.starts_at.timestamp()) / 3600


def stretches(schedule: Schedule, monday: date, zone: str) -> list[Stretch]:
    """Everybody's work in the week that begins on ``monday``, by person and time.

    A shift of two stretches is told as two. Nothing without names. Raises ValueError where the date is
    no Monday, and for an unknown zone.
    """
    if monday.weekday():
        raise ValueError(f"monday: {monday} is not a Monday")
    return list(_stretches(schedule, monday, ZoneInfo(zone)))


def _stretches(schedule: Schedule, monday: date, zone: ZoneInfo) -> Iterator[Stretch]:
    roster = schedule.roster
    if roster is None:
        return
    for row, person in enumerate(roster.people):
        for day in range(7):
            number = int(roster.assigned[row, day])
            if number < 0:
                continue
            shift, date_of_day = roster.shifts[number], monday + timedelta(days=day)
            begins = [slot * QUARTER for slot in schedule.breaks.get((row, day), ())]
            pauses = [(first, first + each.minutes) for first, each in zip(begins, shift.breaks, strict=True)]
            for low, high in shift.stretches:
                own = tuple(
                    (at(date_of_day, first, zone), at(date_of_day, last, zone))
                    for first, last in pauses
                    if low <= first < high
                )
                yield Stretch(
                    person.name,
                    person.level,
                    shift.name,
                    at(date_of_day, low, zone),
                    at(date_of_day, high, zone),
                    own,
                )


def at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant at a minute after midnight by the wall clock, also past 1,440.

    >>> at(date(2026, 1, 5), 1500, ZoneInfo("UTC")).isoformat()
    '2026-01-06T01:00:00+00:00'
    """
    later, rest = divmod(minute, 1440)
    return datetime.combine(day + timedelta(days=later), time(rest // 60, rest % 60), zone)


def schedule_frame(found: list[Stretch]) -> pd.DataFrame:
    """Stretches as a table: instants as text with their offset, breaks as "10:30-10:45; …".

    >>> schedule_frame([]).columns.tolist() == list(COLUMNS)
    True
    """
    rows = [
        {
            "person": one.person,
            "level": one.level,
            "shift": one.shift,
            "starts_at": one.starts_at.isoformat(),
            "ends_at": one.ends_at.isoformat(),
            "hours": one.hours,
            "breaks": breaks_text(one),
        }
        for one in found
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def breaks_text(stretch: Stretch) -> str:
    """Breaks in words: "10:30-10:45; 13:00-13:30"."""
    return "; ".join(f"{first:%H:%M}-{last:%H:%M}" for first, last in stretch.breaks)
