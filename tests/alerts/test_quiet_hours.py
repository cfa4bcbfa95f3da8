"""Quiet hours on the wall clock: nights are as long as they are."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.alerts.quiet import QuietHours

NIGHTS = QuietHours(time(22), time(7), "Europe/Berlin")


def quiet_minutes(quiet: QuietHours, start: datetime, hours: int) -> int:
    """Minute by minute, by nothing but the real course of time."""
    return sum(quiet.is_quiet(start + timedelta(minutes=minute)) for minute in range(hours * 60))


@pytest.mark.parametrize(
    ("evening", "hours"),
    [("2026-03-27", 9), ("2026-03-28", 8), ("2026-10-24", 10), ("2026-10-25", 9)],
)
def test_a_night_is_an_hour_shorter_or_longer_where_the_clock_changes(evening: str, hours: int) -> None:
    noon = datetime.fromisoformat(evening).replace(hour=12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert quiet_minutes(NIGHTS, noon.astimezone(UTC), 24) == hours * 60


def test_the_repeated_hour_is_quiet_both_times_and_the_end_is_not() -> None:
    hours = QuietHours(time(2, 30), time(3), "Europe/Berlin")
    first, second = (
        datetime(2026, 10, 25, 2, 45, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold) for fold in (0, 1)
    )
    assert first.astimezone(UTC) != second.astimezone(UTC)
    assert hours.is_quiet(first.astimezone(UTC))
    assert hours.is_quiet(second.astimezone(UTC))
    assert not hours.is_quiet(datetime(2026, 10, 25, 2, 0, tzinfo=UTC))  # 3:00


def test_quiet_hours_that_a_clock_change_skips_do_not_happen() -> None:
    hours = QuietHours(time(2), time(3), "Europe/Berlin")
    midnight = datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    assert quiet_minutes(hours, midnight, 23) == 0


def test_whole_days_are_quiet_from_midnight_to_midnight() -> None:
    weekend = QuietHours(time(9), time(9), "America/New_York", (5, 6))
    friday = datetime(2026, 3, 6, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    # the Sunday on which the clock goes forward has 23 hours
    assert quiet_minutes(weekend, friday, 96) == (24 + 23) * 60


@pytest.mark.parametrize(
    ("bad", "name"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"weekdays": (7,)}, "weekdays"),
        ({"weekdays": tuple(range(7))}, "weekdays"),
    ],
)
def test_hours_that_nobody_could_understand_are_refused(bad: dict, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        QuietHours(**{"start": time(22), "end": time(7), "zone": "UTC", **bad})
