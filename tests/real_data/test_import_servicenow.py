"""The real ServiceNow incident log, imported and compared with figures computed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.columns import EventType
from core.data.ingest import ImportOptions, ImportReport, import_file
from core.data.store import Store

HOUR = pd.Timedelta(hours=1)
OPTIONS = ImportOptions(profile="servicenow", timezone="UTC")


@pytest.fixture(scope="module")
def log(shared_data: Path) -> Path:
    return shared_data / "uci_incidents_2016-03-07_to_03-20.csv.gz"


@pytest.fixture(scope="module")
def imported(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, ImportReport]]:
    with Store.open(tmp_path_factory.mktemp("servicenow") / "queuewise.db") as store:
        yield store, import_file(store, log, OPTIONS)


@pytest.fixture(scope="module")
def tickets(imported: tuple[Store, ImportReport]) -> pd.DataFrame:
    return imported[0].read_frame("ticket")


def test_every_row_is_stored(imported: tuple[Store, ImportReport]) -> None:
    store, report = imported
    assert (report.read, report.stored, report.quarantined) == (27_685, 27_685, 0)
    assert (report.full, store.counts()["tickets"]) == (4_048, 4_048)


def test_importing_again_changes_nothing(imported: tuple[Store, ImportReport], log: Path) -> None:
    store, _ = imported
    revision = store.revision()
    again = import_file(store, log, OPTIONS, chunk_rows=5_000)
    assert (again.stored, again.unchanged, again.quarantined) == (0, 27_685, 0)
    assert store.revision() == revision


def test_time_to_resolution_agrees(tickets: pd.DataFrame) -> None:
    hours = ((tickets["stated_resolved_at"] - tickets["created_at"]) / HOUR).dropna()
    assert len(hours) == 3_825
    figures = [hours.mean(), hours.median(), hours.quantile(0.9)]
    assert [f"{figure:.4f}" for figure in figures] == ["229.8717", "77.1667", "484.6467"]


def test_service_level_and_reopenings_agree(tickets: pd.DataFrame) -> None:
    assert int(tickets["sla_met"].astype("boolean").sum()) == 768
    assert int((tickets["stated_reopen_count"] > 0).sum()) == 69


def test_time_to_resolution_net_of_waiting_agrees(
    imported: tuple[Store, ImportReport], tickets: pd.DataFrame
) -> None:
    """The stored status events, replayed one by one in plain Python."""
    store, _ = imported
    words = store.terms()
    events = store.read_frame("ticket_event")
    events = events[events["type"] == EventType.STATUS_CHANGED].sort_values(["ticket_pk", "at", "seq"])
    solved = tickets.set_index("pk")["stated_resolved_at"].dropna().astype("int64")
    waited = dict.fromkeys(solved.index, 0)
    for pk, changes in events.groupby("ticket_pk"):
        if pk not in waited:
            continue
        moments = np.minimum([*changes["at"], solved[pk]], solved[pk])
        for start, end, word in zip(moments, moments[1:], changes["to_term"], strict=False):
            waited[pk] += (end - start) * (words[int(word)] == "pending")
    created = tickets.set_index("pk")["created_at"].astype("int64")
    net = pd.Series({pk: (solved[pk] - created[pk] - waited[pk]) / 3.6e9 for pk in waited})
    assert (f"{net.mean():.4f}", f"{net.median():.4f}") == ("148.5962", "40.3833")


def test_no_caller_is_stored_by_name(imported: tuple[Store, ImportReport], tickets: pd.DataFrame) -> None:
    assert tickets["customer_key"].dropna().str.match(r"^cust_[0-9a-f]{24}$").all()
    assert not any(word and word.startswith("Caller") for word in imported[0].terms())
