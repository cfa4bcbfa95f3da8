"""The clock's arithmetic against a walk through every minute."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendars import BusinessCalendar
from core.data.columns import MISSING_INSTANT
from core.sla.measure import Level, Measured, Outcome, Pauses, measure_clocks

MINUTE = 60_000_000
MONDAY = 1_767_571_200_000_000
WEEKLY = {day: [("09:00", "12:00"), ("13:00", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
HOURS = BusinessCalendar.from_weekly(WEEKLY, "UTC")


def measured(start: int, stop: int | None, target: int, business: bool, pauses: list, as_of: int) -> Measured:
    column = np.array(pauses, np.int64).reshape(-1, 2) * MINUTE + MONDAY
    return measure_clocks(
        np.array([MONDAY + start * MINUTE]),
        np.array([MISSING_INSTANT if stop is None else MONDAY + stop * MINUTE]),
        np.array([target * MINUTE]), np.array([business]),
        Pauses(np.zeros(len(pauses), np.int64), column[:, 0], column[:, 1]), HOURS, MONDAY + as_of * MINUTE,
    )  # fmt: skip


def walked(start: int, end: int, business: bool, pauses: list) -> int:
    """Count the minutes one by one; minute 0 is Monday 00:00."""
    count = 0
    for minute in range(start, end):
        hour, day = minute // 60 % 24, minute // 1440 % 7
        is_open = not business or (day < 5 and 9 <= hour < 18 and hour != 12)
        count += is_open and not any(a <= minute < b for a, b in pauses)
    return count


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 8000), st.integers(-500, 4000), st.integers(1, 1500), st.booleans(),
    st.lists(st.integers(0, 12000), max_size=8, unique=True).map(sorted), st.booleans(),
)  # fmt: skip
def test_elapsed_time_equals_a_walk_through_every_minute(
    start: int, length: int, target: int, business: bool, edges: list, stops: bool
) -> None:
    pauses = list(zip(edges[::2], edges[1::2], strict=False))
    end = start + length
    row = measured(start, end if stops else None, target, business, pauses, 12001 if stops else end)
    expected = walked(start, end, business, pauses)
    assert row.elapsed[0] == expected * MINUTE
    assert row.late_by[0] == max(expected - target, 0) * MINUTE
    assert (row.outcome[0] == Outcome.BREACHED) == (expected > target)


@pytest.mark.parametrize(
    ("stop", "as_of", "pauses", "outcome"),
    [
        (615, 700, [], Outcome.MET), (616, 700, [], Outcome.BREACHED), (None, 610, [], Outcome.RUNNING),
        (None, 616, [], Outcome.BREACHED), (None, 700, [(605, 700)], Outcome.PAUSED),
        (620, 610, [], Outcome.RUNNING), (590, 700, [], Outcome.MET),
    ],
)  # fmt: skip
def test_outcome_of_a_fifteen_minute_promise(
    stop: int | None, as_of: int, pauses: list, outcome: Outcome
) -> None:
    assert measured(600, stop, 15, True, pauses, as_of).outcome[0] == outcome


def test_without_a_policy_there_is_no_outcome_and_no_level() -> None:
    row = measured(600, 900, 0, True, [], 1000)
    assert (row.outcome[0], row.level[0], row.late_by[0]) == (Outcome.NO_POLICY, Level.NONE, 0)


def test_a_pause_over_the_whole_time_leaves_nothing() -> None:
    assert measured(600, 900, 15, True, [(0, 2000)], 1000).elapsed[0] == 0


def test_a_negative_target_is_rejected() -> None:
    with pytest.raises(ValueError, match=r"^target:"):
        measured(0, 1, -1, True, [], 2)
