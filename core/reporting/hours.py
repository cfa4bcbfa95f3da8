"""Opening hours in the store: versions of a calendar, each valid from a date on, and its closed days."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from core.calendars import BusinessCalendar
from core.data.store import Store
from core.data.upsert import Change
from core.opening_hours import instant_of, load_zone
from core.periods import microseconds

Windows = tuple[tuple[str, str], ...]
"""Open from and to as wall times, such as ``(("09:00", "12:00"), ("13:00", "17:00"))``."""

DEFAULT_CALENDAR = "default"
DEFAULT_NAME = "Opening hours"
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
STANDARD_WINDOWS: Windows = (("09:00", "17:00"),)
SAVED, REMOVED = "opening hours saved", "opening hours removed"
NAME_LENGTH = 80
FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True)
class HoursDraft:
    """One version of a calendar as a person writes it; ``valid_from`` is a date in its own zone.

    ``holidays`` belong to the calendar: saving a version saves them for all of its versions.
    """

    timezone: str
    weekly: Mapping[str, Windows]
    valid_from: date
    name: str = DEFAULT_NAME
    special_days: Mapping[date, Windows] = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)
    calendar_id: str = DEFAULT_CALENDAR

    def calendar(self) -> BusinessCalendar:
        """The business time of this version alone; ValueError with the reason where it has none."""
        return BusinessCalendar.from_weekly(
            self.weekly, self.timezone, self.holidays, self.special_days, self.name
        )

    @property
    def starts_at(self) -> int:
        """The UTC microsecond at which ``valid_from`` begins; ValueError for an unknown zone."""
        return instant_of(self.valid_from, 0, load_zone(self.timezone))


def assumed_hours(timezone: str, valid_from: date) -> HoursDraft:
    """What is assumed while nobody has said anything: Monday to Friday, 9 to 17.

    >>> assumed_hours("UTC", date(2026, 1, 1)).name
    'Mon-Fri 09:00-17:00, UTC (assumed)'
    """
    name = f"Mon-Fri 09:00-17:00, {timezone} (assumed)"
    return HoursDraft(timezone, dict.fromkeys(WORKDAYS, STANDARD_WINDOWS), valid_from, name)


def read_hours(store: Store) -> list[HoursDraft]:
    """The versions of the calendar in use, the earliest first; none where none was ever saved."""
    return [draft for _, draft in stored_hours(store)]


def stored_hours(store: Store) -> list[tuple[int, HoursDraft]]:
    """The versions of the calendar in use, each with the exact UTC microsecond from which it counts.

    In use is the calendar "default", or the only one.
    """
    rows = store.read_frame("calendar")
    names = set(rows["calendar_id"])
    chosen = DEFAULT_CALENDAR if DEFAULT_CALENDAR in names or len(names) != 1 else names.pop()
    rows = rows[rows["calendar_id"] == chosen].sort_values("valid_from")
    if rows.empty:
        return []
    days = store.read_frame("holiday")
    days = days[days["calendar_id"] == chosen]
    holidays = {
        date.fromisoformat(str(day)): name if isinstance(name, str) else ""
        for day, name in zip(days["day"], days["name"], strict=True)
    }
    return [(_starts(row), _draft(row, holidays)) for row in rows.to_dict("records")]


def _starts(row: Mapping[Any, Any]) -> int:
    return microseconds(row["valid_from"].to_pydatetime())


def _draft(row: Mapping[Any, Any], holidays: Mapping[date, str]) -> HoursDraft:
    special = row["special_days"]
    days = json.loads(special) if isinstance(special, str) and special else {}
    return HoursDraft(
        timezone=str(row["timezone"]),
        weekly={day: _windows(pairs) for day, pairs in json.loads(row["weekly"]).items()},
        valid_from=_local_date(row),
        name=str(row["name"]),
        special_days={date.fromisoformat(day): _windows(pairs) for day, pairs in days.items()},
        holidays=holidays,
        calendar_id=str(row["calendar_id"]),
    )


def _windows(pairs: Any) -> Windows:
    return tuple((str(opens), str(closes)) for opens, closes in pairs)


def _local_date(row: Mapping[Any, Any]) -> date:
    found: date = row["valid_from"].to_pydatetime().astimezone(ZoneInfo(row["timezone"])).date()
    return found


def changed_calendar(versions: list[tuple[int, HoursDraft]]) -> BusinessCalendar:
    """One calendar in which each version counts from its instant until the next one's."""
    return BusinessCalendar.changing((at, draft.calendar()) for at, draft in versions)


