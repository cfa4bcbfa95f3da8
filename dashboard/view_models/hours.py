"""What the editor of opening hours holds and says: texts of windows, closed days, versions, problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd

from core.calendars import WEEKDAYS
from core.report import Report
from core.reporting.hours import DEFAULT_NAME, HoursDraft, Windows, assumed_hours, read_hours
from dashboard import format as fmt
from dashboard.view_models.cards import Column
from dashboard.view_models.hours_words import (
    ALL_DAY,
    NAMES,
    day_words,
    in_words,
    minutes_open,
    read_windows,
    week_words,
    windows_text,
)
from dashboard.view_models.tables import TableView

WORKDAYS = WEEKDAYS[:5]
PRESETS: dict[str, dict[str, str]] = {
    "Mon–Fri 9–17": dict.fromkeys(WORKDAYS, "09:00-17:00"),
    "Mon–Fri 8:30–17": dict.fromkeys(WORKDAYS, "08:30-17:00"),
    "24/7": dict.fromkeys(WEEKDAYS, ALL_DAY),
}
MOST_YEARS = 10

Listed = tuple[tuple[date | None, str], ...]
"""Rows of a table of days as a person left them: a date, or none yet, and a text."""


@dataclass(frozen=True)
class HoursForm:
    """The fields of the editor, as they were typed."""

    timezone: str
    weekly: Mapping[str, str]
    valid_from: date | None
    name: str = DEFAULT_NAME
    closed: Listed = ()
    special: Listed = ()
    calendar_id: str = "default"


@dataclass(frozen=True)
class HoursReading:
    """What the fields mean: hours, or the sentences that say why not."""

    draft: HoursDraft | None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class StoredHours:
    """What the editor starts from: the versions, the one assumed where there is none, the data's years."""

    versions: tuple[HoursDraft, ...]
    assumed: HoursDraft
    today: date
    years: tuple[int, ...]

    @property
    def latest(self) -> HoursDraft:
        """The version to edit first."""
        return self.versions[-1] if self.versions else self.assumed

    def version(self, valid_from: date | None) -> HoursDraft:
        """The version from a date on, or the latest."""
        return next((one for one in self.versions if one.valid_from == valid_from), self.latest)


def stored(report: Report, now: datetime) -> StoredHours:
    """What is in the store; "today" is the day of the latest data, ``now`` while there is none."""
    as_of, zone = report.as_of() or now, report.zone()
    today = pd.Timestamp(as_of).tz_convert(zone).date()
    created = report.facts().tickets["created_at"].min()
    first = today.year if pd.isna(created) else max(min(created.year, today.year), today.year - MOST_YEARS)
    assumed = replace(assumed_hours(zone, date(today.year, 1, 1)), name=DEFAULT_NAME)
    return StoredHours(tuple(read_hours(report.store)), assumed, today, tuple(range(first, today.year + 2)))


def form_of(draft: HoursDraft) -> HoursForm:
    """The fields that stand for a version."""
    return HoursForm(
        timezone=draft.timezone,
        weekly={day: windows_text(draft.weekly.get(day, ())) for day in WEEKDAYS},
        valid_from=draft.valid_from,
        name=draft.name,
        closed=tuple(sorted(draft.holidays.items())),
        special=tuple((day, windows_text(windows)) for day, windows in sorted(draft.special_days.items())),
        calendar_id=draft.calendar_id,
    )


def read_form(form: HoursForm) -> HoursReading:
    """What the fields mean, or every reason why they mean nothing yet."""
    problems: list[str] = []
    read = {day: _read(NAMES[day], text, problems) for day, text in form.weekly.items()}
    weekly = {day: windows for day, windows in read.items() if windows}
    special = _special(form.special, problems)
    closed = {day: name.strip() for day, name in form.closed if day is not None}
    if any(day is None and name.strip() for day, name in form.closed):
        problems.append("Closed days: a row has no date")
    if form.valid_from is None:
        problems.append("Valid from: choose a date")
    if problems or form.valid_from is None:
        return HoursReading(None, tuple(problems))
    return _checked(
        HoursDraft(
            form.timezone, weekly, form.valid_from, form.name.strip(), special, closed, form.calendar_id
        )
    )


def _special(rows: Listed, problems: list[str]) -> dict[date, Windows]:
    found: dict[date, Windows] = {}
    for day, text in rows:
        if day is None:
            problems += ["Days with other hours: a row has no date"] if text.strip() else []
        elif day in found:
            problems.append(f"Days with other hours: {day_words(day)} stands there twice")
        else:
            found[day] = _read(day_words(day), text, problems)
    return found


def _read(place: str, text: str, problems: list[str]) -> Windows:
    try:
        return read_windows(text)
    except ValueError as error:
        problems.append(f"{place}: {str(error).removeprefix('hours: ')}")
        return ()


def _checked(draft: HoursDraft) -> HoursReading:
    try:
        draft.calendar()
    except ValueError as error:
        return HoursReading(None, (in_words(error),))
    both = sorted(set(draft.special_days) & set(draft.holidays))
    days = ", ".join(day_words(day) for day in both[:3])
    notes = (f"In both lists, its other hours count: {days}",) if both else ()
    return HoursReading(draft, notes=notes)


VERSION_COLUMNS = {
    "valid_from": Column("Valid from"),
    "name": Column("Name"),
    "week": Column("Weekly hours", "text", None, "large"),
    "hours": Column("A week", "figure"),
    "zone": Column("Zone"),
    "special": Column("Days with other hours", "count"),
    "closed": Column("Closed days", "count", "They belong to all versions"),
}


def versions_table(versions: Iterable[HoursDraft]) -> TableView:
    """The history of the opening hours, the latest first."""
    rows = [
        {
            "valid_from": day_words(one.valid_from),
            "name": one.name,
            "week": week_words(one),
            "hours": fmt.duration(sum(minutes_open(w) for w in one.weekly.values()), business=True),
            "zone": one.timezone,
            "special": len(one.special_days),
            "closed": len(one.holidays),
        }
        for one in sorted(versions, key=lambda one: one.valid_from, reverse=True)
    ]
    frame = pd.DataFrame(rows, columns=list(VERSION_COLUMNS))
    empty = "Nothing saved yet: Monday to Friday, 9 to 17, is assumed."
    return TableView("Versions", frame, VERSION_COLUMNS, empty, "what counted from when", len(rows))
