"""Rosters: every rule walked by hand on random teams, cost against trying all, refusals that say why."""

from __future__ import annotations

import itertools
import math
import pickle
import subprocess
import sys
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.capacity.roster import Roster, level_demand, make_roster
from core.capacity.roster_on_call import on_call_rotation
from core.capacity.roster_rules import Person, RosterRules
from core.capacity.scheduling import PlanError
from core.capacity.scheduling_plan import Schedule, ScheduleOrder, plan_schedule
from core.capacity.scheduling_shifts import HANDBOOK_SHIFTS, Shift

EARLY, LATE = Shift("Early", ((360, 840),)), Shift("Late", ((720, 1200),))
HALF = Shift("Half", ((540, 780),))
NIGHT = Shift("Night", ((1320, 1800),))
KINDS = (EARLY, LATE, HALF, NIGHT)

persons = st.builds(
    lambda level, hours, days, prefers, off, weekends: (level, hours, days, prefers, off, weekends),
    st.integers(1, 3),
    st.sampled_from([16.0, 24.0, 40.0]),
    st.tuples(*[st.booleans()] * 7),
    st.sampled_from([None, "Early", "Late", "Half", "Night"]),
    st.sampled_from([None, 0, 3, 6]),
    st.integers(0, 3).map(float),
)
teams = st.lists(persons, min_size=2, max_size=5).map(
    lambda rows: [Person(f"P{place}", *row) for place, row in enumerate(rows)]
)
demands = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=7)


def demand_of(cells: list[tuple[int, int, int]]) -> np.ndarray:
    demand = np.zeros((7, 4, 3), int)
    for cell in cells:
        demand[cell] += 1
    return demand


def lacking(row: list[int], person: Person, rules: RosterRules) -> list[str]:
    """Rules that a week of one person breaks, walked minute by minute."""
    broken = []
    worked = [(day, KINDS[shift]) for day, shift in enumerate(row) if shift >= 0]
    if any(not person.days[day] for day, _ in worked):
        broken.append("availability")
    minutes = sum(high - low for _, shift in worked for low, high in shift.stretches)
    if minutes > person.weekly_hours * 60:
        broken.append("hours")
    if len(worked) > rules.most_days:
        broken.append("days")
    twice = [*worked, *((day + 7, shift) for day, shift in worked)]
    for (day, shift), (later, after) in itertools.pairwise(twice):
        free = (later * 1440 + after.start) - (day * 1440 + shift.end)
        if later - day < 7 and free < rules.rest_hours * 60:
            broken.append("rest")
    return broken


def is_staffed(assigned: np.ndarray, missing: np.ndarray, demand: np.ndarray, team: list[Person]) -> bool:
    """Whether people can be matched with places, each with a place of their level or below."""
    for day, shift in itertools.product(range(7), range(4)):
        levels = sorted((team[row].level for row in np.flatnonzero(assigned[:, day] == shift)), reverse=True)
        there = demand[day, shift] - missing[day, shift]
        places = [level for level in (3, 2, 1) for _ in range(there[level - 1])]
        if len(levels) != len(places) or any(has < wants for has, wants in zip(levels, places, strict=True)):
            return False
    return True


def cost_of(assigned: np.ndarray, demand: np.ndarray, team: list[Person], rules: RosterRules) -> float:
    """The weight of a roster, told from the words of its rules."""
    hours = [shift.hours for shift in KINDS]
    asked = float((demand.sum(axis=2) * hours).sum())
    share = min(asked / sum(person.weekly_hours for person in team), 1.0)
    fewest = min(person.weekends for person in team)
    total = 0.0
    for row, person in zip(assigned, team, strict=True):
        worked = [(day, shift) for day, shift in enumerate(row) if shift >= 0]
        total += sum(
            rules.shift_wish * (person.prefers not in (None, KINDS[shift].name)) for _, shift in worked
        )
        total += rules.day_wish * sum(day == person.wishes_off for day, _ in worked)
        beyond = sum(hours[shift] for _, shift in worked) - person.weekly_hours * share
        total += rules.uneven_hour * max(beyond, 0.0)
        weekend = sum(day >= 5 for day, _ in worked)
        total += rules.whole_weekend * (weekend == 2) + rules.weekend_before * weekend * (
            person.weekends - fewest
        )
    return total


