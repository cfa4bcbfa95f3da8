"""Seasons on the calendar, counted day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.capacity.seasons import SEASONS, OwnEvent, days_from, events_of, kinds_of, overlay

YEAR = days_from(date(2026, 1, 1), 365)


def test_each_pattern_is_on_its_printed_days() -> None:
    marked = overlay(date(2026, 1, 1), 365)
    assert marked["Holiday dip"] == [date(2026, 1, 1), *days_from(date(2026, 12, 24), 8)]
    lasts = [(day.replace(day=28) + timedelta(days=4)).replace(day=1) for day in YEAR if day.day == 1]
    assert marked["Month end"] == [last - timedelta(days=back) for last in lasts for back in (3, 2, 1)]
    assert [day.isoformat()[5:] for day in marked["Renewal"][::7]] == ["01-01", "04-01", "07-01", "10-01"]
    assert len(marked["Renewal"]) == 28
    assert marked["Tax season"] == days_from(date(2026, 4, 1), 30)
    assert marked["Monday surge"][:2] == [date(2026, 1, 5), date(2026, 1, 12)]
    assert "Release" not in marked
    assert [one.id for one in SEASONS] == [f"R-SP-0{number}" for number in range(1, 7)]


def test_events_of_weeks_are_the_mean_of_their_days() -> None:
    monday, weekdays = date(2026, 12, 21), (1, 1, 1, 1, 1, 0, 0)
    fair = OwnEvent("Fair", date(2026, 12, 22), date(2026, 12, 23), 1.0)
    found = events_of(monday, 3, {"R-SP-01": -0.5}, [fair], weekdays)
    by_hand: dict[tuple[str, int], float] = {}
    for place, day in enumerate(days_from(monday, 21)):
        share = weekdays[place % 7] / 5
        if date(2026, 12, 24) <= day <= date(2027, 1, 1):
            by_hand["Holiday dip", place // 7] = by_hand.get(("Holiday dip", place // 7), 0.0) - 0.5 * share
        if fair.first <= day <= fair.last:
            by_hand["Fair", place // 7] = by_hand.get(("Fair", place // 7), 0.0) + share
    assert {(one.name, one.start_week): one.change for one in found} == pytest.approx(by_hand)
    assert all(one.weeks == 1 for one in found)


def test_monday_surge_changes_no_volume_again() -> None:
    assert events_of(date(2026, 1, 5), 4, {"R-SP-03": 0.5}) == ()
    assert not kinds_of(date(2026, 1, 5), 7, ["R-SP-03"]).any()


def test_events_of_one_name_are_one_kind_and_holidays_win() -> None:
    releases = [OwnEvent("Release", day, day) for day in (date(2026, 2, 2), date(2026, 3, 2))]
    kinds = kinds_of(
        date(2026, 2, 1),
        30,
        (),
        [*releases, OwnEvent("Fair", date(2026, 2, 3), date(2026, 2, 3))],
        [date(2026, 3, 2)],
    )
    assert kinds[[0, 1, 2, 29]].tolist() == [0, 8, 9, 7]


def test_bad_seasons_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="changes"):
        events_of(date(2026, 1, 5), 1, {"R-SP-99": 1.0})
    with pytest.raises(ValueError, match="day_shares"):
        events_of(date(2026, 1, 5), 1, {}, day_shares=(0.0,) * 7)
    with pytest.raises(ValueError, match="last"):
        OwnEvent("Fair", date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(ValueError, match="change"):
        OwnEvent("Fair", date(2026, 1, 2), date(2026, 1, 2), -2.0)
