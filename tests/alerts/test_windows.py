"""Periods of rules: whole steps, without gaps, the same whenever the rule looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.alerts.windows import Step, Window

ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))


@given(st.sampled_from(list(Step)), INSTANTS, ZONES, st.integers(1, 5))
def test_periods_follow_each_other_and_are_over(step: Step, at: datetime, zone: str, length: int) -> None:
    window = Window(step, length)
    ends = window.last_ends(at, zone, 8)
    assert ends[0] <= at
    assert all(later > earlier for later, earlier in pairwise(ends))
    for place in range(8 - length):
        assert window.period(ends[place], zone).start == ends[place + length]


@given(st.sampled_from(list(Step)), INSTANTS, ZONES, st.floats(0, 0.999))
def test_what_a_rule_looks_at_depends_on_the_step_and_not_on_the_minute(
    step: Step, at: datetime, zone: str, share: float
) -> None:
    window = Window(step)
    end = window.last_ends(at, zone, 1)[0]
    following = window.ends_between(end, end + timedelta(days=9), zone)[0]
    later = end + (following - end) * share
    assert window.last_ends(later, zone, 3) == window.last_ends(at, zone, 3)


@given(st.sampled_from([Step.HOUR, Step.DAY, Step.WEEK]), INSTANTS, ZONES)
def test_the_ends_between_two_instants_are_those_of_all_looks(step: Step, at: datetime, zone: str) -> None:
    window, end = Window(step), at + timedelta(days=16)
    found = window.ends_between(at, end, zone)
    assert found == [each for each in window.last_ends(end, zone, len(found) + 2)[::-1] if each > at]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-07-01", 24)])
def test_a_day_is_as_long_as_it_is(day: str, hours: int) -> None:
    after = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1, hours=3)
    window = Window(Step.DAY)
    period = window.period(window.last_ends(after, "Europe/Berlin", 1)[0], "Europe/Berlin")
    assert period.end - period.start == timedelta(hours=hours)