@settings(max_examples=60, deadline=None)
@given(cells=demands, team=teams, rest=st.sampled_from([0.0, 11.0, 14.0]), most=st.integers(1, 6))
def test_every_rule_is_kept_and_every_place_filled_or_told_missing(
    cells: list[tuple[int, int, int]], team: list[Person], rest: float, most: int
) -> None:
    rules, demand = RosterRules(rest_hours=rest, most_days=most), demand_of(cells)
    roster = make_roster(demand, KINDS, team, rules, gap=0.0)
    assert is_staffed(roster.assigned, roster.missing, demand, team)
    for row, person in zip(roster.assigned, team, strict=True):
        assert lacking(row.tolist(), person, rules) == []
    assert roster.is_complete == (roster.missing.sum() == 0)
    assert bool(roster.reasons) != roster.is_complete
    assert roster.cost >= roster.bound - 1e-6
    if roster.is_complete:
        assert roster.cost == pytest.approx(cost_of(roster.assigned, demand, team, rules), abs=1e-6)


def every_week(person: Person, days: tuple[int, ...], rules: RosterRules) -> list[tuple[int, ...]]:
    weeks = []
    for choice in itertools.product(range(-1, 2), repeat=len(days)):
        row = [-1] * 7
        for day, shift in zip(days, choice, strict=True):
            row[day] = shift
        if not lacking(row, person, rules):
            weeks.append(tuple(row))
    return weeks


@settings(max_examples=25, deadline=None)
@given(
    cells=st.lists(st.tuples(st.sampled_from([0, 5, 6]), st.integers(0, 1), st.integers(0, 2)), max_size=4),
    team=st.lists(persons, min_size=2, max_size=3).map(
        lambda rows: [Person(f"P{place}", *row) for place, row in enumerate(rows)]
    ),
)
def test_roster_is_the_best_of_all_that_were_tried(
    cells: list[tuple[int, int, int]], team: list[Person]
) -> None:
    rules, demand, days = RosterRules(), demand_of(cells), (0, 5, 6)
    roster = make_roster(demand, KINDS, team, rules, gap=0.0)
    best_missing, best_cost = math.inf, math.inf
    for rows in itertools.product(*(every_week(person, days, rules) for person in team)):
        assigned = np.array(rows)
        missing = least_missing(assigned, demand, team)
        if missing is None or missing > best_missing:
            continue
        cost = cost_of(assigned, demand, team, rules)
        best_cost = min(cost, best_cost) if missing == best_missing else cost
        best_missing = missing
    assert roster.missing.sum() == best_missing
    if roster.is_complete:
        assert roster.cost == pytest.approx(best_cost, abs=1e-6)


def least_missing(assigned: np.ndarray, demand: np.ndarray, team: list[Person]) -> int | None:
    """People missing when everybody takes the highest place they can; None where somebody has none."""
    lack = 0
    for day, shift in itertools.product(range(7), range(4)):
        levels = sorted((team[row].level for row in np.flatnonzero(assigned[:, day] == shift)), reverse=True)
        places = [level for level in (3, 2, 1) for _ in range(demand[day, shift][level - 1])]
        for has in levels:
            fits = next((place for place in places if place <= has), None)
            if fits is None:
                return None
            places.remove(fits)
        lack += len(places)
    return lack


def one_shift(day: int, shift: int, people: int = 1, level: int = 0) -> np.ndarray:
    demand = np.zeros((7, 4, 3), int)
    demand[day, shift, level] = people
    return demand


