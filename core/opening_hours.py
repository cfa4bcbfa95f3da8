"""Opening hours as a person writes them: weekly windows, holidays, special days, a time zone.

Turns them into open intervals of UTC microseconds, day by day. Plain Python: it runs once a
calendar, and `core.calendars` does the arithmetic on columns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Window = tuple[int, int]
"""Minutes since local midnight: from, to; more than 1440 runs into the next day."""
Interval = tuple[int, int]
"""UTC microseconds: from, to (half-open)."""

GAP_RULES = ("first_instant", "shift")
"""Where a wall time does not exist: the first instant after the gap, or later by the gap's length."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 1440
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


def _minute_of_day(text: str, argument: str) -> int:
    match = _CLOCK.fullmatch(str(text).strip())
    minute = int(match[1]) * 60 + int(match[2]) if match else DAY_MINUTES + 1
    if minute > DAY_MINUTES:
        raise ValueError(f"{argument}: {text!r} is not a time of day between 00:00 and 24:00")
    return minute


def parse_windows(pairs: Iterable[Sequence[str]], argument: str) -> tuple[Window, ...]:
    """Minutes since midnight, sorted; a window that does not end after its start runs overnight."""
    found = []
    for pair in pairs:
        if isinstance(pair, str) or len(pair) != 2:
            raise ValueError(f"{argument}: {pair!r} is not an opening and a closing time")
        opens, closes = (_minute_of_day(text, argument) for text in pair)
        found.append((opens, closes if closes > opens else closes + DAY_MINUTES))
    found.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise ValueError(f"{argument}: open intervals overlap")
    return tuple(found)


def parse_week(weekly: Mapping[str, Iterable[Sequence[str]]]) -> tuple[tuple[Window, ...], ...]:
    """Windows of Monday to Sunday from ``{"mon": [("09:00", "17:00")]}``."""
    unknown = set(weekly) - set(WEEKDAYS)
    if unknown:
        raise ValueError(f"weekly: unknown weekday {sorted(unknown)[0]!r}, use {', '.join(WEEKDAYS)}")
    week = tuple(parse_windows(weekly.get(day, ()), f"weekly[{day}]") for day in WEEKDAYS)
    for index, day in enumerate(WEEKDAYS):
        tail = max((end - DAY_MINUTES for _, end in week[index - 1]), default=0)
        if week[index] and tail > week[index][0][0]:
            raise ValueError(f"weekly[{day}]: open intervals overlap with the night before")
    return week


def parse_day(value: date | str, argument: str) -> date:
    """A date, or ValueError."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{argument}: {value!r} is not a date like 2026-12-24") from error


def load_zone(timezone: str) -> ZoneInfo:
    """An IANA zone, or ValueError."""
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"timezone: {timezone!r} is not a known time zone") from error


def microseconds(instant: datetime) -> int:
    """UTC microseconds of an aware datetime."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def instant_of(day: date, minute: int, zone: ZoneInfo, gap: str = GAP_RULES[0]) -> int:
    """UTC microseconds of a wall time; in a fold the first of the two, in a gap by the rule."""
    naive = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    first = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if gap == "shift" or first.astimezone(zone).replace(tzinfo=None) == naive:
        return microseconds(first)
    low = microseconds(naive.replace(tzinfo=zone, fold=1).astimezone(UTC)) // 1_000_000
    high = microseconds(first) // 1_000_000
    after = datetime.fromtimestamp(high, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == after:
            high = middle
        else:
            low = middle
    return high * 1_000_000


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The union of intervals: sorted, disjoint, not touching, none empty.

    >>> merged([(5, 7), (1, 3), (3, 4), (9, 9)])
    [(1, 4), (5, 7)]
    """
    found: list[Interval] = []
    for opens, closes in sorted(intervals):
        if closes <= opens:
            continue
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return found


def clipped(intervals: Iterable[Interval], start: int, stop: int) -> list[Interval]:
    """What of the ``intervals`` lies in [start, stop).

    >>> clipped([(0, 10), (20, 30)], 5, 20)
    [(5, 10)]
    """
    cut = ((max(opens, start), min(closes, stop)) for opens, closes in intervals)
    return [(opens, closes) for opens, closes in cut if opens < closes]


def without(intervals: Iterable[Interval], closures: Iterable[Interval]) -> list[Interval]:
    """What is left of disjoint ``intervals`` outside the ``closures``.

    >>> without([(0, 10), (20, 30)], [(4, 6), (8, 25)])
    [(0, 4), (6, 8), (25, 30)]
    """
    left: list[Interval] = []
    shut = merged(closures)
    for opens, closes in intervals:
        start = opens
        for shut_from, shut_to in shut[bisect_right(shut, opens, key=itemgetter(1)) :]:
            if shut_from >= closes:
                break
            left.append((start, shut_from))
            start = shut_to
        left.append((start, closes))
    return [interval for interval in left if interval[0] < interval[1]]


@dataclass(frozen=True)
class OpeningHours:
    """Weekly windows of one zone with the dates that differ."""

    week: tuple[tuple[Window, ...], ...]
    timezone: str
    holidays: frozenset[date]
    special_days: tuple[tuple[date, tuple[Window, ...]], ...]
    gap: str = GAP_RULES[0]

    @classmethod
    def parse(
        cls,
        weekly: Mapping[str, Iterable[Sequence[str]]],
        timezone: str,
        holidays: Iterable[date | str],
        special_days: Mapping[str, Iterable[Sequence[str]]] | Mapping[date, Iterable[Sequence[str]]],
        gap: str = GAP_RULES[0],
    ) -> OpeningHours:
        """Check and read what a person wrote; ValueError names the argument that is wrong."""
        load_zone(timezone)
        if gap not in GAP_RULES:
            raise ValueError(f"gap: {gap!r} is not one of {', '.join(GAP_RULES)}")
        week = parse_week(weekly)
        days = {
            parse_day(day, "special_days"): parse_windows(pairs, f"special_days[{day}]")
            for day, pairs in special_days.items()
        }
        if not any(week) and not any(days.values()):
            raise ValueError("weekly: no open hours")
        closed = frozenset(parse_day(day, "holidays") for day in holidays)
        return cls(week, timezone, closed, tuple(sorted(days.items())), gap)

    @property
    def is_always_open(self) -> bool:
        """Whether no instant of any date is closed."""
        whole = ((0, DAY_MINUTES),)
        closed = self.holidays - {day for day, _ in self.special_days}
        return not closed and all(
            day == whole for day in (*self.week, *(own for _, own in self.special_days))
        )

    def intervals(self, first: date, last: date) -> list[Interval]:
        """Open intervals of the local dates ``first`` to ``last``, both included."""
        zone = load_zone(self.timezone)
        special = dict(self.special_days)
        found: list[Interval] = []
        before = special.get(first - timedelta(days=1), self.week[(first.weekday() - 1) % 7])
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            own = special.get(day, self.week[day.weekday()])
            if day in special or day not in self.holidays:
                tail = () if day in special else before
                found += self._of_day(day, own, tail, zone)
            before = own
        return merged(found)

    def _of_day(
        self, day: date, own: Iterable[Window], night_before: Iterable[Window], zone: ZoneInfo
    ) -> list[Interval]:
        windows = [(opens, min(closes, DAY_MINUTES)) for opens, closes in own]
        windows += [(0, closes - DAY_MINUTES) for _, closes in night_before if closes > DAY_MINUTES]
        bounds = [[instant_of(day, minute, zone, self.gap) for minute in window] for window in windows]
        return [(opens, closes) for opens, closes in bounds]
