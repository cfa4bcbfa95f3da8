"""Today's new tickets beside the same weekday, counted by hand and by a loop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from core.capacity.forecast import forecast_daily
from core.reporting.arrivals import arrivals_today

ZONE = "Europe/Berlin"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(*instants: datetime) -> np.ndarray:
    return np.array([(each - EPOCH) // timedelta(microseconds=1) for each in instants])


def test_the_day_is_the_local_one_and_the_running_hour_counts_so_far() -> None:
    now = datetime(2026, 3, 10, 9, 30, tzinfo=ZoneInfo(ZONE))
    born = micros(
        datetime(2026, 3, 9, 23, 59, tzinfo=ZoneInfo(ZONE)),
        datetime(2026, 3, 10, 0, 1, tzinfo=ZoneInfo(ZONE)),
        datetime(2026, 3, 10, 9, 15, tzinfo=ZoneInfo(ZONE)),
    )
    found = arrivals_today(born, int(micros(now)[0]), ZONE)
    assert found.today == 2
    assert found.time_hours == 9.5
    assert found.frame["today"].tolist()[:10] == [1.0] * 9 + [2.0]
    assert found.frame["today"][10:].isna().all()
    assert np.isnan(found.usual)


def test_usual_is_the_median_of_the_same_weekdays_by_a_loop() -> None:
    random = np.random.default_rng(4)
    now = datetime(2026, 4, 15, 14, 20, tzinfo=ZoneInfo(ZONE))
    born = [now - timedelta(minutes=int(m)) for m in random.integers(0, 80 * 24 * 60, 6_000)]
    found = arrivals_today(micros(*born), int(micros(now)[0]), ZONE)
    local = [each.astimezone(ZoneInfo(ZONE)) for each in born]
    days = [now.date() - timedelta(weeks=week) for week in range(1, 9)]
    clock = now.timetz().replace(tzinfo=None)
    counts = [sum(1 for e in local if e.date() == day and e.time() <= clock) for day in days]
    assert found.day_count == 8
    assert (found.usual, found.low, found.high) == pytest.approx(
        tuple(np.quantile(counts, share) for share in (0.5, 0.25, 0.75))
    )
    noon = [sum(1 for e in local if e.date() == day and e.hour < 12) for day in days]
    assert found.frame.loc[11, "usual"] == pytest.approx(np.median(noon))


def test_weeks_before_the_data_began_do_not_count_as_quiet() -> None:
    now = datetime(2026, 4, 15, 12, tzinfo=UTC)
    born = micros(*(now - timedelta(days=day) for day in range(36)))
    found = arrivals_today(born, int(micros(now)[0]), "UTC")
    assert found.day_count == 4  # the very first day may be a part of one
    assert found.usual == 1.0


def test_the_forecast_of_a_day_is_the_daily_forecast_spread_over_the_weekday_s_hours_by_a_loop() -> None:
    random = np.random.default_rng(9)
    now = datetime(2026, 4, 15, 10, 0, tzinfo=ZoneInfo(ZONE))
    midnight = now.replace(hour=0)
    born = [midnight - timedelta(minutes=int(m)) for m in random.integers(-600, 150 * 24 * 60, 9_000)]
    found = arrivals_today(micros(*born), int(micros(now)[0]), ZONE)
    local = [each.astimezone(ZoneInfo(ZONE)) for each in born]
    oldest = min(local).date() + timedelta(days=1)
    span = [oldest + timedelta(days=n) for n in range((now.date() - oldest).days)]
    daily = [sum(1 for each in local if each.date() == day) for day in span]
    same = [now.date() - timedelta(weeks=week) for week in range(1, 9)]
    before_noon = [each for each in local if each.date() in same and each.hour < 12]
    share = len(before_noon) / sum(1 for each in local if each.date() in same)
    expected = forecast_daily(daily, 1)
    assert found.forecast.expected == pytest.approx(expected.expected[0])
    assert (found.forecast.low, found.forecast.high) == (expected.low_80[0], expected.high_80[0])
    assert found.frame.loc[11, "forecast"] == pytest.approx(share * expected.expected[0])


def test_no_forecast_of_a_day_with_less_than_four_whole_weeks_before_it() -> None:
    now = datetime(2026, 4, 15, 12, tzinfo=UTC)
    born = [micros(*(now - timedelta(days=day) for day in range(days + 2))) for days in (27, 28)]
    found = [arrivals_today(each, int(micros(now)[0]), "UTC").forecast.expected for each in born]
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(1.0)
