"""Cheapest shifts against trying every combination; the need, the printed week and coverage by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.capacity.least import agents_for_service_level
from core.capacity.scheduling import PlanError, ShiftPlan, least_cost_shifts, place_breaks
from core.capacity.scheduling_coverage import Coverage
from core.capacity.scheduling_need import need_at_once, need_in_time, work_in_time
from core.capacity.scheduling_shifts import (
    HANDBOOK_SHIFTS,
    Break,
    Shift,
    people_for,
    shift_of,
    template_counts,
)

TEA = Break("tea", 15, 15, 45)
TINY = (
    Shift("first", ((480, 570),), (TEA,), 3.0),
    Shift("second", ((510, 600),), (TEA,), 2.0),
    Shift("both", ((480, 510), (570, 600)), (), 2.0),
)
NIGHT = Shift("night", ((1380, 1500),), (Break("tea", 15, 45, 75),), 1.0)


def week_of(day: list[int], first_slot: int = 32, weekday: int = 0) -> np.ndarray:
    need = np.zeros((7, 96))
    need[weekday, first_slot : first_slot + len(day)] = day
    return need


def present(people: list[tuple[Shift, tuple[int, ...]]]) -> np.ndarray:
    """Who is at work on one day and the next, minute by minute: shift and the minutes its breaks begin."""
    minutes = np.zeros(2 * 1440, int)
    for shift, breaks in people:
        for low, high in shift.stretches:
            minutes[low:high] += 1
        for each, begins in zip(shift.breaks, breaks, strict=True):
            minutes[shift.start + begins : shift.start + begins + each.minutes] -= 1
    return minutes.reshape(-1, 15).min(axis=1)


def ways(shift: Shift) -> list[tuple[Shift, tuple[int, ...]]]:
    windows = [range(each.earliest, each.latest + 1, 15) for each in shift.breaks]
    return [(shift, begins) for begins in itertools.product(*windows)]


def cheapest_by_trying(day: list[int], shifts: tuple[Shift, ...], most: int) -> float:
    """The least cost over every number of people and every place of every break."""
    every = [way for shift in shifts for way in ways(shift)]
    need = np.zeros(192)
    need[32 : 32 + len(day)] = day
    best = math.inf
    for count in range(most + 1):
        for people in itertools.combinations_with_replacement(every, count):
            cost = sum(shift.price for shift, _ in people)
            if cost < best and np.all(present(list(people)) >= need):
                best = cost
    return best


def walked(plan: ShiftPlan) -> np.ndarray:
    """Staff of a plan, counted person by person and minute by minute."""
    minutes = np.zeros(7 * 1440, int)
    for day, number in zip(*np.nonzero(plan.counts), strict=True):
        shift = plan.shifts[number]
        for low, high in shift.stretches:
            span = np.arange(low, high) + day * 1440
            minutes[span % minutes.size] += plan.counts[day, number]
        for which, each in enumerate(shift.breaks):
            begun = plan.breaks[int(day), int(number), which]
            assert begun.sum() == plan.counts[day, number]
            assert begun.size == (each.latest - each.earliest) // 15 + 1
            for place, people in enumerate(begun):
                start = day * 1440 + shift.start + each.earliest + 15 * place
                minutes[np.arange(start, start + each.minutes) % minutes.size] -= people
    return minutes.reshape(7, 96, 15).min(axis=2)


@settings(max_examples=15, deadline=None)
@given(day=st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_cost_is_the_least_of_all_combinations_tried(day: list[int]) -> None:
    plan = least_cost_shifts(week_of(day), TINY)
    assert plan.cost == pytest.approx(cheapest_by_trying(day, TINY, 4))
    assert plan.gap == pytest.approx(0, abs=1e-9)
    assert np.all(plan.staffed >= week_of(day))
    assert np.array_equal(plan.staffed, walked(plan))


def test_breaks_of_two_people_never_leave_nobody() -> None:
    plan = least_cost_shifts(week_of([1] * 32, first_slot=36), (HANDBOOK_SHIFTS[1],))
    assert plan.counts[0, 0] == 2
    assert walked(plan)[0, 36:68].min() == 1


def test_a_night_shift_of_sunday_covers_monday_morning() -> None:
    need = week_of([1, 1], first_slot=0)
    plan = least_cost_shifts(need, (NIGHT, *TINY))
    assert plan.counts[6].tolist() == [1, 0, 0, 0]
    assert plan.counts.sum() == 1
    assert np.array_equal(plan.staffed, walked(plan))


def test_a_need_that_no_shift_reaches_is_named_with_day_and_hours() -> None:
    need = week_of([1, 1, 1], first_slot=10, weekday=2)
    with pytest.raises(
        PlanError, match="Wednesday, 02:30 to 03:15: somebody is needed and no shift is there"
    ):
        least_cost_shifts(need, HANDBOOK_SHIFTS)


@settings(max_examples=10, deadline=None)
@given(day=st.lists(st.integers(0, 3), min_size=8, max_size=8), heads=st.tuples(*[st.integers(0, 2)] * 3))
def test_breaks_of_given_people_miss_as_little_as_any_placing(day: list[int], heads: tuple[int, ...]) -> None:
    need = np.zeros(192)
    need[32:40] = day
    choices = [
        itertools.combinations_with_replacement(ways(shift), count)
        for shift, count in zip(TINY, heads, strict=True)
    ]
    least = min(
        np.maximum(need - present([way for part in chosen for way in part]), 0).sum()
        for chosen in itertools.product(*map(list, choices))
    )
    counts = np.zeros((7, 3), int)
    counts[0] = heads
    plan = place_breaks(counts, week_of(day), TINY)
    assert np.maximum(week_of(day) - walked(plan), 0).sum() == least


def test_printed_week_has_its_totals_and_its_people() -> None:
    counts = template_counts()
    assert counts.sum(axis=1).tolist() == [22, 18, 18, 18, 15, 4, 4]
    assert counts.sum(axis=0).tolist() == [18, 54, 27, 0]
    assert people_for(counts.sum()) == (19.8, 20)
    assert people_for(counts.sum(), shrinkage=0.25) == (26.4, 27)
    plain = tuple(Shift(shift.name, shift.stretches) for shift in HANDBOOK_SHIFTS)
    staffed = place_breaks(counts, np.zeros((7, 96)), plain).staffed
    assert staffed[:, 48:56].min(axis=1).tolist() == [22, 18, 18, 18, 15, 4, 4]
    assert staffed[:, 68:80].max(axis=1).tolist() == [6, 5, 5, 5, 4, 1, 1]


def test_usual_breaks_are_an_hour_of_eight_and_none_in_a_short_shift() -> None:
    minutes = [sum(each.minutes for each in shift.breaks) for shift in HANDBOOK_SHIFTS]
    assert minutes == [60, 60, 60, 30]
    assert shift_of("short", (540, 615)).breaks == ()
    for length in range(15, 1440, 15):
        shift_of("any", (0, length))


@pytest.mark.parametrize(
    ("stretches", "breaks", "named"),
    [
        (((540, 550),), (), "stretches"),
        (((600, 540),), (), "stretches"),
        (((1380, 2400),), (), "stretches"),
        (((540, 600),), (Break("late", 30, 30, 45),), "breaks"),
        (((540, 900),), (Break("a", 30, 60, 120), Break("b", 15, 120, 150)), "breaks"),
    ],
)
def test_a_shift_nobody_can_work_is_refused(stretches: tuple, breaks: tuple, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Shift("x", stretches, breaks)


@given(
    st.lists(st.floats(0, 40), min_size=168, max_size=168),
    st.lists(st.booleans(), min_size=672, max_size=672),
    st.floats(0.25, 60),
)
@settings(max_examples=30, deadline=None)
def test_work_in_time_keeps_every_ticket_and_its_promise(
    rates: list[float], opened: list[bool], promise: float
) -> None:
    is_open = np.array(opened).reshape(7, 96)
    arrivals = np.array(rates).reshape(7, 24)
    work = work_in_time(arrivals, promise, is_open)
    width, total = max(round(promise * 4), 1), int(is_open.sum())
    assert np.all(work[~is_open] == 0)
    expected = np.zeros(672)
    places = np.flatnonzero(is_open.ravel())
    for slot, rate in enumerate(np.repeat(arrivals.ravel(), 4)):
        if total:
            first = int(np.searchsorted(places, slot)) % total
            turns, rest = divmod(width, total)
            expected[places] += rate / 4 * turns / width
            expected[places[(first + np.arange(rest)) % total]] += rate / 4 / width
    np.testing.assert_allclose(work.ravel(), expected, atol=1e-6)


def test_need_of_calls_is_erlangs_where_arrivals_never_change() -> None:
    need = need_at_once(np.full((7, 24), 200.0), 3, 0.8, 1 / 3, np.ones((7, 96), bool))
    assert np.unique(need).tolist() == [float(agents_for_service_level(10, 3, 0.8, 1 / 3))] == [14]


def test_need_of_tickets_is_the_printed_formula_where_arrivals_never_change() -> None:
    arrivals = np.full((7, 24), 500 / 8)
    need = need_in_time(arrivals, 20, 4, 0.75, np.ones((7, 96), bool))
    assert np.unique(need).tolist() == [28]


@pytest.mark.parametrize("wrong", [np.nan, -1.0])
def test_arrivals_that_are_not_known_are_refused(wrong: float) -> None:
    arrivals = np.ones((7, 24))
    arrivals[3, 4] = wrong
    with pytest.raises(ValueError, match="arrivals"):
        need_in_time(arrivals, 20, 4, 0.8, np.ones((7, 96), bool))


@given(
    st.lists(st.integers(0, 5), min_size=672, max_size=672),
    st.lists(st.integers(0, 5), min_size=672, max_size=672),
)
@settings(max_examples=20, deadline=None)
def test_coverage_counts_as_a_loop_does(need: list[int], there: list[int]) -> None:
    cover = Coverage(np.reshape(need, (7, 96)), np.reshape(there, (7, 96)))
    pairs = list(zip(need, there, strict=True))
    assert cover.gap_hours == sum(t < 0.5 * n for n, t in pairs) / 4
    assert cover.short_hours == sum(t < n for n, t in pairs) / 4
    assert cover.missing_hours == sum(max(n - t, 0) for n, t in pairs) / 4
    assert cover.spare_hours == sum(max(t - n, 0) for n, t in pairs) / 4
    for hour in range(168):
        shares = [t / n for n, t in pairs[4 * hour : 4 * hour + 4] if n]
        found = cover.by_hour.ravel()[hour]
        assert math.isnan(found) if not shares else found == min(shares)
