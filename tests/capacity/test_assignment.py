"""Assignment replay: equal to a plain minute-by-minute desk, and the laws that every rule keeps."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.capacity.assignment import SOON, History, People, Replay, Rule, replay
from core.capacity.assignment_figures import figures_of, spread
from core.capacity.assignment_shifts import ShiftTimes

DAY = 24 * 60
HORIZON = 14 * DAY


def random_case(seed: int, tickets: int = 40) -> tuple[History, People]:
    """Whole minutes; shifts of some days, one agent with a gap of a week, one who leaves early."""
    rng = np.random.default_rng(seed)
    agents = int(rng.integers(2, 6))
    arrival = np.sort(rng.integers(0, 9 * DAY, tickets)).astype(float)
    handle, level = rng.integers(1, 90, tickets).astype(float), rng.integers(1, 4, tickets)
    shifts = []
    for who in range(agents):
        days = [day for day in range(12) if rng.random() < 0.8]
        if who == 0:
            days = [day for day in days if day < 2 or day > 8]
        if who == 1:
            days = [day for day in days if day < 5]
        starts = [float(day * DAY + rng.integers(6, 12) * 60) for day in days]
        shifts.append(ShiftTimes(starts, [start + 60 * float(rng.integers(2, 9)) for start in starts]))
    return History(arrival, handle, level), People(rng.integers(1, 4, agents), tuple(shifts))


class PlainDesk:
    """Every minute, every agent: works off its own queue while at work, and gives out what has come."""

    def __init__(self, history: History, people: People, rule: Rule, look: int) -> None:
        self.history, self.people, self.rule, self.look = history, people, rule, look
        self.queues: list[list[list[float]]] = [[] for _ in people.level]
        self.last_given = {is_up: [-1] * len(people.level) for is_up in (False, True)}
        self.given = 0
        count = len(history.arrival)
        self.first, self.agent = [-1] * count, [-1] * count
        self.touched, self.begun, self.finished = ([math.inf] * count for _ in range(3))

    def is_at_work(self, who: int, at: float) -> bool:
        own = self.people.shifts[who]
        return any(start <= at < end for start, end in zip(own.starts, own.ends, strict=True))

    def absence(self, who: int, at: float) -> int:
        if self.is_at_work(who, at):
            return 0
        later = [start for start in self.people.shifts[who].starts if start > at]
        if not later:
            return 3
        return 1 if min(later) - at <= SOON else 2

    def best(self, at: float, level: int, *, by_skill: bool, is_up: bool) -> int:
        def against(who: int) -> tuple[float, ...]:
            own, absence = int(self.people.level[who]), self.absence(who, at)
            parts: list[float] = []
            if by_skill:
                parts += [self.rank(own, level, absence)]
            else:
                parts += [absence]
            if self.rule is not Rule.ROUND_ROBIN:
                parts += [len(self.queues[who])]
            return (*parts, self.last_given[is_up][who], who)

        chosen = min(range(len(self.people.level)), key=against)
        self.given += 1
        self.last_given[is_up][chosen] = self.given
        return chosen

    @staticmethod
    def rank(own: int, level: int, absence: int) -> float:
        """The order of preference, written out."""
        away = (0, 3, 10, 100)[absence]
        if own == level:
            return away
        if own > level:
            return away + {1: 1.0, 2: 1.1}[own - level]
        return away + 20 + (level - own)

    def give(self, ticket: int, who: int, minutes: float, *, is_look: bool) -> None:
        self.queues[who].append([ticket, minutes, is_look])

    def run(self) -> PlainDesk:
        highest = int(self.people.level.max())
        needed = [min(int(level), highest) for level in self.history.level]
        handed: list[tuple[int, int]] = []
        for minute in range(HORIZON):
            for _, ticket in sorted(handed):
                who = self.best(minute, needed[ticket], by_skill=True, is_up=True)
                self.agent[ticket] = who
                self.give(ticket, who, self.history.handle[ticket], is_look=False)
            handed = []
            for ticket in np.flatnonzero(self.history.arrival == minute):
                who = self.best(minute, needed[ticket], by_skill=self.rule is Rule.SKILL, is_up=False)
                self.first[ticket] = who
                is_look = int(self.people.level[who]) < needed[ticket]
                self.give(
                    int(ticket), who, self.look if is_look else self.history.handle[ticket], is_look=is_look
                )
                if not is_look:
                    self.agent[ticket] = who
            for who, queue in enumerate(self.queues):
                if queue and self.is_at_work(who, minute):
                    ticket, is_look = int(queue[0][0]), bool(queue[0][2])
                    self.touched[ticket] = min(self.touched[ticket], minute)
                    if not is_look:
                        self.begun[ticket] = min(self.begun[ticket], minute)
                    queue[0][1] -= 1
                    if queue[0][1] <= 0:
                        queue.pop(0)
                        if is_look:
                            handed.append((minute + 1, ticket))
                        else:
                            self.finished[ticket] = minute + 1
        return self


@pytest.mark.parametrize("rule", list(Rule))
@pytest.mark.parametrize("seed", range(6))
def test_a_replay_is_what_a_plain_desk_does_minute_by_minute(rule: Rule, seed: int) -> None:
    history, people = random_case(seed)
    fast, plain = replay(history, people, rule, look=7), PlainDesk(history, people, rule, 7).run()
    assert fast.first_agent.tolist() == plain.first
    assert fast.touched_at.tolist() == plain.touched
    done = np.isfinite(fast.finished_at)
    assert done.any()
    assert fast.finished_at.tolist() == plain.finished
    assert fast.agent[done].tolist() == np.array(plain.agent)[done].tolist()
    assert fast.begun_at.tolist() == plain.begun


def everybody(agents: int, levels: list[int] | None = None) -> People:
    always = tuple(ShiftTimes([0.0], [1e9]) for _ in range(agents))
    return People(np.array(levels or [1] * agents), always)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(list(Rule)))
def test_work_is_neither_lost_nor_made_and_nobody_does_two_things_at_once(seed: int, rule: Rule) -> None:
    history, people = random_case(seed, 60)
    found = replay(history, people, rule, look=5)
    done = np.isfinite(found.finished_at)
    looks = 5 * int((found.handed_up & done).sum())
    assert found.minutes.sum() >= history.handle[done].sum() + looks - 1e-6
    for who, own in enumerate(people.shifts):
        assert found.minutes[who] <= own.minutes + 1e-6
    assert (found.begun_at[done] >= history.arrival[done]).all()
    assert (found.touched_at <= found.begun_at).all()
    needed = np.minimum(history.level, people.level.max())
    for ticket in np.flatnonzero(done & (people.level[found.agent] < needed)):
        able = [
            own for own, level in zip(people.shifts, people.level, strict=True) if level >= needed[ticket]
        ]
        assert all(not own.ends or own.ends[-1] <= found.begun_at[ticket] for own in able)


def test_round_robin_goes_round() -> None:
    history = History(np.arange(9.0), np.full(9, 100.0), np.ones(9, np.int64))
    assert replay(history, everybody(3), Rule.ROUND_ROBIN).agent.tolist() == [0, 1, 2] * 3


def test_the_smallest_backlog_gets_the_ticket_however_long_its_work_is() -> None:
    history = History(np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, 500.0, 1.0, 1.0]), np.ones(4, np.int64))
    assert replay(history, everybody(2), Rule.LOAD).agent.tolist() == [0, 1, 0, 0]


def test_skill_keeps_tickets_at_their_level_and_hands_nothing_on() -> None:
    rng = np.random.default_rng(3)
    history = History(np.sort(rng.uniform(0, 5_000, 300)), rng.exponential(20, 300), rng.integers(1, 4, 300))
    people = everybody(6, [1, 1, 1, 2, 2, 3])
    figures = {rule: figures_of(history, people, replay(history, people, rule)) for rule in Rule}
    assert figures[Rule.SKILL].right_level_rate == 1
    assert figures[Rule.SKILL].handoff_rate == 0
    blind = figures[Rule.ROUND_ROBIN]
    chance = sum(
        (history.level == level).mean() * share for level, share in ((1, 3 / 6), (2, 2 / 6), (3, 1 / 6))
    )
    assert blind.right_level_rate == pytest.approx(chance, abs=0.06)
    assert blind.handoff_rate == pytest.approx(blind.below_level_rate)


def test_the_smallest_backlog_makes_people_wait_less_than_turns() -> None:
    rng = np.random.default_rng(5)
    history = History(
        np.cumsum(rng.exponential(5, 4_000)), rng.exponential(22, 4_000), np.ones(4_000, np.int64)
    )
    turn, load = (replay(history, everybody(5), rule) for rule in (Rule.ROUND_ROBIN, Rule.LOAD))
    assert (load.begun_at - history.arrival).mean() < 0.7 * (turn.begun_at - history.arrival).mean()


def test_one_agent_waits_as_long_as_the_theory_of_a_single_server_says() -> None:
    rng = np.random.default_rng(11)
    history = History(
        np.cumsum(rng.exponential(10, 60_000)), rng.exponential(6, 60_000), np.ones(60_000, np.int64)
    )
    waits = replay(history, everybody(1), Rule.ROUND_ROBIN).begun_at - history.arrival
    assert waits.mean() == pytest.approx(0.6 / (1 - 0.6) * 6, rel=0.06)


def test_tickets_that_no_shift_holds_stay_undone_and_nobody_gone_gets_more() -> None:
    people = People(np.array([1, 1]), (ShiftTimes([0.0], [60.0]), ShiftTimes([0.0], [600.0])))
    history = History(
        np.array([0.0, 100.0, 550.0, 590.0]), np.array([10.0, 10.0, 30.0, 40.0]), np.ones(4, np.int64)
    )
    found = replay(history, people, Rule.ROUND_ROBIN)
    assert found.agent.tolist() == [0, 1, 1, 1]
    assert found.finished_at.tolist() == [10.0, 110.0, 580.0, math.inf]
    assert figures_of(history, people, found).unfinished_rate == 0.25


def test_nothing_to_replay_is_no_data() -> None:
    nothing = History(np.array([]), np.array([]), np.array([], np.int64))
    found = figures_of(nothing, everybody(2), replay(nothing, everybody(2), Rule.LOAD))
    assert found.tickets == 0
    assert math.isnan(found.wait_median)
    assert math.isnan(found.load_spread)
    assert math.isnan(spread(np.array([1.0]), np.array([0.0])))


def test_shifts_that_touch_become_one() -> None:
    assert ShiftTimes([0, 60, 200], [60, 90, 200]).ends == [90]


ONE = np.ones(1, np.int64)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("look", lambda: replay(History(np.zeros(1), np.ones(1), ONE), everybody(1), Rule.LOAD, look=-1)),
        ("arrival", lambda: History(np.array([2.0, 1.0]), np.ones(2), np.ones(2, np.int64))),
        ("arrival", lambda: History(np.array([np.nan]), np.ones(1), ONE)),
        ("handle", lambda: History(np.zeros(1), np.array([np.nan]), ONE)),
        ("handle", lambda: History(np.zeros(1), np.ones(2), ONE)),
        ("level", lambda: History(np.zeros(1), np.ones(1), ONE * 0)),
        ("shifts", lambda: People(np.array([], np.int64), ())),
        ("level", lambda: People(ONE * 10, (ShiftTimes([], []),))),
        ("ends", lambda: ShiftTimes([2.0], [1.0])),
        ("ends", lambda: ShiftTimes([2.0], [])),
    ],
)
def test_what_cannot_be_replayed_is_refused_by_name(name: str, make: object) -> None:
    with pytest.raises(ValueError, match=name):
        make()  # type: ignore[operator]


def test_a_replay_keeps_its_parts_apart() -> None:
    found = replay(History(np.zeros(1), np.ones(1), ONE * 2), everybody(2, [1, 2]), Rule.ROUND_ROBIN, look=3)
    assert isinstance(found, Replay)
    assert (found.first_agent.tolist(), found.agent.tolist()) == ([0], [1])
    assert (found.touched_at.tolist(), found.begun_at.tolist(), found.finished_at.tolist()) == ([0], [3], [4])
    assert found.minutes.tolist() == [3, 1]
