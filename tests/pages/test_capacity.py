"""The Capacity page run by Streamlit: every part opens; settings are kept, compared, shared and refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Report
from dashboard.components.capacity_panels import PARTS
from dashboard.navigation import page_by_url
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
    with Store.open(url) as store:
        report = Report(store)
        for one in report.scenarios():
            report.delete_scenario(one.name)
    st.cache_resource.clear()
    st.cache_data.clear()


DEMO = pytest.mark.parametrize("store_url", ["demo_db"], indirect=True)
ANY = pytest.mark.parametrize("store_url", ["demo_db", "one_ticket_db"], indirect=True)


def show(**address: str) -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    app = app.switch_page(str(page_by_url("capacity").path)).run()
    assert not app.exception
    return app


def sent(app: AppTest) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(app.get("bidi_component")[0].proto.json)
    return data


def position(app: AppTest, slider_id: str) -> str:
    """What a slider says it stands at."""
    data = sent(app)
    slider = next(one for group in data["groups"] for one in group["sliders"] if one["id"] == slider_id)
    words = json.loads(data["scales"])[slider["scale"]][slider["position"]]
    return str(words).replace("\u00a0", " ")


def board(app: AppTest, board_id: str) -> str:
    data = sent(app)
    found = next(one for one in (*data["headline"], *data["boards"]) if one["id"] == board_id)
    return str(found["result"][0][1])


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


@ANY
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_without_an_error(store_url: str, part: str) -> None:
    assert not show(section=part).error


@DEMO
def test_the_page_starts_at_what_was_measured_and_says_so(store_url: str) -> None:
    app, report = show(), Report.open(store_url)
    inputs = report.capacity_inputs()
    report.close()
    people = f"{round(sum(inputs.assumptions.agents), 1):,.1f}".removesuffix(".0")
    assert position(app, "agents") == people
    feet = {one["id"]: one["foot"] for group in sent(app)["groups"] for one in group["sliders"]}
    assert feet["agents"] == [["fine", inputs.sources["agents"].words]]


@DEMO
@pytest.mark.parametrize(("change", "words"), [("3", "+300 %"), ("-0.5", "−50 %"), ("5", "+500 %")])
def test_a_printed_scenario_moves_the_volume_and_reset_brings_it_back(
    store_url: str, change: str, words: str
) -> None:
    app = click(show(), f"capacity_{change}")
    assert position(app, "volume_change") == words
    assert position(click(app, "capacity_reset"), "volume_change") == "0 %"


@DEMO
def test_solving_moves_the_slider_and_says_which_step_is_not_enough(store_url: str) -> None:
    app = click(show(s="live_goal:0.5,agents:1"), "solve_agents")
    said = app.info[0].value.replace("\\", "")
    assert re.fullmatch(r"Agents (\S+) keeps the promise in every week, (\S+) does not\.", said)
    assert said.startswith(f"Agents {position(app, 'agents')} ")
    assert board(app, "h_red") == "none"
    assert not click(app, "capacity_0.5").info


@DEMO
def test_a_scenario_is_kept_compared_renamed_and_forgotten(store_url: str) -> None:
    app = click(show(), "capacity_0.5")
    app.text_input(key="capacity_name").set_value("Spring").run()
    assert "Kept as" in click(app, "capacity_save").success[0].value
    assert "already" in click(app, "capacity_save").error[0].value
    compared = show(section="Scenarios")
    table = compared.dataframe[0].value
    assert list(table["name"]) == ["Nothing moved", "Spring"]
    assert table["required_fte"][1] == pytest.approx(1.5 * table["required_fte"][0])
    compared.text_input(key="scenario_new_name").set_value("Summer").run()
    assert list(click(compared, "scenario_rename").dataframe[0].value["name"]) == ["Nothing moved", "Summer"]
    assert not click(compared, "scenario_delete").dataframe


@DEMO
def test_a_kept_scenario_opens_again_in_what_if(store_url: str) -> None:
    with Store.open(store_url) as store:
        Report(store).save_scenario("Crowd", {"volume_change": 1.0, "gone_since": 4.0})
    app = click(show(section="Scenarios"), "scenario_open")
    assert position(app, "volume_change") == "+100 %"


@DEMO
def test_nothing_moved_is_no_scenario(store_url: str) -> None:
    app = show()
    app.text_input(key="capacity_name").set_value("Same").run()
    assert "move a slider first" in click(app, "capacity_save").error[0].value


@DEMO
def test_a_shared_address_opens_its_values_and_nonsense_in_it_is_passed_over(store_url: str) -> None:
    app = show(s="volume_change:0.5,agents:20,nonsense,what:3,growth_rate:many")
    assert (position(app, "volume_change"), position(app, "agents")) == ("+50 %", "20")
    assert position(app, "growth_rate") == "0 %"
    shared = click(app, "capacity_share")
    assert shared.query_params["s"] == "volume_change:0.5,agents:20"


@DEMO
def test_parts_of_the_day_over_100_are_refused_in_a_sentence(store_url: str) -> None:
    parts = ("training", "meetings", "administration", "breaks")
    app = show(s=",".join(f"day_parts%7C{name}:0.25" for name in parts))
    assert "no time for tickets" in board(app, "fte")
    assert position(click(app, "capacity_reset"), "day_parts|training") != "25 %"


@DEMO
def test_the_forecast_follows_its_choices(store_url: str) -> None:
    app = show(section="Forecast")
    app.segmented_control(key="forecast_step").set_value("Week").run()
    app.selectbox(key="forecast_split").set_value("Channel").run()
    assert not app.exception
    groups = app.selectbox(key="forecast_channel").options
    totals = []
    for group in (groups[0], groups[-1]):
        app.selectbox(key="forecast_channel").set_value(group).run()
        assert not app.exception
        titles = [
            one.value for one in app.markdown if "Tickets to come, by week" in one.value.replace("\\", "")
        ]
        totals.append(int(re.search(r"([\d,]+) tickets", titles[0].replace("\\", ""))[1].replace(",", "")))
    assert totals[0] > totals[1]
