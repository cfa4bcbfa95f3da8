"""Knowledge base, training and incidents worked out by hand; every id of the catalogue has a metric."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.metrics import feedback, incidents, knowledge, resolve, review_plan, reviews, search, training
from core.metrics.assess import Status, assess
from core.metrics.benchmarks import target_for
from core.metrics.evaluate import Evaluation
from core.metrics.measure import DurationMeasure, Measure
from core.metrics.reduce import measure

NAN = np.nan
FAMILIES = (reviews, review_plan, training, knowledge, search, feedback, incidents)
CATALOGUE = """
deflection_pct deflected_tickets article_helpfulness_pct search_success_pct zero_results_pct
article_coverage_pct content_freshness_pct time_to_answer_min search_refinement_pct
exit_after_search_pct ticket_after_search_pct top_search_coverage article_usage docs_updated_quarter
qa_avg qa_distribution calibration_variance review_coverage_pct critical_fail_pct qa_improvement
qa_csat_corr review_latency_h coaching_latency_d qa_sample_rate feedback_effect time_to_proficiency_d
cert_first_pass_pct training_completion_pct post_training_qa knowledge_retention_pct
training_satisfaction ramp_load_pct feedback_submitted_pct feedback_response_pct feedback_ack_days
tickets_reduced feature_adoption nps_gain_from_changes page_response_min page_ack_min
incident_update_min pir_done_pct pir_action_closure_pct incident_impact
"""


def test_every_id_of_the_catalogue_leads_to_a_metric_of_these_families() -> None:
    own = {definition.id for family in FAMILIES for definition in family.DEFINITIONS}
    assert {resolve(name).id for name in CATALOGUE.split()} | {"reviewed_ticket_share"} == own


def test_what_waits_says_for_what_and_has_no_value() -> None:
    waiting = [m for family in FAMILIES for m in family.DEFINITIONS if m.is_waiting]
    evaluation = Evaluation({"tickets": pd.DataFrame({"is_deleted": [False] * 3})})
    for metric in waiting:
        result = evaluation.evaluate(metric).total
        judged = assess(metric, result, target_for(metric.id))
        assert (judged.status, judged.reason) == (Status.NO_DATA, f"needs {metric.waits_for}")
    assert len(waiting) == 19


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__.rpartition(".")[2])
def test_somebody_watches_every_metric(family: object) -> None:
    assert all(metric.owner and metric.review for metric in family.DEFINITIONS)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("qa_avg", 85.0, "on_target"),
        ("qa_avg", 84.9, "warning"),
        ("critical_fail_pct", 0.02, "warning"),
        ("critical_fail_pct", 0.0199, "on_target"),
        ("calibration_variance", 5.0, "warning"),
        ("qa_improvement", 0.0, "warning"),
        ("qa_improvement", 0.1, "on_target"),
        ("review_latency_h", 48 * 60.0, "on_target"),
        ("coaching_latency_d", 7 * 1440 + 1.0, "warning"),
        ("deflection_pct", 0.30, "on_target"),
        ("deflection_pct", 0.20, "warning"),
        ("deflection_pct", 0.1999, "critical"),
        ("zero_results_pct", 0.20, "warning"),
        ("zero_results_pct", 0.2001, "critical"),
        ("article_coverage_pct", 0.49, "critical"),
        ("qa_sample_rate", 2.9, "warning"),
        ("time_to_proficiency_d", 30 * 1440.0, "warning"),
    ],
)
def test_targets_are_the_printed_ones(name: str, value: float, status: str) -> None:
    metric = resolve(name)
    assert assess(metric, Measure(value, 500), target_for(metric.id)).status == status


@pytest.fixture
def days() -> pd.DataFrame:
    """Two articles and a row of searches."""
    return pd.DataFrame(
        {
            "view_count": [60.0, 140.0, NAN],
            "ticket_after_view_count": [45.0, 85.0, NAN],
            "helpful_yes_count": [8.0, 3.0, NAN],
            "helpful_no_count": [2.0, 1.0, NAN],
            "search_count": [NAN, NAN, 80.0],
            "failed_search_count": [NAN, NAN, 12.0],
            "ticket_after_search_count": [NAN, NAN, 20.0],
        }
    )


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("deflection_pct", (200 - 130) / 200, 2),
        ("deflected_tickets", 70, 2),
        ("article_helpfulness_pct", 11 / 14, 2),
        ("article_usage", 200, 2),
        ("zero_results_pct", 12 / 80, 1),
        ("ticket_after_search_pct", 20 / 80, 1),
    ],
)
def test_articles_and_searches_are_counted_apart(days: pd.DataFrame, name: str, value: float, n: int) -> None:
    result = measure(resolve(name).formula(days))
    assert (result.value, result.n) == (pytest.approx(value), n)


def test_deflected_tickets_are_visits_times_the_rate(days: pd.DataFrame) -> None:
    rate, spared, visits = (
        measure(resolve(name).formula(days)).value
        for name in ("deflection_rate", "deflected_tickets", "article_views")
    )
    assert spared == pytest.approx(visits * rate)


def test_coverage_counts_categories_not_tickets() -> None:
    topics = pd.DataFrame({"article_count": [2.0, 1.0, 0.0, 0.0], "ticket_count": [1.0, 1.0, 500.0, 2.0]})
    assert measure(resolve("article_coverage_pct").formula(topics)).value == 0.5


def test_trainings_count_first_attempts_and_due_modules() -> None:
    frame = pd.DataFrame(
        {
            "attempt": [1, 2, 1, 1, 1, 1],
            "score": [70.0, 90.0, 85.0, NAN, 95.0, 60.0],
            "is_certificate": [True, True, True, True, False, False],
            "is_passed": [False, True, True, False, True, False],
            "is_module": [True, False, True, True, True, True],
            "is_completed": [True, True, True, False, True, False],
            "is_due": [True, True, True, True, False, False],
            "is_refresh": [False, False, False, False, True, True],
        }
    )
    by_name = {
        name: measure(resolve(name).formula(frame))
        for name in ("cert_first_pass_pct", "training_completion_pct", "knowledge_retention_pct")
    }
    assert {name: (each.value, each.n) for name, each in by_name.items()} == {
        "cert_first_pass_pct": (0.5, 2),
        "training_completion_pct": (0.75, 4),
        "knowledge_retention_pct": (77.5, 2),
    }


def test_newcomers_who_still_learn_are_not_dropped() -> None:
    frame = pd.DataFrame(
        {
            "proficiency_minutes": [30_000.0, 50_000.0, NAN, NAN],
            "observed_minutes": [30_000.0, 50_000.0, 60_000.0, 20_000.0],
            "is_learning": [False, False, True, False],
        }
    )
    result = measure(resolve("time_to_proficiency_d").formula(frame))
    assert isinstance(result, DurationMeasure)
    assert (result.value, result.n, result.still_waiting) == (40_000, 2, 1)
    assert result.median_with_waiting > result.median


def test_planned_releases_are_no_incidents() -> None:
    frame = pd.DataFrame(
        {
            "duration_minutes": [420.0, NAN, 60.0],
            "observed_minutes": [420.0, 90.0, 60.0],
            "is_running": [False, True, False],
            "is_planned": [False, False, True],
        }
    )
    result = measure(resolve("incident_impact").formula(frame))
    assert isinstance(result, DurationMeasure)
    assert (result.value, result.n, result.still_waiting) == (420, 1, 1)
