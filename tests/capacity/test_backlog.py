"""The backlog model beside the exact simulation of the same tickets, and beside a loop over slots."""

from __future__ import annotations

import numpy as np
import pytest

from core.capacity.backlog import BacklogFigures, Plan, band, play_backlog
from core.capacity.draws import Draws, Workload, day_spread_of, draw
from core.capacity.exact import compare, needs_exact, play_exactly
from core.capacity.solve import solve_agents, solve_handle, solve_volume
from core.capacity.staffing import spread_over_hours

MORNING = [0.3, 0.2, 0.15, 0.15, 0.2, 0.35, 0.6, 1, 1.8, 2.6, 2.9, 2.8]
EVENING = [2.4, 2.4, 2.6, 2.5, 2.2, 1.8, 1.4, 1.1, 0.9, 0.7, 0.5, 0.4]
HOURLY = np.array([*MORNING, *EVENING])
WEEKDAYS = np.array([1.3, 1.15, 1.1, 1.05, 1.0, 0.7, 0.7])
MIX = np.array([0.05, 0.15, 0.35, 0.30, 0.15])
TARGETS = np.array([15.0, 60, 240, 480, 1440])
DAYS = 30


def workload(per_day: float = 500.0, spread: float = 0.0) -> Workload:
    """A company's month: busy mornings and Mondays, five priorities, 20 minutes each."""
    day = per_day * WEEKDAYS[np.arange(DAYS) % 7] / WEEKDAYS.mean()
    hours = (day[:, None] * HOURLY / HOURLY.sum()).ravel()
    return Workload(MIX[:, None] * hours, np.full(5, 20.0), day_spread=spread)


def around_the_clock(load: Workload, part: float) -> Plan:
    """Staff in proportion to the work of every hour."""
    work = load.arrivals.sum(axis=0) * 20 / 60
    return Plan(np.maximum(np.ceil(work / 0.85 * part), 2), TARGETS)


def by_day(load: Workload, part: float) -> Plan:
    """The same people from eight to eight, when alone promises run."""
    work = load.arrivals.sum(axis=0).reshape(DAYS, 24) * 20 / 60
    staff = np.zeros((DAYS, 24))
    staff[:, 8:20] = work[:, 8:20] / work[:, 8:20].sum(1, keepdims=True) * work.sum(1, keepdims=True)
    staff = np.ceil(staff.ravel() / 0.85 * part)
    return Plan(staff, TARGETS, staff > 0)


@pytest.fixture(scope="module")
def month() -> Draws:
    return draw(workload(), replications=20)


@pytest.mark.parametrize("hours", [around_the_clock, by_day])
@pytest.mark.parametrize("part", [1.0, 0.92, 0.87, 0.8, 0.75])
def test_service_level_is_that_of_the_exact_simulation(month: Draws, hours: object, part: float) -> None:
    plan = hours(month.workload, part)
    fast, exact = play_backlog(month, plan), play_exactly(month, plan)
    seen = compare(fast, exact)
    assert seen.worst_points < (5.0 if exact.is_overloaded else 0.5), seen
    assert fast.is_overloaded == exact.is_overloaded
    assert fast.load == pytest.approx(exact.load, abs=0.02)
    assert fast.waiting.mean() == pytest.approx(exact.waiting.mean(), rel=0.15, abs=10)


def test_days_that_differ_more_than_chance_are_met_too() -> None:
    drawn = draw(workload(spread=0.02), replications=20)
    plan = around_the_clock(drawn.workload, 1.0)
    seen = compare(play_backlog(drawn, plan), play_exactly(drawn, plan))
    assert seen.worst_points < 0.5


def test_work_that_waits_at_first_delays_what_comes(month: Draws) -> None:
    plan = by_day(month.workload, 0.92)
    late = Plan(plan.staff, TARGETS, plan.open_hours, opening=np.array([0, 0, 0, 60_000.0, 0]))
    fast, exact = play_backlog(month, late), play_exactly(month, late, 10)
    assert play_backlog(month, plan).waiting[0].mean() + 1_000 < fast.waiting[0].mean()
    assert fast.waiting[:5, :10].mean(axis=1) == pytest.approx(exact.waiting[:5].mean(axis=1), rel=0.05)
    assert compare(fast, exact).worst_points < 5


