"""Each decision rule with figures that trigger it, and figures that just do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.insight.advisors_hiring import HireInputs, first_hire, hire, hire_next
from core.insight.advisors_service import (
    AlwaysOpenInputs,
    Segment,
    ToolInputs,
    always_open,
    automate_first,
    build_or_buy,
    is_outsourceable,
    outsource,
)
from core.insight.diagnosis import Answer

NAN = float("nan")
CALM = HireInputs([0.97] * 4, [0.0] * 4, [100.0] * 13, [0.9] * 13, 0.75, 0.4, False)


def holds(advice, rule):
    return next(each.holds for each in advice.reasons if each.rule == rule)


@pytest.mark.parametrize(
    ("change", "rule", "expected"),
    [
        ({"sla_met": [0.97, 0.949, 0.949, 0.949]}, "R-SC-09", Answer.YES),
        ({"sla_met": [0.97, 0.95, 0.949, 0.949]}, "R-SC-09", Answer.NO),
        ({"sla_met": [NAN, NAN, 0.9, 0.9]}, "R-SC-09", Answer.UNKNOWN),
        ({"sla_met": [NAN, 0.97, 0.97, 0.9]}, "R-SC-09", Answer.NO),
        ({"overtime": [0.0, 0.5, 0.5, 0.5]}, "R-SC-10", Answer.YES),
        ({"overtime": [0.0, 0.49, 0.5, 0.5]}, "R-SC-10", Answer.NO),
        ({"overtime": [NAN] * 4}, "R-SC-10", Answer.UNKNOWN),
        ({"is_displacing": True}, "R-SC-12", Answer.YES),
        ({"is_displacing": None}, "R-SC-12", Answer.UNKNOWN),
        ({"volume": [100.0] * 12 + [200.0]}, "D-122", Answer.YES),
        ({"volume": [100.0] * 12 + [199.0]}, "D-122", Answer.NO),
        ({"volume": [NAN] * 10 + [100.0] * 3}, "D-122", Answer.UNKNOWN),
        ({"volume": [0.0] * 12 + [50.0]}, "D-122", Answer.UNKNOWN),
        ({"utilisation": 0.69}, "R-DC-01", Answer.YES),
        ({"utilisation": 0.70}, "R-DC-01", Answer.NO),
        ({"simple_share": 0.60}, "R-DC-04", Answer.YES),
        ({"simple_share": 0.59}, "R-DC-04", Answer.NO),
    ],
)
def test_each_sign_of_hiring_holds_from_its_printed_edge_on(change, rule, expected):
    assert holds(hire(replace(CALM, **change)), rule) is expected


def test_quality_that_drops_with_volume_counts_from_a_correlation_of_minus_one_half():
    volume = np.arange(13.0)
    wobble = np.array([1, -1] * 6 + [0]) * 1.0
    for weight, expected in ((5.0, Answer.YES), (8.0, Answer.NO)):
        quality = 0.9 - (volume + weight * wobble) / 100
        r = np.corrcoef(volume, quality)[0, 1]
        assert bool(r <= -0.5) is (expected is Answer.YES)
        advice = hire(replace(CALM, volume=list(volume), quality=list(quality)))
        assert holds(advice, "R-SC-11") is expected
    short = hire(replace(CALM, quality=[NAN] + [0.9] * 12))
    assert holds(short, "R-SC-11") is Answer.UNKNOWN


def test_advice_on_hiring_follows_from_its_signs():
    assert hire(CALM).verdict == "No sign asks for it."
    missed = replace(CALM, sla_met=[0.9] * 4)
    assert hire(missed).verdict == "Hire."
    assert hire(replace(missed, utilisation=0.5)).verdict == "Hire, but first see to what speaks against it."
    silent = HireInputs([NAN] * 4, [NAN] * 4, [NAN] * 13, [NAN] * 13)
    assert hire(silent).verdict == "Cannot be said."
    assert hire(replace(CALM, is_displacing=None)).verdict == "No known sign asks for it."


@pytest.mark.parametrize(
    ("response", "busy", "verdict"),
    [
        (241.0, 0.70, "Add a person."),
        (240.0, 0.70, "Not yet: responses are fast enough."),
        (241.0, 0.699, "Not yet: there is slack to use first."),
        (241.0, NAN, "Cannot be said."),
        (NAN, 0.8, "Cannot be said."),
    ],
)
def test_the_next_person_is_for_slow_responses_that_are_not_slack(response, busy, verdict):
    assert hire_next(response, 240.0, busy).verdict == verdict


@pytest.mark.parametrize(
    ("hours", "helpers", "verdict"),
    [
        ([10.1, 10.1], 0, "Hire one technical support person; no levels yet."),
        ([10.1, 10.0], 0, "Not yet."),
        ([10.1, NAN], 0, "Cannot be said."),
        ([30.0, 30.0], 1, "Already done: there are people for it."),
        ([30.0, 30.0], NAN, "Cannot be said."),
    ],
)
def test_the_first_hire_relieves_founders_who_answer_everything(hours, helpers, verdict):
    assert first_hire(hours, helpers).verdict == verdict


@pytest.mark.parametrize(
    ("simple", "hard", "total", "verdict"),
    [
        (60, 30, 100, "Automate first."),
        (59, 41, 100, "Both: neither kind reaches 60 %."),
        (30, 60, 100, "Hire first."),
        (29, 0, 29, "Cannot be said."),
    ],
)
def test_simple_tickets_from_sixty_percent_on_are_automated_first(simple, hard, total, verdict):
    assert automate_first(simple, hard, total).verdict == verdict


def test_being_there_around_the_clock_needs_one_reason():
    none = AlwaysOpenInputs(14, 100, False, False, False)
    assert always_open(none).verdict == "No need is proven."
    reason = "There is a reason to look into it."
    assert always_open(replace(none, out_of_hours_count=15)).verdict == reason
    for name in ("is_expected", "is_critical", "deals_lost"):
        assert always_open(replace(none, **{name: True})).verdict == reason
    unknown = always_open(AlwaysOpenInputs(0, 0, False, False, False))
    assert unknown.verdict == "No need is proven; some questions are open."


def test_a_part_of_the_work_suits_a_partner_only_while_it_is_simple_calm_and_of_no_special_value():
    suited = Segment("category", "login", 100, 60, 10, valued_count=50, known=100)
    assert is_outsourceable(suited)
    for change in ({"simple_count": 59}, {"escalated_count": 11}, {"valued_count": 51}, {"known": 29}):
        assert not is_outsourceable(replace(suited, **change))
    assert outsource([replace(suited, simple_count=1)]).verdict == "No part of the work suits a partner."
    assert outsource([]).verdict == "Cannot be said."


@pytest.mark.parametrize(
    ("inputs", "verdict"),
    [
        (ToolInputs(999), "General tools do."),
        (ToolInputs(1_000), "Cannot be said."),
        (ToolInputs(1_000, 10, 40, 399), "Buy: it saves more than it costs."),
        (ToolInputs(1_000, 10, 40, 400), "Do not buy for the saving: it costs as much or more."),
        (ToolInputs(NAN), "Cannot be said."),
    ],
)
def test_a_special_tool_is_bought_when_it_saves_more_than_it_costs(inputs, verdict):
    assert build_or_buy(inputs).verdict == verdict