@pytest.mark.parametrize(
    ("demand", "team", "rule"),
    [
        (one_shift(2, 0), [Person("Ana", days=(True, True, False, True, True, True, True))], "days on which"),
        (one_shift(0, 1) + one_shift(1, 0), [Person("Ana")], "11 hours of rest"),
        (one_shift(6, 1) + one_shift(0, 0), [Person("Ana")], "11 hours of rest"),
        (one_shift(4, 0, level=2), [Person("Ana", level=2)], "level of skill"),
        (sum(one_shift(day, 0) for day in range(6)), [Person("Ana", weekly_hours=60)], "5 days of work"),
        (sum(one_shift(day, 0) for day in range(3)), [Person("Ana", weekly_hours=16)], "hours of a week"),
    ],
)
def test_the_rule_in_the_way_is_named(demand: np.ndarray, team: list[Person], rule: str) -> None:
    roster = make_roster(demand, KINDS, team)
    assert not roster.is_complete
    assert roster.missing.sum() == 1
    named = [reason for reason in roster.reasons if reason.startswith("In the way")]
    assert len(named) == 1
    assert rule in named[0]
    assert "nobody would be missing" in named[0]


def test_two_places_on_one_day_for_one_person_need_another_person() -> None:
    roster = make_roster(one_shift(0, 0, people=2), KINDS, [Person("Ana")])
    assert roster.missing.sum() == 1
    assert roster.reasons == ("No single rule is in the way: several would have to give way together.",)


def test_missing_people_are_spread_so_that_no_shift_falls_under_half() -> None:
    team = [Person(f"P{n}", weekly_hours=8) for n in range(4)]
    demand = one_shift(0, 0, people=4) + one_shift(1, 0, people=4)
    roster = make_roster(demand, KINDS, team)
    assert roster.missing.sum(axis=(1, 2)).tolist()[:2] == [2, 2]


def test_weekends_go_to_those_who_had_fewer() -> None:
    team = [Person("Ana", weekends=3), Person("Ben", weekends=0), Person("Cleo", weekends=1)]
    roster = make_roster(one_shift(5, 0) + one_shift(6, 0, people=1), KINDS, team)
    assert roster.weekend_shifts.tolist() == [0, 1, 1]


def test_unmet_wishes_are_told_by_name() -> None:
    team = [Person("Ana", prefers="Late", wishes_off=3)]
    roster = make_roster(one_shift(3, 0), KINDS, team)
    told = [(wish.person, wish.day, wish.shift) for wish in roster.unmet]
    assert told == [("Ana", 3, None), ("Ana", 3, "Late")]


