"""Own targets, sets of targets and ways to count, as people choose them: in force at once, everywhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from core.data.store import Store
from core.metrics.assess import Status
from core.report import Report, results_json
from core.reporting.settings import choose_variant
from core.reporting.targets import OwnTarget, choose_stage, remove_target, save_target
from sample_data import generate, load_into

GOOD = OwnTarget(metric_id="csat_rate", low=0.5, warn_low=0.4, author="lead")


@pytest.fixture
def report(store: Store) -> Report:
    load_into(store, generate(300, seed=4))
    return Report(store)


def target_text(report: Report, name: str = "csat_rate") -> str:
    return report.metric(name).target_text


def test_an_own_target_is_in_force_at_once_and_everywhere(report: Report) -> None:
    before = report.revision()
    save_target(report.store, GOOD)
    assert report.revision() != before
    result = report.metric("csat_rate")
    assert (result.target_text, result.status) == ("at least 50%", Status.ON_TARGET)
    assert result.target is not None
    assert result.target.sources == ("own target, lead",)
    glossary = report.glossary().set_index("id").loc["csat_rate"]
    assert (glossary["target"], glossary["warning"]) == ("at least 50%", "at least 40%")
    exported = report.metrics_frame().set_index("id").loc["csat_rate"]
    assert exported["target"] == "at least 50%"
    assert report.own_targets()["csat_rate"].author == "lead"
    assert Report(report.store).metric("csat_rate").target_text == "at least 50%"


def test_saving_again_replaces_and_removing_brings_the_shipped_target_back(report: Report) -> None:
    shipped = target_text(report)
    save_target(report.store, GOOD)
    save_target(report.store, OwnTarget(metric_id="csat_rate", low=0.6, author="lead"))
    assert target_text(report) == "at least 60%"
    assert len(report.store.read_frame("target_override")) == 1
    remove_target(report.store, "csat_rate")
    assert target_text(report) == shipped
    assert report.own_targets() == {}


def test_removing_an_older_target_shows_too(report: Report) -> None:
    shipped = target_text(report)
    save_target(report.store, GOOD)
    save_target(report.store, OwnTarget(metric_id="reopen_rate", high=0.2, author="lead"))
    assert target_text(report) == "at least 50%"
    remove_target(report.store, "csat_rate")
    assert target_text(report) == shipped
    assert target_text(report, "reopen_rate") == "at most 20%"


def test_targets_of_single_teams_and_other_sets_stay_as_they_are(report: Report) -> None:
    team = {"metric_id": ["csat_rate"], "team_id": ["Billing"], "target_low": [0.99]}
    report.store.upsert_frame("target_override", pd.DataFrame(team))
    save_target(report.store, OwnTarget(metric_id="csat_rate", low=0.7, author="lead", stage="startup"))
    save_target(report.store, GOOD)
    assert len(report.store.read_frame("target_override")) == 3
    assert target_text(report) == "at least 50%"
    remove_target(report.store, "csat_rate")
    left = report.store.read_frame("target_override")
    assert left["target_low"].tolist() == [0.99, 0.7]
    assert report.metrics(["csat_rate"], stage="startup")[0].target_text == "at least 70%"


def test_who_set_what_and_when_is_kept_and_logged(report: Report) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    kept = OwnTarget(
        metric_id="resolution_time", high=600, warn_high=1200, author="Support lead", saved_at=at
    )
    save_target(report.store, kept)
    assert report.own_targets()["resolution_time"] == kept
    remove_target(report.store, "resolution_time")
    log = report.store.read_frame("audit_log").tail(2)
    assert log["action"].tolist() == ["own target saved", "own target removed"]
    assert set(log["subject"]) == {"resolution_time"}
    assert json.loads(log["detail"].iloc[0])["warn_high"] == 1200


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"metric_id": "speed"}, "metric_id: there is no metric 'speed'"),
        ({"low": None, "warn_low": None}, "low: give at least one limit"),
        ({"low": float("nan")}, "low: nan is not a number"),
        ({"warn_low": float("-inf")}, "warn_low: -inf is not a number"),
        ({"low": 1.2}, "low: CSAT is never above 100 %"),
        ({"warn_low": -0.1}, "warn_low: CSAT is never below 0"),
        ({"high": 0.4}, "low: the target must not end below its beginning"),
        ({"warn_low": 0.6}, "warn_low: the warning must not lie inside the target"),
        ({"warn_high": 0.9}, "warn_high: there is no limit of the target on this side"),
        ({"author": " "}, "author: say who sets the target"),
        ({"author": "x" * 81}, "author: say who sets the target"),
        ({"stage": "huge"}, "stage 'huge' is unknown"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused_by_the_name_of_its_argument(
    store: Store, changes: dict[str, Any], message: str
) -> None:
    fields = {"metric_id": "csat_rate", "low": 0.5, "warn_low": 0.4, "author": "lead"} | changes
    with pytest.raises(ValueError, match=message):
        save_target(store, OwnTarget(**fields))
    assert store.read_frame("target_override").empty


def test_what_is_not_there_cannot_be_removed(store: Store) -> None:
    with pytest.raises(ValueError, match="metric_id: 'csat_rate' has no own target"):
        remove_target(store, "csat_rate")


def test_another_set_is_put_in_force_and_an_unknown_one_refused(report: Report) -> None:
    choose_stage(report.store, "growing")
    assert target_text(report, "first_response_time") == "under 4 h"
    assert target_text(report, "reopen_rate") == "under 5%"
    with pytest.raises(ValueError, match="stage 'huge' is unknown"):
        choose_stage(report.store, "huge")
    report.store.set_setting("stage", "a set of a later release")
    assert report.stage() == "handbook"


def test_both_databases_keep_own_targets(any_store: Store) -> None:
    report = Report(any_store)
    save_target(any_store, GOOD)
    first = report.revision()
    save_target(any_store, OwnTarget(metric_id="queue_depth", high=12, author="lead"))
    assert report.revision() != first
    assert set(report.own_targets()) == {"csat_rate", "queue_depth"}
    remove_target(any_store, "csat_rate")
    assert set(report.own_targets()) == {"queue_depth"}


def test_another_way_to_count_holds_in_every_place_and_leaves_the_facts_alone(report: Report) -> None:
    name, facts = "first_contact_resolution_rate", report.facts()
    strict = report.metric(name)
    ways = {one.definition.variant: one for one in report.variants(name)}
    choose_variant(report.store, name, "no_escalation")
    found = report.metric(name)
    assert found.value == ways["no_escalation"].value > strict.value == ways[""].value
    assert report.facts() is facts
    assert results_json([found])["metrics"][name]["variant"] == "no_escalation"
    assert report.metrics_frame().set_index("id").loc[name, "value"] == found.value
    pain = report.category_pain().set_index("group")[name]
    groups = {r.group: r.value for r in report.metrics([name], by="category") if r.group is not None}
    assert pain.to_dict() == pytest.approx(groups, nan_ok=True)
    assert report.glossary().set_index("id").loc[name, "definition"] == "No escalation"
    told = next(one for one in report.computability() if one.id == name)
    assert (told.n, told.excluded) == (found.n, found.excluded)


def test_the_shipped_way_leaves_nothing_behind_and_unknown_ways_are_refused(report: Report) -> None:
    name = "first_response_time"
    before = results_json([report.metric(name)])
    choose_variant(report.store, name, "any_reply")
    assert report.metric(name).definition.variant == "any_reply"
    choose_variant(report.store, name, "human_reply")
    assert report.store.setting("metric_variants") == {}
    assert results_json([report.metric(name)]) == before
    with pytest.raises(ValueError, match="variant_id: first_response_time has no variant 'bot'"):
        choose_variant(report.store, name, "bot")


def test_a_way_that_a_later_release_dropped_counts_as_shipped(report: Report) -> None:
    report.store.set_setting("metric_variants", {"first_response_time": "gone"})
    assert report.metric("first_response_time").definition.variant == ""
