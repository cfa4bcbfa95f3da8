"""Business time: published cases, clock changes, and what is refused."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.calendars import BusinessCalendar
from core.opening_hours import WEEKDAYS, microseconds

MINUTE = 60_000_000
WORKDAYS = WEEKDAYS[:5]
OVERLAP = "weekly[mon]: open intervals overlap"
NINE_TO_FIVE = {day: [("09:00", "17:00")] for day in WORKDAYS}


def us(text: str) -> int:
    return microseconds(datetime.fromisoformat(text))


def elapsed(calendar: BusinessCalendar, start: str, end: str) -> float:
    return calendar.elapsed(np.array([us(start)]), np.array([us(end)]))[0] / MINUTE


def deadline(calendar: BusinessCalendar, start: str, minutes: float) -> str:
    due = calendar.deadline(np.array([us(start)]), np.array([round(minutes * MINUTE)]))[0]
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(due))).isoformat()


def test_published_cases_of_other_tools_are_reproduced(shared_data: Path) -> None:
    cases = json.loads((shared_data / "business_time_vectors.json").read_text("utf-8"))
    assert len(cases) == 65
    assert [case for case in cases if not reproduces(case, gap="shift")] == []
    other_rule = [case for case in cases if not reproduces(case, gap="first_instant")]
    assert [(case["origin"], case["weekly"]["sun"]) for case in other_rule] == [
        ("biz gem", [["02:30", "03:15"]])
    ]


def reproduces(case: dict[str, Any], gap: str) -> bool:
    pauses = [(us(start), us(end)) for start, end in case["pauses"]]
    calendar = BusinessCalendar.from_weekly(
        case["weekly"], case["timezone"], case["holidays"], case["special_days"], gap=gap
    ).closed_during(pauses)
    if case["kind"] == "elapsed":
        return elapsed(calendar, case["start"], case["end"]) == pytest.approx(case["expect"], abs=1e-9)
    return us(deadline(calendar, case["start"], case["minutes"])) == us(case["expect"])


def test_open_day_on_a_clock_change_has_23_or_25_hours() -> None:
    always = BusinessCalendar.always_open("Europe/Berlin")
    assert elapsed(always, "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00") == 23 * 60
    sundays = BusinessCalendar.from_weekly({"sun": [("00:00", "24:00")]}, "Europe/Berlin")
    assert elapsed(sundays, "2026-03-28T00:00+01:00", "2026-03-31T00:00+02:00") == 23 * 60
    assert elapsed(sundays, "2026-10-24T00:00+02:00", "2026-10-27T00:00+01:00") == 25 * 60


def test_wall_time_in_a_gap_moves_to_the_first_instant_after_it() -> None:
    hours = BusinessCalendar.from_weekly({"sun": [("02:30", "09:30")]}, "America/New_York")
    assert elapsed(hours, "2026-03-08T00:00-05:00", "2026-03-08T20:00-04:00") == 6.5 * 60
    assert deadline(hours, "2026-03-08T00:00-05:00", 1) == "2026-03-08T07:01:00+00:00"
    closing = BusinessCalendar.from_weekly({"sun": [("00:00", "02:30")]}, "America/New_York")
    assert elapsed(closing, "2026-03-08T00:00-05:00", "2026-03-08T20:00-04:00") == 2 * 60


def test_wall_time_in_a_gap_may_shift_by_the_skipped_time() -> None:
    hours = BusinessCalendar.from_weekly({"sun": [("02:30", "09:30")]}, "America/New_York", gap="shift")
    assert elapsed(hours, "2026-03-08T00:00-05:00", "2026-03-08T20:00-04:00") == 6 * 60
    short = BusinessCalendar.from_weekly({"sun": [("02:30", "03:15")]}, "America/New_York", gap="shift")
    assert elapsed(short, "2026-03-08T00:00-05:00", "2026-03-08T20:00-04:00") == 0


def test_wall_time_in_a_fold_is_the_first_of_the_two() -> None:
    opening = BusinessCalendar.from_weekly({"sun": [("01:30", "09:30")]}, "America/New_York")
    assert elapsed(opening, "2026-11-01T00:00-04:00", "2026-11-01T20:00-05:00") == 9 * 60
    closing = BusinessCalendar.from_weekly({"sat": [("17:00", "01:30")]}, "America/New_York")
    assert elapsed(closing, "2026-10-31T12:00-04:00", "2026-11-01T20:00-05:00") == 8.5 * 60


def test_midnight_in_a_gap_starts_the_day_at_its_first_instant() -> None:
    hours = BusinessCalendar.from_weekly({"sun": [("00:00", "08:00")]}, "America/Havana")
    assert elapsed(hours, "2026-03-07T12:00-05:00", "2026-03-08T12:00-04:00") == 7 * 60


def test_half_hour_clock_change_is_exact() -> None:
    hours = BusinessCalendar.from_weekly({"sun": [("00:00", "24:00")]}, "Australia/Lord_Howe")
    assert elapsed(hours, "2026-04-04T12:00+11:00", "2026-04-06T12:00+10:30") == 24.5 * 60


def test_holiday_closes_its_date_and_the_night_before_ends_at_midnight() -> None:
    night = BusinessCalendar.from_weekly({"thu": [("22:00", "06:00")]}, "UTC", holidays=["2026-12-25"])
    assert elapsed(night, "2026-12-24T12:00Z", "2026-12-26T12:00Z") == 120


def test_special_day_replaces_the_hours_of_its_date_even_on_a_holiday() -> None:
    hours = BusinessCalendar.from_weekly(
        NINE_TO_FIVE, "UTC", ["2026-12-24"], {"2026-12-24": [("09:00", "12:00")]}
    )
    assert elapsed(hours, "2026-12-24T00:00Z", "2026-12-25T00:00Z") == 180


def test_end_before_start_has_no_business_time() -> None:
    hours = BusinessCalendar.from_weekly(NINE_TO_FIVE, "UTC")
    assert elapsed(hours, "2026-01-06T12:00Z", "2026-01-05T12:00Z") == 0


def test_no_budget_is_due_at_once_even_when_closed() -> None:
    hours = BusinessCalendar.from_weekly(NINE_TO_FIVE, "UTC")
    assert deadline(hours, "2026-01-03T12:00Z", 0) == "2026-01-03T12:00:00+00:00"


def test_closures_of_a_second_are_exact() -> None:
    at = us("2026-01-05T10:00Z")
    hours = BusinessCalendar.from_weekly(NINE_TO_FIVE, "UTC").closed_during([(at, at + 1), (at + 7, at + 9)])
    starts = np.array([at - 1, at + 1, at + 8])
    assert hours.elapsed(starts, starts + 10).tolist() == [7, 8, 9]


def test_range_grows_with_the_data() -> None:
    hours = BusinessCalendar.from_weekly(NINE_TO_FIVE, "Europe/Berlin")
    assert elapsed(hours, "2026-01-05T09:00+01:00", "2026-01-05T10:00+01:00") == 60
    assert elapsed(hours, "1999-01-04T09:00+01:00", "1999-01-04T10:00+01:00") == 60
    assert elapsed(hours, "2026-01-05T00:00+01:00", "2031-01-06T00:00+01:00") == 8 * 60 * 5 * 261


def test_deadline_reaches_years_ahead() -> None:
    hours = BusinessCalendar.from_weekly({"mon": [("00:00", "01:00")]}, "UTC")
    assert deadline(hours, "2026-01-05T00:00Z", 60 * 521 + 30) == "2035-12-31T00:30:00+00:00"


@pytest.mark.parametrize("year", [1899, 2200])
def test_instants_outside_the_calendar_are_refused(year: int) -> None:
    outside = np.array([microseconds(datetime(year, 6, 1, tzinfo=UTC))])
    with pytest.raises(ValueError, match="1900 to 2199"):
        BusinessCalendar.always_open().elapsed(outside, outside)


def test_missing_instants_are_refused() -> None:
    missing = np.array([np.iinfo(np.int64).min])
    with pytest.raises(ValueError, match="start"):
        BusinessCalendar.always_open().elapsed(missing, missing)


def test_deadline_after_the_last_year_is_refused() -> None:
    last = BusinessCalendar.from_weekly({}, "UTC", special_days={"2026-01-05": [("09:00", "10:00")]})
    with pytest.raises(ValueError, match="budget"):
        deadline(last, "2026-01-05T09:00Z", 61)


def test_deadline_on_the_first_day_after_the_last_year_is_refused() -> None:
    hours = BusinessCalendar.from_weekly(NINE_TO_FIVE, "America/New_York")
    assert deadline(hours, "2199-12-31T14:00Z", 8 * 60) == "2199-12-31T22:00:00+00:00"
    with pytest.raises(ValueError, match="budget: the deadline lies after the year 2199"):
        deadline(hours, "2199-12-31T14:00Z", 8 * 60 + 1)


@pytest.mark.parametrize(
    ("reason", "options"),
    [
        ("weekly: no open hours", {"weekly": {}}),
        ("weekly: no open hours", {"weekly": {"mon": []}, "special_days": {"2026-12-24": []}}),
        ("weekly: unknown weekday 'monday'", {"weekly": {"monday": [("09:00", "17:00")]}}),
        (OVERLAP, {"weekly": {"mon": [("09:00", "12:00"), ("11:59", "17:00")]}}),
        (OVERLAP, {"weekly": {"mon": [("22:00", "06:00"), ("23:00", "23:30")]}}),
        (
            f"{OVERLAP} with the night before",
            {"weekly": {"sun": [("22:00", "06:00")], "mon": [("05:59", "9:00")]}},
        ),
        ('weekly[mon]: "9 o\'clock" is not a time', {"weekly": {"mon": [("9 o'clock", "17:00")]}}),
        ("weekly[mon]: '24:30' is not a time", {"weekly": {"mon": [("09:00", "24:30")]}}),
        ("weekly[mon]: ('09:00',) is not an opening and a closing", {"weekly": {"mon": [("09:00",)]}}),
        ("weekly[mon]: '09:00-17:00' is not an opening", {"weekly": {"mon": ["09:00-17:00"]}}),
        ("timezone: 'Mars/Olympus' is not a known time zone", {"timezone": "Mars/Olympus"}),
        ("timezone: '../etc' is not a known time zone", {"timezone": "../etc"}),
        ("timezone: '' is not a known time zone", {"timezone": ""}),
        ("gap: 'back' is not one of", {"gap": "back"}),
        ("holidays: '24.12.2026' is not a date", {"holidays": ["24.12.2026"]}),
        ("special_days: '2026-13-01' is not a date", {"special_days": {"2026-13-01": []}}),
        (
            "special_days[2026-12-24]: open intervals overlap",
            {"special_days": {"2026-12-24": [("09:00", "12:00"), ("10:00", "11:00")]}},
        ),
    ],
)
def test_wrong_hours_are_refused_with_the_reason(reason: str, options: dict[str, Any]) -> None:
    given_hours = {"weekly": NINE_TO_FIVE, "timezone": "UTC", **options}
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}"):
        BusinessCalendar.from_weekly(**given_hours)


def test_rows_of_start_and_end_must_match() -> None:
    with pytest.raises(ValueError, match="end"):
        BusinessCalendar.always_open().elapsed(np.zeros(2, np.int64), np.zeros(3, np.int64))


def test_no_rows_are_no_problem() -> None:
    none = np.zeros(0, np.int64)
    hours = BusinessCalendar.always_open()
    assert len(hours.elapsed(none, none)) == len(hours.deadline(none, none)) == 0


def test_negative_budget_is_refused() -> None:
    with pytest.raises(ValueError, match="budget"):
        BusinessCalendar.always_open().deadline(np.array([0]), np.array([-1]))
