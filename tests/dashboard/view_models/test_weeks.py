"""Weekly charts show whole local weeks only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.periods import Period
from dashboard.view_models.weeks import whole_weeks
from tests.dashboard.view_models.asked import Asked


def asked(as_of: datetime, days: int, zone: str = "America/New_York") -> Asked:
    return Asked(Period.last_days(days, as_of, zone), as_of, zone=zone)


def test_a_month_is_shown_in_the_twelve_whole_weeks_before_its_end() -> None:
    weeks = whole_weeks(asked(datetime(2026, 6, 30, 21, tzinfo=UTC), 28))
    assert weeks.end == datetime(2026, 6, 29, 4, tzinfo=UTC)
    assert weeks.start == datetime(2026, 4, 6, 4, tzinfo=UTC)


def test_a_year_is_shown_whole() -> None:
    weeks = whole_weeks(asked(datetime(2026, 6, 30, 21, tzinfo=UTC), 365))
    assert weeks.start is not None
    assert weeks.start <= datetime(2025, 7, 1, 4, tzinfo=UTC) < weeks.start + timedelta(days=7)


def test_without_data_the_asked_period_comes_back() -> None:
    period = Period()
    assert whole_weeks(Asked(period, None)) is period


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.integers(1, 800),
    st.sampled_from(["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]),
)
def test_weeks_start_and_end_on_a_local_monday_and_never_reach_beyond_the_data(
    moment: datetime, days: int, zone: str
) -> None:
    as_of = moment.replace(tzinfo=UTC)
    weeks = whole_weeks(asked(as_of, days, zone))
    assert weeks.start is not None
    assert weeks.end is not None
    for edge in (weeks.start, weeks.end):
        local = edge.astimezone(ZoneInfo(zone))
        assert (local.weekday(), local.hour, local.minute) == (0, 0, 0)
    assert weeks.end <= as_of
