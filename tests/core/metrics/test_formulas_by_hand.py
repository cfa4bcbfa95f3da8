"""Six tickets, their promises and other rows on paper; and every formula has a case of its own somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.metrics import METRICS
from core.metrics.definition import MetricDefinition
from core.metrics.measure import AnyMeasure, DurationMeasure
from core.metrics.reduce import measure

NAN = np.nan
TICKETS = pd.DataFrame(
    {
        "is_finished": [True, True, True, True, False, False],
        "is_open": [False, False, False, False, True, True],
        "is_waiting_for_agent": [False, False, False, False, True, True],
        "history": pd.Categorical(["full"] * 5 + ["partial"]),
        "priority": pd.Categorical(["P1", "P2", "P2", "P3", "P2", None]),
        "tier": pd.Categorical(["L1", "L1", "L2", None, "L1", "L3"]),
        "resolved_at": pd.DatetimeIndex(["2026-03-02"] * 3 + [pd.NaT] * 3, tz="UTC"),
        "first_response_observed_minutes": [10.0, 20.0, 30.0, 40.0, 50.0, NAN],
        "first_response_business_minutes": [10.0, 20.0, 30.0, 40.0, 50.0, NAN],
        "first_response_business_observed_minutes": [10.0, 20.0, 30.0, 40.0, 50.0, 100.0],
        "resolution_minutes": [60.0, 120.0, 240.0, NAN, NAN, NAN],
        "resolution_observed_minutes": [60.0, 120.0, 240.0, NAN, 4000.0, 1440.0],
        "resolution_business_minutes": [60.0, 60.0, 120.0, NAN, NAN, NAN],
        "resolution_business_observed_minutes": [60.0, 60.0, 120.0, NAN, 700.0, 240.0],
        "net_resolution_minutes": [60.0, 90.0, 120.0, NAN, NAN, NAN],
        "requester_wait_minutes": [60.0, 90.0, 120.0, NAN, 3000.0, 1440.0],
        "agent_wait_minutes": [0.0, 30.0, 120.0, NAN, 1000.0, 0.0],
        "age_minutes": [NAN, NAN, NAN, NAN, 4000.0, 1440.0],
        "idle_minutes": [NAN, NAN, NAN, NAN, 2881.0, 1440.0],
        "public_reply_count": [1.0, 1.0, 3.0, 2.0, 1.0, 0.0],
        "reopen_count": [0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
        "reassignment_count": [0.0, 2.0, 1.0, NAN, 0.0, 0.0],
        "team_change_count": [0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
        "sla_met": [1.0, 0.0, 1.0, NAN, 1.0, NAN],
    }
)
PROMISES = pd.DataFrame(
    [
        ("first_response", "met", "none", 10.0, 20.0),
        ("first_response", "breached", "severe", 50.0, 20.0),
        ("first_response", "running", "none", 5.0, 20.0),
        ("resolution", "met", "yellow", 30.0, 60.0),
        ("resolution", "breached", "breach", 90.0, 60.0),
        ("next_response", "met", "none", 1.0, 10.0),
        ("next_response", "met", "none", 2.0, 10.0),
        ("next_response", "breached", "severe", 20.0, 10.0),
        ("periodic_update", "met", "none", 5.0, 60.0),
        ("periodic_update", "paused", "none", 5.0, 60.0),
    ],
    columns=["metric", "outcome", "level", "elapsed_minutes", "target_minutes"],
)
TURNS = pd.DataFrame(
    {
        "waiting_minutes": [5.0, 15.0, NAN, NAN],
        "observed_minutes": [5.0, 15.0, 20.0, 9.0],
        "is_open": [True, True, False, True],
    }
)
JUDGING = {"assess", "benchmark_sets", "catalog", "change", "contradictions"}
"""Tests that name metrics without working a figure out."""


def found(name: str, rows: pd.DataFrame) -> AnyMeasure:
    metric = METRICS[name]
    return measure(metric.formula(rows[list(metric.inputs)]))


@pytest.mark.parametrize(
    ("name", "value", "n", "excluded"),
    [
        ("lasting_resolved_count", 2, 2, 1),
        ("p2_share", 3 / 5, 5, 1),
        ("tier_one_share", 2 / 3, 3, 1),
        ("tier_two_share", 1 / 3, 3, 1),
        ("one_touch_rate", 1 / 4, 4, 0),
        ("sla_met_rate", 2 / 3, 3, 1),
        ("reassignment_rate", 2 / 5, 5, 1),
        ("handoffs_per_ticket", 4 / 5, 5, 1),
        ("replies_per_ticket", 7 / 4, 4, 0),
        ("backlog_24h", 1, 1, 0),
        ("queue_depth", 1, 1, 1),
        ("stuck_tickets", 1, 1, 1),
        ("open_p1_p2", 1, 1, 1),
    ],
)
def test_counts_and_shares_of_six_tickets(name: str, value: float, n: int, excluded: int) -> None:
    assert found(name, TICKETS)[:2] == (pytest.approx(value), n)
    assert found(name, TICKETS).excluded == excluded


@pytest.mark.parametrize(
    ("name", "mean", "median", "p90", "waiting", "with_waiting", "excluded"),
    [
        ("resolution_time", 140, 120, 216, 2, 240, 1),
        ("resolution_business_time", 80, 60, 108, 2, 120, 1),
        ("net_resolution_time", 90, 90, 114, 0, NAN, 1),
        ("requester_wait_time", 90, 90, 114, 2, 120, 1),
        ("agent_wait_time", 50, 30, 102, 0, NAN, 1),
        ("first_response_business_time", 30, 30, 46, 1, 35, 0),
        ("backlog_age", 2720, 2720, 3744, 0, NAN, 0),
    ],
)
def test_durations_of_six_tickets(
    name: str, mean: float, median: float, p90: float, waiting: int, with_waiting: float, excluded: int
) -> None:
    one = found(name, TICKETS)
    assert isinstance(one, DurationMeasure)
    assert (one.mean, one.median, one.p90) == pytest.approx((mean, median, p90))
    assert (one.still_waiting, one.excluded) == (waiting, excluded)
    assert one.median_with_waiting == pytest.approx(with_waiting, nan_ok=True)


def test_next_responses_of_four_turns() -> None:
    """Of four turns one ended without an answer after 20 minutes, one has waited for 9."""
    one = found("next_response_time", TURNS)
    assert isinstance(one, DurationMeasure)
    assert (one.mean, one.n, one.still_waiting, one.median_with_waiting) == (10, 2, 1, 15)


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("response_sla_met_rate", 1 / 2, 2),
        ("resolution_sla_met_rate", 1 / 2, 2),
        ("next_response_sla_met_rate", 2 / 3, 3),
        ("update_sla_met_rate", 1, 1),
        ("response_share_of_target", 3 / 2, 2),
        ("resolution_share_of_target", 1, 2),
        ("breach_count", 2, 2),
        ("severe_breach_count", 1, 1),
    ],
)
def test_ten_promises(name: str, value: float, n: int) -> None:
    assert found(name, PROMISES)[:2] == (pytest.approx(value), n)


def test_time_as_planned_leaves_out_days_without_a_plan() -> None:
    days = pd.DataFrame({"adherent_minutes": [400.0, 300.0, NAN], "planned_minutes": [480.0, 320.0, NAN]})
    assert found("schedule_adherence", days)[:2] == (0.875, 2)


def test_tickets_per_hour_divide_by_hours_at_work() -> None:
    days = pd.DataFrame({"resolved_count": [10.0, 5.0], "present_minutes": [300.0, 150.0]})
    assert found("tickets_per_agent_hour", days).value == 2


def test_an_hour_with_less_than_half_of_the_plan_is_a_gap_where_states_are_logged() -> None:
    hours = pd.DataFrame(
        {"planned_minutes": [120.0, 120.0, 60.0, NAN], "present_minutes": [60.0, 59.0, NAN, 0.0]}
    )
    assert found("coverage_gap_hours", hours)[:2] == (1, 2)


def test_cost_is_compared_with_revenue_where_both_are_booked() -> None:
    days = pd.DataFrame({"cost": [40.0, 60.0, 70.0], "revenue": [500.0, 500.0, NAN]})
    assert found("budget_share_of_revenue", days)[:2] == (0.1, 2)


def test_trending_categories_are_counted() -> None:
    assert found("trending_issue_count", pd.DataFrame({"is_trending": [True, False, True]})).value == 2


@pytest.fixture(scope="module")
def named() -> set[str]:
    """What the tests that work figures out by hand call or quote."""
    files = Path(__file__).parent.glob("test_*.py")
    texts = [file.read_text("utf-8") for file in files if file.stem.removeprefix("test_") not in JUDGING]
    return {
        name for text in texts for pair in re.findall(r"[\"'](\w+)[\"']|\b(\w+)\(", text) for name in pair
    }


@pytest.mark.parametrize(
    "metric", [each for each in METRICS.values() if not each.is_waiting], ids=lambda metric: metric.id
)
def test_every_formula_has_a_case_by_hand(metric: MetricDefinition, named: set[str]) -> None:
    assert named & {metric.id, *metric.catalog_ids, metric.formula.__name__}
