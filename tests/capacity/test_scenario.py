"""The what-if by hand: printed examples, weeks, people, cost, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.capacity.scenario import OFFICE_HOURS, Assumptions, Event
from core.capacity.scenario_channels import (
    CHANNEL_RATES,
    SCENARIO_PRESETS,
    agents_for_rate,
    minutes_per_ticket,
    sensitivity,
)
from core.capacity.scenario_model import what_if
from core.capacity.scenario_solve import with_agents
from core.capacity.scenario_work import agents_ahead, handle_times, mix_of, week_factors
from core.capacity.staffing import DayParts

PRINTED = Assumptions(handle_time=(20.0, 45.0, 240.0), weeks=4)
"""500 tickets a day at 20 minutes, 28 agents at 75 %."""
MORNING = [0.3, 0.2, 0.15, 0.15, 0.2, 0.35, 0.6, 1, 1.8, 2.6, 2.9, 2.8]
EVENING = [2.4, 2.4, 2.6, 2.5, 2.2, 1.8, 1.4, 1.1, 0.9, 0.7, 0.5, 0.4]
CURVE = np.array([*MORNING, *EVENING])
ROUND_THE_CLOCK = tuple(np.concatenate([CURVE * day for day in (1.3, 1.15, 1.1, 1.05, 1, 0.7, 0.7)]).tolist())


def test_printed_example_needs_28_agents() -> None:
    view = what_if(PRINTED)
    assert view.formula_exact == pytest.approx(500 * 20 / (480 * 0.75))
    assert view.formula_agents == 28
    assert view.required_fte == pytest.approx(np.full(4, 27.7778), abs=1e-4)
    assert "28 agents (27.78)" in view.formula_sentence


def test_utilisation_at_24_agents_is_that_of_the_example() -> None:
    assert what_if(with_agents(PRINTED, 24)).utilisation == pytest.approx(np.full(4, 0.868), abs=1e-3)


def test_sensitivity_table_is_the_printed_one() -> None:
    rows = sensitivity(500, 20)
    assert [row.minutes for row in rows] == pytest.approx([288, 336, 360, 384, 432, 456, 480])
    assert [row.tickets for row in rows] == pytest.approx([14.4, 16.8, 18.0, 19.2, 21.6, 22.8, 24.0])
    assert [round(row.exact, 2) for row in rows] == [34.72, 29.76, 27.78, 26.04, 23.15, 21.93, 20.83]
    assert [row.agents for row in rows] == [35, 30, 28, 27, 24, 22, 21]


@pytest.mark.parametrize(("place", "agents"), list(enumerate([112, 42, 56, 14, 167])))
def test_presets_need_the_printed_agents(place: int, agents: int) -> None:
    view = what_if(replace(PRINTED, volume_change=SCENARIO_PRESETS[place].change, weeks=1))
    assert view.formula_agents == agents


def test_parts_of_the_day_must_total_100() -> None:
    least = DayParts(0.7, 0.05, 0.05, 0.03, 0.05)
    most = DayParts(0.8, 0.10, 0.08, 0.05, 0.10)
    assert (round(least.total, 6), round(most.total, 6)) == (0.88, 1.13)
    assert (round(least.shrinkage, 6), round(most.shrinkage, 6)) == (0.18, 0.33)
    for parts in (least, most):
        with pytest.raises(ValueError, match="day_parts must total 100 %"):
            replace(PRINTED, day_parts=parts)
    assert replace(PRINTED, day_parts=most.normalised()).day_parts.total == pytest.approx(1)


def test_channel_rates_give_the_printed_minutes() -> None:
    minutes = {rate.channel: minutes_per_ticket([rate.high, rate.low]).tolist() for rate in CHANNEL_RATES}
    assert minutes == {"email": [7.5, 15], "chat": [15, 30], "phone": [12, 20], "social": [6, 12]}


def test_chat_rate_by_the_slot_is_multiplied_by_its_concurrency() -> None:
    chat = CHANNEL_RATES[1]
    together, by_slot = (agents_for_rate(30, chat.middle, 0.75, chat.slots, one) for one in (True, False))
    assert (float(together), float(by_slot)) == pytest.approx((30 / (3 * 0.75), 30 / (3 * 2.5 * 0.75)))
    assert chat.low * chat.concurrency[0] == 4
    assert chat.high * chat.concurrency[1] == 12


def test_weeks_follow_growth_scenario_events_and_what_is_deflected() -> None:
    given_ = replace(
        PRINTED,
        growth_rate=0.02,
        volume_change=0.5,
        events=(Event(1, 1.5, 0.2),),
        deflection_now=0.3,
        deflection_target=0.4,
        first_contact_now=0.7,
        first_contact_target=0.75,
    )
    base = 1.5 * (0.6 / 0.7) * 0.95
    by_hand = [base, base * 1.02 * 1.2, base * 1.02**2 * 1.1, base * 1.02**3]
    assert week_factors(given_).tolist() == pytest.approx(by_hand)
    assert what_if(given_).volume == pytest.approx(2500 * np.array(by_hand))


def test_the_spread_between_tiers_is_in_the_mix() -> None:
    mixed = replace(PRINTED, tickets_per_day=((300.0, 150.0, 50.0),), handle_variation=0.0)
    times = np.repeat([20.0, 45.0, 240.0], [300, 150, 50])
    mix = mix_of(mixed, [0])
    assert (mix.handle_time, mix.variation) == pytest.approx((times.mean(), times.std() / times.mean()))


def test_newcomers_count_by_the_ramp_and_leavers_go() -> None:
    given_ = replace(PRINTED, newcomer_weeks=(1.0,), hires=(0.0, 2.0), leavers=(0.0, 0.0, 1.0), weeks=9)
    worth, paid = agents_ahead(given_)
    ramp = [0, 0, 0.25, 0.5, 0.75, 0.75, 1, 1, 1, 1, 1]
    by_hand = [27 + ramp[w + 1] + (2 * ramp[w - 1] if w else 0) - (w >= 2) for w in range(9)]
    assert worth.tolist() == pytest.approx(by_hand)
    assert paid.tolist() == [28, 30, *[29] * 7]


def test_cost_of_a_ticket_is_12_50_where_agents_do_25_a_day() -> None:
    view = what_if(replace(PRINTED, agents=(20.0, 0.0, 0.0), weeks=1, revenue=15_000_000.0))
    assert view.cost_per_ticket[0] == pytest.approx(12.5)
    assert (view.yearly_cost, view.budget_share) == (1_500_000, 0.1)


def test_latest_requisition_leaves_time_for_lead_ramp_and_margin() -> None:
    view = what_if(replace(PRINTED, growth_rate=0.01, weeks=8))
    assert view.first_short_week == 1
    assert view.latest_requisition is not None
    away = date(2026, 1, 12) - date.fromisoformat(view.latest_requisition)
    assert away.days == 42 + 105 + 75


@settings(max_examples=30, deadline=None)
@given(now=st.floats(0, 0.9), share=st.floats(0, 0.9), speed=st.floats(1, 3))
def test_nothing_changes_where_targets_are_what_is(now: float, share: float, speed: float) -> None:
    same = replace(
        PRINTED,
        deflection_now=now,
        deflection_target=now,
        first_contact_now=now,
        first_contact_target=now,
        reopen_now=now,
        reopen_target=now,
    )
    assert week_factors(same) == pytest.approx(np.ones(4))
    assert handle_times(same) == pytest.approx(PRINTED.handle_time)
    drafted = handle_times(replace(same, drafting_share=share, drafting_speed_up=speed))
    assert np.all(
        (drafted <= np.array(same.handle_time) + 1e-9) & (drafted >= np.array(same.handle_time) / 3)
    )


def test_assumptions_survive_json() -> None:
    one = replace(
        PRINTED,
        patience=float("inf"),
        events=(Event(1, 2.0, 0.5, "fair"),),
        hires=(1.0, 0.0),
        shift_pattern=OFFICE_HOURS,
        revenue=1e6,
    )
    assert Assumptions.from_dict(json.loads(json.dumps(one.to_dict(), allow_nan=False))) == one


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(sorted(PRINTED.to_dict())), value=JSON)
def test_whatever_json_holds_is_read_or_refused_by_name(name: str, value: object) -> None:
    refused, read = "", PRINTED
    try:
        read = Assumptions.from_dict({name: value})
    except ValueError as error:
        refused = str(error)
    assert name in refused or not refused
    assert Assumptions.from_dict(json.loads(json.dumps(read.to_dict()))) == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("growth_rate", -1.0),
        ("volume_change", -1.5),
        ("deflection_now", 1.0),
        ("utilisation", 0.0),
        ("utilisation", float("nan")),
        ("handle_time", (0.0, 1.0, 1.0)),
        ("handle_time", (1.0,)),
        ("tickets_per_day", ((1.0, 2.0),)),
        ("tickets_per_day", "many"),
        ("priority_shares", (0.5, 0.1, 0.1, 0.1)),
        ("drafting_speed_up", 0.5),
        ("shift_pattern", (1.0,)),
        ("weeks", 0),
        ("weeks", 2.5),
        ("first_day", "soon"),
        ("sla_goal", 1.0),
        ("patience", 0.0),
        ("day_parts", {"tickets": 2.0}),
        ("events", [{"start_week": 0, "weeks": 1, "change": -2}]),
        ("agents", (-1.0, 0.0, 0.0)),
        ("luck", 1.0),
    ],
)
def test_bad_values_are_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name):
        Assumptions.from_dict({name: value})
