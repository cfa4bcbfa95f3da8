"""Real service cases of a city, imported through the user's own mapping of columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core.data.ingest import ImportOptions, ImportReport, import_file
from core.data.store import Store

MAPPING = {
    "ticket_id": "CASE_ENQUIRY_ID",
    "created_at": "OPEN_DT",
    "sla_due_at": "TARGET_DT",
    "stated_resolved_at": "CLOSED_DT",
    "sla_met": "OnTime_Status",
    "status": "CASE_STATUS",
    "category": "TYPE",
    "team_id": "QUEUE",
    "channel": "Source",
}


@pytest.fixture(scope="module")
def imported(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, ImportReport]]:
    options = ImportOptions(profile="canonical-tickets", timezone="UTC", source_id="city", mapping=MAPPING)
    with Store.open(tmp_path_factory.mktemp("city") / "queuewise.db") as store:
        yield store, import_file(store, shared_data / "boston311_2015_sample.csv.gz", options)


@pytest.fixture(scope="module")
def tickets(imported: tuple[Store, ImportReport]) -> pd.DataFrame:
    return imported[0].read_frame("ticket")


def test_every_row_is_stored_with_a_partial_history(imported: tuple[Store, ImportReport]) -> None:
    report = imported[1]
    assert (report.read, report.stored, report.quarantined, report.partial) == (14_541, 14_541, 0, 14_541)


def test_time_to_close_agrees(tickets: pd.DataFrame) -> None:
    closed = (tickets["stated_resolved_at"] - tickets["created_at"]).dropna() / pd.Timedelta(hours=1)
    figures = [closed.mean(), closed.median(), closed.quantile(0.9)]
    assert [f"{figure:.4f}" for figure in figures] == ["242.4638", "92.4165", "545.9440"]


def test_service_level_agrees_over_closed_cases_that_have_a_target(tickets: pd.DataFrame) -> None:
    verdicts = tickets.loc[tickets["stated_resolved_at"].notna(), "sla_met"].astype("boolean")
    assert (int(verdicts.sum()), int(verdicts.count())) == (11_371, 13_499)
    assert f"{100 * verdicts.sum() / verdicts.count():.4f}" == "84.2359"


def test_open_cases_agree(tickets: pd.DataFrame) -> None:
    cut = pd.Timestamp("2015-06-30T23:59:59Z")
    was_open = (tickets["created_at"] <= cut) & ~(tickets["stated_resolved_at"] <= cut)
    assert (int(was_open.sum()), int((tickets["status"] == "open").sum())) == (671, 831)


def test_the_flag_says_whether_a_case_was_closed_by_its_target(tickets: pd.DataFrame) -> None:
    judged = tickets.dropna(subset=["stated_resolved_at", "sla_due_at"])
    by_date = judged["stated_resolved_at"] <= judged["sla_due_at"]
    assert (len(judged), int(by_date.sum())) == (13_499, 11_371)
    assert (by_date == judged["sla_met"].astype("bool")).all()
    assert tickets["category"].nunique() == 6