def test_pouring_is_the_loop_over_slots_and_priorities() -> None:
    drawn = draw(Workload(np.full((2, 24), 4.0), np.array([20.0, 30.0])), replications=3, largest=1.0)
    plan = Plan(np.full(24, 3.0), np.array([1e3, 1e3]))
    left = np.zeros((2, 3))
    for slot in range(96):
        for k in range(2):
            here = drawn.cells(15.0)[k] // 3 == slot
            left[k] += np.bincount(drawn.classes[k].replication[here], drawn.classes[k].work[here], 3)
        room = np.full(3, 45.0) + (slot == 0) * 3 * drawn.workload.held_work()
        for k in range(2):
            taken = np.minimum(left[k], room)
            left[k], room = left[k] - taken, room - taken
    assert play_backlog(drawn, plan).waiting[0] == pytest.approx(left[0] / 20 + left[1] / 30)


def test_more_agents_less_volume_and_shorter_work_never_hurt(month: Draws) -> None:
    plan = by_day(month.workload, 0.8)
    least = play_backlog(month, plan).service_level.mean(axis=1)
    better = (
        Plan(plan.staff * 2, TARGETS, plan.open_hours),
        Plan(plan.staff, TARGETS, plan.open_hours, volume=0.8),
        Plan(plan.staff, TARGETS, plan.open_hours, handle=0.8),
    )
    for other in better:
        assert (play_backlog(month, other).service_level.mean(axis=1) >= least - 1e-3).all()


def test_fast_figures_are_replaced_where_they_may_not_be_trusted(month: Draws) -> None:
    assert needs_exact(
        play_backlog(month, around_the_clock(month.workload, 1.0)), around_the_clock(month.workload, 1.0)
    )
    calm, over = by_day(month.workload, 1.0), by_day(month.workload, 0.75)
    assert not needs_exact(play_backlog(month, calm), calm)
    assert needs_exact(play_backlog(month, over), over)


def test_solved_agents_keep_the_promise_and_one_fewer_does_not(month: Draws) -> None:
    shape = by_day(month.workload, 1.0).staff

    def plan_of(agents: int) -> Plan:
        return Plan(spread_over_hours(agents, shape), TARGETS, shape > 0)

    found = solve_agents(month, plan_of, 0.9)
    assert found.figures is not None
    assert (found.figures.service_level.mean(axis=1) >= 0.9).all()
    fewer = play_backlog(month, plan_of(int(found.value) - 1))
    assert (fewer.service_level.mean(axis=1) < 0.9).any()
    assert np.isnan(solve_agents(month, plan_of, 0.9, most=5).value)


@pytest.mark.parametrize("goal", [0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99])
def test_all_replications_decide_how_many_agents_are_enough(goal: float) -> None:
    drawn = draw(Workload(np.full((1, 48), 6.0), np.array([20.0]), day_spread=0.2), replications=60)

    def level(agents: int) -> float:
        plan = Plan(np.full(48, float(agents)), np.array([60.0]))
        return float(play_backlog(drawn, plan).service_level.mean())

    found = solve_agents(drawn, lambda n: Plan(np.full(48, float(n)), np.array([60.0])), goal).value
    assert level(int(found)) >= goal > level(int(found) - 1)


def test_solved_handle_time_and_volume_are_at_the_edge(month: Draws) -> None:
    plan = by_day(month.workload, 0.85)
    for found, over in (
        (solve_handle(month, plan, 0.9), lambda x: Plan(plan.staff, TARGETS, plan.open_hours, handle=x)),
        (solve_volume(month, plan, 0.9), lambda x: Plan(plan.staff, TARGETS, plan.open_hours, volume=x)),
    ):
        assert found.figures is not None
        assert (found.figures.service_level.mean(axis=1) >= 0.9).all()
        worse = play_backlog(month, over(found.value + 0.03))
        assert (worse.service_level.mean(axis=1) < 0.9).any()


