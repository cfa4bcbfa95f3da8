"""Whole weeks up to a moment: what weekly charts show, so that a half week never looks like a fall."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.periods import Period, local_date, midnight
from dashboard.view_models.asking import Question

WEEKS = 12
MOST = timedelta(weeks=156)


def whole_weeks(question: Question, first: datetime | None = None) -> Period:
    """The whole local weeks of the asked period, at least the last twelve before its end.

    The week in which the period ends is left out unless the period ends with it. A period without a
    start reaches back to ``first``, the first ticket, but not beyond three years. Without any data the
    asked period itself.
    """
    end = _last(question.period.end, question.as_of)
    if end is None:
        return question.period
    monday = _monday(end, question.zone)
    start = midnight(local_date(monday, question.zone) - timedelta(weeks=WEEKS), question.zone)
    asked = question.period.start or first
    if asked is not None and asked < start:
        start = _monday(max(asked, end - MOST), question.zone)
    return Period(start, monday, f"{WEEKS} weeks", question.zone)


def week_of(monday: str, zone: str) -> Period:
    """The local week that begins on a day, given as text.

    >>> week_of("2026-03-02", "UTC").end.isoformat()
    '2026-03-09T00:00:00+00:00'
    """
    first = date.fromisoformat(monday)
    return Period(midnight(first, zone), midnight(first + timedelta(weeks=1), zone), zone=zone)


def _last(end: datetime | None, as_of: datetime | None) -> datetime | None:
    return min((each for each in (end, as_of) if each is not None), default=None)


def _monday(instant: datetime, zone: str) -> datetime:
    """The first instant of the local week that an instant lies in."""
    local = instant.astimezone(ZoneInfo(zone)).date()
    return midnight(local - timedelta(days=local.weekday()), zone)
