"""Hiring: dates and ramp as printed, the fewest hires against trying all, draws against theory."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.capacity.hiring import HIRE_KINDS, RAMP_DAYS, all_requisitions, carried, hire_kind, ramp_loss
from core.capacity.hiring_draws import draw_plan
from core.capacity.hiring_leavers import Leaving, LeavingRule, Team, leavers_a_year, team_worth
from core.capacity.hiring_plan import plan_hires, rounded, worth_of_starts
from core.capacity.staffing import effective_fte

RULES = list(LeavingRule)
rates = st.floats(0.0, 0.9)
rules = st.sampled_from(RULES)


def enough(starts: tuple[int, ...], required: np.ndarray, team: Team, leaving: Leaving, first: int) -> bool:
    """Week by week and hire by hire, without the matrix of the plan."""
    ramp = [0.0, 0.0, 0.25, 0.5, 0.75, 0.75]
    for week in range(first, len(required)):
        worth = float(team_worth(team, week, leaving))
        for start, hires in enumerate(starts):
            tenure = week - start
            if hires and tenure >= 0:
                part = ramp[tenure] if tenure < 6 else 1.0
                worth += hires * part * float(leaving.still_there(tenure))
        if worth < required[week] - 1e-7:
            return False
    return True


def fewest_by_trying(required: np.ndarray, team: Team, leaving: Leaving, lead: int, most: int) -> int:
    weeks = len(required)
    open_weeks = range(lead, weeks - 6)
    for hires in range(most + 1):
        for chosen in itertools.combinations_with_replacement(open_weeks, hires):
            starts = tuple(chosen.count(week) for week in range(weeks))
            if enough(starts, required, team, leaving, lead + 6):
                return hires
    raise AssertionError("more hires are needed than were tried")


def test_a_newcomer_gives_four_and_a_quarter_of_eight_weeks_and_costs_three_and_three_quarters() -> None:
    assert ramp_loss(8).given == 4.25
    assert ramp_loss(8).lost == 3.75
    assert ramp_loss(52).lost == 3.75


def test_the_ramp_of_hires_is_the_ramp_of_the_roster() -> None:
    weeks = np.arange(12)
    assert carried(weeks).tolist() == effective_fte([0], weeks).tolist()


@pytest.mark.parametrize("kind", HIRE_KINDS, ids=lambda kind: kind.name)
def test_a_position_is_opened_ramp_lead_time_and_margin_before_the_day(kind: object) -> None:
    needed = date(2027, 3, 1)
    found = next(one for one in all_requisitions(needed) if one.kind is kind)
    margins = (60, 90) if found.kind.name == "growth" else (0, 0)
    short, long = (round(months * 30.4375 + 0.49) for months in (found.kind.low, found.kind.high))
    assert (needed - found.last).days == pytest.approx(42 + short + margins[0], abs=1)
    assert (needed - found.safe).days == pytest.approx(42 + long + margins[1], abs=1)
    assert RAMP_DAYS == 42
    assert found.safe + timedelta(1) < found.last


def test_growth_hires_need_seven_to_nearly_eight_months_and_not_sixty_to_ninety_days() -> None:
    needed = date(2027, 3, 1)
    growth = all_requisitions(needed)[1]
    assert 6.3 < (needed - growth.last).days / 30.4375 < 6.5
    assert 8.2 < (needed - growth.safe).days / 30.4375 < 8.4


@given(rates, rules, st.integers(0, 200))
def test_those_who_stay_become_fewer_and_none_leaves_before_the_first_week(
    rate: float, rule: LeavingRule, week: int
) -> None:
    leaving = Leaving(rate, rule)
    now, later = leaving.still_there([week, week + 1])
    assert 0 <= later <= now <= 1
    assert leaving.still_there(0) == 1


@pytest.mark.parametrize("rule", RULES)
def test_both_readings_lose_the_yearly_rate_in_a_year(rule: LeavingRule) -> None:
    assert float(Leaving(0.35, rule).still_there(52)) == pytest.approx(0.65)


def test_refilled_seats_lose_more_than_the_rate_by_hazard_and_just_the_rate_by_the_simple_count() -> None:
    assert leavers_a_year(28, Leaving(0.35)) == pytest.approx(28 * 52 * (1 - 0.65 ** (1 / 52)))
    assert leavers_a_year(28, Leaving(0.35, LeavingRule.SIMPLE)) == pytest.approx(9.8)


@given(rates.filter(lambda r: r > 0.01), rules, st.floats(0.001, 0.999))
def test_a_drawn_stay_ends_when_fewer_than_the_drawn_part_are_left(
    rate: float, rule: LeavingRule, chance: float
) -> None:
    leaving = Leaving(rate, rule)
    weeks = float(leaving.weeks_stayed(chance))
    assert float(leaving.still_there(weeks)) <= chance + 1e-9
    assert weeks == 1 or float(leaving.still_there(weeks - 1)) > chance - 1e-9


@pytest.mark.parametrize("seed", range(12))
def test_a_plan_needs_as_few_hires_as_trying_all_plans_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weeks, lead = 15, int(rng.integers(0, 4))
    required = 3 + np.cumsum(rng.uniform(-0.2, 0.35, weeks))
    leaving = Leaving(float(rng.uniform(0, 0.6)), RULES[seed % 2])
    team = Team(3.0, (2.0,) if seed % 3 else ())
    plan = plan_hires(required, team, leaving, lead=lead)
    assert plan.hires == fewest_by_trying(required, team, leaving, lead, 6)
    assert plan.is_least
    assert enough(tuple(plan.starts.tolist()), required, team, leaving, plan.first_week)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 20), rates, rules, st.floats(0.0, 0.08), st.integers(0, 10))
def test_no_hire_counts_before_it_may(
    seed: int, rate: float, rule: LeavingRule, growth: float, lead: int
) -> None:
    required = 8 * (1 + growth) ** np.arange(26) + np.random.default_rng(seed).uniform(0, 1, 26)
    leaving = Leaving(min(rate, 0.6), rule)
    plan = plan_hires(required, Team(8.0), leaving, lead=lead)
    assert not plan.starts[:lead].any()
    begun = np.cumsum(plan.starts)
    full = np.concatenate([np.zeros(6), begun[:-6]])
    gain = plan.effective - plan.unhired
    assert (gain[: lead + 2] == 0).all()
    assert (gain <= full + 0.75 * (begun - full) + 1e-9).all()
    assert (plan.short[plan.first_week :] < 1e-6).all()


@settings(max_examples=40, deadline=None)
@given(st.floats(0.0, 0.5), st.floats(0.0, 0.3), rules, st.floats(0.0, 0.03))
def test_more_leavers_never_need_fewer_hires(
    rate: float, more: float, rule: LeavingRule, growth: float
) -> None:
    required = 6 * (1 + growth) ** np.arange(30)
    few, many = (plan_hires(required, Team(6.0), Leaving(each, rule), lead=4) for each in (rate, rate + more))
    assert few.is_least
    assert few.hires <= many.hires


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000))
def test_rounding_alone_is_enough_and_no_hire_in_it_can_be_spared(seed: int) -> None:
    rng = np.random.default_rng(seed)
    worth = worth_of_starts(20, Leaving(float(rng.uniform(0, 0.6))))[8:, 2:14]
    missing = np.cumsum(rng.uniform(-0.1, 0.4, 12))
    starts = rounded(rng.uniform(0, 0.5, 12), worth, missing)
    assert (worth @ starts >= missing - 1e-6).all()
    for place in np.flatnonzero(starts):
        fewer = starts.copy()
        fewer[place] -= 1
        assert (worth @ fewer < missing).any()


def test_who_hires_when_agents_are_missing_is_late_by_lead_time_and_ramp() -> None:
    required = np.where(np.arange(40) < 5, 10.0, 12.0)
    plan = plan_hires(required, Team(10.0), Leaving(0.0), lead=14)
    assert plan.first_short() == 5
    assert plan.first_week == 20
    assert plan.hires == 2
    assert (plan.short[20:] == 0).all()
    assert (plan.short[5:16] == 2).all()


@pytest.mark.parametrize("rule", RULES)
def test_the_mean_of_the_draws_is_what_theory_says(rule: LeavingRule) -> None:
    required, leaving, team = (
        20 * 1.005 ** np.arange(52),
        Leaving(0.35, rule),
        Team(18.5, (1.0, 3.0), (1.0, 0.5)),
    )
    plan = plan_hires(required, team, leaving, lead=6)
    bands = draw_plan(plan, team, leaving, lead=(6, 6), planned_lead=6, paths=4_000, seed=1)
    spread = np.sqrt(np.maximum(plan.effective, 1.0) / 4_000)
    assert (np.abs(bands.mean - plan.effective) <= 4 * spread).all()
    assert bands.effective[0, 0] >= 0.9 * plan.effective[0]


def test_volume_wanders_around_the_plan_and_reaches_its_range_at_the_end() -> None:
    plan = plan_hires(np.full(30, 100.0), Team(110.0), Leaving(0.0), lead=4)
    bands = draw_plan(
        plan, Team(110.0), Leaving(0.0), lead=(4, 4), planned_lead=4, volume_spread=0.2, paths=20_000
    )
    assert bands.required[2, -1] == pytest.approx(120, abs=2)
    assert bands.required[0, -1] == pytest.approx(100 / 1.2, abs=2)
    assert bands.enough[0] > bands.enough[-1] > 0.5


def test_a_longer_search_than_planned_leaves_agents_missing_more_often() -> None:
    plan = plan_hires(np.full(40, 12.0), Team(10.0), Leaving(0.0), lead=4)
    sure, late = (
        draw_plan(plan, Team(10.0), Leaving(0.0), lead=(4, most), planned_lead=4) for most in (4, 16)
    )
    assert sure.enough[plan.first_week :].min() == 1
    assert late.enough[plan.first_week] < 0.2


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("yearly_rate", lambda: Leaving(1.0)),
        ("trained", lambda: Team(-1.0)),
        ("newcomer_share", lambda: Team(1.0, (0.0,), (1.0, 1.0))),
        ("required", lambda: plan_hires(np.array([np.nan]), Team(1.0), Leaving(), lead=1)),
        ("required", lambda: plan_hires(np.array([-1.0]), Team(1.0), Leaving(), lead=1)),
        ("lead", lambda: plan_hires(np.ones(9), Team(1.0), Leaving(), lead=-1)),
        ("name", lambda: hire_kind("poet")),
        ("weeks", lambda: ramp_loss(-1)),
        ("seats", lambda: leavers_a_year(-1, Leaving())),
    ],
)
def test_what_cannot_be_is_refused_by_name(name: str, make: object) -> None:
    with pytest.raises(ValueError, match=name):
        make()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "change"),
    [("lead", {"lead": (5, 4)}), ("volume_spread", {"volume_spread": 1.0}), ("paths", {"paths": 0})],
)
def test_draws_refuse_what_cannot_be(name: str, change: dict[str, object]) -> None:
    plan = plan_hires(np.ones(9), Team(1.0), Leaving(0.0), lead=1)
    given_: dict[str, object] = {"lead": (1, 2), "planned_lead": 1, **change}
    with pytest.raises(ValueError, match=name):
        draw_plan(plan, Team(1.0), Leaving(0.0), **given_)  # type: ignore[arg-type]
