"""Four weeks of opening hours as bars: when the doors are open, and which days differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from core.calendars import BusinessCalendar
from core.opening_hours import instant_of, load_zone
from core.periods import instant_from
from core.reporting.hours import HoursDraft
from dashboard.view_models.cards import Column
from dashboard.view_models.hours_words import day_words

DAYS = 28
OPEN, OTHER, CLOSED = "Open", "Other hours", "Closed day"
COLUMNS = {"day": Column("Day"), "kind": Column("Kind"), "words": Column("Hours", "text", None, "large")}


@dataclass(frozen=True)
class HoursPreview:
    """``bars`` has day, kind, opens and length (hours of the wall clock), words; ``frame`` is a row a day."""

    first: date
    bars: pd.DataFrame
    frame: pd.DataFrame
    columns: Mapping[str, Column]
    note: str


def build_preview(draft: HoursDraft, versions: Sequence[HoursDraft], today: date) -> HoursPreview:
    """The four weeks from the Monday of ``today``, or of the day from which the draft counts, if later.

    Other versions count where they would once the draft is saved.
    """
    first = max(today, draft.valid_from)
    first -= timedelta(days=first.weekday())
    days = [first + timedelta(days=offset) for offset in range(DAYS)]
    open_at = _open_hours(_calendar(draft, versions), days, load_zone(draft.timezone))
    rows = [_row(day, open_at.get(day, []), draft, versions) for day in days]
    bars = [bar for row, day in zip(rows, days, strict=True) for bar in _bars(day, row, open_at.get(day, []))]
    note = f"{day_words(days[0])} to {day_words(days[-1])}, {draft.timezone}"
    names = ["day", "kind", "opens", "length", "words"]
    return HoursPreview(first, pd.DataFrame(bars, columns=names), pd.DataFrame(rows), COLUMNS, note)


def _calendar(draft: HoursDraft, versions: Sequence[HoursDraft]) -> BusinessCalendar:
    others = [one for one in versions if one.valid_from != draft.valid_from]
    known = {one.starts_at: one for one in others} | {draft.starts_at: draft}
    parts = [
        (at, BusinessCalendar.from_weekly(one.weekly, one.timezone, draft.holidays, one.special_days))
        for at, one in known.items()
    ]
    return BusinessCalendar.changing(parts)


def _open_hours(
    calendar: BusinessCalendar, days: Sequence[date], zone: ZoneInfo
) -> dict[date, list[tuple[float, float]]]:
    """By local date the hours of the wall clock at which it opens and closes."""
    start, stop = instant_of(days[0], 0, zone), instant_of(days[-1], 24 * 60, zone)
    found: dict[date, list[tuple[float, float]]] = {}
    for opens, closes in calendar.intervals_between(start, stop):
        begins, ends = (instant_from(at).astimezone(zone).replace(tzinfo=None) for at in (opens, closes))
        for day, window in _by_day(begins, ends):
            found.setdefault(day, []).append(window)
    return found


def _by_day(begins: datetime, ends: datetime) -> Iterable[tuple[date, tuple[float, float]]]:
    day = begins.date()
    while datetime.combine(day, datetime.min.time()) < ends:
        midnight = datetime.combine(day, datetime.min.time())
        hours = [(wall - midnight) / timedelta(hours=1) for wall in (begins, ends)]
        yield day, (max(hours[0], 0.0), min(hours[1], 24.0))
        day += timedelta(days=1)


def _row(
    day: date, windows: list[tuple[float, float]], draft: HoursDraft, versions: Sequence[HoursDraft]
) -> dict[str, str]:
    valid = [one for one in (*versions, draft) if one.valid_from <= day]
    special = max(valid, key=lambda one: (one.valid_from, one is draft), default=draft).special_days
    is_closed = day in draft.holidays and day not in special
    kind = CLOSED if is_closed else OTHER if day in special else OPEN
    hours = ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in windows)
    words = " · ".join(part for part in (draft.holidays.get(day, ""), hours or "closed") if part)
    return {"day": f"{day:%a} {day_words(day)}", "kind": kind if windows or is_closed else "", "words": words}


def _bars(
    day: date, row: Mapping[str, str], windows: list[tuple[float, float]]
) -> list[tuple[date, str, float, float, str]]:
    words = f"{row['day']}: {row['words']}"
    if row["kind"] == CLOSED:
        return [(day, CLOSED, 0.0, 24.0, words)]
    return [(day, row["kind"], opens, closes - opens, words) for opens, closes in windows]


def _clock(hours: float) -> str:
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
