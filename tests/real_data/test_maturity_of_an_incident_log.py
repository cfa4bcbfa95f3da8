"""The maturity page's figures on a real incident log: what cannot be computed says so, and is never 0."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.insight.signals_findings import State
from core.report import Report
from dashboard.components.maturity_findings import nothing_words
from dashboard.view_models.maturity_assessment import build_assessment
from dashboard.view_models.maturity_distance import build_distance
from dashboard.view_models.maturity_signals import build_signals
from dashboard.view_models.maturity_stage import build_stage

FILE = "uci_incidents_2016-03-07_to_03-20.csv.gz"
CSAT_RULES = {"R-SC-02", "R-SC-11", "R-WS-02", "R-PS-01", "R-PS-05", "R-FP-10"}


@pytest.fixture(scope="module")
def report(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("incidents") / "queuewise.db") as store:
        import_file(store, shared_data / FILE, ImportOptions(profile="servicenow", timezone="UTC"))
        yield Report(store)


def test_rules_about_satisfaction_say_that_they_lack_it(report: Report) -> None:
    found = report.signal_report(4)
    assert found is not None
    findings = [*found.signals, *found.warning_signs, *found.failure_patterns]
    findings += [pair.found.finding for pair in found.pairs]
    about = [each for each in findings if each.rule in CSAT_RULES]
    assert {each.rule for each in about} == CSAT_RULES
    assert {each.state for each in about} == {State.UNKNOWN}
    assert all(each.needs and not each.evidence for each in about)
    assert found.readiness.is_now is None


def test_distance_of_csat_is_no_data_and_that_of_resolution_equals_plain_pandas(
    report: Report, shared_data: Path
) -> None:
    view = build_distance(report)
    cards = {card.label: card for card in view.cards}
    assert (cards["CSAT"].value, cards["CSAT"].status) == ("no data", "no_data")
    assert "survey answers" in cards["CSAT"].note
    rows = pd.read_csv(shared_data / FILE, dtype=str)
    last = rows.groupby("number", sort=False).last()
    when = {name: pd.to_datetime(last[name], format="%d/%m/%Y %H:%M", errors="coerce") for name in
            ("opened_at", "resolved_at")}  # fmt: skip
    end = when["opened_at"].max()
    done = when["resolved_at"] <= end
    minutes = (when["resolved_at"] - when["opened_at"])[done].dt.total_seconds() / 60
    row = next(each for each in report.stage_distances() if each.result.id == "resolution_time")
    assert row.result.n == done.sum()
    assert row.result.value == pytest.approx(minutes[minutes >= 0].mean())


def test_every_tab_is_built_and_shows_no_zero_for_what_is_unknown(report: Report) -> None:
    stage, signals, answers = build_stage(report), build_signals(report), build_assessment(report)
    assert stage is not None
    assert signals is not None
    assert "No ticket came in after 20" in stage.note.replace("\u00a0", " ")
    unknown = [card for card in stage.cards if card.status == "no_data"]
    assert {card.value for card in unknown} == {"no data"}
    assert all(line.words.startswith("needs ") for line in signals.warning_signs.unknown)
    assert {pair.line.status for pair in signals.pairs} == {"no_data"}
    assert all(pair.frame.empty for pair in signals.pairs)
    assert nothing_words(signals.warning_signs, "All is well.") == "None of them can be said."
    assert signals.ratios.is_empty
    assert signals.crowd.empty
    open_lines = [line for group in answers.groups for line in group.lines if line.word == "Not answered"]
    assert all("0 %" not in line.evidence for line in open_lines)
