"""Tickets of a real Request Tracker, compared with the record of what was done to them."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core.data.columns import EventType
from core.data.ingest import ImportOptions, ImportReport, import_file
from core.data.store import Store

TRUTH_TYPES = {
    "created": EventType.CREATED,
    "assigned": EventType.ASSIGNED,
    "escalated": EventType.TEAM_CHANGED,
    "public_reply": EventType.PUBLIC_REPLY,
    "customer_reply": EventType.CUSTOMER_REPLY,
    "internal_note": EventType.INTERNAL_NOTE,
    "status": EventType.STATUS_CHANGED,
    "priority": EventType.PRIORITY_CHANGED,
    "csat": EventType.CSAT,
    "merged": EventType.MERGED,
}


@pytest.fixture(scope="module")
def imported(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, ImportReport]]:
    with Store.open(tmp_path_factory.mktemp("tracker") / "queuewise.db") as store:
        path = shared_data / "rt5_events.jsonl.gz"
        yield store, import_file(store, path, ImportOptions(profile="canonical-events"))


@pytest.fixture(scope="module")
def events(imported: tuple[Store, ImportReport]) -> pd.DataFrame:
    store, _ = imported
    words = dict(enumerate(store.terms()))
    frame = store.read_frame("ticket_event").sort_values(["ticket_pk", "at", "seq"])
    names = store.read_frame("ticket").set_index("pk")["ticket_id"]
    return frame.assign(
        ticket=frame["ticket_pk"].map(names),
        before=frame["from_term"].map(words),
        after=frame["to_term"].map(words),
        instant=pd.to_datetime(frame["at"], unit="us", utc=True),
    )


def test_every_row_is_stored_under_the_source_the_file_names(imported: tuple[Store, ImportReport]) -> None:
    store, report = imported
    assert (report.read, report.stored, report.quarantined, report.source_id) == (2_254, 2_254, 0, "rt")
    assert (report.full, store.counts()["tickets"], store.counts()["events"]) == (200, 200, 2_254)


def test_importing_again_changes_nothing(imported: tuple[Store, ImportReport], shared_data: Path) -> None:
    store, _ = imported
    revision = store.revision()
    again = import_file(store, shared_data / "rt5_events.jsonl.gz", ImportOptions(profile="canonical-events"))
    assert (again.stored, again.unchanged) == (0, 2_254)
    assert store.revision() == revision


def test_all_actions_are_there_at_their_exact_times(events: pd.DataFrame, shared_data: Path) -> None:
    with gzip.open(shared_data / "rt5_truth.jsonl.gz", "rt") as stream:
        truth = [json.loads(line) for line in stream]
    done = Counter(
        (str(row["ticket"]), int(TRUTH_TYPES[row["type"]]), pd.Timestamp(row["ts"])) for row in truth
    )
    stored = Counter(zip(events["ticket"], events["type"], events["instant"], strict=True))
    assert len(truth) == 1_415
    assert not done - stored


def test_first_response_time_agrees(events: pd.DataFrame) -> None:
    created = events[events["type"] == EventType.CREATED].set_index("ticket_pk")["at"]
    replies = events[(events["type"] == EventType.PUBLIC_REPLY) & (events["actor_role"] == 1)]
    minutes = ((replies.groupby("ticket_pk")["at"].min() - created) / 6e7).dropna()
    assert (len(minutes), f"{minutes.mean():.2f}", minutes.median()) == (200, "170.53", 166.0)


def test_reopenings_escalations_and_merges_agree(events: pd.DataFrame) -> None:
    reopened = events[(events["before"] == "solved") & (events["after"] == "open")]
    moved = events[(events["type"] == EventType.TEAM_CHANGED) & (events["after"] == "Escalations")]
    merged = events[events["type"] == EventType.MERGED]
    gone = merged[merged["after"] != merged["ticket"]]
    assert (len(reopened), reopened["ticket"].nunique()) == (26, 26)
    assert (len(moved), len(merged), len(gone)) == (38, 12, 6)


def test_tickets_hold_what_their_events_say(imported: tuple[Store, ImportReport]) -> None:
    tickets = imported[0].read_frame("ticket")
    assert tickets["category"].value_counts().to_dict() == {
        "HowTo": 44,
        "Billing": 43,
        "Bug": 38,
        "Login": 38,
        "Shipping": 37,
    }
    assert (tickets["team_id"] == "Escalations").sum() == 38
    assert tickets["merged_into"].notna().sum() == 6
    assert tickets["csat_score"].count() == imported[0].read_frame("ticket")["csat_offered"].sum()
    assert set(tickets["csat_scale_max"].dropna()) == {5.0}
