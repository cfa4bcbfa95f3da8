"""The queue of the what-if: laws, the exact play of the same weeks, solving and the tornado."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.capacity.backlog import Plan, play_backlog
from core.capacity.draws import draw
from core.capacity.exact import play_exactly
from core.capacity.scenario import Assumptions, Outlook
from core.capacity.scenario_exact import check_exactly, may_differ, whole_staff
from core.capacity.scenario_model import GROWS, NOBODY, chance_for, queue_of, what_if
from core.capacity.scenario_play import columns_of, gamma_numbers, play_weeks
from core.capacity.scenario_solve import ASKED, solve_for, with_agents
from core.capacity.tornado import OUTPUTS, tornado

PRINTED = Assumptions(handle_time=(20.0, 45.0, 240.0), weeks=4)
"""500 tickets a day at 20 minutes, 28 agents at 75 %."""
MORNING = [0.3, 0.2, 0.15, 0.15, 0.2, 0.35, 0.6, 1, 1.8, 2.6, 2.9, 2.8]
EVENING = [2.4, 2.4, 2.6, 2.5, 2.2, 1.8, 1.4, 1.1, 0.9, 0.7, 0.5, 0.4]
CURVE = np.array([*MORNING, *EVENING])
ROUND_THE_CLOCK = tuple(np.concatenate([CURVE * day for day in (1.3, 1.15, 1.1, 1.05, 1, 0.7, 0.7)]).tolist())


@settings(max_examples=15, deadline=None)
@given(agents=st.floats(15, 40), more=st.floats(0.5, 10), less=st.floats(0.01, 0.3))
def test_more_agents_or_fewer_tickets_never_make_it_worse(agents: float, more: float, less: float) -> None:
    one = with_agents(replace(PRINTED, weeks=2), agents)
    before = what_if(one, 10)
    for better in (with_agents(one, agents + more), replace(one, volume_change=-less)):
        after = what_if(better, 10)
        assert np.all(after.service_level >= before.service_level - 0.005)
        assert np.all(after.backlog <= before.backlog + 2)


@pytest.mark.parametrize("expected", [0.02, 0.3, 2.0, 40.0])
def test_kept_chance_has_the_mean_and_variance_of_work(expected: float) -> None:
    normal = np.random.default_rng(1).standard_normal((1, 400_000))
    size = 1 + 0.7**2
    work = 20 * size * gamma_numbers(np.array([expected / size]), normal, columns_of(normal))
    assert work.mean() == pytest.approx(expected * 20, rel=0.05)
    assert work.var() == pytest.approx(expected * 400 * (1 + 0.7**2), rel=0.12)


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({"agents": (32.0, 0.0, 0.0), "arrival_shares": ROUND_THE_CLOCK}, 1.0),
        ({"agents": (30.0, 0.0, 0.0), "sla_targets": (15.0, 60.0, 240.0, 480.0)}, 1.0),
        ({"agents": (8.0, 0.0, 0.0), "tickets_per_day": ((120.0, 0.0, 0.0),)}, 1.5),
        ({"agents": (24.0, 0.0, 0.0), "day_spread": 0.0}, 5.0),
    ],
)
def test_weeks_are_those_of_the_exact_play(changes: dict[str, object], points: float) -> None:
    one = replace(PRINTED, **changes)  # type: ignore[arg-type]
    queue = queue_of(one)[0]
    drawn = draw(queue.workload, 40, seed=3, largest=1.0)
    exact = play_exactly(drawn, Plan(whole_staff(queue.staff), queue.targets, queue.runs))
    fast = play_weeks(queue, chance_for(one, queue, 100))
    counted = np.nanmean(fast.level, axis=(1, 2))[:3], np.nanmean(exact.service_level, axis=1)[:3]
    assert counted[0] == pytest.approx(counted[1], abs=points / 100)
    assert fast.backlog.mean() == pytest.approx(exact.waiting[6::7].mean(), rel=0.15, abs=10)


def test_weeks_are_those_of_the_pouring_of_tickets() -> None:
    one = replace(PRINTED, agents=(29.0, 0.0, 0.0), arrival_shares=ROUND_THE_CLOCK, clock_runs_always=True)
    queue = queue_of(one)[0]
    drawn = draw(queue.workload, 100, seed=5, largest=1.0)
    poured = play_backlog(drawn, Plan(whole_staff(queue.staff), queue.targets, queue.runs))
    fast = play_weeks(queue, chance_for(one, queue, 100))
    assert np.nanmean(fast.level, axis=(1, 2))[:3] == pytest.approx(
        np.nanmean(poured.service_level, axis=1)[:3], abs=0.01
    )
    assert fast.load.mean() == pytest.approx(poured.load.mean(), rel=0.03)


def test_exact_figures_replace_the_fast_ones_only_where_they_must() -> None:
    few = replace(PRINTED, agents=(2.0, 0.0, 0.0), tickets_per_day=((30.0, 0.0, 0.0),), weeks=2)
    checked = check_exactly(few, 5)
    assert checked is not None
    assert checked.replaces
    assert checked.outlook.replications == 5
    slow = replace(
        PRINTED,
        weeks=2,
        priorities=("P1",),
        priority_shares=(1.0,),
        sla_targets=(480.0,),
        arrival_shares=ROUND_THE_CLOCK,
        agents=(32.0, 0.0, 0.0),
    )
    assert not may_differ(slow)
    kept = check_exactly(slow, 5)
    assert kept is not None
    assert not kept.replaces
    same = what_if(slow)
    assert kept.outlook.service_level.tolist() == same.service_level.tolist()
    assert "fast figures agree" in kept.reason


def test_exact_check_can_be_stopped() -> None:
    heard: list[float] = []

    def stop_at_once(part: float) -> bool:
        heard.append(part)
        return False

    assert check_exactly(PRINTED, 5, stop_at_once) is None
    assert heard == [0.2]


def test_nobody_there_and_overload_are_said() -> None:
    nobody = what_if(with_agents(PRINTED, 0))
    assert set(nobody.states) == {NOBODY}
    assert np.isnan(nobody.utilisation).all()
    flooded = what_if(replace(PRINTED, volume_change=1.0))
    assert set(flooded.states) == {GROWS}
    assert flooded.first_red_week == 0
    assert np.all(np.diff(flooded.backlog) > 0)


def test_unstable_phone_shows_no_number() -> None:
    patient = replace(PRINTED, channels=("phone",), patience=float("inf"), weeks=1)
    served = what_if(with_agents(patient, 40))
    assert served.live_service_level[0] >= 0.8
    assert np.isnan(served.service_level).all()
    short = what_if(with_agents(patient, 20))
    assert np.isnan(short.live_service_level).all()
    assert any("the queue grows without end" in words for words in short.warnings)


def test_calls_while_nobody_is_at_work_are_told_apart() -> None:
    late = tuple(float(hour // 24 < 5 and 9 <= hour % 24 < 18) for hour in range(168))
    phone = replace(PRINTED, channels=("phone",), weeks=2, arrival_shares=late)
    enough = what_if(with_agents(phone, 60))
    assert np.all(enough.live_service_level >= phone.live_goal)
    assert enough.first_red_week is None
    assert "11.1 % of calls and chats come while nobody is at work" in " ".join(enough.warnings)
    assert "more than are there" not in " ".join(enough.warnings)


def test_phone_takes_agents_from_the_queue() -> None:
    both = replace(
        PRINTED, channels=("email", "phone"), tickets_per_day=((400.0, 0.0, 0.0), (100.0, 0.0, 0.0)), weeks=2
    )
    queue, live = queue_of(both)
    alone = queue_of(replace(both, tickets_per_day=((400.0, 0.0, 0.0), (0.0, 0.0, 0.0))))[0]
    assert queue.staff + live.on_line == pytest.approx(alone.staff)
    assert live.service_level == pytest.approx(np.ones(2), abs=0.2)
    assert np.all(live.service_level >= both.live_goal)
    assert live.full_hours == 0
    few = with_agents(both, 4)
    assert queue_of(few)[1].full_hours == 40
    assert "In 40 hours of the first week everybody there is on the line" in " ".join(what_if(few).warnings)


def test_solving_finds_the_edge_of_the_promise() -> None:
    one = replace(PRINTED, arrival_shares=ROUND_THE_CLOCK, weeks=2)
    found = {asked: solve_for(one, asked) for asked in ASKED}
    agents = int(found["agents"].value)
    assert _kept(what_if(with_agents(one, agents)), one)
    assert not _kept(what_if(with_agents(one, agents - 1)), one)
    for answer in found.values():
        assert answer.outlook is not None
        assert _kept(answer.outlook, one)
    with pytest.raises(ValueError, match="asked"):
        solve_for(one, "luck")


def _kept(view: Outlook, one: Assumptions) -> bool:
    """Mean of each priority over the weeks, by a plain loop."""
    return all(
        np.mean([level for level in row if not np.isnan(level)]) >= one.sla_goal
        for row in view.service_level_by_priority
        if not np.isnan(row).all()
    )


def test_no_number_of_agents_helps_without_shifts() -> None:
    nowhere = replace(PRINTED, shift_pattern=(0.0,) * 168, weeks=1, clock_runs_always=True)
    assert np.isnan(solve_for(nowhere, "agents").value)


def test_tornado_ends_are_what_the_what_if_says_there() -> None:
    found = tornado(PRINTED)
    bars = {bar.name: bar for bar in found.bars}
    assert bars["handle_time"].high["required_fte"] == pytest.approx(27.7778 * 1.15, abs=1e-3)
    assert bars["utilisation"].low["required_fte"] == pytest.approx(10_000 / 480 / 0.7)
    assert "drafting_share" not in bars
    for output in OUTPUTS:
        swings = [bar.swing(output) for bar in found.ranked(output)]
        assert swings == sorted(swings, reverse=True)
    assert {bar.name for bar in found.ranked("cost_per_ticket")} >= {"cost", "agents", "volume_change"}
