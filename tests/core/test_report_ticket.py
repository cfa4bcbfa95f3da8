"""The story of one ticket, against its facts and against the events as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Report
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("company") / "queuewise.db") as store:
        load_into(store, generate(1_000, seed=5))
        yield Report(store)


def test_stretches_add_up_to_the_clocks_of_every_ticket(report: Report) -> None:
    for _, facts in report.facts().tickets.iterrows():
        (story,) = report.ticket(facts["ticket_id"])
        by_state = story.stretches.groupby("status")["minutes"].sum()
        waited = sum(by_state.get(name, 0.0) for name in ("unknown", "new", "open", "hold"))
        assert waited == pytest.approx(facts["requester_wait_minutes"])
        assert by_state.get("pending", 0.0) == pytest.approx(facts["agent_wait_minutes"])


def test_stretches_follow_each_other_without_overlap(report: Report) -> None:
    for number in report.facts().tickets["ticket_id"].head(200):
        stretches = report.ticket(number)[0].stretches
        assert (stretches["ends_at"] > stretches["starts_at"]).all()
        assert (stretches["starts_at"].iloc[1:].to_numpy() >= stretches["ends_at"].iloc[:-1].to_numpy()).all()


def test_events_are_told_in_order_and_in_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("told")
    rows = [
        "ticket_id,event_id,at,type,actor_id,actor_role,to_value",
        "7,a,2026-03-02T09:00:00Z,created,,customer,",
        "7,b,2026-03-02T09:10:00Z,status_changed,kim,agent,open",
        "7,c,2026-03-02T09:30:00Z,public_reply,kim,agent,",
        "7,d,2026-03-02T09:30:00Z,status_changed,kim,agent,pending",
        "7,e,2026-03-02T11:00:00Z,customer_reply,,customer,",
        "7,f,2026-03-02T11:00:00Z,status_changed,,system,open",
        "7,g,2026-03-02T12:00:00Z,status_changed,kim,agent,solved",
    ]
    (folder / "events.csv").write_text("\n".join(rows), "utf-8")
    with Store.open(folder / "told.db") as store:
        import_file(store, folder / "events.csv", ImportOptions(profile="canonical-events"))
        (story,) = Report(store).ticket("7")
    assert list(story.events["type"]) == [
        "created", "status_changed", "public_reply", "status_changed", "customer_reply", "status_changed",
        "status_changed",
    ]  # fmt: skip
    changes = story.events[story.events["type"] == "status_changed"]
    assert list(changes["from_value"]) == ["new", "open", "pending", "open"]
    assert list(changes["to_value"]) == ["open", "pending", "open", "solved"]
    assert story.events["actor"].iloc[2] == "kim"
    assert pd.isna(story.events["actor"].iloc[0])
    assert list(story.stretches["status"]) == ["new", "open", "pending", "open"]
    assert list(story.stretches["minutes"]) == [10, 20, 90, 60]


def test_a_story_ends_at_the_instant_looked_at(report: Report) -> None:
    tickets = report.facts().tickets
    facts = tickets[tickets["is_finished"] & (tickets["resolution_minutes"] > 600)].iloc[0]
    then = (facts["created_at"] + timedelta(minutes=300)).to_pydatetime()
    (story,) = report.ticket(facts["ticket_id"], as_of=then)
    assert story.events["at"].max() <= then
    assert story.stretches["ends_at"].max() == then
    assert np.isnan(story.facts["resolution_minutes"])


def test_a_number_that_nobody_knows_has_no_story(report: Report) -> None:
    assert report.ticket("no such number") == []
    assert report.ticket(report.facts().tickets["ticket_id"].iloc[0], "another source") == []


def test_without_full_history_no_stretch_is_claimed(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("partial")
    file = folder / "tickets.csv"
    file.write_text("ticket_id,created_at,status\n7,2026-03-02T09:00:00Z,open\n", "utf-8")
    with Store.open(folder / "partial.db") as store:
        import_file(store, file, ImportOptions(profile="canonical-tickets"))
        (story,) = Report(store).ticket("7")
    assert story.stretches.empty
    assert story.facts["status"] == "open"


def test_a_merged_ticket_ends_with_the_merge(shared_data: Path, tmp_path: Path) -> None:
    with Store.open(tmp_path / "tracker.db") as store:
        import_file(store, shared_data / "rt5_events.jsonl.gz", ImportOptions(profile="canonical-events"))
        report = Report(store)
        tickets = report.facts().tickets
        gone = tickets[tickets["merged_away_at"].notna()]
        assert len(gone) == 6
        for _, facts in gone.iterrows():
            stretches = report.ticket(facts["ticket_id"])[0].stretches
            assert stretches["ends_at"].max() <= facts["merged_away_at"]
            assert stretches["minutes"].sum() == pytest.approx(
                facts["requester_wait_minutes"] + facts["agent_wait_minutes"]
            )
