"""Gross and net hours by the printed ranges."""

from __future__ import annotations

import pytest

from core.capacity.shrinkage import PART_BANDS, SHRINKAGE_BAND, day_rows, net_time, people_for_shifts
from core.capacity.staffing import DayParts

PLAN = DayParts(0.75, 0.075, 0.065, 0.04, 0.07)


def test_printed_ranges_sum_to_what_is_said_of_them() -> None:
    away = [band for name, band in PART_BANDS.items() if name != "tickets"]
    assert (round(sum(band.low for band in away), 6), round(sum(band.high for band in away), 6)) == (
        0.18,
        0.33,
    )
    everything = list(PART_BANDS.values())
    assert round(sum(band.low for band in everything), 6) == 0.88
    assert round(sum(band.high for band in everything), 6) == 1.13
    assert (SHRINKAGE_BAND.low, SHRINKAGE_BAND.high) == (0.2, 0.3)


def test_rows_of_a_day_add_up_to_the_day_and_know_their_band() -> None:
    rows = day_rows(PLAN)
    assert sum(row.minutes for row in rows) == pytest.approx(480)
    assert sum(row.weekly_hours for row in rows) == pytest.approx(40)
    assert {row.place for row in rows} == {"inside"}
    busy = {row.name: row.place for row in day_rows(DayParts(0.9, 0.02, 0.08, 0.0, 0.0))}
    outside = {"tickets": "above", "training": "below", "administration": "below", "breaks": "below"}
    assert busy == {**outside, "meetings": "inside"}


def test_a_year_shrinks_by_absence_and_by_time_away() -> None:
    year = net_time(PLAN, absence=0.1)
    assert year.gross_hours == 2080
    assert year.ticket_hours == pytest.approx(2080 * 0.9 * 0.75)
    assert year.people_for_one == pytest.approx(1 / (0.9 * 0.75))


def test_the_printed_week_takes_20_people_and_27_with_absence() -> None:
    assert (people_for_shifts(99), people_for_shifts(99, shrinkage=0.25)) == (20, 27)


@pytest.mark.parametrize("name", ["absence", "paid_days", "hours_per_day"])
def test_impossible_years_are_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        net_time(PLAN, **{name: {"absence": 1.0}.get(name, 0.0)})
