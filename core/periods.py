"""Spans of time. Everything that depends on "now" is told `as_of`; nothing here asks a clock.

Days, weeks (Monday first) and months are those of the display zone, so that a day on which the
clock changes has 23 or 25 hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """Whole UTC microseconds since 1970 of an aware instant.

    >>> microseconds(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    if instant.tzinfo is None:
        raise ValueError("instant must carry a time zone")
    return (instant - _EPOCH) // _MICROSECOND


def instant_from(value: int) -> datetime:
    """The aware UTC instant of whole microseconds since 1970.

    >>> instant_from(86_400_000_000)
    datetime.datetime(1970, 1, 2, 0, 0, tzinfo=datetime.timezone.utc)
    """
    return _EPOCH + value * _MICROSECOND


def midnight(day: date, zone: str) -> datetime:
    """The first instant of a local day, in UTC.

    Where the clock skips midnight, the first wall time that exists.

    >>> midnight(date(2026, 7, 1), "Europe/Berlin").isoformat()
    '2026-06-30T22:00:00+00:00'
    """
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date of an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span of time ``[start, end)``; a side that is None is open.

    ``label`` is for people; ``zone`` is the zone whose days, weeks and months are meant.
    """

    start: datetime | None = None
    end: datetime | None = None
    label: str = "all time"
    zone: str = "UTC"

    def __post_init__(self) -> None:
        """Refuse naive instants and a period that ends before it starts."""
        for name, value in (("start", self.start), ("end", self.end)):
            if value is not None and value.tzinfo is None:
                raise ValueError(f"{name} must carry a time zone")
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError("end must be after start")
        ZoneInfo(self.zone)

    @classmethod
    def all_time(cls, zone: str = "UTC") -> Period:
        """Everything known, without limits."""
        return cls(zone=zone)

    @classmethod
    def of_days(cls, first: date, last: date, zone: str = "UTC", label: str | None = None) -> Period:
        """The local days from ``first`` to ``last``, both included.

        >>> Period.of_days(date(2026, 3, 1), date(2026, 3, 31)).label
        '2026-03-01 to 2026-03-31'
        """
        if last < first:
            raise ValueError("last must not be before first")
        name = label or (f"{first}" if first == last else f"{first} to {last}")
        return cls(midnight(first, zone), midnight(last + timedelta(days=1), zone), name, zone)

    @classmethod
    def last_days(cls, days: int, as_of: datetime, zone: str = "UTC") -> Period:
        """The last ``days`` local days, the day of ``as_of`` included up to ``as_of`` itself.

        It ends just after ``as_of``, so that `previous` compares equally long stretches and a
        half-finished day is never held against a whole one.

        >>> Period.last_days(7, datetime(2026, 3, 9, 15, tzinfo=UTC)).start.isoformat()
        '2026-03-03T00:00:00+00:00'
        """
        if days < 1:
            raise ValueError("days must be at least 1")
        first = local_date(as_of, zone) - timedelta(days=days - 1)
        name = "last day" if days == 1 else f"last {days} days"
        return cls(midnight(first, zone), as_of.astimezone(UTC) + _MICROSECOND, name, zone)

    @classmethod
    def parse(cls, text: str, as_of: datetime, zone: str = "UTC") -> Period:
        """The period that a short text names.

        Understood: ``all``; ``today``, ``yesterday``; ``this week``, ``last week`` (also month,
        quarter, year); ``28d``, ``4w``, ``last 28 days``; ``2026``, ``2026-03``, ``2026-03-09``;
        ``2026-03-01..2026-03-31`` (both days included, either side may be empty).

        Raises ValueError for anything else.

        >>> Period.parse("2026-02", datetime(2026, 3, 9, tzinfo=UTC)).end.isoformat()
        '2026-03-01T00:00:00+00:00'
        """
        words = " ".join(re.sub(r"-(?=[a-z])|(?<=[a-z])-|_", " ", text.lower()).split())
        if words in {"", "all", "all time"}:
            return cls.all_time(zone)
        return (
            _rolling(words, as_of, zone)
            or _named(words, as_of, zone)
            or _written(words, zone)
            or _refuse(text)
        )

    def previous(self, *, aligned: bool = False) -> Period | None:
        """The period before, of the same length in local days or whole months.

        None when a side is open. ``aligned``: periods of days move back by whole weeks, the fewest
        that keep the two apart, so that the same weekdays are compared; months stay months. The
        label says how far.

        >>> Period.of_days(date(2026, 3, 1), date(2026, 3, 31)).previous().start.isoformat()
        '2026-02-01T00:00:00+00:00'
        >>> before = Period.of_days(date(2026, 3, 2), date(2026, 3, 3)).previous(aligned=True)
        >>> before.start.isoformat(), before.label
        ('2026-02-23T00:00:00+00:00', '2026-03-02 to 2026-03-03, 1 week earlier')
        """
        if self.start is None or self.end is None:
            return None
        months = self._whole_months()
        if months:
            start = self._moved(months=months)
            return replace(self, start=start, end=self.start, label=f"before {self.label}")
        days = max(1, -(-(self._wall(self.end) - self._wall(self.start)) // timedelta(days=1)))
        if not aligned:
            return self._earlier(days, f"before {self.label}")
        weeks = -(-days // 7)
        far = f"{weeks} week{'' if weeks == 1 else 's'} earlier"
        return self._earlier(7 * weeks, f"{self.label}, {far}")

    def span(self) -> tuple[int | None, int | None]:
        """Start and end as UTC microseconds, None where open."""
        return (
            None if self.start is None else microseconds(self.start),
            None if self.end is None else microseconds(self.end),
        )

    def limited_to(self, as_of: datetime) -> Period:
        """The same period, not reaching beyond ``as_of``."""
        limit = as_of.astimezone(UTC) + _MICROSECOND
        if self.end is not None and self.end <= limit:
            return self
        if self.start is not None and self.start >= limit:
            return self
        return replace(self, end=limit)

    def _wall(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def _earlier(self, days: int, label: str) -> Period:
        assert self.start is not None
        assert self.end is not None
        start, end = self._shifted(self.start, days), self._shifted(self.end, days)
        return replace(self, start=start, end=end, label=label)

    def _shifted(self, instant: datetime, days: int) -> datetime:
        wall = self._wall(instant) - timedelta(days=days)
        return wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def _whole_months(self) -> int:
        assert self.start is not None
        assert self.end is not None
        start, end = self._wall(self.start), self._wall(self.end)
        if any(side.day != 1 or side.time() != time() for side in (start, end)):
            return 0
        return (end.year - start.year) * 12 + end.month - start.month

    def _moved(self, months: int) -> datetime:
        assert self.start is not None
        return midnight(_add_months(self._wall(self.start).date(), -months), self.zone)


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _rolling(words: str, as_of: datetime, zone: str) -> Period | None:
    match = re.fullmatch(r"(?:last )?(\d{1,4}) ?(d|days?|w|weeks?)", words)
    if not match or int(match[1]) < 1:
        return None
    return Period.last_days(int(match[1]) * (7 if match[2].startswith("w") else 1), as_of, zone)


def _named(words: str, as_of: datetime, zone: str) -> Period | None:
    today = local_date(as_of, zone)
    if words in {"today", "yesterday"}:
        day = today - timedelta(days=words == "yesterday")
        return Period.of_days(day, day, zone, words)
    match = re.fullmatch(r"(this|last) (week|month|quarter|year)", words)
    if not match:
        return None
    first, following = _unit(today, match[2], back=match[1] == "last")
    return Period.of_days(first, following - timedelta(days=1), zone, words)


def _unit(day: date, unit: str, back: bool) -> tuple[date, date]:
    if unit == "week":
        first = day - timedelta(days=day.weekday() + 7 * back)
        return first, first + timedelta(days=7)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    first = _add_months(first, -months * back)
    return first, _add_months(first, months)


def _written(words: str, zone: str) -> Period | None:
    if ".." in words:
        left, right = (part.strip() for part in words.split("..", 1))
        start = _part(left, zone).start if left else None
        end = _part(right, zone).end if right else None
        return Period(start, end, f"{left or 'start'} to {right or 'now'}", zone)
    return _part(words, zone)


def _part(words: str, zone: str) -> Period:
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", words)
    if not match:
        _refuse(words)
    assert match is not None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if day:
        return Period.of_days(date(year, month, day), date(year, month, day), zone)
    first = date(year, month or 1, 1)
    following = _add_months(first, 1 if month else 12)
    return Period.of_days(first, following - timedelta(days=1), zone, words)


def _refuse(text: str) -> Period:
    raise ValueError(f"period {text!r} is not understood; try '28d', 'last month', '2026-03' or a..b")
