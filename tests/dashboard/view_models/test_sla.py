"""The SLA page says what the report says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.data.store import Store
from core.report import Report
from dashboard import format as fmt
from dashboard.filters import Selection, build_period
from dashboard.view_models.sla import SlaView, build_sla
from dashboard.view_models.sla_words import GROUPINGS
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("sla") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=11))
        yield Report(store)


def asked(report: Report, label: str = "All time") -> Selection:
    as_of, zone = report.as_of(), report.zone()
    return Selection(build_period(label, as_of, zone), as_of=as_of, zone=zone)


@pytest.fixture(scope="module")
def view(report: Report) -> SlaView:
    return build_sla(report, asked(report), "priority")


def test_cards_are_the_metrics(report: Report, view: SlaView) -> None:
    cards = {card.label: card.value for card in view.cards}
    assert cards["Responses in time"] == fmt.share(report.metric("response_sla_met_rate").value)
    assert cards["Resolution time used"] == fmt.share(report.metric("resolution_share_of_target").value)
    assert cards["Severe"] == fmt.count(report.metric("severe_breach_count").value)
    assert "Later answers in time" not in cards, "the handbook promises none"


@pytest.mark.parametrize("by", GROUPINGS)
def test_groups_add_up_to_the_card(report: Report, by: str) -> None:
    view = build_sla(report, asked(report), by)
    metric = report.metric("response_sla_met_rate")
    assert view.responses["n"].sum() == metric.n
    assert view.responses["met_count"].sum() == round(metric.value * metric.n)


def test_few_promises_are_not_judged(view: SlaView) -> None:
    few = view.responses["n"] < 20
    assert (view.responses.loc[few, "status"] == "too_few").all()
    judged = view.responses[~few]
    assert ((judged["value"] >= 0.95) == (judged["status"] == "on_target")).all()


def test_lists_name_promise_level_and_clock(report: Report, view: SlaView) -> None:
    assert set(view.breaches.frame["level_word"]) <= {"Broken", "Severe, twice the limit"}
    assert view.breaches.total == len(report.sla_clocks(outcome=("breached",)))
    assert set(view.next.frame["outcome_word"]) <= {"running", "paused"}
    assert "Status update" not in set(view.next.frame["promise"])


def test_the_policy_in_force_is_named(view: SlaView) -> None:
    assert "Handbook, printed tier times" in view.policy


def test_the_verdict_is_in_words(view: SlaView) -> None:
    assert any(word in view.trend_note for word in ("falling", "rising", "flat"))


def test_an_empty_store_has_an_empty_page(store: Store) -> None:
    report = Report(store)
    view = build_sla(report, Selection(build_period("All time", None, "UTC")), "team")
    assert view.breaches.is_empty
    assert view.responses.empty
    assert "too few" in view.trend_note
