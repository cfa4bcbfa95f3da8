"""The page "Hiring and cost" run by Streamlit: parts open, figures follow the fields, kept ones stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Report
from dashboard.components.hiring_panels import PARTS
from dashboard.navigation import page_by_url
from sample_data.company import generate
from sample_data.loading import load_into

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"
ONE_TICKET = "ticket_id,created_at,status,priority\n1,2026-03-02T09:00:00Z,open,P2\n"


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
ANY = pytest.mark.parametrize("store_url", ["demo_db", "one_ticket_db"], indirect=True)


def show(part: str, **address: str) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    for name, value in {"section": part, **address}.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(str(page_by_url("hiring").path)).run()


def tile(app: AppTest, label: str) -> str:
    found = {metric.label.replace("\\", ""): metric.value for metric in app.metric}
    return found[label].replace("\u00a0", " ")


def field(app: AppTest, start: str) -> object:
    return next(number for number in app.number_input if number.key.startswith(start))


@ANY
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_without_an_error(store_url: str, part: str) -> None:
    for period in ("All time", "Last 28 days"):
        app = show(part, period=period)
        assert not app.exception
        assert not app.error


@DEMO
def test_the_printed_example_can_be_chosen_and_changed(store_url: str) -> None:
    app = show("Cost and return")
    app.segmented_control(key="cost_from").set_value("Printed example").run()
    assert tile(app, "Cost per ticket") == "12.50 USD"
    assert any("500 min of work" in warning.value.replace("\\", "") for warning in app.warning)
    field(app, "cost_fields_0_salary").set_value(0.0).run()  # type: ignore[attr-defined]
    assert tile(app, "An agent's year") == "15,000 USD"
    assert tile(app, "Cost per ticket") == "2.50 USD"


@DEMO
def test_ways_to_pay_less_are_combined_in_words(store_url: str) -> None:
    app = show("Cost and return")
    app.segmented_control(key="cost_from").set_value("Printed example").run()
    ways = next(group for group in app.pills if group.key == "cost_ways")
    ways.set_value(["right-size licences", "pay for a year at once"]).run()
    assert any("Together 23.5 to 40" in caption.value.replace("\\", "") for caption in app.caption)


@DEMO
def test_a_plan_follows_its_fields(store_url: str) -> None:
    app = show("Hiring plan")
    app.segmented_control(key="hiring_from").set_value("Printed example").run()
    hires = int(tile(app, "Hires"))
    assert hires > 0
    field(app, "hiring_fields_turnover").set_value(0.0).run()  # type: ignore[attr-defined]
    assert int(tile(app, "Hires")) < hires
    field(app, "hiring_fields_required").set_value(1.0).run()  # type: ignore[attr-defined]
    assert tile(app, "Hires") == "0"
    assert any("If nobody is hired" in info.value for info in app.info)


@pytest.mark.parametrize("store_url", ["one_ticket_db"], indirect=True)
def test_what_the_data_does_not_tell_is_asked_for(store_url: str) -> None:
    app = show("Hiring plan")
    app.segmented_control(key="hiring_from").set_value("Your data").run()
    assert not app.exception
    assert not app.metric
    asked = " ".join(element.value.replace("\\", "") for element in app.markdown)
    assert "Type agents now, full time, agents needed now, growth a month, % to see a plan." in asked


@pytest.mark.parametrize("store_url", ["one_ticket_db"], indirect=True)
def test_kept_figures_are_there_on_the_next_visit(store_url: str) -> None:
    app = show("Cost and return")
    field(app, "cost_fields_0_tools").set_value(7_000.0).run()  # type: ignore[attr-defined]
    app.button(key="cost_keep").click().run()
    assert any("Kept" in message.value for message in app.success)
    with Store.open(store_url) as store:
        assert Report(store).cost_assumptions().tools == 7_000
    again = show("Cost and return")
    assert again.segmented_control(key="cost_from").value == "Kept"
    assert tile(again, "An agent's year").startswith("77,000")
    plan = show("Hiring plan")
    plan.button(key="hiring_keep").click().run()
    assert show("Hiring plan").segmented_control(key="hiring_from").value == "Kept"


@DEMO
def test_the_replay_changes_with_the_time_for_tickets(store_url: str) -> None:
    app = show("Assignment replay", period="All time")
    before = app.dataframe[0].value.copy()
    app.number_input(key="replay_share").set_value(10.0).run()
    assert not app.exception
    assert not before.equals(app.dataframe[0].value)
