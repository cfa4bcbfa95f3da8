"""Repeat contacts, corrected priorities and the main channel of a real incident log, against plain pandas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Report

FILE = "uci_incidents_2016-03-07_to_03-20.csv.gz"
WEEK = pd.Timedelta(days=7)


@pytest.fixture(scope="module")
def report(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("incidents") / "queuewise.db") as store:
        import_file(store, shared_data / FILE, ImportOptions(profile="servicenow", timezone="UTC"))
        yield Report(store)


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> pd.DataFrame:
    return pd.read_csv(shared_data / FILE, dtype=str)


def test_priority_accuracy_compares_first_and_last_row_of_each_incident(
    report: Report, rows: pd.DataFrame
) -> None:
    by_incident = rows.groupby("number", sort=False)
    finished = by_incident["incident_state"].last().isin(["Resolved", "Closed"])
    same = by_incident["priority"].first() == by_incident["priority"].last()
    found = report.metric("priority_accuracy")
    assert (found.n, round(found.value * found.n)) == (finished.sum(), same[finished].sum())
    assert found.value < 1


def test_repeat_contacts_equal_a_loop_over_callers(report: Report, rows: pd.DataFrame) -> None:
    last = rows.groupby("number", sort=False).last()
    last = last[(last["caller_id"] != "?") & (last["category"] != "?")]
    last = last.assign(opened=pd.to_datetime(last["opened_at"], format="%d/%m/%Y %H:%M"))
    repeats = 0
    for _, matter in last.groupby(["caller_id", "category"])["opened"]:
        instants = matter.tolist()
        repeats += sum(any(at - WEEK <= other < at for other in instants) for at in instants)
    found = report.metric("repeat_contact_rate")
    assert (found.n, round(found.value * found.n)) == (len(last), repeats)


def test_main_channel_is_the_most_frequent_contact_type(report: Report, rows: pd.DataFrame) -> None:
    shares = rows.groupby("number")["contact_type"].last().value_counts(normalize=True)
    assert report.metric("main_channel_share").value == pytest.approx(shares.iloc[0])


def test_log_without_replies_says_nothing_about_bots(report: Report) -> None:
    found = report.metric("bot_handled_rate")
    assert (found.n, found.excluded) == (0, 4_048)