def save_hours(store: Store, draft: HoursDraft) -> None:
    """Keep a version, in the place of one that is valid from the same date, and the calendar's holidays.

    Versions, holidays and the entry in the log are written together or not at all. Raises ValueError
    with the reason for hours that nothing can be counted by: none open, overlapping intervals, an
    unknown zone, malformed times.
    """
    checked = _checked(draft)
    others = [row for row in _rows(store, draft.calendar_id) if _local_date(row) != draft.valid_from]
    changed_calendar([(_starts(row), _draft(row, {})) for row in others] + [(draft.starts_at, checked)])
    store.write_frames(_days(draft), _versions(draft, [*others, _row(checked)]), _entry(SAVED, checked))


def remove_hours(store: Store, draft: HoursDraft) -> None:
    """Forget a version; the one before it counts on. Raises ValueError for the only one."""
    rows = _rows(store, draft.calendar_id)
    kept = [row for row in rows if _local_date(row) != draft.valid_from]
    if not kept:
        raise ValueError("valid_from: the only version cannot be removed")
    store.write_frames(_versions(draft, kept), _entry(REMOVED, draft))


def _checked(draft: HoursDraft) -> HoursDraft:
    if not draft.name.strip() or len(draft.name) > NAME_LENGTH:
        raise ValueError(f"name: give the hours a name of at most {NAME_LENGTH} characters")
    days = {"valid_from": [draft.valid_from], "holidays": draft.holidays, "special_days": draft.special_days}
    for argument, dates in days.items():
        if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in dates):
            raise ValueError(f"{argument}: dates must lie in the years {FIRST_YEAR} to {LAST_YEAR}")
    draft.calendar()
    return draft


def _rows(store: Store, calendar_id: str) -> list[dict[Any, Any]]:
    rows = store.read_frame("calendar")
    return list(rows[rows["calendar_id"] == calendar_id].to_dict("records"))


def _row(draft: HoursDraft) -> dict[Any, Any]:
    special = {day.isoformat(): windows for day, windows in sorted(draft.special_days.items())}
    return {
        "calendar_id": draft.calendar_id,
        "valid_from": pd.Timestamp(draft.starts_at, unit="us", tz="UTC"),
        "name": draft.name.strip(),
        "timezone": draft.timezone,
        "weekly": json.dumps({day: windows for day, windows in draft.weekly.items() if windows}),
        "special_days": json.dumps(special) if special else None,
    }


def _days(draft: HoursDraft) -> Change:
    days = sorted(draft.holidays)
    rows = {
        "calendar_id": draft.calendar_id,
        "day": [day.isoformat() for day in days],
        "name": [draft.holidays[day] or None for day in days],
    }
    return Change("holiday", pd.DataFrame(rows), "calendar_id", draft.calendar_id)


def _versions(draft: HoursDraft, rows: list[dict[Any, Any]]) -> Change:
    frame = pd.DataFrame(rows)
    frame["special_days"] = frame["special_days"].astype(object).where(frame["special_days"].notna(), None)
    return Change("calendar", frame, "calendar_id", draft.calendar_id)


def _entry(action: str, draft: HoursDraft) -> Change:
    """What the log keeps of a change."""
    row = _row(draft)
    detail = {
        "valid_from": draft.valid_from.isoformat(),
        **{name: row[name] for name in ("name", "timezone", "weekly", "special_days")},
        "holidays": len(draft.holidays),
    }
    entry = {
        "at": [datetime.now(UTC)],
        "action": [action],
        "subject": [f"calendar {draft.calendar_id}"],
        "detail": [json.dumps(detail)],
    }
    return Change("audit_log", pd.DataFrame(entry))
