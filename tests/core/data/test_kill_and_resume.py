"""An import that is killed at any moment goes on where it was: nothing lost, nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.ingest import ImportOptions, ImportReport, import_file
from core.data.state import ImportBatch
from core.data.store import Store, StoreError

OPTIONS = ImportOptions(profile="canonical-events", timezone="Europe/Berlin", source_id="desk")
CHUNK_ROWS = 50
ROWS = 6_000
KILLS = 10
STARTER = """
import os, sys
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store

def tell(progress):
    print(progress.phase, flush=True)

def run(url, path, chunk_rows):
    options = ImportOptions(profile="canonical-events", timezone="Europe/Berlin", source_id="desk")
    with Store.open(url) as store:
        import_file(store, path, options, progress=tell, chunk_rows=int(chunk_rows))

for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        run(*sys.argv[1:])
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
"""
"""Imports the modules once and starts a process for each line it is told."""


@pytest.fixture
def events_file(tmp_path: Path) -> Path:
    """Events of interleaved tickets, some rows broken, some repeated."""
    chance = np.random.default_rng(5)
    ticket = chance.integers(0, 500, ROWS)
    at = np.datetime64("2026-01-01T08:00") + np.sort(chance.integers(0, 90 * 1440, ROWS))
    kind = np.where(
        pd.Series(ticket).duplicated(), chance.choice(["public_reply", "assigned"], ROWS), "created"
    )
    frame = pd.DataFrame(
        {"event_id": np.arange(ROWS), "ticket_id": ticket, "at": at.astype(str), "type": kind}
    )
    frame["actor"] = np.char.add("agent", (ticket % 7).astype(str))
    frame["role"] = np.where(kind == "created", "customer", "agent")
    frame["to"] = np.where(kind == "assigned", frame["actor"], None)
    frame.loc[::97, "at"] = "not a date"
    frame.loc[50::211, "type"] = "sneezed"
    path = tmp_path / "events.csv"
    pd.concat([frame, frame.iloc[:500]]).to_csv(path, index=False)
    return path


def content(store: Store) -> dict[str, pd.DataFrame]:
    """Everything an import leaves, without keys that carry no meaning."""
    tickets = store.read_frame("ticket")
    words = dict(enumerate(store.terms()))
    events = store.read_frame("ticket_event")
    for name in ("actor_term", "field_term", "from_term", "to_term"):
        events[name] = events[name].map(words).astype("object")
    names = tickets.set_index("pk")["ticket_id"]
    events["ticket_pk"] = events["ticket_pk"].map(names)
    rejected = store.rejected_rows()
    return {
        "tickets": tickets.drop(columns=["pk", "batch_id"]).sort_values("ticket_id", ignore_index=True),
        "events": events.drop(columns="batch_id").sort_values(["ticket_pk", "event_id"], ignore_index=True),
        "rejected": rejected.drop(columns=["pk", "batch_id"]).sort_values("line", ignore_index=True),
    }


@contextmanager
def starter(url: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", STARTER, url, str(path), str(CHUNK_ROWS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def kill_while_importing(process: subprocess.Popen[str], chance: random.Random) -> None:
    """Start an import and kill it (-9) after some chunks, at no particular moment."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    child, chunks, wanted = 0, 0, chance.randint(1, 8)
    while not child or chunks < wanted:
        line = process.stdout.readline().strip()
        if line.isdigit():
            child, chunks = int(line), 0
        chunks += line == "storing"
    time.sleep(chance.random() * 0.02)
    os.kill(child, signal.SIGKILL)


@pytest.mark.timeout(280)
def test_import_killed_at_ten_random_points_and_resumed_equals_an_uninterrupted_one(
    database_url: str, events_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUEUEWISE_PSEUDONYM_KEY", "a key for this test")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    chance = random.Random(20260101)
    with starter(database_url, events_file) as process:
        for _ in range(KILLS):
            kill_while_importing(process, chance)
    with Store.open(database_url) as store:
        assert store.batches()["state"].tolist() == ["running"], (
            "every run went on with the first one's batch"
        )
        report = import_file(store, events_file, OPTIONS, chunk_rows=CHUNK_ROWS)
        killed = content(store)
    with Store.open(tmp_path / "whole.db") as store:
        whole = import_file(store, events_file, OPTIONS)
        expected = content(store)
    assert outcome(report) == outcome(whole) == (6_500, "done")
    assert counts(report) == counts(whole)
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(killed[name], frame)
    assert len(expected["rejected"]) > 50


def outcome(report: ImportReport) -> tuple[int, str]:
    return report.stored + report.unchanged + report.quarantined, report.state


def counts(report: ImportReport) -> tuple[int, ...]:
    return report.read, report.stored, report.unchanged, report.quarantined


def test_second_import_of_the_same_file_at_the_same_time_stops(store: Store, events_file: Path) -> None:
    """The second one goes on with the first one's batch; only one of them may."""
    chunks = 0

    def interfere() -> bool:
        nonlocal chunks
        chunks += 1
        if chunks == 3:
            import_file(store, events_file, OPTIONS, cancelled=iter([False, True]).__next__, chunk_rows=700)
            with store.session() as session:
                batch = session.get(ImportBatch, 1)
                assert batch is not None
                batch.state = "running"
                session.commit()
        return False

    with pytest.raises(StoreError, match="Another process is importing the same file"):
        import_file(store, events_file, OPTIONS, cancelled=interfere, chunk_rows=1_000)
    report = import_file(store, events_file, OPTIONS)
    assert outcome(report) == (6_500, "done")


def test_cancelled_import_keeps_its_chunks_and_the_next_run_completes_it(
    any_store: Store, events_file: Path
) -> None:
    answers = iter([False, False, True])
    first = import_file(any_store, events_file, OPTIONS, cancelled=lambda: next(answers), chunk_rows=1_000)
    assert (first.state, first.read) == ("cancelled", 2_000)
    second = import_file(any_store, events_file, OPTIONS)
    assert (second.state, second.read) == ("done", 6_500)
    assert first.stored + second.stored + second.quarantined + second.unchanged == 6_500 + first.stored
    third = import_file(any_store, events_file, OPTIONS)
    assert (third.stored, third.quarantined) == (0, second.quarantined)
