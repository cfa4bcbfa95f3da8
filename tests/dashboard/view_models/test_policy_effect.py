"""What another policy would have meant is what the report says under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from core.data.store import Store
from core.report import Report
from core.reporting.sla_design import as_if_always
from core.sla.policies import DEFAULT_POLICY, POLICIES
from core.sla.policy import Policy, SlaMetric
from dashboard import format as fmt
from dashboard.view_models.policy import build_desk, data_words
from dashboard.view_models.policy_effect import build_effect
from dashboard.view_models.policy_matrix import matrix
from sample_data import generate, load_into

TODAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("policy") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=11))
        yield Report(store)


def tightened(policy: Policy) -> Policy:
    """P2 answered in a tenth of the time."""
    promises = tuple(
        replace(p, seconds=p.seconds / 10)
        if p.metric is SlaMetric.FIRST_RESPONSE and p.priority == "P2"
        else p
        for p in policy.promises
    )
    return replace(policy, promises=promises)


def test_only_the_tightened_promise_is_kept_less_often(report: Report) -> None:
    effect = build_effect(report, DEFAULT_POLICY, tightened(DEFAULT_POLICY))
    frame = effect.table.frame.set_index(["promise", "group"])
    moved = frame[frame["rate_now"] != frame["rate_then"]]
    assert list(moved.index) == [("First response", "P2")]
    row = moved.iloc[0]
    assert row["rate_then"] < row["rate_now"]
    assert row["broken_then"] - row["broken_now"] == int(row["more"].lstrip("+"))
    assert row["change"] == fmt.change(row["rate_then"], row["rate_now"], "share")
    assert not effect.is_same


def test_now_is_what_the_report_says_now(report: Report) -> None:
    frame = build_effect(report, DEFAULT_POLICY, POLICIES["small_team"]).table.frame.set_index(
        ["promise", "group"]
    )
    now = report.sla_compliance("priority").set_index(["metric", "group"])
    then = report.sla_under(POLICIES["small_team"]).set_index(["metric", "group"])
    assert frame.loc[("Resolution", "P2"), "met_now"] == now.loc[("resolution", "P2"), "met_count"]
    assert frame.loc[("Resolution", "P2"), "met_then"] == then.loc[("resolution", "P2"), "met_count"]
    assert frame.loc[("Status update", "P2"), "rate_now"] > 0
    assert fmt.is_missing(frame.loc[("Status update", "P2"), "rate_then"]), "small teams promise no updates"


def test_cards_add_up_the_priorities(report: Report) -> None:
    effect = build_effect(report, DEFAULT_POLICY, tightened(DEFAULT_POLICY))
    response = next(card for card in effect.cards if card.label == "First response")
    own = effect.table.frame[effect.table.frame["promise"] == "First response"]
    met, broken = own["met_then"].sum(), own["broken_then"].sum()
    assert response.value == fmt.share(met / (met + broken))
    assert response.delta_is_good is False
    assert response.target == f"now {fmt.share(report.metric('response_sla_met_rate').value)}"


def test_the_policy_in_force_changes_nothing(report: Report) -> None:
    assert build_effect(report, DEFAULT_POLICY, DEFAULT_POLICY).is_same


def test_a_limit_from_today_is_tried_on_the_whole_past(report: Report) -> None:
    later = replace(
        tightened(DEFAULT_POLICY),
        promises=(
            *DEFAULT_POLICY.promises,
            *(
                replace(new, valid_from=2_000_000_000_000_000)
                for new, old in zip(tightened(DEFAULT_POLICY).promises, DEFAULT_POLICY.promises, strict=True)
                if new != old
            ),
        ),
    )
    assert set(as_if_always(later).promises) == set(tightened(DEFAULT_POLICY).promises)
    assert build_effect(report, DEFAULT_POLICY, later).table.frame.equals(
        build_effect(report, DEFAULT_POLICY, tightened(DEFAULT_POLICY)).table.frame
    )


def test_an_empty_store_has_nothing_to_compare(tmp_path) -> None:
    with Store.open(tmp_path / "empty.db") as store:
        effect = build_effect(Report(store), DEFAULT_POLICY, POLICIES["small_team"])
    assert effect.table.is_empty
    assert effect.cards == ()


def test_the_desk_knows_shipped_from_own_and_who_is_reached(report: Report) -> None:
    desk = build_desk(report, data_words(report), TODAY)
    assert not any(desk.is_own(policy_id) for policy_id in POLICIES)
    as_of = report.as_of()
    assert as_of is not None
    assert desk.today == as_of.astimezone(ZoneInfo(report.zone())).date()
    assert "B-046" in desk.source("handbook")
    tables = matrix(DEFAULT_POLICY)
    unknown = [table.tier for table in tables if "No customer" in desk.reach(tables, table)]
    assert desk.tiers == ("Mid-Market", "SMB", "Enterprise"), "the most frequent first"
    assert "Mid-Market and SMB" in desk.reach(tables, tables[0])
    assert set(unknown) == {table.tier for table in tables if table.tier} - set(desk.tiers)


def test_policies_of_one_name_are_told_apart(report: Report) -> None:
    desk = build_desk(report, data_words(report), TODAY)
    twin = replace(DEFAULT_POLICY, policy_id="twin")
    both = replace(desk, policies={**desk.policies, "twin": twin})
    assert both.label("twin") != both.label("handbook")
    assert desk.label("handbook") == DEFAULT_POLICY.name
