"""Periods in a zone: half-open, clock changes included, comparable with what came before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.periods import Period, instant_from, microseconds

AS_OF = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)  # a Wednesday
BERLIN = "Europe/Berlin"


def days(period: Period) -> tuple[str, str]:
    assert period.start is not None
    assert period.end is not None
    return period.start.isoformat(), period.end.isoformat()


def test_last_days_end_just_after_the_present() -> None:
    period = Period.last_days(28, AS_OF, BERLIN)
    assert period.start == datetime(2026, 2, 11, 23, tzinfo=UTC)
    assert period.end == AS_OF + timedelta(microseconds=1)


def test_previous_of_last_days_is_as_long_in_local_days() -> None:
    before = Period.last_days(28, AS_OF, BERLIN).previous()
    assert before is not None
    assert before.start == datetime(2026, 1, 14, 23, tzinfo=UTC)
    assert before.end == datetime(2026, 2, 11, 15, 30, 0, 1, tzinfo=UTC)


def test_previous_keeps_local_midnight_across_a_clock_change() -> None:
    week = Period.of_days(date(2026, 3, 30), date(2026, 4, 5), BERLIN)
    before = week.previous()
    assert before is not None
    assert days(before) == ("2026-03-22T23:00:00+00:00", "2026-03-29T22:00:00+00:00")
    assert before.end == week.start


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("today", "2026-03-11", "2026-03-12"),
        ("yesterday", "2026-03-10", "2026-03-11"),
        ("this week", "2026-03-09", "2026-03-16"),
        ("last week", "2026-03-02", "2026-03-09"),
        ("this month", "2026-03-01", "2026-04-01"),
        ("last_month", "2026-02-01", "2026-03-01"),
        ("last quarter", "2025-10-01", "2026-01-01"),
        ("this year", "2026-01-01", "2027-01-01"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("2026-02-28", "2026-02-28", "2026-03-01"),
        ("2026-02-01..2026-02-10", "2026-02-01", "2026-02-11"),
    ],
)
def test_texts_name_local_days(text: str, start: str, end: str) -> None:
    assert days(Period.parse(text, AS_OF)) == (f"{start}T00:00:00+00:00", f"{end}T00:00:00+00:00")


@pytest.mark.parametrize("text", ["28d", "28 days", "last 28 days", "last-28-days", "4w", "4 weeks"])
def test_rolling_texts_count_days_back(text: str) -> None:
    assert Period.parse(text, AS_OF).start == datetime(2026, 2, 12, tzinfo=UTC)


def test_months_are_compared_with_months() -> None:
    march = Period.parse("2026-03", AS_OF).previous()
    assert march is not None
    assert days(march) == ("2026-02-01T00:00:00+00:00", "2026-03-01T00:00:00+00:00")
    quarter = Period.parse("last quarter", AS_OF).previous()
    assert quarter is not None
    assert days(quarter)[0].startswith("2025-07-01")


def test_all_time_has_no_ends_and_nothing_before() -> None:
    period = Period.parse("all", AS_OF)
    assert period.span() == (None, None)
    assert period.previous() is None


def test_open_sides_are_allowed() -> None:
    assert Period.parse("2026-03-01..", AS_OF).end is None
    assert Period.parse("..2026-03-01", AS_OF).start is None


@pytest.mark.parametrize("text", ["soon", "0d", "2026-13-01", "last decade", "2026-3"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Period.parse(text, AS_OF)


def test_a_period_needs_zones_and_a_direction() -> None:
    with pytest.raises(ValueError, match="start must carry a time zone"):
        Period(datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="end must be after start"):
        Period(AS_OF, AS_OF)
    with pytest.raises(ValueError, match="instant must carry a time zone"):
        microseconds(datetime(2026, 1, 1))


def test_limiting_to_the_present_cuts_the_future_only() -> None:
    month = Period.parse("this month", AS_OF).limited_to(AS_OF)
    assert month.end == AS_OF + timedelta(microseconds=1)
    assert Period.parse("last month", AS_OF).limited_to(AS_OF) == Period.parse("last month", AS_OF)


def test_microseconds_round_trip() -> None:
    assert instant_from(microseconds(AS_OF)) == AS_OF


@pytest.mark.parametrize(("days", "back"), [(1, 7), (6, 7), (7, 7), (28, 28), (30, 35), (90, 91), (365, 371)])
def test_an_aligned_period_before_has_the_same_weekdays_and_does_not_overlap(days: int, back: int) -> None:
    period = Period.last_days(days, AS_OF, BERLIN)
    before = period.previous(aligned=True)
    assert before is not None
    sides = [(before.start, period.start), (before.end, period.end)]
    for then, now in sides:
        assert then is not None
        assert now is not None
        wall_then, wall_now = (side.astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None) for side in (then, now))
        assert wall_now - wall_then == timedelta(days=back)
    assert back % 7 == 0
    assert back - days < 7
    assert before.end <= period.start  # type: ignore[operator]


def test_an_aligned_period_of_whole_months_goes_back_by_months() -> None:
    march = Period.parse("2026-03", AS_OF)
    assert march.previous(aligned=True) == march.previous()
    assert Period.all_time().previous(aligned=True) is None


def test_an_aligned_period_says_how_far_it_goes_back() -> None:
    before = Period.last_days(90, AS_OF).previous(aligned=True)
    assert before is not None
    assert before.label == "last 90 days, 13 weeks earlier"
