"""The part "Calculators" of the Capacity page, run by Streamlit: fields change the tables below them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.store import Store
from dashboard.navigation import page_by_url
from sample_data.company import generate
from sample_data.loading import load_into

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("calculators") / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(1_500, seed=7))
    return str(path)


@pytest.fixture
def app(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    import streamlit as st

    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", database)
    shown = AppTest.from_file(ENTRY, default_timeout=60)
    shown.query_params["section"] = "Calculators"
    shown.run()
    yield shown.switch_page(str(page_by_url("capacity").path)).run()
    st.cache_resource.clear()
    st.cache_data.clear()


def put(app: AppTest, label: str, value: float, place: int = 0) -> None:
    """Type a number into a field, the ``place``-th with this label."""
    [one for one in app.number_input if one.label == label][place].set_value(value).run()
    assert not app.exception


def table(app: AppTest, column: str, kind: str) -> list[object]:
    """A column of the first table that has ``kind``."""
    found = next(one.value for one in app.dataframe if kind in one.value.columns)
    return list(found[column])


def test_the_printed_example_gives_the_printed_agents(app: AppTest) -> None:
    put(app, "Tickets a day", 500)
    put(app, "Minutes each", 20)
    assert table(app, "agents", "utilisation") == [35, 30, 28, 27, 24, 22, 21]


def test_the_switch_multiplies_the_chat_rate_by_its_slots(app: AppTest) -> None:
    put(app, "Chat", 30)
    assert table(app, "agents", "channel")[1] == 14
    app.segmented_control(key="calculator_way").set_value("Each slot").run()
    assert table(app, "agents", "channel")[1] == 6


def test_parts_of_a_day_that_do_not_total_100_are_refused_in_a_sentence(app: AppTest) -> None:
    assert not app.warning
    put(app, "Ticket handling, %", 99.0)
    assert "A plan must total 100" in app.warning[0].value
