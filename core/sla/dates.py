"""Instants and dates as documents name them, the same in every language setting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def aware(instant: datetime) -> datetime:
    """The same instant; one without a zone is in UTC."""
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)


def microseconds_of(instant: datetime) -> int:
    """UTC microseconds since 1970.

    >>> microseconds_of(datetime(1970, 1, 1, 0, 0, 1))
    1000000
    """
    return (aware(instant) - _EPOCH) // timedelta(microseconds=1)


def local_date(microseconds: int, timezone: str) -> date:
    """The local day of an instant in UTC microseconds."""
    return (_EPOCH + timedelta(microseconds=microseconds)).astimezone(ZoneInfo(timezone)).date()


def date_words(day: date, *, with_weekday: bool = False) -> str:
    """A date in full.

    >>> date_words(date(2026, 1, 5)), date_words(date(2026, 1, 5), with_weekday=True)
    ('5 January 2026', 'Monday, 5 January 2026')
    """
    words = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_WEEKDAYS[day.weekday()]}, {words}" if with_weekday else words
