"""Trying other targets gives what the clock gives under a policy with those targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.data.store import Store
from core.report import Report
from core.sla.policy import Policy
from dashboard.filters import Selection, build_period
from dashboard.view_models.what_if import build_what_if, drafted, tried_calendar
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("tried") / "queuewise.db") as store:
        load_into(store, generate(1_000, seed=6))
        yield Report(store)


@pytest.fixture(scope="module")
def asked(report: Report) -> Selection:
    as_of, zone = report.as_of(), report.zone()
    return Selection(build_period("All time", as_of, zone), as_of=as_of, zone=zone)


def scaled(policy: Policy, factor: float) -> Policy:
    promises = tuple(replace(promise, seconds=promise.seconds * factor) for promise in policy.promises)
    return replace(policy, promises=promises)


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
def test_a_tried_limit_gives_what_the_clock_gives_under_that_policy(report: Report, factor: float) -> None:
    expected = report.sla_under(scaled(report.policy(), factor)).set_index(["metric", "group"])
    for group in report.sla_trial():
        row = expected.loc[(group.metric.value, group.priority)]
        assert group.counts(group.base_minutes * factor) == (row["met_count"], row["breached_count"])


def test_the_limit_that_95_percent_would_have_met_is_the_smallest_such(report: Report) -> None:
    for group in report.sla_trial():
        reach, count = group.limit_for(0.95), len(group.stopped)
        inside = (group.stopped * group.base_minutes <= reach + 1e-9).sum()
        below = (group.stopped * group.base_minutes < reach - 1e-9).sum()
        assert below < 0.95 * count <= inside


def test_a_moved_slider_changes_its_own_share_only(report: Report, asked: Selection) -> None:
    still = build_what_if(report, asked, {})
    moved = build_what_if(report, asked, {"first_response|P2": 0})
    before = {slider.slider_id: slider.result for slider in still.panel.sliders}
    after = {slider.slider_id: slider.result for slider in moved.panel.sliders}
    assert {name for name in before if before[name] != after[name]} == {"first_response|P2"}
    assert (still.targets, list(moved.targets)) == ({}, [("first_response", "P2")])


def test_other_hours_are_tried_only_when_days_are_chosen(report: Report, asked: Selection) -> None:
    hours = report.opening_hours()
    assert tried_calendar({"opens": 3}, hours) is None
    always = tried_calendar({"days": 3, "opens": 0, "closes": 12}, hours)
    assert always is not None
    assert build_what_if(report, asked, {"days": 3}).summary != build_what_if(report, asked, {}).summary


def test_a_draft_scales_every_tier_like_the_moved_limit(report: Report) -> None:
    policy = report.policy()
    draft = drafted(policy, {("first_response", "P2"): 30.0}, "Faster P2")
    assert draft.name == "Faster P2"
    for old, new in zip(policy.promises, draft.promises, strict=True):
        is_moved = (old.metric, old.priority) == ("first_response", "P2")
        assert new.seconds == (old.seconds / 2 if is_moved else old.seconds)


def test_a_second_draft_of_the_same_name_leaves_the_first_as_it_is(report: Report) -> None:
    first = drafted(report.policy(), {("first_response", "P2"): 30.0}, "Faster", report.policies())
    second = drafted(report.policy(), {}, "Faster", [*report.policies(), first.policy_id])
    assert first.policy_id not in report.policies()
    assert second.policy_id not in {*report.policies(), first.policy_id}


def test_hours_that_end_before_they_begin_are_not_tried(report: Report, asked: Selection) -> None:
    found = build_what_if(report, asked, {"days": 1, "opens": 12, "closes": 0})
    assert found.summary == build_what_if(report, asked, {}).summary
    assert "end after they begin" in found.panel.groups[-1].note


def test_an_empty_store_has_nothing_to_try(store: Store) -> None:
    found = build_what_if(Report(store), Selection(build_period("All time", None, "UTC")), {})
    assert found.summary == "No promise was decided yet."