@given(st.integers(0, 60), st.floats(0, 1), st.floats(0, 1))
def test_demand_by_level_sums_to_the_shift(people: int, second: float, part: float) -> None:
    third = (1 - second) * part
    demand = level_demand([[people]], second, third)
    assert demand.sum() == people
    assert demand.min() >= 0
    assert abs(demand[0, 0, 2] - people * third) <= 0.5 + 1e-6
    assert abs(demand[0, 0, 1:].sum() - people * (second + third)) <= 0.5 + 1e-6


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (lambda: Person("Ana", level=4), "level"),
        (lambda: Person("Ana", weekly_hours=-1), "weekly_hours"),
        (lambda: RosterRules(rest_hours=25), "rest_hours"),
        (lambda: make_roster(one_shift(0, 0), KINDS, [Person("Ana"), Person("Ana")]), "people"),
        (lambda: make_roster(one_shift(0, 0), KINDS, [Person("Ana", prefers="Noon")]), "prefers"),
        (lambda: make_roster(np.ones((7, 4)), KINDS, [Person("Ana")]), "demand"),
        (lambda: level_demand([[4]], 0.7, 0.7), "level"),
    ],
)
def test_what_cannot_be_is_refused_by_name(wrong: object, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        wrong()  # type: ignore[operator]


def whole_week() -> ScheduleOrder:
    need = np.zeros((7, 96))
    need[:, 36:72] = 2
    team = tuple(Person(f"P{n}", level=1 + n % 3) for n in range(9))
    return ScheduleOrder(need, HANDBOOK_SHIFTS, team, level_2=0.3)


def test_schedule_has_names_and_breaks_for_everybody_and_covers_the_need() -> None:
    order = whole_week()
    made = plan_schedule(order)
    assert isinstance(made.roster, Roster)
    assert made.roster.is_complete
    assert np.array_equal(made.roster.counts, made.wanted)
    minutes = np.zeros((7, 1440), int)
    for (row, day), begins in made.breaks.items():
        shift = HANDBOOK_SHIFTS[made.roster.assigned[row, day]]
        for low, high in shift.stretches:
            minutes[day, low:high] += 1
        for slot, each in zip(begins, shift.breaks, strict=True):
            assert each.earliest <= slot * 15 - shift.start <= each.latest
            minutes[day, slot * 15 : slot * 15 + each.minutes] -= 1
    assert np.array_equal(minutes.reshape(7, 96, 15).min(axis=2), made.plan.staffed)
    assert np.all(made.plan.staffed >= order.need)
    assert made.coverage.short_hours == 0


def test_the_process_beside_gives_the_same_schedule_and_tells_what_cannot_be() -> None:
    def ask(order: ScheduleOrder) -> list[tuple]:
        command = [sys.executable, "-m", "core.capacity.scheduling_process"]
        done = subprocess.run(command, input=pickle.dumps(order), stdout=subprocess.PIPE, check=True)
        told, messages = BytesIO(done.stdout), []
        while told.tell() < len(done.stdout):
            messages.append(pickle.load(told))
        return messages

    *steps, (kind, schedule) = ask(whole_week())
    assert kind == "done"
    assert isinstance(schedule, Schedule)
    assert schedule.plan.cost == plan_schedule(whole_week()).plan.cost
    assert {message[0] for message in steps} == {"step"}
    need = np.zeros((7, 96))
    need[0, 0] = 1
    assert ask(ScheduleOrder(need, HANDBOOK_SHIFTS))[-1][0] == "cannot"


@given(st.lists(st.integers(1, 3), min_size=1, max_size=12), st.integers(1, 60), st.integers(1, 3))
def test_turns_on_call_are_even_and_never_two_weeks_running(
    levels: list[int], weeks: int, least: int
) -> None:
    team = [Person(f"P{place}", level) for place, level in enumerate(levels)]
    able = {person.name for person in team if person.level >= least}
    if len(able) < 2:
        with pytest.raises(PlanError, match="two people"):
            on_call_rotation(team, weeks, least)
        return
    turns = on_call_rotation(team, weeks, least)
    assert len(turns.weeks) == weeks
    for first, backup in turns.weeks:
        assert first != backup
        assert {first, backup} <= able
    assert all(now[0] != then[0] for now, then in itertools.pairwise(turns.weeks))
    for place in (0, 1):
        counts = [sum(pair[place] == name for pair in turns.weeks) for name in able]
        assert max(counts) - min(counts) <= 1
    if weeks >= 2 * len(able):
        assert turns.largest_share <= 1.5


def test_a_roster_that_time_does_not_allow_is_no_roster() -> None:
    with pytest.raises(PlanError, match="No roster was found in 0 seconds"):
        make_roster(one_shift(0, 0, people=20), KINDS, [Person(f"P{n}") for n in range(40)], seconds=0.0)


def test_gap_is_told_of_the_cost_and_infinite_where_nothing_is_proven() -> None:
    nobody = np.full((1, 7), -1)
    assert Roster((Person("Ana"),), KINDS, nobody, np.zeros((7, 4, 3)), 10.0, 9.5).gap == pytest.approx(0.05)
    assert Roster((Person("Ana"),), KINDS, nobody, np.zeros((7, 4, 3)), 10.0, -math.inf).gap == math.inf
