"""Import 1,000,000 canonical events from CSV into SQLite, beside pandas' read_csv and to_sql."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.harness import Result
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store

COUNT = 1_000_000
GOAL = 50_000
EVENTS_PER_TICKET = 7
KINDS = np.array(["created", "assigned", "status_changed", "public_reply", "customer_reply", "time_worked"])
STATUSES = np.array(["open", "pending", "solved"])


def make_csv(path: Path, count: int, seed: int = 7) -> None:
    """A seeded file of events, in order of time, as a help desk would export them."""
    chance = np.random.default_rng(seed)
    tickets = max(1, count // EVENTS_PER_TICKET)
    ticket = np.r_[np.arange(tickets), chance.integers(0, tickets, count - tickets)]
    is_first = np.arange(count) < tickets
    opened = np.sort(chance.integers(0, 540 * 86_400, tickets))
    seconds = opened[ticket] + np.where(is_first, 0, chance.exponential(4 * 86_400, count).astype(int) + 1)
    order = np.argsort(seconds, kind="stable")
    ticket, is_first, seconds = ticket[order], is_first[order], seconds[order]
    kind = np.where(is_first, "created", chance.choice(KINDS[1:], count))
    is_status, is_work = kind == "status_changed", kind == "time_worked"
    agents = chance.integers(0, 60, count)
    actors = np.char.add(np.where(is_first, "customer", "agent"), agents.astype(str))
    to = np.where(is_status, chance.choice(STATUSES, count), np.where(kind == "assigned", actors, ""))
    frame = pd.DataFrame(
        {
            "event_id": np.arange(count),
            "ticket_id": ticket,
            "at": (np.datetime64("2025-01-01", "s") + seconds).astype(str),
            "type": kind,
            "actor_role": np.where(is_first, "customer", "agent"),
            "actor_id": actors,
            "from_value": "",
            "to_value": to,
            "value_num": np.where(is_work, chance.integers(1, 60, count).astype(str), ""),
        }
    )
    frame.to_csv(path, index=False)


def with_queuewise(path: Path, folder: Path) -> float:
    """Seconds from an empty database to a stored and validated file."""
    store = Store.open(folder / "queuewise.db")
    options = ImportOptions(profile="canonical-events", timezone="UTC", source_id="bench")
    started = time.perf_counter()
    report = import_file(store, path, options)
    seconds = time.perf_counter() - started
    store.close()
    if report.stored != report.read:
        raise SystemExit(f"{report.read - report.stored} rows were not stored")
    return seconds


def with_pandas(path: Path, folder: Path) -> float:
    """Seconds of reading the file and writing it as it is: no checks, no keys, no dictionary."""
    started = time.perf_counter()
    frame = pd.read_csv(path, parse_dates=["at"])
    with sqlite3.connect(folder / "pandas.db") as connection:
        frame.to_sql("event", connection, index=False, chunksize=100_000)
    return time.perf_counter() - started


def suite() -> list[Result]:
    """One file through both, into an empty SQLite database each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_csv(folder / "events.csv", COUNT)
        ours = with_queuewise(folder / "events.csv", folder)
        peer = with_pandas(folder / "events.csv", folder)
    rate = COUNT / ours
    return [
        Result(
            what=f"import of {COUNT:,} events from CSV into SQLite",
            ours_seconds=ours,
            peer="pandas read_csv + to_sql",
            peer_seconds=peer,
            goal=f"{GOAL:,} rows/s",
            met=rate >= GOAL,
            note=f"{rate:,.0f} rows/s, validated, keyed and with tickets; the peer only copies the rows",
        )
    ]
