"""Business time against a walk through every minute that shares no code with it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.calendars import BusinessCalendar, CalendarSet
from core.sla.due import due_instants
from core.sla.measure import Pauses, measure_clocks
from tests.core.minute_walk import (
    DAYS,
    MINUTE,
    ZONES,
    Hours,
    Walk,
    instants,
    microsecond,
    opening_hours,
    pauses,
    places,
    scenes,
)

Scene = tuple[Hours, datetime]
EXAMPLES = 20
TARGETS = st.lists(st.integers(1, 10**10), min_size=3, max_size=3)
law = settings(max_examples=EXAMPLES, deadline=None)

CLOSES_IN_A_REPEATED_HOUR = (
    Hours("America/Havana", {day: [("23:15", "00:45")] if day == "sat" else [] for day in DAYS}),
    datetime(2026, 10, 31, tzinfo=UTC),
)
A_DATE_THAT_NEVER_WAS = (
    Hours("Pacific/Apia", {day: [("09:00", "17:00"), ("22:00", "06:00")] for day in DAYS}),
    datetime(2011, 12, 29, tzinfo=UTC),
)
MIDNIGHT_TWICE = (
    Hours("America/St_Johns", {day: [("08:00", "24:00")] if day == "sat" else [] for day in DAYS}),
    datetime(2010, 11, 6, tzinfo=UTC),
)


def calendar_of(hours: Hours) -> BusinessCalendar:
    return BusinessCalendar.from_weekly(
        hours.weekly, hours.zone, hours.holidays, hours.special, gap=hours.gap
    )


def column(values: list[int]) -> np.ndarray:
    return np.array(values, np.int64)


@law
@given(scenes(), st.integers(0, MINUTE - 1))
@example(CLOSES_IN_A_REPEATED_HOUR, 1)
@example(A_DATE_THAT_NEVER_WAS, 7)
@example(MIDNIGHT_TWICE, 59_999_999)
def test_elapsed_equals_the_walk_at_every_minute_and_within_it(scene: Scene, offset: int) -> None:
    walk, calendar = Walk(*scene), calendar_of(scene[0])
    passed = np.concatenate([[0], np.cumsum(walk.open)]) * MINUTE
    marks = np.arange(walk.first, walk.last + 1, MINUTE)
    start = np.full_like(marks, walk.first)
    np.testing.assert_array_equal(calendar.elapsed(start, marks), passed)
    within = calendar.elapsed(start[:-1], marks[:-1] + offset)
    np.testing.assert_array_equal(within, passed[:-1] + np.array(walk.open) * offset)
    intervals = calendar.intervals_between(walk.first, walk.last)
    assert sum(b - a for a, b in intervals) == passed[-1]
    assert all(walk.is_open(a) and walk.is_open(b - 1) for a, b in intervals)


@law
@given(scenes(), st.data())
def test_elapsed_with_pauses_equals_the_walk_and_adds_up(scene: Scene, data: st.DataObject) -> None:
    """Pauses that overlap count once; no stretch is negative; the parts make the whole."""
    walk = Walk(*scene)
    walk.pauses = data.draw(pauses(walk, 5), "pauses")
    calendar = calendar_of(scene[0]).closed_during(walk.pauses)
    points = sorted(data.draw(instants(walk), "instants"))
    start, end = column(points[:-1]), column(points[1:])
    parts = calendar.elapsed(start, end)
    assert parts.tolist() == [walk.elapsed(a, b) for a, b in pairwise(points)]
    assert parts.min() >= 0
    assert parts.sum() == calendar.elapsed(start[:1], end[-1:])[0]
    assert calendar.left(end, start).tolist() == (-parts).tolist()
    assert not calendar.elapsed(end, start).any()


@law
@given(scenes(), st.data())
def test_deadline_equals_the_walk_and_is_the_inverse_of_elapsed(scene: Scene, data: st.DataObject) -> None:
    walk = Walk(*scene)
    walk.pauses = data.draw(pauses(walk, 3), "pauses")
    calendar = calendar_of(scene[0]).closed_during(walk.pauses)
    budgets = data.draw(st.lists(st.integers(0, 10**10) | st.integers(0, 9), min_size=6, max_size=6), "m")
    start = column(data.draw(instants(walk), "start"))
    due = calendar.deadline(start, budgets)
    for row, (at, budget) in enumerate(zip(start.tolist(), budgets, strict=True)):
        assert walk.deadline(at, budget) in (due[row], None)
    assert calendar.elapsed(start, due).tolist() == budgets
    assert calendar.elapsed(start, due - 1).tolist() == [max(budget - 1, 0) for budget in budgets]


@law
@given(scenes(), st.data())
def test_a_later_start_or_a_larger_budget_is_never_due_earlier(scene: Scene, data: st.DataObject) -> None:
    walk, calendar = Walk(*scene), calendar_of(scene[0])
    budget = sorted(data.draw(st.lists(st.integers(0, 10**10), min_size=2, max_size=20), "budgets"))
    start = sorted(data.draw(instants(walk, 20), "starts"))
    assert (np.diff(calendar.deadline(start[0], budget)) >= 0).all()
    assert (np.diff(calendar.deadline(start, budget[0])) >= 0).all()


@law
@given(scenes(), st.data())
def test_pausing_all_the_time_leaves_nothing(scene: Scene, data: st.DataObject) -> None:
    walk, calendar = Walk(*scene), calendar_of(scene[0])
    cuts = sorted([walk.first, walk.last, *data.draw(instants(walk, 3), "cuts")])
    overlap = data.draw(st.integers(0, MINUTE), "overlap")
    paused = calendar.closed_during((a, min(b + overlap, walk.last)) for a, b in pairwise(cuts))
    start, end = column(data.draw(instants(walk), "start")), column(data.draw(instants(walk), "end"))
    assert not paused.elapsed(start, end).any()
    budget = data.draw(st.integers(1, 10**9), "budget")
    assert set(paused.deadline(start, budget)) == set(calendar.deadline([walk.last], budget))


@law
@given(places(), st.data())
def test_a_column_of_several_calendars_equals_the_walk_of_each(
    place: tuple[str, datetime], data: st.DataObject
) -> None:
    zones = [place[0], *data.draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=2), "zones")]
    hours = [data.draw(opening_hours(zone, place[1])) for zone in zones]
    mixed, walks = CalendarSet([calendar_of(own) for own in hours]), [Walk(own, place[1]) for own in hours]
    which = data.draw(st.lists(st.integers(0, len(hours) - 1), min_size=6, max_size=6), "which")
    first, second = data.draw(instants(walks[0]), "first"), data.draw(instants(walks[-1]), "second")
    own = [walks[number] for number in which]
    passed = [walk.elapsed(min(pair), max(pair)) for walk, *pair in zip(own, first, second, strict=True)]
    signed = [time if a <= b else -time for time, a, b in zip(passed, first, second, strict=True)]
    assert mixed.left(which, first, second).tolist() == signed
    assert mixed.elapsed(which, first, second).tolist() == [max(time, 0) for time in signed]
    due = mixed.deadline(which, first, passed)
    for row, walk in enumerate(own):
        assert walk.deadline(first[row], passed[row]) in (due[row], None)


@law
@given(scenes(), st.data())
def test_hours_that_change_count_by_the_walk_of_those_in_force(scene: Scene, data: st.DataObject) -> None:
    later = data.draw(opening_hours(data.draw(st.sampled_from(ZONES), "zone"), scene[1]), "later hours")
    old, new = Walk(*scene), Walk(later, scene[1])
    change, *ends = data.draw(instants(old, 3), "change, from, to")
    start, end = min(ends), max(ends)
    calendar = BusinessCalendar.changing([(0, calendar_of(scene[0])), (change, calendar_of(later))])
    before = old.elapsed(min(start, change), min(end, change))
    after = new.elapsed(max(start, change), max(end, change))
    assert calendar.elapsed([start], [end]).tolist() == [before + after]
    due = calendar.deadline([start], [before + after])
    assert calendar.elapsed([start], due).tolist() == [before + after]


@law
@given(scenes(), st.data())
def test_clocks_with_pauses_run_and_fall_due_by_the_walk(scene: Scene, data: st.DataObject) -> None:
    """Three clocks with two pauses each, in the hours of any zone."""
    walk, calendar, count = Walk(*scene), calendar_of(scene[0]), 3
    lives = [sorted(data.draw(instants(walk), "start, two pauses, stop")) for _ in range(count)]
    start, begin, end, again, last, stop = column(lives).T
    held = Pauses(np.arange(2 * count) % count, np.concatenate([begin, again]), np.concatenate([end, last]))
    target, business = column(data.draw(TARGETS, "target")), np.ones(count, np.bool_)
    found = measure_clocks(start, stop, target, business, held, calendar, walk.last)
    due = due_instants(start, target, business, held, calendar)
    for row, (first, *ends, final) in enumerate(lives):
        whole = walk.elapsed(first, final)
        walk.pauses = [(ends[0], ends[1]), (ends[2], ends[3])]
        elapsed, limit = walk.elapsed(first, final), int(target[row])
        assert (found.elapsed[row], found.paused[row]) == (elapsed, whole - elapsed)
        assert (found.remaining[row], found.late_by[row]) == (limit - elapsed, max(elapsed - limit, 0))
        assert walk.deadline(first, limit) in (due[row], None)
        walk.pauses = []


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/Santiago"])
def test_offsets_of_odd_seconds_are_exact(zone: str) -> None:
    """In 1905 noon was not yet on the full minute of UTC."""
    noons = BusinessCalendar.from_weekly({day: [("12:00", "12:01")] for day in DAYS}, zone)
    noon = microsecond(datetime(1905, 3, 1, 12, tzinfo=ZoneInfo(zone)))
    assert noon % MINUTE != 0
    assert noons.intervals_between(noon - 10 * MINUTE, noon + 10 * MINUTE) == [(noon, noon + MINUTE)]
    assert noons.deadline([noon - 5], [MINUTE - 1]).tolist() == [noon + MINUTE - 1]
