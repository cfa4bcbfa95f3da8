"""Opening hours as people read them: the week in words, the hours of a week, holidays ahead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from core.sla.dates import aware
from core.sla.wording import listed

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_WORDS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS_OF_WEEK = 168
Window = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ContactHours:
    """When support is open: windows per weekday local to a zone, and the days that differ.

    ``weekly`` as in `BusinessCalendar.from_weekly`; ``holidays`` maps a closed day to its name,
    ``special_days`` a day to its own windows. ``is_assumed``: nobody has set these hours.
    """

    timezone: str
    weekly: Mapping[str, Sequence[Sequence[str]]]
    holidays: Mapping[date, str] = field(default_factory=dict)
    special_days: Mapping[date, Sequence[Sequence[str]]] = field(default_factory=dict)
    name: str = "business hours"
    is_assumed: bool = False

    def today(self, as_of: datetime) -> date:
        """The local day of an instant."""
        return aware(as_of).astimezone(ZoneInfo(self.timezone)).date()

    def year_ahead(self, as_of: datetime) -> tuple[date, date]:
        """The next twelve months: from the local day of ``as_of`` up to (not including) a year later."""
        first = self.today(as_of)
        leap = (first.month, first.day) == (2, 29)
        return first, date(first.year + 1, 3, 1) if leap else first.replace(year=first.year + 1)

    def years_ahead(self, as_of: datetime) -> list[int]:
        """The calendar years of which the next twelve months have a day."""
        first, last = self.year_ahead(as_of)
        return list(range(first.year, (last - timedelta(days=1)).year + 1))

    def holidays_ahead(self, as_of: datetime) -> list[tuple[date, str]]:
        """Closed days of the next twelve months, in order, with their names.

        A special day on the same date wins, as it does in the calendar.
        """
        days = {day: name for day, name in self.holidays.items() if day not in self.special_days}
        return [(day, days[day]) for day in self._ahead(days, as_of)]

    def special_ahead(self, as_of: datetime) -> list[tuple[date, str]]:
        """Days of the next twelve months with hours of their own, in order, with these in words."""
        days = self._ahead(self.special_days, as_of)
        return [(day, windows_words(_sorted(self.special_days[day]))) for day in days]

    def _ahead(self, days: Iterable[date], as_of: datetime) -> list[date]:
        first, last = self.year_ahead(as_of)
        return [day for day in sorted(days) if first <= day < last]

    def windows(self, weekday: int) -> tuple[Window, ...]:
        """Windows of a weekday (0 Monday), in order."""
        return _sorted(self.weekly.get(WEEKDAYS[weekday], ()))

    def open_hours(self) -> frozenset[int]:
        """Hours of the week (0 = Monday 00:00) in which support is open, also for a part of them.

        >>> hours = ContactHours("UTC", {"mon": [("09:30", "11:00")], "sun": [("23:00", "01:00")]})
        >>> sorted(hours.open_hours())
        [0, 9, 10, 167]
        """
        found = set()
        for weekday in range(7):
            for start, end in self.windows(weekday):
                first, last = _minutes(start), _minutes(end)
                last += 1440 if last <= first else 0
                found |= {
                    (weekday * 24 + hour) % HOURS_OF_WEEK for hour in range(first // 60, -(-last // 60))
                }
        return frozenset(found)

    def week_words(self) -> list[str]:
        """The week in lines, days with the same hours together.

        >>> day = [("09:00", "17:00")]
        >>> ContactHours("UTC", {"mon": day, "tue": day, "wed": [("09:00", "12:00")]}).week_words()
        ['Monday and Tuesday: 09:00–17:00', 'Wednesday: 09:00–12:00', 'Thursday to Sunday: closed']
        """
        lines = []
        for windows, group in groupby(range(7), key=self.windows):
            days = list(group)
            lines.append(f"{_days_words(days)}: {windows_words(windows)}")
        return lines


def windows_words(windows: Sequence[Sequence[str]]) -> str:
    """Windows of one day in words.

    >>> windows_words([("09:00", "12:00"), ("13:00", "17:00")]), windows_words([("00:00", "24:00")])
    ('09:00–12:00 and 13:00–17:00', 'all day')
    >>> windows_words([])
    'closed'
    """
    if not windows:
        return "closed"
    if [_minutes(time) % 1440 for time in windows[0]] == [0, 0]:
        return "all day"
    return listed(f"{start}–{end}" for start, end in windows)


def _sorted(windows: Iterable[Sequence[str]]) -> tuple[Window, ...]:
    return tuple(sorted((str(start), str(end)) for start, end in windows))


def hours_words(hours: Sequence[int]) -> list[str]:
    """Hours of the week as spans.

    >>> hours_words([0, 1, 2, 23, 24, 167])
    ['Monday 00:00–03:00', 'Monday 23:00–Tuesday 01:00', 'Sunday 23:00–24:00']
    """
    spans: list[list[int]] = []
    for hour in sorted(hours):
        if spans and spans[-1][1] == hour:
            spans[-1][1] = hour + 1
        else:
            spans.append([hour, hour + 1])
    return [_span_words(first, last) for first, last in spans]


def _span_words(first: int, last: int) -> str:
    start_day, end_day = first // 24, (last - 1) // 24
    end = f"{(last - 1) % 24 + 1:02d}:00"
    day = "" if start_day == end_day else f"{WEEKDAY_WORDS[end_day]} "
    return f"{WEEKDAY_WORDS[start_day]} {first % 24:02d}:00–{day}{end}"


def _days_words(days: Sequence[int]) -> str:
    names = [WEEKDAY_WORDS[day] for day in days]
    return f"{names[0]} to {names[-1]}" if len(names) > 2 else listed(names)


def _minutes(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes[:2] or 0)
