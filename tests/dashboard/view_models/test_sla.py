"""The SLA page says what the report says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from core.data.store import Store
from core.report import Report
from core.sla.policies import DEFAULT_POLICY
from dashboard import format as fmt
from dashboard.filters import Selection, build_period
from dashboard.view_models import sla_words as w
from dashboard.view_models.overview import build_overview
from dashboard.view_models.sla import SlaView, build_sla, build_trend
from dashboard.view_models.sla_exceptions import build_exceptions
from dashboard.view_models.sla_groups import build_compliance
from dashboard.view_models.sla_lists import (
    Breaches,
    Patterns,
    build_breaches,
    build_patterns,
    build_updates,
)
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("sla") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=11))
        yield Report(store)


@pytest.fixture
def own_report(tmp_path: Path) -> Iterator[Report]:
    """A report whose policy may be changed."""
    with Store.open(tmp_path / "own.db") as store:
        load_into(store, generate(600, seed=3))
        yield Report(store)


def asked(report: Report, label: str = "All time") -> Selection:
    as_of, zone = report.as_of(), report.zone()
    return Selection(build_period(label, as_of, zone), as_of=as_of, zone=zone)


@pytest.fixture(scope="module")
def view(report: Report) -> SlaView:
    return build_sla(report, asked(report))


@pytest.fixture(scope="module")
def breaches(report: Report) -> Breaches:
    return build_breaches(report, asked(report))


@pytest.fixture(scope="module")
def patterns(report: Report) -> Patterns:
    return build_patterns(report, asked(report))


def test_cards_are_the_metrics(report: Report, view: SlaView) -> None:
    cards = {card.label: card.value for card in view.cards}
    assert cards["Responses in time"] == fmt.share(report.metric("response_sla_met_rate").value)
    assert cards["Resolution time used"] == fmt.share(report.metric("resolution_share_of_target").value)
    assert cards["Severe"] == fmt.count(report.metric("severe_breach_count").value)
    assert len(cards) == 6


def test_cards_count_promises(report: Report, view: SlaView) -> None:
    note = next(card.note for card in view.cards if card.label == "Responses in time")
    assert note == fmt.plural(report.metric("response_sla_met_rate").n, "promise")
    assert not any("ticket" in card.note for card in view.cards)


def test_breaches_are_judged_by_where_they_go(report: Report, view: SlaView) -> None:
    _, slope = report.breach_trend()
    card = next(card for card in view.cards if card.label == "Broken")
    assert card.status == ("on_target" if slope < 0 else "warning")
    rises = any(alert.title.startswith("Broken promises do not fall") for alert in view.alerts)
    assert rises == (slope >= 0)


@pytest.mark.parametrize(
    ("shares", "slope", "status", "word"),
    [
        ([0.3, 0.2, 0.1], -0.1, "on_target", "falling by 10.0 points a week"),
        ([0.1, 0.2, 0.3], 0.1, "warning", "rising by 10.0 points a week"),
        ([0.1, 0.1, 0.1], 0.0, "warning", "level"),
        ([0.1, 0.1, 0.1], 1e-5, "warning", "rising by less than 0.1 points"),
        ([0.0, 0.0, 0.0], 0.0, "on_target", "none in 3 weeks"),
        ([0.1], math.nan, "too_few", "too few"),
    ],
)
def test_the_verdict_on_the_trend_is_in_words(
    report: Report, monkeypatch: pytest.MonkeyPatch, shares: list[float], slope: float, status: str, word: str
) -> None:
    weeks = ["2026-06-01", "2026-06-08", "2026-06-15"][: len(shares)]
    frame = pd.DataFrame({"week": weeks, "breach_share": shares, "n": 10})
    monkeypatch.setattr(report, "breach_trend", lambda **_: (frame, slope))
    trend = build_trend(report, asked(report))
    assert (trend.status, word in trend.note) == (status, True)


@pytest.mark.parametrize("by", w.GROUPINGS)
def test_groups_add_up_to_the_card(report: Report, by: str) -> None:
    view = build_compliance(report, asked(report), by)
    for metric, name in (
        ("response_sla_met_rate", "first_response"),
        ("resolution_sla_met_rate", "resolution"),
    ):
        found, frame = report.metric(metric), view.of(name)
        assert frame["n"].sum() == found.n
        assert frame["met_count"].sum() == round(found.value * found.n)
    assert view.both.frame["response_n"].sum() == report.metric("response_sla_met_rate").n
    assert set(view.both.frame["group"]) == set(view.responses["group"]) | set(view.resolutions["group"])


def test_few_promises_are_not_judged(report: Report) -> None:
    responses = build_compliance(report, asked(report), "assignee").responses
    few = responses["n"] < 20
    assert (responses.loc[few, "status"] == "too_few").all()
    judged = responses[~few]
    assert ((judged["value"] >= 0.95) == (judged["status"] == "on_target")).all()


def test_agents_come_worst_first_and_those_with_few_promises_last(report: Report) -> None:
    table = build_compliance(report, asked(report), "assignee").both.frame
    few = table[["response_n", "resolution_n"]].max(axis=1) < 20
    assert few.is_monotonic_increasing
    rows = table[~few]
    broken = rows["response_n"] * (1 - rows["response_value"].fillna(0))
    broken += rows["resolution_n"] * (1 - rows["resolution_value"].fillna(0))
    assert (broken / (rows["response_n"] + rows["resolution_n"])).round(9).is_monotonic_decreasing


def test_priorities_and_weeks_keep_their_own_order(report: Report) -> None:
    for by in ("priority", "week"):
        assert build_compliance(report, asked(report), by).both.frame["group"].is_monotonic_increasing


def test_the_lists_are_what_the_cards_count(report: Report, breaches: Breaches) -> None:
    assert breaches.broken.total == report.metric("breach_count").value
    assert breaches.severe.total == report.metric("severe_breach_count").value
    assert set(breaches.broken.frame["level"]) <= {"breach", "severe"}
    assert set(breaches.severe.frame["promise"]) <= {"First response", "Resolution"}


def test_exports_of_the_lists_hold_every_promise(
    report: Report, breaches: Breaches, patterns: Patterns
) -> None:
    waiting = build_updates(report, asked(report)).waiting
    near = report.near_misses()
    wanted = {
        "broken": (breaches.broken, report.metric("breach_count").value),
        "severe": (breaches.severe, report.metric("severe_breach_count").value),
        "next": (breaches.next, breaches.next.total),
        "near": (patterns.near, near["metric"].isin(w.MAIN).sum()),
        "waiting": (waiting, waiting.total),
    }
    for name, (table, count) in wanted.items():
        every = table.every_row()
        assert len(every) == table.total == count, name
        pd.testing.assert_frame_equal(every.head(len(table.frame)), table.frame)
    assert breaches.broken.total > len(breaches.broken.frame) == 200
    told = report.sla_clocks(outcome=("breached",))
    late = told.loc[told["metric"].isin(w.MAIN), "late_minutes"]
    assert breaches.broken.every_row()["late_minutes"].tolist() == late.tolist()


def test_broken_promises_come_latest_first_and_say_whether_they_still_run(
    report: Report, breaches: Breaches
) -> None:
    assert breaches.broken.frame["late_minutes"].is_monotonic_decreasing
    assert set(breaches.broken.frame["clock_word"]) == {w.STILL, w.OVER}
    assert breaches.severe.frame["due_at"].is_monotonic_decreasing
    assert (breaches.severe.frame["times"] >= 2).all()


def test_what_breaks_next_is_inside_its_limit(report: Report, breaches: Breaches) -> None:
    assert breaches.next.frame["remaining_minutes"].is_monotonic_increasing
    assert (breaches.next.frame["remaining_minutes"] >= 0).all()
    assert set(breaches.next.frame["outcome_word"]) <= {"running", "paused"}


def test_patterns_count_every_broken_promise(report: Report, patterns: Patterns) -> None:
    count = report.metric("breach_count").value
    assert patterns.late[["first_response", "resolution"]].to_numpy().sum() == count
    assert patterns.hours_long["count"].sum() == patterns.hours.to_numpy().sum() == count
    assert set(patterns.near.frame["promise"]) <= {"First response", "Resolution"}


def test_updates_are_followed_on_their_own(report: Report) -> None:
    view = build_updates(report, asked(report))
    assert view.is_promised
    assert [card.label for card in view.cards] == ["Updates in time"], (
        "the handbook promises no later answers"
    )
    assert list(view.by_priority) == ["periodic_update"]
    frame = view.by_priority["periodic_update"]
    assert frame["n"].sum() == report.metric("update_sla_met_rate").n
    assert set(frame["status"]) == {"no_target"}
    assert set(view.waiting.frame["level"]) <= {"orange", "red", "breach", "severe"}


def test_a_policy_without_updates_says_so(own_report: Report) -> None:
    own_report.choose_policy("small_team")
    view = build_updates(own_report, asked(own_report))
    assert not view.is_promised
    assert view.waiting.is_empty


def test_the_register_says_what_is_known_and_what_is_missing(report: Report) -> None:
    view = build_exceptions(report, asked(report))
    register = view.register.frame.set_index("rule")
    found = report.sla_exceptions()
    early = (found.pauses["message_count"] < 2).sum()
    assert (
        f"{fmt.count(early)} of {fmt.plural(len(found.pauses), 'pause')}" in register.loc["R-EX-01", "found"]
    )
    assert view.pauses.total == early == len(view.pauses.every_row()) > len(view.pauses.frame)
    assert register.loc["R-EX-05", "found"].startswith(fmt.plural(len(found.duplicates), "duplicate"))
    for rule in ("R-EX-02", "R-EX-03", "R-EX-04", "R-EX-06"):
        assert register.loc[rule, "status"] == "no_data"
        assert register.loc[rule, "found"].startswith("Cannot tell: needs ")


def test_the_policy_in_force_is_named_with_its_hours(view: SlaView) -> None:
    assert "Handbook, printed tier times" in view.policy
    assert "Monday to Friday: 08:00–20:00" in view.policy


def test_tickets_without_a_promise_are_said(own_report: Report) -> None:
    only = [promise for promise in DEFAULT_POLICY.promises if promise.priority == "P3"]
    own = replace(DEFAULT_POLICY, policy_id="own", promises=tuple(only))
    own_report.save_policy(own, in_force=True)
    covered = own_report.sla_coverage()
    (note,) = build_sla(own_report, asked(own_report)).notes
    assert note.startswith(f"No policy: no promise fits {fmt.plural(covered.unpromised, 'ticket')}")
    assert f"P4 {covered.unpromised_by_priority['P4']}" in note


def test_where_nothing_fits_the_page_says_why(own_report: Report) -> None:
    own_report.choose_policy("severity")
    view = build_sla(own_report, asked(own_report))
    assert view.cards == view.alerts == ()
    assert view.empty == "No promise fits these tickets"
    assert not view.calm


def test_an_empty_store_has_an_empty_page(store: Store) -> None:
    report = Report(store)
    question = Selection(build_period("All time", None, "UTC"))
    assert build_sla(report, question).cards == ()
    assert build_breaches(report, question).broken.is_empty
    assert build_compliance(report, question, "team").responses.empty
    assert build_compliance(report, question, "week").both.is_empty
    assert "too few" in build_patterns(report, question).trend.note
    assert build_updates(report, question).waiting.is_empty
    assert build_exceptions(report, question).pauses.is_empty


def test_the_overview_shows_the_own_clock(report: Report) -> None:
    cards = {card.label: card.value for card in build_overview(report, asked(report)).promises}
    assert cards["Responses in time"] == fmt.share(report.metric("response_sla_met_rate").value)
    assert cards["Resolutions in time"] == fmt.share(report.metric("resolution_sla_met_rate").value)
    assert "SLA met" not in cards


def test_the_overview_shows_the_sources_verdict_where_the_own_clock_is_silent(own_report: Report) -> None:
    own_report.choose_policy("severity")
    cards = {card.label: card.value for card in build_overview(own_report, asked(own_report)).promises}
    assert cards["SLA met"] == fmt.share(own_report.metric("sla_met_rate").value)
    assert "Resolutions in time" not in cards
