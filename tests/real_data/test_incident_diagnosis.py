"""Diagnosis and reports of a real incident log without surveys: said plainly, and no zero in its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.insight.diagnosis import Answer
from core.periods import Period
from core.report import Report
from dashboard.navigation import page_by_url
from dashboard.written.shelf import REPORTS

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"
FILE = "uci_incidents_2016-03-07_to_03-20.csv.gz"
WEEK = Period.of_days(date(2016, 3, 14), date(2016, 3, 20))


@pytest.fixture(scope="module")
def incidents(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("incidents") / "queuewise.db") as store:
        import_file(store, shared_data / FILE, ImportOptions(profile="servicenow", timezone="UTC"))
        yield Report(store)


def test_satisfaction_cannot_be_diagnosed_and_says_what_it_needs(incidents: Report) -> None:
    change = incidents.change_analysis("csat_rate", period=WEEK)
    assert change.parts is None
    assert change.missing == "CSAT has no value in either period: it needs survey answers with their scale."
    found = {each.symptom.id: each for each in incidents.examine(period=WEEK).diagnoses}
    assert found["R-DX-01"].is_there is Answer.UNKNOWN
    assert found["R-DX-03"].is_there is Answer.UNKNOWN


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_lists_satisfaction_among_what_cannot_be_said(incidents: Report, name: str) -> None:
    text = REPORTS[name].document(incidents, datetime(2016, 4, 1, tzinfo=UTC)).markdown()
    assert "CSAT: no data; it needs survey answers with their scale." in text
    assert "| CSAT" not in text


def test_reopenings_are_told_and_advice_without_inputs_is_withheld(incidents: Report) -> None:
    reading = incidents.examine(period=WEEK, as_of=datetime(2016, 3, 21, tzinfo=UTC)).readings
    assert reading["early_reopen_rate"].n > 1_000
    verdicts = {each.id: each.verdict for each in incidents.advice(as_of=datetime(2016, 3, 21, tzinfo=UTC))}
    assert verdicts["R-DC-01"] == verdicts["R-DC-02"] == verdicts["R-DC-03"] == "Cannot be said."


def test_the_pages_say_what_is_missing_and_run_on(incidents: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", str(incidents.store.url))
    for url, section in (("diagnosis", "Symptoms"), ("diagnosis", "Advice"), ("reports", "Blueprint")):
        app = AppTest.from_file(ENTRY, default_timeout=90)
        app.query_params["section"] = section
        app.query_params["period"] = "Last 365 days"
        app.run()
        app.switch_page(str(page_by_url(url).path)).run()
        assert not app.exception, (url, section)
    st.cache_resource.clear()
    st.cache_data.clear()
