"""Every page with the demo company, with nothing and with one ticket; tiles agree with the report."""

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
from core.report import Filters, Report
from dashboard import format as fmt
from dashboard.navigation import PAGES, PageSpec, page_by_url
from dashboard.view_models.figures import figures
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
def empty_db(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    Store.open(path).close()
    return str(path)


@pytest.fixture(scope="module")
def one_ticket_db(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("one")
    file = folder / "one.csv"
    file.write_text(ONE_TICKET, "utf-8")
    with Store.open(folder / "one.db") as store:
        assert import_file(store, file, ImportOptions(profile="canonical-tickets")).stored == 1
    return str(folder / "one.db")


@pytest.fixture
def store_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    import streamlit as st

    url = request.getfixturevalue(request.param)
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", url)
    yield url
    st.cache_resource.clear()
    st.cache_data.clear()


def show(page: PageSpec) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60).run()
    return app.switch_page(str(page.path)).run() if page.url else app


STORES = pytest.mark.parametrize("store_url", ["demo_db", "empty_db", "one_ticket_db"], indirect=True)
DEMO = pytest.mark.parametrize("store_url", ["demo_db"], indirect=True)
EMPTY = pytest.mark.parametrize("store_url", ["empty_db"], indirect=True)
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)


@STORES
@EACH_PAGE
def test_a_page_shows_its_title_and_no_error(store_url: str, page: PageSpec) -> None:
    app = show(page)
    assert not app.exception
    assert not app.error
    assert page.title in [header.value for header in app.header]


@EMPTY
@pytest.mark.parametrize("page", [page for page in PAGES if page.has_filters], ids=lambda page: page.title)
def test_an_empty_store_leads_to_the_import(store_url: str, page: PageSpec) -> None:
    words = " ".join(markdown.value for markdown in show(page).markdown)
    assert "No tickets yet" in words
    assert not show(page).metric


def metric_values(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


@DEMO
def test_tiles_show_the_values_of_the_report(store_url: str) -> None:
    report = Report.open(store_url)
    as_of = report.as_of()
    assert as_of is not None
    period = Period.last_days(28, as_of, report.zone())
    asked = {r.id: r for r in report.metrics(period=period, as_of=as_of)}
    tiles = metric_values(show(PAGES[0]))
    assert tiles["New tickets"] == fmt.count(asked["ticket_volume"].value)
    assert tiles["Backlog"] == fmt.count(asked["backlog_count"].value)
    assert tiles["Waiting for us"] == fmt.count(asked["queue_depth"].value)
    assert tiles["Unassigned"] == fmt.count(asked["unassigned_count"].value)
    assert tiles["Satisfied customers"] == fmt.share(asked["csat_rate"].value)
    assert tiles["Responses in time"] == fmt.share(asked["response_sla_met_rate"].value)
    assert tiles["Resolutions in time"] == fmt.share(asked["resolution_sla_met_rate"].value)
    assert tiles["Solved first time"] == fmt.share(asked["first_contact_resolution_rate"].value)
    assert tiles["First response"] == fmt.duration(asked["first_response_time"].median_with_waiting)
    assert tiles["Resolution"] == fmt.duration(asked["resolution_time"].median_with_waiting)


@DEMO
def test_the_same_figure_is_the_same_on_every_page(store_url: str) -> None:
    pages = [page_by_url(url) for url in ("", "queue-health", "team", "sla")]
    overview, queue, team, sla = (metric_values(show(page)) for page in pages)
    assert overview["Waiting for us"] == queue["Waiting for us"]
    assert overview["First response"] == queue["First response"] == team["First response"]
    for label in ("Backlog", "Satisfied customers", "Resolution", "Solved first time"):
        assert overview[label] == team[label]
    for label in ("Responses in time", "Resolutions in time"):
        assert overview[label] == sla[label] == team[label]


@DEMO
def test_the_change_on_a_tile_is_that_against_the_previous_period(store_url: str) -> None:
    report = Report.open(store_url)
    period = Period.last_days(28, report.as_of(), report.zone())
    before = period.previous()
    now_count, before_count = (
        report.metrics(["ticket_volume"], period=each, as_of=each.end)[0].value for each in (period, before)
    )
    tile = next(metric for metric in show(PAGES[0]).metric if metric.label == "New tickets")
    assert tile.delta == fmt.change(now_count, before_count, "count")


@DEMO
def test_a_filter_in_the_address_restricts_every_figure(store_url: str) -> None:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    app.query_params["priority"] = "P1"
    report = Report.open(store_url)
    period = Period.last_days(28, report.as_of(), report.zone())
    wanted = report.metrics(["ticket_volume"], period=period, filters=Filters(priority=("P1",)))[0]
    assert metric_values(app.run())["New tickets"] == fmt.count(wanted.value)


@DEMO
def test_figures_pair_each_metric_with_its_earlier_value(store_url: str) -> None:
    from dashboard.filters import Selection

    report = Report.open(store_url)
    period = Period.last_days(28, report.as_of(), report.zone())
    asked = Selection(period, period.previous(), "Previous period", as_of=report.as_of(), zone=report.zone())
    found = figures(report, asked, ["backlog_count", "ticket_volume"])
    earlier = report.metrics(["backlog_count"], as_of=period.previous().end)[0]
    assert found["backlog_count"].previous.value == earlier.value


@DEMO
def test_the_ticket_in_the_address_is_told_from_its_first_event(store_url: str) -> None:
    number = Report.open(store_url).tickets(where="old", limit=1)["ticket_id"].iloc[0]
    app = show(page_by_url("ticket"))
    app.text_input(key="ticket").set_value(number).run()
    assert not app.exception
    assert metric_values(app)["Age"] != fmt.NO_DATA
    assert app.dataframe[-1].value["what"].iloc[0] == "Created"


@STORES
def test_an_unknown_ticket_number_is_said_so(store_url: str) -> None:
    app = show(page_by_url("ticket"))
    app.text_input(key="ticket").set_value("no such number").run()
    assert not app.exception
    assert "No such ticket" in " ".join(markdown.value for markdown in app.markdown)


@DEMO
def test_lists_agree_with_the_counts_on_the_tiles(store_url: str) -> None:
    report = Report.open(store_url)
    app = show(PAGES[1])
    frames = {id(frame): frame.value for frame in app.dataframe}
    unassigned = report.tickets(where="unassigned")
    listed = [frame for frame in frames.values() if isinstance(frame, pd.DataFrame) and len(frame)]
    assert any(set(unassigned["ticket_id"]) <= set(frame.iloc[:, 0]) for frame in listed)
    assert fmt.count(len(unassigned)) == metric_values(show(PAGES[0]))["Unassigned"]
