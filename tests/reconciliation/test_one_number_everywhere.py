"""Page, export, API and command line give the same number for the same filter, for every metric."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.store import Store
from core.metrics import METRICS
from core.report import Filters, MetricResult, Period, Report
from core.reporting.tokens import add_token
from dashboard import export
from dashboard.api.app import api_app
from dashboard.cli import main
from dashboard.metrics_request import period_of
from dashboard.navigation import page_by_url
from dashboard.view_models.glossary import now_words
from sample_data.company import generate
from sample_data.loading import load_into

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"
START, END = "2026-05-01", "2026-06-20"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("one") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(3_000, seed=11))
    return str(path)


@pytest.fixture(scope="module")
def report(database: str) -> Iterator[Report]:
    opened = Report.open(database)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def team(report: Report) -> str:
    return report.options()["team"][0]


@pytest.fixture(scope="module")
def expected(report: Report, team: str) -> dict[str, MetricResult]:
    period = period_of(START, END, report.zone())
    return {r.id: r for r in report.metrics(period=period, filters=Filters(team=(team,)))}


def same(document: dict[str, Any], result: MetricResult) -> bool:
    given = document["value"]
    return math.isnan(result.value) if given is None else given == pytest.approx(result.value, rel=1e-12)


def test_the_question_is_not_empty(expected: dict[str, MetricResult]) -> None:
    known = [result for result in expected.values() if not math.isnan(result.value)]
    assert set(expected) == set(METRICS)
    assert len(known) > 60


def test_the_api_says_what_the_report_says(
    report: Report, team: str, expected: dict[str, MetricResult]
) -> None:
    token = add_token(report.store, "reconciliation")
    client = TestClient(api_app(lambda: report), headers={"Authorization": f"Bearer {token}"})
    found = client.get("/metrics", params={"from": START, "to": END, "team": team}).json()["metrics"]
    assert [name for name, result in expected.items() if not same(found[name], result)] == []


def test_the_command_line_says_what_the_report_says(
    database: str, team: str, expected: dict[str, MetricResult], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--db", database, "metrics", "--from", START, "--to", END, "--team", team, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["metrics"]
    assert [name for name, result in expected.items() if not same(found[name], result)] == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports_hold_what_the_report_says(
    report: Report, team: str, expected: dict[str, MetricResult], kind: str, tmp_path: Path
) -> None:
    frame = report.metrics_frame(period=period_of(START, END, report.zone()), filters=Filters(team=(team,)))
    content = export.to_csv(frame) if kind == "csv" else export.to_excel(frame)
    file = tmp_path / f"metrics.{kind}"
    file.write_bytes(content)
    read = pd.read_csv(file) if kind == "csv" else pd.read_excel(file, engine="openpyxl")
    values = read.set_index("id")["value"]
    wrong = [
        name
        for name, result in expected.items()
        if values[name] != pytest.approx(result.value, rel=1e-9, nan_ok=True)
    ]
    assert wrong == []


def test_the_page_prints_what_the_report_says(
    database: str, report: Report, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import streamlit as st

    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", database)
    app = AppTest.from_file(ENTRY, default_timeout=120)
    app.session_state["period"] = "Last 90 days"
    app.session_state["team"] = [team]
    shown = app.run().switch_page(str(page_by_url("glossary").path)).run()
    assert not shown.exception
    table = shown.dataframe[0].value.set_index("id")
    as_of = report.as_of()
    assert as_of is not None
    period = Period.last_days(90, as_of, report.zone())
    found = report.metrics(period=period, filters=Filters(team=(team,)), as_of=as_of)
    wrong = [result.id for result in found if table.loc[result.id, "now"] != now_words(result)]
    st.cache_resource.clear()
    st.cache_data.clear()
    assert wrong == []
