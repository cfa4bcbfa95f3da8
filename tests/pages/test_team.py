"""The Team page run by Streamlit: each part opens, over much and over one ticket, asking only for itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.periods import Period
from core.report import Report
from dashboard import format as fmt
from dashboard.components import team_panels
from dashboard.components.team_panels import PARTS
from dashboard.navigation import page_by_url
from dashboard.view_models.team_satisfaction import BY
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
ONE = pytest.mark.parametrize("store_url", ["one_ticket_db"], indirect=True)
ANY = pytest.mark.parametrize("store_url", ["demo_db", "one_ticket_db"], indirect=True)


def show(page: str = "team", **address: str) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(str(page_by_url(page).path)).run()


def text(app: AppTest) -> str:
    return " ".join(element.value for element in (*app.markdown, *app.caption)).replace("\\", "")


@ANY
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_without_an_error(store_url: str, part: str) -> None:
    app = show(part=part, period="All time")
    assert not app.exception
    assert not app.error


@DEMO
@pytest.mark.parametrize("part", PARTS)
def test_only_the_open_part_is_asked_for(store_url: str, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    for name in PARTS:
        monkeypatch.setitem(team_panels.PARTS, name, lambda selection, name=name: asked.append(name))
    show(part=part)
    assert set(asked) == {part}


@DEMO
def test_cards_show_the_figures_of_the_report(store_url: str) -> None:
    report = Report.open(store_url)
    period = Period.last_days(28, report.as_of(), report.zone())
    cards = {metric.label: metric.value for metric in show().metric}
    for label, name, words in (
        ("Satisfied customers", "csat_rate", fmt.share),
        ("New tickets", "ticket_volume", fmt.count),
        ("Net resolved", "lasting_resolved_count", fmt.count),
        ("Escalated", "escalation_rate", fmt.share),
    ):
        assert cards[label] == words(report.metric(name, period=period).value)


@DEMO
@pytest.mark.parametrize("by", BY)
def test_ratings_compare_by_what_was_chosen(store_url: str, by: str) -> None:
    app = show(part="Satisfaction", period="All time")
    app.segmented_control(key="rated_by").set_value(by).run()
    assert not app.exception
    assert f"Satisfaction by {BY[by].lower()}" in text(app)


@DEMO
def test_moves_switch_between_levels_and_teams(store_url: str) -> None:
    app = show(part="Flow", period="All time")
    assert "L2 (first move)" in set(app.dataframe[1].value["to_words"])
    app.segmented_control(key="moves").set_value("team").run()
    assert not app.exception
    assert "Technical L2 (first move)" in set(app.dataframe[1].value["to_words"])


@DEMO
def test_a_part_of_another_page_is_no_part_of_this_one(store_url: str) -> None:
    app = show("sla", part="Breaches")
    app.switch_page(str(page_by_url("team").path)).run()
    assert not app.exception
    assert "New tickets" in {metric.label for metric in app.metric}
    app.switch_page(str(page_by_url("sla").path)).run()
    assert not app.exception


@DEMO
def test_levels_say_what_their_bands_imply(store_url: str) -> None:
    words = text(show(part="Levels"))
    assert "24 to 36 tickets fit" in words
    assert "inside its limit of 5" in words


@ONE
def test_what_cannot_be_told_is_said_so(store_url: str) -> None:
    assert "No answer to a survey with its date" in text(show(part="Satisfaction", period="All time"))
    assert "No ticket of this selection names a level" in text(show(part="Levels", period="All time"))
    flow = text(show(part="Flow", period="All time"))
    assert "No history of states is told" in flow
    assert "No ticket of this selection tells where it went" in flow
