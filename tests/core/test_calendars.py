"""Business time: published cases, clock changes, and an independent minute-by-minute walk."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendars import BusinessCalendar
from core.opening_hours import WEEKDAYS, microseconds

MINUTE = 60_000_000
WORKDAYS = WEEKDAYS[:5]
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


@st.composite
def calendars(draw: st.DrawFn) -> tuple[BusinessCalendar, dict[str, Any]]:
    """Split days, overnight windows, 24-hour days, holidays and special days in awkward zones."""
    zone = draw(
        st.sampled_from(["UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "America/Havana"])
    )
    week = {day: draw(day_windows()) for day in WEEKDAYS}
    if not any(week.values()):
        week["tue"] = [("03:30", "24:00")]
    dates = st.dates(date(2026, 3, 1), date(2026, 3, 31)) | st.dates(date(2026, 10, 20), date(2026, 11, 10))
    holidays = draw(st.sets(dates, max_size=4))
    special = draw(st.dictionaries(dates, day_windows(overnight=False), max_size=3))
    rules = {"zone": zone, "week": week, "holidays": holidays, "special": special}
    return BusinessCalendar.from_weekly(week, zone, holidays, special), rules


@st.composite
def day_windows(draw: st.DrawFn, overnight: bool = True) -> list[tuple[str, str]]:
    """Windows that start at 03:30 or later, so that a night window never reaches them."""
    shapes: list[list[tuple[str, str]]] = [
        [],
        [("09:00", "17:00")],
        [("08:50", "12:10"), ("13:00", "17:55")],
        [("03:30", "24:00")],
        [("10:01", "10:02"), ("10:03", "23:59")],
    ]
    nights: list[list[tuple[str, str]]] = [[("22:00", "03:30")], [("09:00", "11:00"), ("23:15", "00:45")]]
    return draw(st.sampled_from(shapes + (nights if overnight else [])))


def clock(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def is_open(instant: datetime, rules: dict[str, Any]) -> bool:
    """Look at the wall clock of one minute; knows nothing of intervals or UTC arithmetic."""
    wall = instant.astimezone(ZoneInfo(rules["zone"]))
    minute, day = wall.hour * 60 + wall.minute, wall.date()
    if day in rules["special"]:
        return any(clock(a) <= minute < clock(b) for a, b in rules["special"][day])
    if day in rules["holidays"]:
        return False
    own = any(
        clock(a) <= minute < (clock(b) if clock(b) > clock(a) else 1440)
        for a, b in rules["week"][WEEKDAYS[day.weekday()]]
    )
    before = day - timedelta(days=1)
    night = rules["special"].get(before, rules["week"][WEEKDAYS[before.weekday()]])
    return own or any(clock(b) <= clock(a) and minute < clock(b) for a, b in night)


STARTS = st.sampled_from(
    [
        datetime(2026, 3, 7, tzinfo=UTC),
        datetime(2026, 3, 27, tzinfo=UTC),
        datetime(2026, 10, 24, tzinfo=UTC),
        datetime(2026, 10, 31, tzinfo=UTC),
    ]
)


@settings(max_examples=30, deadline=None)
@given(drawn=calendars(), start=STARTS, offset=st.integers(0, 59_999_999))
def test_elapsed_equals_a_minute_by_minute_walk(
    drawn: tuple[BusinessCalendar, dict[str, Any]], start: datetime, offset: int
) -> None:
    calendar, rules = drawn
    count = 2 * 1440
    walk = np.array([is_open(start + timedelta(minutes=m), rules) for m in range(count)])
    passed = np.concatenate([[0], np.cumsum(walk)]) * MINUTE
    whole = microseconds(start) + np.arange(count + 1) * MINUTE
    first = np.full(count + 1, whole[0])
    np.testing.assert_array_equal(calendar.elapsed(first, whole), passed)
    inside = whole[:-1] + offset
    np.testing.assert_array_equal(calendar.elapsed(first[:-1], inside), passed[:-1] + walk * offset)


@settings(max_examples=30, deadline=None)
@given(drawn=calendars(), start=STARTS, lag=st.integers(0, 10**12), budget=st.integers(1, 2 * 10**11))
def test_deadline_is_the_first_instant_at_which_the_budget_has_passed(
    drawn: tuple[BusinessCalendar, dict[str, Any]], start: datetime, lag: int, budget: int
) -> None:
    calendar = drawn[0]
    begin = np.array([microseconds(start) + lag])
    due = calendar.deadline(begin, np.array([budget]))
    assert calendar.elapsed(begin, due).tolist() == [budget]
    assert calendar.elapsed(begin, due - 1).tolist() == [budget - 1]


@settings(max_examples=30, deadline=None)
@given(drawn=calendars(), start=STARTS, lags=st.lists(st.integers(0, 10**12), min_size=2, max_size=2))
def test_elapsed_adds_up_over_a_point_between(
    drawn: tuple[BusinessCalendar, dict[str, Any]], start: datetime, lags: list[int]
) -> None:
    calendar = drawn[0]
    a = np.array([microseconds(start)])
    b, c = a + min(lags), a + max(lags)
    assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == calendar.elapsed(a, c)


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


@pytest.mark.parametrize(
    ("argument", "options"),
    [
        ("weekly", {"weekly": {}}),
        ("weekly", {"weekly": {"monday": [("09:00", "17:00")]}}),
        (r"weekly\[mon\]", {"weekly": {"mon": [("09:00", "12:00"), ("11:59", "17:00")]}}),
        (r"weekly\[tue\]", {"weekly": {"mon": [("22:00", "06:00")], "tue": [("05:00", "09:00")]}}),
        (r"weekly\[mon\]", {"weekly": {"mon": [("9 o'clock", "17:00")]}}),
        (r"weekly\[mon\]", {"weekly": {"mon": [("09:00", "24:30")]}}),
        ("timezone", {"timezone": "Mars/Olympus"}),
        ("timezone", {"timezone": "../etc"}),
        ("gap", {"gap": "back"}),
        ("holidays", {"holidays": ["24.12.2026"]}),
        ("special_days", {"special_days": {"2026-13-01": []}}),
        (
            r"special_days\[2026-12-24\]",
            {"special_days": {"2026-12-24": [("09:00", "12:00"), ("10:00", "11:00")]}},
        ),
    ],
)
def test_wrong_hours_are_refused_by_name(argument: str, options: dict[str, Any]) -> None:
    given_hours = {"weekly": NINE_TO_FIVE, "timezone": "UTC", **options}
    with pytest.raises(ValueError, match=f"^{argument}"):
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
