"""The ten printed examples of the catalogue (1.16): rows in, the printed value and its judgement out.

What the print calls a warning line is the edge of the critical band here: beyond it a value is critical.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from core.metrics import resolve
from core.metrics.assess import Assessment, assess
from core.metrics.benchmarks import target_for
from core.metrics.measure import AnyMeasure
from core.metrics.reduce import measure
from core.metrics.self_service_roi import deflected
from core.sla.measure import Level, levels


def judged(name: str, rows: pd.DataFrame) -> tuple[AnyMeasure, Assessment]:
    metric = resolve(name)
    found = measure(metric.formula(rows[list(metric.inputs)]))
    return found, assess(metric, found, target_for(metric.id))


def finished(size: int, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"is_finished": [True] * size, **columns})


def test_satisfaction_of_45_of_50_meets_90_percent() -> None:
    answers = pd.DataFrame({"csat_score": [5.0] * 30 + [4.0] * 15 + [3.0] * 4 + [1.0], "csat_scale_max": 5.0})
    found, verdict = judged("csat_pct", answers)
    assert (found.value, found.n, verdict.status) == (0.9, 50, "on_target")
    assert verdict.reason == "meets the target of at least 90%; n = 50"


def test_55_promoters_and_20_detractors_of_100_meet_30() -> None:
    scores = [9.0] * 55 + [7.0] * 25 + [6.0] * 20
    found, verdict = judged("nps", pd.DataFrame({"kind": "nps", "score": scores, "scale_max": 10.0}))
    assert (found.value, found.n, verdict.status) == (35, 100, "on_target")


def test_12_of_200_reopened_lie_between_target_and_warning() -> None:
    found, verdict = judged("reopen_pct", finished(200, reopen_count=[1.0] * 12 + [0.0] * 188))
    assert (found.value, found.n, verdict.status) == (0.06, 200, "warning")
    assert verdict.reason == "above the target of 5%, below the warning of 10%; n = 200"


def test_49_of_100_at_first_contact_are_beyond_the_warning() -> None:
    tickets = finished(
        100, customer_reply_count=[0.0] * 49 + [1.0] * 51, escalation_count=[0.0] * 100, reopen_count=0.0
    )
    found, verdict = judged("fcr_pct", tickets)
    assert (found.value, found.n, verdict.status) == (0.49, 100, "critical")
    assert verdict.reason == "below the warning of 50%; n = 100"


def test_324_of_360_minutes_are_above_the_band_and_not_above_90_percent() -> None:
    days = pd.DataFrame({"ticket_minutes": [10.8] * 30, "available_minutes": [12.0] * 30})
    found, verdict = judged("utilisation_pct", days)
    assert (found.value, verdict.status) == (pytest.approx(0.9), "warning")
    assert verdict.reason.startswith("above the target of 80%")


def test_75_000_for_6_000_tickets_are_12_50_each() -> None:
    found, verdict = judged(
        "cost_per_ticket", pd.DataFrame({"cost": [2_500.0] * 30, "resolved_count": 200.0})
    )
    assert (found.value, verdict.status) == (12.5, "on_target")


def test_500_tickets_of_20_minutes_need_28_agents() -> None:
    day = {"created_count": 500.0, "handle_minutes": 20.0, "weekday": 0.0, "share": 1.0}
    found, verdict = judged("required_agents", pd.DataFrame([day]))
    assert (round(found.value, 2), math.ceil(found.value), verdict.status) == (27.78, 28, "no_target")


def test_35_percent_of_10_000_visits_save_52_500() -> None:
    spared = deflected(10_000, 0.35)
    month = {"deflected_count": spared, "ticket_cost": 15.0, "self_service_cost": 0.0, "month_share": 1.0}
    found, verdict = judged("self_service_savings", pd.DataFrame([month] * 30))
    assert (spared, found.value, verdict.status) == (3_500, 52_500, "on_target")


def test_11_of_100_at_p1_are_beyond_the_warning() -> None:
    found, verdict = judged("priority_mix", pd.DataFrame({"priority": ["P1"] * 11 + ["P3"] * 89}))
    assert (found.value, found.n, verdict.status) == (0.11, 100, "critical")
    assert verdict.reason == "above the warning of 10%; n = 100"


def test_13_and_a_half_of_15_minutes_are_red() -> None:
    clock = {"outcome": "running", "elapsed_minutes": 13.5, "target_minutes": 15.0}
    found, _ = judged("sla_elapsed_pct", pd.DataFrame([clock]))
    reached = levels(np.array([13_500]), np.array([15_000]))
    assert (found.value, Level(reached[0])) == (0.9, Level.RED)
