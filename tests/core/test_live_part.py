"""The live part of a store follows what is written, and tells of it what the whole history tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.data.changes import current_mark, read_changes
from core.data.columns import ActorRole, EventType
from core.data.store import Store
from core.report import Report
from core.reporting import loading
from core.reporting.live_part import LiveLoader

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
KINDS = {
    EventType.CREATED: [None],
    EventType.PUBLIC_REPLY: [None],
    EventType.CUSTOMER_REPLY: [None],
    EventType.STATUS_CHANGED: ["open", "pending", "solved"],
    EventType.ASSIGNED: ["Ann", "Bob"],
    EventType.MERGED: ["3", "5"],
}


def at(minutes: float) -> int:
    return int(START.timestamp() * 1e6) + round(minutes * 60_000_000)


def frame(rows: list[tuple[int, EventType, float, str | None]], name: str) -> pd.DataFrame:
    """Events of (ticket, kind, minute, new value)."""
    return pd.DataFrame(
        {
            "ticket_id": [str(row[0]) for row in rows],
            "event_id": [f"{name}-{place}" for place in range(len(rows))],
            "at": [at(row[2]) for row in rows],
            "seq": range(len(rows)),
            "type": [int(row[1]) for row in rows],
            "actor_role": int(ActorRole.AGENT),
            "actor_id": "Ann",
            "field": None,
            "from_value": None,
            "to_value": [row[3] for row in rows],
            "value_num": np.nan,
            "line": range(len(rows)),
        }
    )


def begin(store: Store, name: str) -> int:
    batch = store.begin_batch(
        source_id="desk", profile="p", file_name=name, file_digest=name, timezone="UTC", options=None
    )
    return int(batch.pk or 0)


def write(store: Store, batch: int, rows: list[tuple[int, EventType, float, str | None]], name: str) -> None:
    events = frame(rows, name)
    store.write_chunk(batch, tickets=None, events=events, rejected=None, read_count=len(rows), cursor=1)


@pytest.fixture
def report(any_store: Store) -> Report:
    """A report on forty tickets, most of them solved long ago."""
    rows = [(pk, EventType.CREATED, float(pk), None) for pk in range(1, 41)]
    rows += [(pk, EventType.STATUS_CHANGED, pk + 5.0, "solved") for pk in range(1, 31)]
    batch = begin(any_store, "first")
    write(any_store, batch, rows, "first")
    any_store.finish_batch(batch, "done")
    return Report(any_store)


def same_tickets(live: LiveLoader, store: Store) -> None:
    """What the live part says of its tickets is what a report made now says of them."""
    ours = live.load().facts.tickets
    theirs = Report(store).facts().tickets
    assert set(theirs["ticket_pk"][theirs["is_open"]]) <= set(ours["ticket_pk"])
    theirs = theirs[theirs["ticket_pk"].isin(ours["ticket_pk"])]
    plain = [
        each.astype({c: object for c in each if each[c].dtype == "category"}).reset_index(drop=True)
        for each in (ours, theirs)
    ]
    pd.testing.assert_frame_equal(*plain, check_dtype=False)


def test_the_live_part_follows_every_change(report: Report) -> None:
    store, chance = report.store, np.random.default_rng(3)
    live = LiveLoader(store, report._loader)
    for number in range(12):
        rows = []
        for _ in range(6):
            kind = list(KINDS)[chance.integers(0, len(KINDS))]
            ticket = int(chance.integers(1, 40 + number * 3))
            rows.append((ticket, kind, float(chance.integers(0, 4_000)), chance.choice(KINDS[kind])))
        batch = begin(store, f"more {number}")
        write(store, batch, rows, f"more {number}")
        store.finish_batch(batch, "done")
        same_tickets(live, store)


def test_tickets_that_are_over_are_let_go_and_come_back(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.reporting.live_part.ROOM", -1_000)
    store, live = report.store, LiveLoader(report.store, report._loader)
    batch = begin(store, "later")
    write(store, batch, [(40, EventType.PUBLIC_REPLY, 9_000.0, None)], "later")
    live.load()
    write(store, batch, [(40, EventType.STATUS_CHANGED, 9_001.0, "solved")], "solved")
    write(store, batch, [(39, EventType.PUBLIC_REPLY, 20_000.0, None)], "much later")
    live.load()
    assert 40 not in live.load().facts.tickets["ticket_pk"].tolist()
    write(store, batch, [(40, EventType.STATUS_CHANGED, 20_001.0, "open")], "again")
    again = live.load().facts.tickets.set_index("ticket_pk").loc[40]
    assert (again["is_open"], again["reopen_count"]) == (True, 1)
    same_tickets(live, store)


def test_an_older_import_that_is_still_at_work_is_not_missed(report: Report) -> None:
    store, live = report.store, LiveLoader(report.store, report._loader)
    slow, quick = begin(store, "slow"), begin(store, "quick")
    write(store, slow, [(1, EventType.STATUS_CHANGED, 100.0, "open")], "slow")
    write(store, quick, [(2, EventType.STATUS_CHANGED, 101.0, "open")], "quick")
    store.finish_batch(quick, "done")
    assert len(report.tickets()) == 12
    same_tickets(live, store)
    write(store, slow, [(3, EventType.STATUS_CHANGED, 102.0, "open")], "slow again")
    assert len(report.tickets()) == 13
    same_tickets(live, store)


def test_changes_are_the_touched_tickets_with_their_whole_history_and_the_new_words(report: Report) -> None:
    store = report.store
    mark, known = current_mark(store), len(store.terms()) - 1
    assert mark.revision == store.revision()
    batch = begin(store, "more")
    write(store, batch, [(7, EventType.ASSIGNED, 50.0, "somebody new")], "more")
    changes = read_changes(store, batch, known)
    assert changes.tickets["ticket_id"].to_pylist() == ["7"]
    assert changes.events["type"].to_pylist().count(int(EventType.CREATED)) == 1
    assert len(changes.events) == 3
    assert changes.terms == ["somebody new"]
    assert changes.mark.revision == store.revision() != mark.revision
    assert read_changes(store, batch + 1, known + 1).tickets.num_rows == 0


def test_a_stream_of_changes_does_not_make_a_long_history_be_read_all_the_time(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MANY_TICKETS", 0)
    monkeypatch.setattr(loading, "REST", 1e9)
    store = report.store
    now = START + timedelta(days=30)
    batch = begin(store, "stream")
    assert len(report.tickets()) == 10
    seen: list[Any] = []
    for number in range(3):
        write(store, batch, [(100 + number, EventType.CREATED, 60.0 + number, None)], f"stream {number}")
        seen.append((len(report.tickets()), len(report.live(now).tickets())))
    assert seen == [(11, 11), (11, 12), (11, 13)]
    report.refresh()
    assert len(report.tickets()) == 13
