"""Checks against the past (R-SD-01, 02, 03, 15), each with cases worked by hand."""

from __future__ import annotations

import math

import pytest

from core.sla.design import check_design
from core.sla.design_inputs import DesignInputs, Finding, PromiseRecord, Spread, Verdict
from core.sla.policy import ClockKind, Policy, Promise, SlaMetric

PASS, FAIL, CANNOT_TELL = Verdict.PASS, Verdict.FAIL, Verdict.CANNOT_TELL
TWO = Policy(
    "own",
    "Own",
    (Promise(SlaMetric.RESOLUTION, 14_400, "P1"), Promise(SlaMetric.RESOLUTION, 28_800, "P2")),
)


def found(rule_id: str, **inputs: object) -> Finding:
    answers = {rule.rule_id: finding for rule, finding in check_design(DesignInputs(**inputs))}  # type: ignore[arg-type]
    return answers[rule_id]


def record(share: float, target: float, p95: float, count: int = 100, priority: str = "P1") -> PromiseRecord:
    return PromiseRecord(
        SlaMetric.RESOLUTION, priority, None, None, ClockKind.BUSINESS, target, count, share, p95
    )


@pytest.mark.parametrize(
    ("days", "p1", "p2", "verdict"),
    [(90, 100, 100, PASS), (89.99, 500, 500, FAIL), (365, 99, 500, FAIL), (365, 500, 0, FAIL)],
)
def test_history_is_enough_from_ninety_days_and_a_hundred_tickets_of_each_priority_on(
    days: float, p1: int, p2: int, verdict: Verdict
) -> None:
    finding = found("R-SD-01", policy=TWO, history_days=days, tickets_by_priority={"p1": p1, "P2": p2})
    assert finding.verdict is verdict
    assert finding.value == min(p1, p2)
    assert bool(finding.advice) is (verdict is FAIL)
    assert f"{math.floor(days)} days of history" in finding.figure


def test_history_cannot_be_told_without_tickets_or_without_a_policy() -> None:
    assert found("R-SD-01", policy=TWO).verdict is CANNOT_TELL
    assert found("R-SD-01", history_days=365, tickets_by_priority={"P1": 500}).verdict is CANNOT_TELL


def test_a_policy_for_any_priority_counts_all_tickets_together() -> None:
    plain = Policy("own", "Own", (Promise(SlaMetric.RESOLUTION, 60),))
    finding = found("R-SD-01", policy=plain, history_days=90, tickets_by_priority={"P1": 60, "P2": 40})
    assert (finding.verdict, finding.value) == (PASS, 100)


def test_targets_are_achievable_where_95_of_100_clocks_met_them() -> None:
    finding = found("R-SD-02", records=(record(0.95, 240, 240), record(1.0, 480, 100)))
    assert (finding.verdict, finding.value) == (PASS, 0.95)


def test_targets_that_94_of_100_met_are_not_and_the_target_that_95_would_have_met_is_said() -> None:
    finding = found("R-SD-02", records=(record(0.99, 240, 200), record(0.94, 480, 510, priority="P2")))
    assert (finding.verdict, finding.value) == (FAIL, 0.94)
    assert "1 of 2 promises below 95 %; the worst, P2 resolution: 94 % of 100 within 8 h" in finding.figure
    assert finding.figure.endswith("95 % would have met 8 h 30 min (business)")


def test_nineteen_clocks_are_too_few_to_judge() -> None:
    rare = record(0.5, 240, 600, count=19)
    assert found("R-SD-02", records=(rare,)).verdict is CANNOT_TELL
    finding = found("R-SD-02", records=(rare, record(1.0, 240, 100, count=20)))
    assert finding.verdict is PASS
    assert finding.figure.endswith("1 with fewer than 20 clocks not judged")
    assert found("R-SD-02").verdict is CANNOT_TELL
    assert found("R-SD-02", records=(record(math.nan, 240, math.nan, count=0),)).verdict is CANNOT_TELL


ENOUGH = {"effective_fte": 6.0, "required_agents": 5.0}
ROOMY, TIGHT = (record(1.0, 120, 100),), (record(1.0, 119, 100),)


@pytest.mark.parametrize(
    ("inputs", "verdict"),
    [
        ({**ENOUGH, "records": ROOMY}, PASS),
        ({"effective_fte": 3.3, "required_agents": 2.75, "records": ROOMY}, PASS),
        ({**ENOUGH, "records": TIGHT}, FAIL),
        ({**ENOUGH, "effective_fte": 5.9, "records": ROOMY}, FAIL),
        ({"effective_fte": 5.0, "required_agents": 5.0}, FAIL),
        ({**ENOUGH}, CANNOT_TELL),
        ({"records": ROOMY}, CANNOT_TELL),
        ({"effective_fte": 6.0, "required_agents": math.nan, "records": ROOMY}, CANNOT_TELL),
        ({}, CANNOT_TELL),
    ],
)
def test_a_fifth_more_agents_and_a_fifth_more_time_are_both_wanted_and_both_shown(
    inputs: dict[str, object], verdict: Verdict
) -> None:
    finding = found("R-SD-03", **inputs)
    assert finding.verdict is verdict
    assert finding.figure.startswith("A: ")
    assert "; B: " in finding.figure


def test_the_figures_of_the_buffer_are_those_worked_by_hand() -> None:
    finding = found("R-SD-03", effective_fte=5.5, required_agents=5.0, records=TIGHT)
    assert "5.5 effective agents for 5.0 required (1.10 times, 1.20 wanted)" in finding.figure
    assert "1 of 1 targets below 1.20 times what 95 % needed" in finding.figure
    assert finding.details == (
        "P1 resolution: needs 2 h (business) with the buffer, promises 1 h 59 min (business)",
    )


@pytest.mark.parametrize(("p90", "verdict", "ratio"), [(240, PASS, 4.0), (241, FAIL, 241 / 60)])
def test_the_slowest_tenth_may_take_four_times_the_median_and_no_more(
    p90: float, verdict: Verdict, ratio: float
) -> None:
    spreads = (Spread("login", 50, 30, 45), Spread("api", 20, 60, p90))
    finding = found("R-SD-15", spreads=spreads)
    assert (finding.verdict, finding.value) == (verdict, pytest.approx(ratio))
    assert finding.details[0].startswith("api: median 1 h, 90th percentile 4 h")
    assert ("api" in finding.advice) is (verdict is FAIL)


@pytest.mark.parametrize(
    "spreads", [None, (), (Spread("rare", 19, 60, 600),), (Spread("odd", 50, math.nan, math.nan),)]
)
def test_complexity_cannot_be_told_from_few_or_unknown_times(spreads: tuple[Spread, ...] | None) -> None:
    assert found("R-SD-15", spreads=spreads).verdict is CANNOT_TELL
