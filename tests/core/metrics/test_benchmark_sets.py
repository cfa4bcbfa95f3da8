"""The sets of two guides: what they print, who says so, and what they leave to the handbook."""

from __future__ import annotations

import re

import pytest

from core.metrics import METRICS
from core.metrics.benchmarks import BENCHMARKS, SETS, target_for
from core.metrics.contradictions import ID, contradictions
from core.metrics.targets import EVERYTHING, Band

DAY = 1440.0
PRINTED = {
    "growing": {
        "csat_rate": (Band.at_least(0.8), "C-02"),
        "csat_mean": (Band.at_least(4), "C-03"),
        "customer_effort_score": (Band.at_least(5.5), "C-01"),
        "first_response_time": (Band.under(240), "C-05"),
        "resolution_time": (Band.under(DAY), "C-10"),
        "first_contact_resolution_rate": (Band.at_least(0.7), "C-11"),
        "utilisation": (Band(0.5, 0.95, True, True), "C-19"),
        "cost_per_ticket": (Band.at_most(15), "B-035"),
        "deflection_rate": (Band.at_least(0.2), "B-040"),
        "reviews_per_agent_week": (Band.between(5, 10), "B-118"),
        "reviewed_ticket_share": (Band.between(0.05, 0.1), "B-118"),
        "frontline_share": (Band.between(0.6, 1), "B-022"),
        "founder_support_hours": (Band.at_most(10), "B-009"),
    },
    "scaling": {
        "first_contact_resolution_rate": (Band.at_least(0.7), "B-030"),
        "deflection_rate": (Band.at_least(0.2), "B-041"),
        "agent_turnover": (Band.under(0.3), "B-028"),
        "customers_per_agent": (Band.at_least(200), "B-024"),
        "budget_share_of_revenue": (Band.between(0.05, 0.15), "B-031"),
        "people_cost_share": (Band.between(0.6, 0.7), "B-031"),
        "time_to_proficiency": (Band.at_most(60 * DAY), "B-038"),
        "hiring_backlog": (Band.at_most(0), "R-RD-05"),
        "backup_coverage": (Band.at_least(1), "R-RD-07"),
        "documents_current": (Band.at_least(1), "R-RD-06"),
        "founder_support_hours": (Band.at_most(10), "R-TR-01"),
    },
}


@pytest.mark.parametrize("name", PRINTED)
def test_each_figure_of_a_guide_is_the_printed_one_with_its_source(name: str) -> None:
    targets = BENCHMARKS[name].targets
    assert {metric: target.good for metric, target in targets.items()} == {
        metric: good for metric, (good, _) in PRINTED[name].items()
    }
    for metric, (_, source) in PRINTED[name].items():
        assert targets[metric].sources[0] == name
        assert source in targets[metric].sources


def test_every_target_of_every_set_names_a_metric_and_an_id_that_can_be_looked_up() -> None:
    catalogue = {alias for metric in METRICS.values() for alias in (metric.id, *metric.catalog_ids)}
    ids = re.compile(r"(?:B|D|R-[A-Z]{2})-\d+")
    for entry in SETS:
        for metric, target in entry.targets.items():
            assert metric in METRICS
            known = {one for one in target.sources if ids.fullmatch(one) or ID.fullmatch(one)}
            known |= catalogue & set(target.sources)
            assert known, f"{entry.id}: {metric}"
            assert {one for one in target.sources if ID.fullmatch(one)} <= set(contradictions())


def test_a_guide_leaves_the_rest_to_the_handbook_and_adds_no_limits_of_its_own() -> None:
    assert target_for("reopen_rate", "growing") == target_for("reopen_rate")
    warned = {"resolution_time", "utilisation", "founder_support_hours", "deflection_rate", "agent_turnover"}
    for name in PRINTED:
        for metric, target in BENCHMARKS[name].targets.items():
            assert (target.warn == EVERYTHING) == (
                metric not in warned or (name, metric) == ("growing", "deflection_rate")
            )


def test_sets_have_different_ids_and_names() -> None:
    assert len({entry.id for entry in SETS}) == len({entry.name for entry in SETS}) == len(SETS)
