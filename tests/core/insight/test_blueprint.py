"""The blueprint: the printed example exactly, and what follows for other organisations."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.insight.blueprint import EXAMPLE, CustomerTier, Topic, blueprint, divided
from core.insight.blueprint_policy import blueprint_policy
from core.sla.policy import SlaMetric

MINUTES = {
    "15 min": 15,
    "30 min": 30,
    "1 h": 60,
    "2 h": 120,
    "4 h": 240,
    "8 h": 480,
    "24 h": 1440,
    "48 h": 2880,
}
PRINTED = {
    "Enterprise": ("15 min", "4 h", "1 h", "8 h"),
    "Mid-Market": ("30 min", "8 h", "2 h", "24 h"),
    "SMB": ("1 h", "24 h", "4 h", "48 h"),
}


def test_the_printed_example_gives_exactly_its_printed_promises():
    policy = blueprint_policy([tier.name for tier in EXAMPLE.tiers])
    found = {(p.tier, p.priority, p.metric): p.seconds / 60 for p in policy.promises}
    cells = [("P1", SlaMetric.FIRST_RESPONSE), ("P1", SlaMetric.RESOLUTION)]
    cells += [("P2", SlaMetric.FIRST_RESPONSE), ("P2", SlaMetric.RESOLUTION)]
    expected = {
        (tier, *cell): MINUTES[limit]
        for tier, limits in PRINTED.items()
        for cell, limit in zip(cells, limits, strict=True)
    }
    assert found == expected


def test_the_printed_example_gives_exactly_its_printed_targets_levels_and_load():
    found = blueprint(EXAMPLE)
    assert {aim.metric: (aim.target, aim.days) for aim in found.aims} == {
        "first_response_time": (1.5 * 60, 90),
        "csat_rate": (0.88, 180),
        "first_contact_resolution_rate": (0.72, None),
        "deflection_rate": (0.25, 180),
    }
    assert [(level.agents, level.share) for level in found.levels] == [(5, 0.65), (2, 0.30), (1, 0.05)]
    tickets = {seed.name: seed.tickets for seed in found.seeds}
    assert tickets == pytest.approx({"login": 264, "API errors": 216, "billing": 180, "other subjects": 540})
    assert (found.per_agent_month, found.per_agent_day) == (150, 7.5)
    assert found.leads_needed == EXAMPLE.leads
    assert round(found.deflect_share * 100, 1) == 67.6


def test_lower_priorities_keep_the_tiers_proportions():
    policy = blueprint_policy(["A", "B", "C"], with_lower=True)
    hours = {(p.tier, p.metric.value): p.seconds / 3600 for p in policy.promises if p.priority == "P3"}
    assert hours == {
        ("A", "first_response"): 4, ("A", "resolution"): 24,
        ("B", "first_response"): 8, ("B", "resolution"): 72,
        ("C", "first_response"): 16, ("C", "resolution"): 144,
    }  # fmt: skip


@given(st.integers(0, 500), st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_agents_are_divided_without_loss_and_within_one_of_their_share(total, weights):
    parts = divided(total, weights)
    assert sum(parts) == total
    assert all(abs(p - total * w / sum(weights)) < 1 for p, w in zip(parts, weights, strict=True))


def test_what_is_not_known_gives_no_number_and_what_is_reached_is_held():
    silent = blueprint(replace(EXAMPLE, response_minutes=math.nan, csat=math.nan, topics=()))
    assert math.isnan(silent.aims[0].target)
    assert math.isnan(silent.aims[1].target)
    assert math.isnan(silent.required)
    assert math.isnan(silent.deflect_share)
    good = blueprint(replace(EXAMPLE, fcr=0.8, deflection=0.3))
    assert (good.aims[2].target, good.aims[3].target) == (0.8, 0.3)
    worked = blueprint(replace(EXAMPLE, handle_minutes=60.0))
    assert worked.required == pytest.approx(1200 * 60 / 20 / 360)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"agents": 0}, "agents"),
        ({"tickets": -1}, "tickets"),
        ({"tiers": ()}, "tiers"),
        ({"tiers": tuple(CustomerTier(name) for name in "abcd")}, "tiers"),
        ({"tiers": (CustomerTier("a"), CustomerTier("A"))}, "tiers"),
        ({"topics": (Topic("a", 0.7), Topic("b", 0.4))}, "topics"),
        ({"csat": 78.0}, "csat"),
        ({"response_minutes": -1.0}, "response_minutes"),
    ],
)
def test_inputs_out_of_range_are_refused_by_name(change, name):
    with pytest.raises(ValueError, match=f"^{name}:"):
        replace(EXAMPLE, **change)
