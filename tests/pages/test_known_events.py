"""The table of known events on the forecast, run by Streamlit: what is kept comes back and is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.capacity.seasons import OwnEvent
from core.data.store import Store
from core.report import Report
from dashboard.navigation import page_by_url
from sample_data.company import generate
from sample_data.loading import load_into

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"
RELEASE = OwnEvent("Release", date(2026, 7, 14), date(2026, 7, 16), 0.4)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    import streamlit as st

    path = tmp_path / "demo.db"
    with Store.open(path) as store:
        load_into(store, generate(1_000, seed=7))
        Report(store).keep_events([RELEASE])
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", str(path))
    yield str(path)
    st.cache_resource.clear()
    st.cache_data.clear()


def test_kept_events_come_back_as_they_were(database: str) -> None:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    app.query_params["section"] = "Forecast"
    app.run()
    app = app.switch_page(str(page_by_url("capacity").path)).run()
    app.button(key="known_events_keep").click().run()
    assert not app.exception
    assert any("Kept" in one.value for one in app.success)
    with Store.open(database) as store:
        assert Report(store).known_events() == [RELEASE]
