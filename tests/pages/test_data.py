"""The Data page with logs that contradict themselves: it lists the contradictions and their tickets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Report
from core.reporting.anomalies import KINDS
from dashboard.navigation import page_by_url
from dashboard.view_models.anomalies import build_anomaly_tickets

ENTRY = Path(dashboard.__file__).parent / "app" / "main.py"
ODD = """ticket_id,at,type,to_value
early,2026-03-02T08:00:00Z,status_changed,solved
early,2026-03-02T09:00:00Z,created,
shuffled,2026-03-02T09:00:00Z,created,
shuffled,2026-03-02T11:00:00Z,public_reply,
shuffled,2026-03-02T10:00:00Z,assigned,Ann
strange,2026-03-02T09:00:00Z,created,
strange,2026-03-02T10:00:00Z,status_changed,parked
paused,2026-03-02T09:00:00Z,created,
paused,2026-03-02T10:00:00Z,status_changed,pending
paused,2026-03-02T11:00:00Z,status_changed,pending
paused,2026-03-02T12:00:00Z,status_changed,open
again,2026-03-02T09:00:00Z,created,
again,2026-03-02T10:00:00Z,status_changed,closed
again,2026-03-02T11:00:00Z,status_changed,open
"""
TICKETS = {
    "Resolved before it was created": "early",
    "Events not in the order of time": "shuffled",
    "State word not understood": "strange",
    "Pauses that overlap": "paused",
    "Reopened after it was closed": "again",
}


@pytest.fixture
def odd_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    import streamlit as st

    file, url = tmp_path / "odd.csv", str(tmp_path / "odd.db")
    file.write_text(ODD, "utf-8")
    with Store.open(url) as store:
        assert import_file(store, file, ImportOptions(profile="canonical-events")).quarantined == 0
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", url)
    yield url
    st.cache_resource.clear()
    st.cache_data.clear()


def show() -> AppTest:
    app = AppTest.from_file(ENTRY, default_timeout=60)
    app.query_params["look"] = "Quality"
    app.run()
    return app.switch_page(str(page_by_url("data").path)).run()


def test_contradictions_are_listed_with_their_tickets_and_events(odd_store: str) -> None:
    app = show()
    assert not app.exception
    table = app.dataframe(key="anomalies").value.set_index("name")
    for anomaly in Report.open(odd_store).data_quality().anomalies:
        row = table.loc[anomaly.name]
        assert (row["count"], row["events"]) == (anomaly.count, str(anomaly.event_count or ""))
        assert row["handling"] == anomaly.handling
    assert set(TICKETS) <= set(table.index)


@pytest.mark.parametrize("name", TICKETS)
def test_a_selected_contradiction_opens_its_tickets(odd_store: str, name: str) -> None:
    app = show()
    place = app.dataframe(key="anomalies").value["name"].tolist().index(name)
    app.session_state["anomalies"] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    app.run()
    assert not app.exception
    assert app.dataframe[-1].value["ticket_id"].tolist() == [TICKETS[name]]
    assert "What may be behind it" in " ".join(caption.value for caption in app.caption)


def test_a_list_that_was_cut_is_exported_whole(tmp_path: Path) -> None:
    rows = "".join(
        f"t{n},2026-03-02T09:00:00Z,created,\nt{n},2026-03-02T10:00:00Z,status_changed,parked\n"
        for n in range(230)
    )
    file = tmp_path / "parked.csv"
    file.write_text(f"ticket_id,at,type,to_value\n{rows}", "utf-8")
    with Store.open(tmp_path / "parked.db") as store:
        import_file(store, file, ImportOptions(profile="canonical-events"))
        table = build_anomaly_tickets(Report(store), "State word not understood", 230).tickets
        assert (len(table.frame), table.total) == (200, 230)
        assert table.every_row()["ticket_id"].nunique() == 230
        assert set(table.every_row()["what"]) == {"State: New → parked"}


def test_every_kind_has_a_name_of_its_own() -> None:
    assert len({kind.name for kind in KINDS.values()}) == len(KINDS)