def test_same_tickets_answer_every_question(month: Draws) -> None:
    again = draw(workload(), replications=20)
    assert np.array_equal(again.classes[2].work, month.classes[2].work)
    small, large = (month.tickets(3, volume)[0] for volume in (0.5, 1.2))
    assert np.isin(small, large).all()
    assert small.size == pytest.approx(0.5 * 500 * DAYS, rel=0.05)


def test_drawn_tickets_have_the_asked_volume_length_and_spread() -> None:
    drawn = draw(workload(spread=0.04), replications=60, largest=1.0)
    arrived = np.concatenate([one.arrived for one in drawn.classes])
    replication = np.concatenate([one.replication for one in drawn.classes])
    counts = np.bincount((arrived // 1440).astype(int) * 60 + replication, minlength=DAYS * 60)
    expected = np.repeat(drawn.workload.arrivals.sum(axis=0).reshape(DAYS, 24).sum(axis=1), 60)
    assert counts.sum() == pytest.approx(expected.sum(), rel=0.02)
    assert day_spread_of(counts, expected) == pytest.approx(0.04, rel=0.15)
    work = np.concatenate([one.work for one in drawn.classes])
    assert work.mean() == pytest.approx(20, rel=0.01)
    assert work.std() == pytest.approx(20, rel=0.02)


def test_spread_of_days_is_nothing_where_chance_explains_all() -> None:
    counts = np.random.default_rng(1).poisson(100, 5_000)
    assert day_spread_of(counts, np.full(5_000, 100)) < 0.001
    assert np.isnan(day_spread_of([np.nan], [10]))


def test_priority_without_tickets_and_hours_without_agents_have_no_figure() -> None:
    drawn = draw(Workload(np.array([[0.0] * 24, [5.0] * 24]), np.array([20.0, 20.0])), replications=5)
    for played in (play_backlog, play_exactly):
        figures: BacklogFigures = played(drawn, Plan(np.zeros(24), np.array([60.0, 60.0])))
        assert np.isnan(figures.service_level[0]).all()
        assert (figures.service_level[1] == 0).all()
        assert figures.is_overloaded


def test_band_holds_nine_tenths_of_the_replications() -> None:
    low, middle, high = band(np.arange(1_001.0))
    assert (low, middle, high) == pytest.approx((50, 500, 950))


def test_tickets_of_one_length_keep_agents_busy_for_half_of_it() -> None:
    steady = Workload(np.full((2, 24), 4.0), np.array([20.0, 20.0]), variation=0.0)
    assert steady.held_work() == 10
    drawn = draw(steady, replications=20)
    plan = Plan(np.full(24, 4.0), np.array([12.0, 240.0]))
    assert drawn.classes[0].work == pytest.approx(20)
    assert compare(play_backlog(drawn, plan), play_exactly(drawn, plan)).worst_points < 1.5


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"arrivals": np.ones(24)}, "arrivals"),
        ({"handle_time": np.ones(2)}, "handle_time"),
        ({"day_spread": -1.0}, "day_spread"),
    ],
)
def test_impossible_workload_is_named(change: dict[str, object], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Workload(**{"arrivals": np.ones((1, 24)), "handle_time": np.ones(1)} | change)


@pytest.mark.parametrize(
    ("plan", "name"),
    [
        (Plan(np.ones(3), TARGETS), "staff"),
        (Plan(np.full(720, 0.5), TARGETS), "staff"),
        (Plan(np.ones(720), TARGETS[:2]), "targets"),
        (Plan(np.ones(720), TARGETS, np.ones(2, bool)), "open_hours"),
        (Plan(np.ones(720), TARGETS, opening=np.ones(2)), "opening"),
        (Plan(np.ones(720), TARGETS, volume=9.0), "volume"),
    ],
)
def test_plan_that_does_not_fit_is_named(month: Draws, plan: Plan, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        play_backlog(month, plan)
