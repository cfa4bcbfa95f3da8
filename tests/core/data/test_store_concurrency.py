"""Several readers and writers at once, and processes that die in the middle."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from core.data.store import Store

ROWS, CHUNK = 12_000, 300

WRITER = """
import sys
import numpy as np, pandas as pd
from core.data.store import Store
url, source, rows, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with Store.open(url) as store:
    key = dict(source_id=source, profile="p", file_digest=source, options="{}")
    batch = store.unfinished_batch(**key) or store.begin_batch(**key, file_name="f", timezone="UTC")
    for first in range(batch.cursor, rows, size):
        n = np.arange(first, min(first + size, rows))
        text = lambda word, numbers: pd.Series(numbers.astype(str)).radd(word)
        events = pd.DataFrame({"ticket_id": text("T", n // 5), "event_id": text("e", n),
            "at": n * 1000, "seq": n, "type": n % 5, "actor_role": 1,
            "actor_id": text("agent ", n % 97), "field": None,
            "from_value": text("word ", n // 50), "to_value": None, "value_num": np.nan, "line": n + 1})
        rejected = pd.DataFrame({"line": [first + 1_000_000], "column": "at", "value": "x", "rule": "r"})
        store.write_chunk(batch.pk, tickets=None, events=events, rejected=rejected,
                          read_count=len(n) + 1, cursor=int(n[-1]) + 1)
        print(n[-1], flush=True)
    store.finish_batch(batch.pk, "done")
"""


def start_writer(url: str, source: str = "desk") -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", WRITER, url, source, str(ROWS), str(CHUNK)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def check_whole(store: Store, sources: int = 1) -> None:
    """Every row once, the dictionary dense, the counters true."""
    events, terms = store.read_events(), store.terms()
    assert store.counts()["tickets"] == sources * ROWS // 5
    assert sorted(events["at"].to_pylist()) == sorted(list(range(0, ROWS * 1000, 1000)) * sources)
    assert store.read_frame("term")["pk"].tolist() == list(range(1, len(terms)))
    expected = {f"agent {n % 97}" for n in range(ROWS)} | {f"word {n // 50}" for n in range(ROWS)}
    assert set(terms[1:]) == expected
    assert len(terms) == len(expected) + 1
    for actor, at in zip(events["actor_term"].to_pylist(), events["at"].to_pylist(), strict=True):
        assert terms[actor] == f"agent {at // 1000 % 97}"
    batches = store.batches()
    assert (batches["state"] == "done").all()
    assert (batches["read_count"] == ROWS + ROWS // CHUNK).all()
    assert (batches["stored_count"] == ROWS).all()
    assert (batches["unchanged_count"] == 0).all()
    assert len(store.rejected_rows()) == sources * ROWS // CHUNK


def is_finished(url: str) -> bool:
    with Store.open(url) as store:
        states = store.batches()["state"]
        return len(states) > 0 and bool((states == "done").all())


def test_killed_at_any_moment_and_resumed_nothing_is_lost_or_doubled(database_url: str) -> None:
    Store.open(database_url).close()
    chance, kills = random.Random(7), 0
    while kills < 6 and not is_finished(database_url):
        writer = start_writer(database_url)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        writer.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        writer.communicate()
        kills += 1
    assert kills >= 2, "the machine is so fast that the import was over before it could be killed"
    if not is_finished(database_url):
        with start_writer(database_url) as last:
            last.communicate()
        assert last.returncode == 0
    with Store.open(database_url) as store:
        assert len(store.batches()) == 1
        check_whole(store)


def test_two_importers_at_once_share_one_dictionary(database_url: str) -> None:
    writers = [start_writer(database_url, source) for source in ("desk", "chat")]
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0]
    with Store.open(database_url) as store:
        check_whole(store, sources=2)


def test_a_new_file_may_be_opened_by_several_at_once(database_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda _: Store.open(database_url), range(6)))
    assert len({store.revision() for store in stores}) == 1
    for store in stores:
        store.close()


def test_readers_see_whole_chunks_while_one_process_writes(any_store: Store) -> None:
    url = any_store.url
    failures: list[BaseException] = []
    seen: list[int] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                events = any_store.read_events()
                seen.append(events.num_rows)
                assert events.num_rows % CHUNK == 0
                any_store.set_setting("reader", len(seen))
                any_store.read_tickets(any_store.latest_batch())
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    with start_writer(url) as writer:
        for reader in readers:
            reader.start()
        writer.communicate()
        done.set()
        for reader in readers:
            reader.join()
    assert not failures, failures[0]
    assert writer.returncode == 0
    assert len(set(seen)) > 1
    check_whole(any_store)


def test_threads_of_one_process_write_and_read_side_by_side(store: Store, tmp_path: Path) -> None:
    def write(number: int) -> None:
        batch = store.begin_batch(
            source_id=f"s{number}", profile="p", file_name="f", file_digest=None, timezone=None, options=None
        )
        for chunk in range(8):
            lines = range(chunk * 50, chunk * 50 + 50)
            events = pd.DataFrame({"ticket_id": "T1", "event_id": [f"e{n}" for n in lines], "at": lines})
            events = events.assign(seq=lines, type=3, actor_role=1, actor_id="a", field=f"f{chunk}")
            events = events.assign(from_value=None, to_value=None, value_num=1.0, line=lines)
            store.write_chunk(
                batch.pk or 0, tickets=None, events=events, rejected=None, read_count=50, cursor=chunk
            )
            assert store.read_events().num_rows % 50 == 0
            store.set_setting(f"progress {number}", chunk)
        store.finish_batch(batch.pk or 0, "done")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert store.counts() == {"tickets": 4, "events": 1600, "terms": 9, "batches": 4, "rejected_rows": 0}
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@pytest.mark.skipif(sys.platform != "linux", reason="reads the process's own table of open files")
def test_closing_a_store_lets_go_of_its_files(tmp_path: Path) -> None:
    with Store.open(tmp_path / "queuewise.db") as store:
        store.read_events()
    held = [
        os.readlink(f"/proc/self/fd/{n}")
        for n in os.listdir("/proc/self/fd")
        if os.path.lexists(f"/proc/self/fd/{n}")
    ]
    assert not [path for path in held if path.startswith(str(tmp_path))]
