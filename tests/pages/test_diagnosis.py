"""The Diagnosis page run by Streamlit: every part opens, the chart adds up, answers change the advice."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.periods import Period
from core.report import Report
from dashboard.components.diagnosis_panels import PARTS
from dashboard.navigation import page_by_url
from dashboard.view_models.diagnosis_change import FIGURES, NO_COMPARISON, TRAITS
from sample_data.company import generate
from sample_data.loading import load_into

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"
ONE_TICKET = "ticket_id,created_at,status,priority,team_id\n1,2026-03-02T09:00:00Z,open,P2,Billing\n"


@pytest.fixture(scope="module")
def demo_db(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(3_000, seed=7))
    return str(path)


@pytest.fixture(scope="module")
def one_ticket_db(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("one")
    file = folder / "one.csv"
    file.write_text(ONE_TICKET, "utf-8")
    with Store.open(folder / "one.db") as store:
        import_file(store, file, ImportOptions(profile="canonical-tickets"))
    return str(folder / "one.db")


@pytest.fixture
def store_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    import streamlit as st

    url = request.getfixturevalue(request.param)
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", url)
    yield url
    st.cache_resource.clear()
    st.cache_data.clear()


DEMO = pytest.mark.parametrize("store_url", ["demo_db"], indirect=True)
ANY = pytest.mark.parametrize("store_url", ["demo_db", "one_ticket_db"], indirect=True)


def show(**address: str) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(str(page_by_url("diagnosis").path)).run()


def numbers(drawn: Any) -> np.ndarray:
    """The values of an axis as the page sends them."""
    return np.frombuffer(base64.b64decode(drawn["bdata"]), drawn["dtype"])


def text(app: AppTest) -> str:
    return " ".join(element.value for element in (*app.markdown, *app.caption)).replace("\\", "")


@ANY
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_without_an_error(store_url: str, part: str) -> None:
    for period in ("Last 90 days", "All time"):
        app = show(section=part, period=period)
        assert not app.exception, app.exception
        assert not app.error


@DEMO
@pytest.mark.parametrize("name", ["first_response_time", "csat_rate"])
def test_dots_of_the_chart_add_up_to_the_change_of_the_report(store_url: str, name: str) -> None:
    app = show(section="Changes", changed=FIGURES[name], period="Last 90 days")
    assert not app.exception
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    dots = next(trace for trace in figure["data"] if trace.get("mode") == "markers")
    report = Report.open(store_url)
    period = Period.last_days(90, report.as_of(), report.zone())
    result = report.metrics([name], period=period, compare=True)[0]
    report.close()
    assert len(dots["y"]) == 6
    assert numbers(dots["x"]).sum() == pytest.approx(result.change, abs=1e-9)


@DEMO
@pytest.mark.parametrize("trait", ["assignee", "load"])
def test_a_change_is_shown_by_every_trait(store_url: str, trait: str) -> None:
    app = show(section="Changes", changed=FIGURES["csat_rate"], period="Last 90 days", trait=TRAITS[trait])
    assert not app.exception
    assert f"By {TRAITS[trait].lower()}" in text(app)


@DEMO
def test_a_period_without_ends_says_what_is_missing(store_url: str) -> None:
    assert NO_COMPARISON.rstrip(".") in text(show(section="Changes", period="All time"))


@DEMO
def test_an_answer_is_kept_and_moves_the_advice(store_url: str) -> None:
    app = show(section="Advice")
    assert "not known: :gray[The product is critical infrastructure (nobody has said)]" in text(app)
    app.segmented_control(key="advice_is_critical").set_value(True).run()
    assert not app.exception
    assert "speaks for it: :gray[The product is critical infrastructure (as you said)]" in text(app)
    assert "There is a reason to look into it." in text(show(section="Advice"))


@pytest.mark.parametrize("store_url", ["one_ticket_db"], indirect=True)
def test_one_ticket_gives_no_made_up_figure(store_url: str) -> None:
    app = show(section="Changes", changed=FIGURES["csat_rate"], period="Last 90 days")
    assert "CSAT has no value in either period: it needs survey answers" in text(app)
    assert not app.get("plotly_chart")
