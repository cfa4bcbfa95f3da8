"""Queue health run by Streamlit: every tab opens, live or not, and the figures are those of the report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.store import Store
from core.report import Report
from dashboard import format as fmt
from dashboard.components.queue_panels import PARTS
from dashboard.navigation import page_by_url
from dashboard.view_models.queue_lists import WORK_LISTS
from sample_data.company import generate
from sample_data.loading import load_into

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"


@pytest.fixture(scope="module")
def demo_db(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("queue") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(2_000, seed=7))
    return str(path)


@pytest.fixture
def shown_db(demo_db: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    import streamlit as st

    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", demo_db)
    yield demo_db
    st.cache_resource.clear()
    st.cache_data.clear()


def show(**address: str) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(str(page_by_url("queue-health").path)).run()


def text(app: AppTest) -> str:
    return " ".join(element.value for element in (*app.markdown, *app.caption))


@pytest.mark.parametrize("live", ["on", "off"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_without_an_error(shown_db: str, part: str, live: str) -> None:
    app = show(part=part, live=live)
    assert not app.exception
    assert not app.error
    assert ("Not live" in text(app)) is (live == "off")


def test_old_data_are_shown_as_of_their_latest_event(shown_db: str) -> None:
    report, app = Report.open(shown_db), show()
    waits = report.tickets(where="unanswered")["age_minutes"]
    gauges = {metric.label: metric.value for metric in app.metric}
    assert "stands still" in text(app)
    assert gauges["Wait for a first reply"] == fmt.duration(waits.median())
    assert gauges["Queue depth"] == fmt.count(report.metric("queue_depth").value)


def test_now_makes_old_tickets_older(shown_db: str) -> None:
    still, live = (show(live=choice, part="Lists", list="open") for choice in ("off", "on"))
    ages = [app.dataframe[-1].value["age_minutes"].max() for app in (still, live)]
    as_of = Report.open(shown_db).as_of()
    assert as_of is not None
    assert ages[1] - ages[0] > timedelta(days=1) / timedelta(minutes=1)


@pytest.mark.parametrize("name", WORK_LISTS)
def test_a_list_in_the_address_is_shown(shown_db: str, name: str) -> None:
    app = show(part="Lists", list=WORK_LISTS[name].title)
    assert not app.exception
    assert f"**{WORK_LISTS[name].title}**" in text(app).replace("\\", "")


def test_a_gauge_leads_to_its_tickets(shown_db: str) -> None:
    app = show()
    app.button(key="realtime_1_tickets").click().run()
    assert not app.exception
    assert "**Waiting for us**" in text(app)
    assert len(app.dataframe[-1].value) == Report.open(shown_db).metric("queue_depth").n


def test_the_big_screen_has_no_controls_and_the_same_figures(shown_db: str) -> None:
    app = show(tv="1")
    assert not app.exception
    assert not app.metric
    assert not app.tabs
    shown = " ".join(element.proto.body for element in app.get("html"))
    assert "Next to break" in shown
    depth = fmt.count(Report.open(shown_db).metric("queue_depth").value)
    assert f"Queue depth<b>{depth}</b>" in shown
