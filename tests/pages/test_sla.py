"""The SLA page run by Streamlit: its figures are the report's, each part opens, and nothing is no error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.periods import Period
from core.report import Report
from dashboard import format as fmt
from dashboard.components.sla_panels import PARTS
from dashboard.navigation import page_by_url
from dashboard.view_models.sla_words import GROUPINGS
from sample_data.company import generate
from sample_data.loading import load_into

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"
ONE_TICKET = "ticket_id,created_at,status,priority,team_id\n1,2026-03-02T09:00:00Z,open,P2,Billing\n"


@pytest.fixture(scope="module")
def demo_db(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(2_000, seed=7))
    return str(path)


@pytest.fixture(scope="module")
def unfit_db(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A company whose policy has no limit for any of its priorities."""
    path = tmp_path_factory.mktemp("unfit") / "unfit.db"
    with Store.open(path) as store:
        load_into(store, generate(600, seed=3))
        Report(store).choose_policy("severity")
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
UNFIT = pytest.mark.parametrize("store_url", ["unfit_db"], indirect=True)
ONE = pytest.mark.parametrize("store_url", ["one_ticket_db"], indirect=True)
ANY = pytest.mark.parametrize("store_url", ["demo_db", "unfit_db", "one_ticket_db"], indirect=True)


def show(**address: str) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(str(page_by_url("sla").path)).run()


def text(app: AppTest) -> str:
    return " ".join(element.value for element in (*app.markdown, *app.caption))


@DEMO
def test_cards_show_the_figures_of_the_report(store_url: str) -> None:
    report = Report.open(store_url)
    period = Period.last_days(28, report.as_of(), report.zone())
    cards = {metric.label: metric.value for metric in show().metric}
    for label, name, words in (
        ("Responses in time", "response_sla_met_rate", fmt.share),
        ("Resolutions in time", "resolution_sla_met_rate", fmt.share),
        ("Resolution time used", "resolution_share_of_target", fmt.share),
        ("Broken", "breach_count", fmt.count),
        ("Severe", "severe_breach_count", fmt.count),
    ):
        assert cards[label] == words(report.metric(name, period=period).value)


@ANY
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_without_an_error(store_url: str, part: str) -> None:
    app = show(part=part, period="All time")
    assert not app.exception
    assert not app.error


@DEMO
@pytest.mark.parametrize("by", GROUPINGS)
def test_the_table_compares_by_what_was_chosen(store_url: str, by: str) -> None:
    app = show(period="All time")
    app.segmented_control(key="by").set_value(by).run()
    assert not app.exception
    table = app.dataframe[-1].value
    found = Report.open(store_url).sla_compliance(by)
    decided = found[(found["metric"].isin(["first_response", "resolution"])) & (found["n"] > 0)]
    assert set(table["group"]) == set(decided["group"])


@DEMO
def test_the_severe_log_lists_what_the_card_counts(store_url: str) -> None:
    app = show(part="Breaches", period="All time")
    severe = next(metric.value for metric in app.metric if metric.label == "Severe")
    frames = [frame.value for frame in app.dataframe if isinstance(frame.value, pd.DataFrame)]
    listed = next(frame for frame in frames if "times" in frame)
    assert len(listed) == min(int(severe.replace(",", "")), 200)


@UNFIT
def test_where_no_promise_fits_the_page_says_so(store_url: str) -> None:
    app = show(period="All time")
    assert "No promise fits these tickets" in text(app)
    assert "No policy: no promise fits" in text(app).replace("\\", "")
    assert not app.metric


@ONE
def test_a_ticket_without_a_history_is_said_to_have_unknown_pauses(store_url: str) -> None:
    assert "pauses are unknown" in text(show(period="All time"))
