"""Several calendars in one column, and hours that change: each row counts as its calendar alone would."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendars import BusinessCalendar, CalendarSet
from core.opening_hours import microseconds

DAY = 86_400_000_000
START = microseconds(datetime(2026, 3, 1, tzinfo=UTC))
OFFICE = BusinessCalendar.from_weekly({"mon": [("09:00", "12:00"), ("13:00", "17:00")]}, "America/New_York")
NIGHTS = BusinessCalendar.from_weekly(
    {"fri": [("22:00", "06:00")], "sat": [("22:00", "06:00")]}, "Europe/Berlin"
)
SHORT = BusinessCalendar.from_weekly(
    {day: [("10:00", "10:05"), ("10:06", "16:00")] for day in ("tue", "wed")}, "Asia/Kolkata", ["2026-03-10"]
)
ALL = (OFFICE, NIGHTS, SHORT, BusinessCalendar.always_open())
ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 60 * DAY), st.integers(0, 60 * DAY)), min_size=1, max_size=40
)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_every_row_counts_as_its_own_calendar_would(rows: list[tuple[int, int, int]]) -> None:
    which, start, end = (np.array(column) for column in zip(*rows, strict=True))
    both = CalendarSet(ALL)
    elapsed, left = (
        both.elapsed(which, START + start, START + end),
        both.left(which, START + start, START + end),
    )
    for row, (number, first, last) in enumerate(rows):
        alone = ALL[number]
        assert elapsed[row] == alone.elapsed([START + first], [START + last])[0]
        assert left[row] == alone.left([START + first], [START + last])[0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60 * DAY), st.integers(0, 2 * DAY)), min_size=1))
def test_deadlines_are_those_of_each_rows_calendar(rows: list[tuple[int, int, int]]) -> None:
    which, start, budget = (np.array(column) for column in zip(*rows, strict=True))
    due = CalendarSet(ALL).deadline(which, START + start, budget)
    for row, (number, first, minutes) in enumerate(rows):
        assert due[row] == ALL[number].deadline([START + first], [minutes])[0]


@pytest.mark.parametrize(
    ("which", "named"), [([0, 4], "which"), ([-1, 0], "which"), ([0.5, 1.0], "which"), ([0], "which")]
)
def test_numbers_without_a_calendar_are_refused(which: list[float], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        CalendarSet(ALL).elapsed(which, [START, START], [START + DAY, START + DAY])


def test_a_set_needs_a_calendar() -> None:
    with pytest.raises(ValueError, match="calendars"):
        CalendarSet([])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60 * DAY), st.integers(0, 60 * DAY), st.integers(0, 60 * DAY))
def test_a_change_of_hours_counts_the_old_ones_up_to_its_instant(start: int, end: int, change: int) -> None:
    start, end = START + min(start, end), START + max(start, end)
    at = START + change
    changing = BusinessCalendar.changing([(0, OFFICE), (at, SHORT)])
    before = OFFICE.elapsed([min(start, at)], [min(end, at)])[0]
    after = SHORT.elapsed([max(start, at)], [max(end, at)])[0]
    assert changing.elapsed([start], [end])[0] == before + after
    assert changing.timezone == "Asia/Kolkata"


@pytest.mark.parametrize(
    "schedule",
    [
        [],
        [(0, OFFICE), (0, SHORT)],
        [(0, BusinessCalendar.changing([(0, OFFICE), (5, SHORT)])), (9, NIGHTS)],
    ],
)
def test_a_schedule_that_contradicts_itself_is_refused(schedule: list[tuple[int, BusinessCalendar]]) -> None:
    with pytest.raises(ValueError, match="schedule"):
        BusinessCalendar.changing(schedule)


def test_minutes_left_are_negative_when_overdue() -> None:
    now = microseconds(datetime(2026, 3, 9, 14, tzinfo=UTC))
    assert OFFICE.left([now], [now - DAY])[0] == -OFFICE.elapsed([now - DAY], [now])[0]
    assert OFFICE.left(now, [now + DAY])[0] == OFFICE.elapsed([now], [now + DAY])[0] > 0
