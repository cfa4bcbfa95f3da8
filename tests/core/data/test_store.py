"""The store's promises, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import make_url

from core.data.columns import EVENT_COLUMNS, TICKET_COLUMNS, ActorRole, EventType, History
from core.data.store import ChunkResult, Store, StoreError

DAY = 86_400_000_000


def begin(store: Store, **changes: Any) -> int:
    given = {
        "source_id": "desk",
        "profile": "canonical-events",
        "file_name": "log.csv",
        "file_digest": "abc",
        "timezone": "UTC",
        "options": "{}",
    }
    batch = store.begin_batch(**{**given, **changes})
    assert batch.pk is not None
    return batch.pk


def ticket(ticket_id: str, line: int, **fields: Any) -> dict[str, Any]:
    return (
        dict.fromkeys(TICKET_COLUMNS)
        | {"history": History.SNAPSHOT, "ticket_id": ticket_id, "line": line}
        | fields
    )


def tickets(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*TICKET_COLUMNS, "line"], dtype=object)


def event(
    ticket_id: str, event_id: str, line: int, kind: EventType = EventType.INTERNAL_NOTE, **fields: Any
) -> dict[str, Any]:
    given = dict.fromkeys(EVENT_COLUMNS) | {
        "ticket_id": ticket_id,
        "event_id": event_id,
        "at": line * DAY,
        "seq": line,
        "type": int(kind),
        "actor_role": int(ActorRole.AGENT),
        "line": line,
    }
    return given | fields


def events(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*EVENT_COLUMNS, "line"]).astype({"value_num": float})


def write(
    store: Store, batch: int | None = None, *, read: int | None = None, cursor: int = 0, **frames: Any
) -> ChunkResult:
    given = {name: frames.get(name) for name in ("tickets", "events", "rejected")}
    lines = {line for frame in given.values() if frame is not None for line in frame["line"]}
    pk = begin(store) if batch is None else batch
    return store.write_chunk(pk, **given, read_count=len(lines) if read is None else read, cursor=cursor)


def only(store: Store) -> dict[str, Any]:
    rows = store.read_tickets().to_pylist()
    assert len(rows) == 1
    return rows[0]


def test_rows_come_back_as_they_were_written(any_store: Store) -> None:
    row = ticket(
        "T1",
        1,
        status="open",
        priority="P1",
        created_at=DAY,
        updated_at=2 * DAY,
        csat_score=4.5,
        sla_met=True,
        stated_reopen_count=2,
        tags="vip, späti",
        history=History.PARTIAL,
        source_rev="7",
    )
    assert write(any_store, tickets=tickets(row)) == ChunkResult(1, 0)
    kept = only(any_store)
    assert {name: kept[name] for name in row if name not in ("line", "resolution_is_stated")} == {
        name: value for name, value in row.items() if name not in ("line", "resolution_is_stated")
    }
    assert kept["source_id"] == "desk"
    assert kept["resolution_is_stated"] is False


def test_events_refer_to_terms_by_number(any_store: Store) -> None:
    log = events(
        event("T1", "e1", 1, EventType.STATUS_CHANGED, from_value="new", to_value="open", actor_id="Ann"),
        event("T2", "e2", 2, EventType.CSAT, value_num=5.0, field="open"),
    )
    write(any_store, events=log)
    stored, terms = any_store.read_events().to_pylist(), any_store.terms()
    assert [terms[stored[0][n]] for n in ("actor_term", "from_term", "to_term")] == ["Ann", "new", "open"]
    assert stored[0]["field_term"] is None
    assert terms[stored[1]["field_term"]] == "open"
    assert stored[1]["value_num"] == 5.0
    assert sorted(term for term in terms if term) == ["Ann", "new", "open"]
    assert [r["at"] for r in stored] == [DAY, 2 * DAY]


def test_terms_stay_dense_over_several_chunks(any_store: Store) -> None:
    batch = begin(any_store)
    for line in range(1, 6):
        write(
            any_store,
            batch,
            events=events(event("T1", f"e{line}", line, actor_id=f"a{line % 3}", field=f"f{line}")),
        )
    frame = any_store.read_frame("term")
    assert frame["pk"].tolist() == list(range(1, len(frame) + 1))
    assert any_store.terms()[1:] == frame["value"].tolist()


def test_sending_the_same_chunk_again_changes_nothing(any_store: Store) -> None:
    frames = {
        "tickets": tickets(ticket("T1", 1, status="open", updated_at=DAY), ticket("T3", 3, status="new")),
        "events": events(event("T1", "e1", 1, EventType.CREATED), event("T2", "e2", 2, actor_id="Ann")),
    }
    assert write(any_store, **frames) == ChunkResult(3, 0)
    before = any_store.read_tickets(), any_store.read_events(), any_store.terms(), any_store.revision()
    assert write(any_store, **frames) == ChunkResult(0, 3)
    after = any_store.read_tickets(), any_store.read_events(), any_store.terms(), any_store.revision()
    assert after == before


def test_an_older_snapshot_never_overwrites_a_newer_one(any_store: Store) -> None:
    write(any_store, tickets=tickets(ticket("T1", 1, status="solved", updated_at=5 * DAY)))
    older = tickets(ticket("T1", 1, status="open", priority="P1", updated_at=4 * DAY))
    unknown_age = tickets(ticket("T1", 1, status="new"))
    assert write(any_store, tickets=older) == ChunkResult(0, 1)
    assert write(any_store, tickets=unknown_age) == ChunkResult(0, 1)
    assert (only(any_store)["status"], only(any_store)["priority"]) == ("solved", None)
    assert write(
        any_store, tickets=tickets(ticket("T1", 1, status="open", updated_at=6 * DAY))
    ) == ChunkResult(1, 0)
    assert only(any_store)["status"] == "open"


def test_revisions_of_one_instant_are_compared_as_numbers(any_store: Store) -> None:
    write(any_store, tickets=tickets(ticket("T1", 1, status="solved", updated_at=DAY, source_rev="10")))
    assert (
        write(
            any_store, tickets=tickets(ticket("T1", 1, status="open", updated_at=DAY, source_rev="9"))
        ).stored_count
        == 0
    )
    assert only(any_store)["status"] == "solved"


def test_the_newest_row_of_a_chunk_wins_wherever_it_stands(store: Store) -> None:
    rows = tickets(
        ticket("T1", 1, status="new", updated_at=DAY),
        ticket("T1", 2, status="solved", updated_at=3 * DAY),
        ticket("T1", 3, status="open", updated_at=2 * DAY),
        ticket("T1", 4, status="solved", updated_at=3 * DAY),
    )
    assert write(store, tickets=rows) == ChunkResult(2, 2)
    assert only(store)["status"] == "solved"


def test_a_newer_row_of_equal_history_may_clear_a_field(any_store: Store) -> None:
    write(any_store, tickets=tickets(ticket("T1", 1, assignee_id="Ann", created_at=DAY, updated_at=DAY)))
    write(any_store, tickets=tickets(ticket("T1", 1, updated_at=2 * DAY)))
    assert only(any_store)["assignee_id"] is None
    assert only(any_store)["created_at"] == DAY


def test_a_row_that_knows_less_history_never_erases_what_is_known(any_store: Store) -> None:
    full = ticket("T1", 1, assignee_id="Ann", category="VPN", updated_at=DAY, history=History.FULL)
    write(any_store, tickets=tickets(full))
    write(any_store, tickets=tickets(ticket("T1", 1, assignee_id="Bob", updated_at=2 * DAY)))
    kept = only(any_store)
    assert (kept["assignee_id"], kept["category"], kept["history"]) == ("Bob", "VPN", History.FULL)
    again = tickets(ticket("T1", 1, assignee_id="Bob", updated_at=2 * DAY))
    assert write(any_store, tickets=again) == ChunkResult(0, 1)


def test_an_older_row_that_knows_more_history_only_raises_it(store: Store) -> None:
    write(store, tickets=tickets(ticket("T1", 1, status="solved", updated_at=2 * DAY)))
    older = tickets(ticket("T1", 1, status="open", updated_at=DAY, history=History.FULL))
    assert write(store, tickets=older) == ChunkResult(1, 0)
    assert (only(store)["status"], only(store)["history"]) == ("solved", History.FULL)
    assert write(store, tickets=older) == ChunkResult(0, 1)


def test_an_older_row_that_comes_later_tells_what_a_ticket_never_loses(any_store: Store) -> None:
    write(any_store, tickets=tickets(ticket("T1", 1, assignee_id="Bob", updated_at=2 * DAY)))
    older = tickets(
        ticket("T1", 1, assignee_id="Ann", customer_key="c-1", csat_scale_max=5.0, updated_at=DAY)
    )
    assert write(any_store, tickets=older) == ChunkResult(1, 0)
    kept = only(any_store)
    assert (kept["assignee_id"], kept["customer_key"], kept["csat_scale_max"]) == ("Bob", "c-1", 5.0)
    assert write(any_store, tickets=older) == ChunkResult(0, 1)


def test_events_make_the_tickets_they_name(any_store: Store) -> None:
    batch = begin(any_store)
    log = events(event("T1", "e1", 3, EventType.CREATED), event("T1", "e2", 4), event("T2", "e3", 5))
    write(any_store, batch, events=log)
    first, second = any_store.read_tickets().to_pylist()
    assert (first["ticket_id"], first["created_at"], first["history"]) == ("T1", 3 * DAY, History.FULL)
    assert (second["ticket_id"], second["created_at"], second["history"]) == ("T2", None, History.PARTIAL)
    assert {first["batch_id"], second["batch_id"]} == {batch}


def test_a_late_creation_completes_the_ticket(any_store: Store) -> None:
    write(any_store, events=events(event("T1", "e2", 4)))
    write(any_store, events=events(event("T1", "e1", 3, EventType.CREATED)))
    assert (only(any_store)["created_at"], only(any_store)["history"]) == (3 * DAY, History.FULL)


def test_the_row_of_a_ticket_says_how_much_history_there_is(store: Store) -> None:
    write(
        store,
        tickets=tickets(ticket("T1", 1, created_at=DAY)),
        events=events(event("T1", "e1", 1, EventType.CREATED)),
    )
    assert only(store)["history"] == History.SNAPSHOT


def test_a_stored_event_is_never_overwritten(any_store: Store) -> None:
    write(any_store, events=events(event("T1", "e1", 1, actor_id="Ann")))
    changed = events(event("T1", "e1", 1, actor_id="Bob"), event("T1", "e1", 2, actor_id="Cid"))
    assert write(any_store, events=changed) == ChunkResult(0, 2)
    assert any_store.terms() == [None, "Ann"]


def test_one_line_with_old_and_new_parts_counts_as_stored_once(store: Store) -> None:
    write(store, events=events(event("T1", "e1", 1)))
    mixed = events(event("T1", "e1", 1), event("T1", "e2", 1), event("T1", "e3", 1), event("T1", "e1", 2))
    assert write(store, events=mixed) == ChunkResult(1, 1)


def test_tickets_of_two_sources_are_two_tickets(any_store: Store) -> None:
    for source in ("desk", "chat"):
        write(any_store, begin(any_store, source_id=source), events=events(event("T1", "e1", 1)))
    assert any_store.counts()["tickets"] == any_store.counts()["events"] == 2


def test_counts_of_a_batch_always_add_up(any_store: Store) -> None:
    batch = begin(any_store)
    bad = pd.DataFrame(
        {
            "line": [4, 4, 5],
            "column": ["at", "type", "at"],
            "value": ["x", "y", None],
            "rule": ["r"] * 3,
            "row": [None] * 3,
        }
    )
    write(
        any_store,
        batch,
        read=6,
        events=events(*(event("T1", f"e{n % 2}", n) for n in (1, 2, 3))),
        rejected=bad,
        cursor=60,
    )
    kept = any_store.batches().iloc[0]
    assert (kept["read_count"], kept["stored_count"], kept["unchanged_count"], kept["quarantined_count"]) == (
        6,
        2,
        2,
        2,
    )
    assert kept["cursor"] == 60
    assert any_store.rejected_rows(batch)["column"].tolist() == ["at", "type", "at"]
    assert any_store.rejected_rows(batch + 1).empty
    assert len(any_store.rejected_rows()) == 3


def test_a_chunk_that_fails_leaves_no_trace(any_store: Store) -> None:
    batch = begin(any_store)
    before = any_store.counts()
    frames = {"events": events(event("T1", "e1", 1, actor_id="Ann")), "tickets": tickets(ticket("T2", 2))}
    with pytest.raises(ValueError, match="read_count"):
        write(any_store, batch, read=1, **frames)
    assert any_store.counts() == before
    assert any_store.batches().iloc[0]["cursor"] == 0


def test_only_a_running_import_takes_chunks(store: Store) -> None:
    batch = begin(store)
    store.finish_batch(batch, "done")
    with pytest.raises(ValueError, match="batch_pk"):
        write(store, batch, events=events(event("T1", "e1", 1)))
    with pytest.raises(ValueError, match="state"):
        store.finish_batch(batch, "finished")


def test_an_unfinished_import_is_found_by_what_it_imports(any_store: Store) -> None:
    wanted = {"source_id": "desk", "profile": "canonical-events", "file_digest": "abc", "options": "{}"}
    assert any_store.unfinished_batch(**wanted) is None
    batch = begin(any_store)
    write(any_store, batch, events=events(event("T1", "e1", 1)), cursor=11)
    found = any_store.unfinished_batch(**wanted)
    assert found is not None
    assert (found.pk, found.cursor, found.stored_count) == (batch, 11, 1)
    assert any_store.unfinished_batch(**{**wanted, "file_digest": "other"}) is None
    any_store.finish_batch(batch, "cancelled")
    assert any_store.unfinished_batch(**wanted) is None


def test_readers_of_changes_get_whole_histories_of_touched_tickets(any_store: Store) -> None:
    write(any_store, events=events(event("T1", "e1", 1), event("T2", "e2", 2)))
    second = begin(any_store)
    write(any_store, second, events=events(event("T2", "e2", 2), event("T2", "e3", 3)))
    assert any_store.latest_batch() == second
    assert any_store.read_tickets(second)["ticket_id"].to_pylist() == ["T2"]
    assert any_store.read_events(second)["at"].to_pylist() == [2 * DAY, 3 * DAY]


def test_a_column_whose_first_value_comes_late_is_read(store: Store) -> None:
    rows = [event(f"T{n:05d}", "e", n) for n in range(3000)]
    rows[-1] |= {"value_num": 2.5, "actor_id": "Ann"}
    write(store, events=events(*rows))
    last = store.read_events().to_pylist()[-1]
    assert last["value_num"] == 2.5
    assert store.terms()[last["actor_term"]] == "Ann"


def test_a_large_log_read_in_parts_is_the_whole_log(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write(store, events=events(*(event(f"T{n % 70}", f"e{n}", n) for n in range(1000))))
    whole = store.read_events()
    monkeypatch.setattr("core.data.bulk_read.PARALLEL_FROM", 10)
    assert store.read_events().combine_chunks() == whole.combine_chunks()
    assert np.all(np.diff(whole["ticket_pk"].to_numpy()) >= 0)


def test_odd_text_survives(any_store: Store) -> None:
    odd = 'O\'Brien; DROP TABLE ticket; -- "x" 🎉\n\tend'
    write(any_store, begin(any_store, source_id=odd), events=events(event(odd, odd, 1, actor_id=odd + "\0")))
    assert only(any_store)["ticket_id"] == odd
    assert only(any_store)["source_id"] == odd
    assert any_store.terms() == [None, odd]


def test_categories_and_nullable_integers_are_taken(store: Store) -> None:
    log = events(event("T1", "e1", 1, actor_id="Ann"), event("T1", "e2", 2, actor_id=None))
    log = log.astype({"ticket_id": "category", "actor_id": "category", "at": "Int64", "type": "Int8"})
    rows = tickets(ticket("T1", 1, created_at=DAY)).astype(
        {"created_at": "Int64", "status": "str", "priority": "category"}
    )
    write(store, tickets=rows, events=log)
    assert store.read_events()["actor_term"].to_pylist() == [1, None]
    assert only(store)["created_at"] == DAY


def test_a_missing_identifier_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="ticket_id"):
        write(store, events=events(event(None, "e1", 1)))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="event_id"):
        write(store, events=events(event("T1", None, 1)))  # type: ignore[arg-type]


def test_revision_follows_content_only(any_store: Store) -> None:
    seen = {any_store.revision()}
    write(any_store, events=events(event("T1", "e1", 1)))
    seen.add(any_store.revision())
    any_store.set_setting("zone", "Europe/Berlin")
    begin(any_store)
    seen.add(any_store.revision())
    write(any_store, tickets=tickets(ticket("T1", 1, status="open")))
    seen.add(any_store.revision())
    assert len(seen) == 3


def test_two_stores_never_share_a_revision(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as first, Store.open(tmp_path / "b.db") as second:
        assert first.revision() != second.revision()
        assert first.cache_dir == tmp_path / "a.db.cache"


def test_settings_keep_any_json_value(any_store: Store) -> None:
    assert any_store.setting("teams", ["none"]) == ["none"]
    for value in (["a", "b"], {"x": 1.5}, None, "Zürich"):
        any_store.set_setting("teams", value)
        assert any_store.setting("teams", "default") == value


def test_input_tables_are_written_by_key(any_store: Store) -> None:
    hired = pd.Timestamp("2024-02-03 04:05:06.000007", tz="Europe/Berlin")
    first = pd.DataFrame(
        {
            "source_id": "desk",
            "agent_id": ["a", "b"],
            "name": ["Ann", None],
            "is_bot": [False, True],
            "hired_at": [hired, pd.NaT],
        }
    )
    assert any_store.upsert_frame("agent", first) == 2
    change = pd.DataFrame({"source_id": "desk", "agent_id": ["b", "c", "c"], "name": ["Bot", "x", "Cid"]})
    assert any_store.upsert_frame("agent", change) == 2
    kept = any_store.read_frame("agent")
    assert kept["name"].tolist() == ["Ann", "Bot", "Cid"]
    assert kept["is_bot"].tolist() == [False, True, False]
    assert kept["hired_at"].dtype == "datetime64[us, UTC]"
    assert kept["hired_at"].iloc[0] == hired
    assert pd.isna(kept["hired_at"].iloc[1])


@pytest.mark.parametrize("table", ["shift", "sla_target", "holiday"])
def test_writing_an_input_table_twice_changes_nothing(any_store: Store, table: str) -> None:
    frames = {
        "shift": {
            "source_id": "d",
            "agent_id": "a",
            "starts_at": pd.to_datetime(["2024-01-01"], utc=True),
            "ends_at": pd.to_datetime(["2024-01-02"], utc=True),
        },
        "sla_target": {
            "policy_id": ["p", "p"],
            "metric": ["first_response"] * 2,
            "priority": ["P1", None],
            "seconds": [60, 60],
        },
        "holiday": {"calendar_id": ["c"], "day": ["2024-12-25"]},
    }
    frame = pd.DataFrame(frames[table])
    any_store.upsert_frame(table, frame)
    before = any_store.read_frame(table)
    any_store.upsert_frame(table, frame)
    pd.testing.assert_frame_equal(any_store.read_frame(table), before)
    assert len(before) == len(frame)


def test_input_frames_are_checked(store: Store) -> None:
    with pytest.raises(ValueError, match="none of"):
        store.read_frame("nothing")
    with pytest.raises(ValueError, match="imports only"):
        store.upsert_frame("ticket", pd.DataFrame())
    with pytest.raises(ValueError, match="lacks: \\['colour'\\]"):
        store.upsert_frame("agent", pd.DataFrame({"source_id": ["a"], "agent_id": ["b"], "colour": ["c"]}))
    with pytest.raises(ValueError, match="key columns"):
        store.upsert_frame("agent", pd.DataFrame({"source_id": ["a"]}))


def test_the_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    with Store.open(tmp_path / "new.db") as store:
        write(store, events=events(event("T1", "e1", 1)))
        modes = {stat.S_IMODE(os.stat(path).st_mode) for path in tmp_path.glob("new.db*")}
    assert modes == {0o600}


def test_sqlite_runs_with_the_settings_that_imports_rely_on(store: Store) -> None:
    with store.engine.connect() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    assert values == ["wal", 1, 30_000]


def test_opening_what_is_no_store_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are notes, not a database. " * 100)
    for path, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "x.db", "does not exist"),
        (tmp_path / "notes.txt", "not a SQLite database"),
    ):
        with pytest.raises(StoreError, match=words):
            Store.open(path)
    for url, words in (
        ("mysql://u@h/d", "SQLite or PostgreSQL"),
        ("://", "not a valid URL"),
        ("sqlite://", "needs a file"),
    ):
        with pytest.raises(StoreError, match=words):
            Store.open(url)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything is readable for this user")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    path = tmp_path / "locked.db"
    path.touch(mode=0o000)
    with pytest.raises(StoreError, match="no permission"):
        Store.open(path)


def test_an_unreachable_server_is_an_error_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used") as caught:
        Store.open(f"postgresql://ann:secret@/desk?host={tmp_path}")
    assert "secret" not in str(caught.value)


def test_the_address_opens_the_same_store_and_hides_the_password_when_shown(any_store: Store) -> None:
    any_store.set_setting("zone", "UTC")
    with Store.open(any_store.url) as again:
        assert again.setting("zone") == "UTC"
    with_password = make_url(any_store.url).set(password="secret")
    assert "secret" not in Store(with_password, any_store.engine).shown_url


def test_the_environment_names_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUEUEWISE_DATABASE_URL", raising=False)
    with Store.open() as store:
        assert store.url == f"sqlite:///{tmp_path / 'queuewise.db'}"
    monkeypatch.setenv("QUEUEWISE_DATABASE_URL", str(tmp_path / "other.db"))
    with Store.open() as store:
        assert store.url.endswith("other.db")
