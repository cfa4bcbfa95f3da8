"""Is a rule out of its band: by hand-computed cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import time

import pytest

from core.alerts.defaults import SHIPPED
from core.alerts.evaluate import Reading, State, finding_of
from core.alerts.quiet import QuietHours
from core.alerts.rule import Against, AlertRule
from core.alerts.windows import Step, Window
from core.metrics.assess import Status
from tests.alerts.help_desk import at

HOURLY = Window(Step.HOUR)
DEPTH = AlertRule(name="Queue", figure="queue_depth", high=25, window=HOURLY)


def found(rule: AlertRule, values: Sequence[float], **more: object) -> State:
    """The state after readings, the first one first."""
    hours = [at(f"2026-03-02 {hour:02d}:00") for hour in range(1, len(values) + 1)]
    readings = [Reading(end, value, **more) for end, value in zip(hours, values, strict=True)]
    return finding_of(rule, "", readings[::-1]).state


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ([10, 26], State.PENDING),
        ([26, 27], State.OUT),
        ([26, 25], State.IN_BAND),  # the limit itself is in band
        ([27, 26, 10], State.IN_BAND),
        ([math.nan, 30], State.PENDING),
        ([30, math.nan], State.UNKNOWN),
        ([30], State.PENDING),  # the first period of all
    ],
)
def test_two_periods_in_a_row_must_be_out(values: list[float], state: State) -> None:
    assert found(DEPTH, values) is state


@pytest.mark.parametrize(("periods", "state"), [(1, State.OUT), (3, State.OUT), (4, State.PENDING)])
def test_as_many_periods_as_the_rule_says(periods: int, state: State) -> None:
    rule = AlertRule(name="Queue", figure="queue_depth", high=25, window=HOURLY, periods=periods)
    assert found(rule, [10, 26, 26, 26]) is state


def test_an_alert_began_with_the_first_period_that_was_out() -> None:
    readings = [Reading(at(f"2026-03-02 0{hour}:00"), 30.0) for hour in (5, 4, 3)]
    assert finding_of(DEPTH, "", readings).since == at("2026-03-02 04:00")


@pytest.mark.parametrize(
    ("value", "state"), [(-4, State.OUT), (-3, State.IN_BAND), (0, State.IN_BAND), (5, State.IN_BAND)]
)
def test_four_agents_missing_are_red_and_three_are_not(value: float, state: State) -> None:
    gap = next(rule for rule in SHIPPED if rule.source == "R-RT-04")
    assert found(gap, [value, value]) is state


@pytest.mark.parametrize(
    ("against", "status", "state"),
    [
        (Against.TARGET, Status.WARNING, State.OUT),
        (Against.TARGET, Status.CRITICAL, State.OUT),
        (Against.TARGET, Status.ON_TARGET, State.IN_BAND),
        (Against.CRITICAL, Status.WARNING, State.IN_BAND),
        (Against.CRITICAL, Status.CRITICAL, State.OUT),
        (Against.CRITICAL, Status.TOO_FEW, State.UNKNOWN),
        (Against.TARGET, Status.NO_TARGET, State.UNKNOWN),
    ],
)
def test_a_rule_may_follow_the_target_in_force(against: Against, status: Status, state: State) -> None:
    rule = AlertRule(name="CSAT", figure="csat_rate", against=against, window=HOURLY)
    assert found(rule, [0.8, 0.8], status=status) is state


def test_a_figure_on_too_few_tickets_says_nothing() -> None:
    rule = AlertRule(name="CSAT", figure="csat_rate", low=0.9, window=HOURLY)
    assert found(rule, [0.5, 0.5], is_enough=False) is State.UNKNOWN


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.name)
def test_a_rule_survives_being_stored(rule: AlertRule) -> None:
    assert AlertRule.from_json(rule.name, rule.to_json()) == rule
    assert not rule.is_on


def test_everything_about_an_own_rule_survives_being_stored() -> None:
    rule = AlertRule(
        name="Billing",
        figure="backlog_count",
        low=1.5,
        high=20,
        window=Window(Step.WEEK, 4),
        periods=3,
        by="team",
        filters={"priority": ("P1", "P2")},
        quiet=QuietHours(time(22), time(7), "Europe/Berlin", (6,)),
        again_minutes=None,
        tells_end=False,
        channels=("lead",),
        is_on=True,
    )
    assert AlertRule.from_json("Billing", rule.to_json()) == rule


@pytest.mark.parametrize(
    ("bad", "name"),
    [
        ({"high": None}, "high"),
        ({"high": math.inf}, "high"),
        ({"low": 30.0}, "low"),
        ({"figure": "happiness"}, "figure"),
        ({"figure": "training_satisfaction"}, "figure"),
        ({"periods": 0}, "periods"),
        ({"by": "shoe_size"}, "filters"),
        ({"name": " "}, "name"),
        ({"again_minutes": 1}, "again_minutes"),
        ({"figure": "wait_time", "against": Against.TARGET}, "against"),
        ({"figure": "wait_time", "by": "team"}, "by"),
    ],
)
def test_a_rule_that_nobody_could_understand_is_refused(bad: dict, name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name}"):
        AlertRule(**{"name": "Queue", "figure": "queue_depth", "high": 25.0, "window": HOURLY, **bad})
