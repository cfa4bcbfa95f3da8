"""The live side: webhooks under load, a kill in the middle, and a queue beside a million tickets."""

from __future__ import annotations

import asyncio
import os
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Collection
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Result, median_seconds
from benchmarks.live_data import SOURCE, fill_store, next_events
from benchmarks.streamlit_client import queuewise, wait_until_ready
from benchmarks.webhook_client import Outcome, post
from core.data.changes import current_mark, read_changes
from core.data.hook_sources import add_hook
from core.data.inbox import inbox_counts
from core.data.store import Store
from core.facts.fact_set import build_fact_set
from core.facts.live import LivePart, unsettled
from core.report import Report
from sample_data.committed import committed_company
from sample_data.loading import load_into

RATE, SECONDS = 200, 60
KILL_SECONDS = 10
WARM_SECONDS = 5
TICKETS, OPEN, NEW = 1_000_000, 10_000, 1_000
P99_GOAL, FOLD_GOAL, VIEW_GOAL, RESTART_GOAL = 0.100, 0.005, 0.050, 30.0


def demo_store(path: Path) -> tuple[str, int]:
    """The shipped demo company, and the secret of a source; with the number of events in it."""
    with Store.open(path) as store:
        load_into(store, committed_company())
        return add_hook(store, "live", "generic"), store.counts()["events"]


def wait_until_applied(path: Path) -> float:
    """Seconds until nothing waits in the inbox any more."""
    began = time.perf_counter()
    with Store.open(path) as store:
        while inbox_counts(store)["waiting"]:
            time.sleep(0.05)
    return time.perf_counter() - began


def applied_ids(path: Path) -> list[str]:
    """Ids of the load's events in the log, with repetition."""
    with Store.open(path) as store, store.engine.connect() as connection:
        query = "SELECT event_id FROM ticket_event WHERE event_id LIKE 'l%'"
        found = [str(row[0]) for row in connection.exec_driver_sql(query)]
    return [each for each in found if each[1:].isdigit()]


def under_load(folder: Path) -> Result:
    """A minute of events at the wanted rate; none may be lost."""
    path = folder / "load.db"
    secret, before = demo_store(path)
    with queuewise(path).serve() as url:
        time.sleep(WARM_SECONDS)
        outcome = asyncio.run(post(url, "live", secret, range(RATE * SECONDS), RATE))
        wait_until_applied(path)
    with Store.open(path) as store:
        lost = RATE * SECONDS - (store.counts()["events"] - before)
    p99 = percentile(outcome.seconds, 99)
    return Result(
        f"answer to a webhook, p99 at {RATE} a second for {SECONDS} s",
        p99,
        "the limit",
        P99_GOAL,
        "under 100 ms, none lost",
        p99 < P99_GOAL and not lost and len(outcome.acknowledged) == RATE * SECONDS,
        f"median {percentile(outcome.seconds, 50) * 1000:.1f} ms, {lost} lost, {outcome.refused} refused",
    )


def killed_in_the_middle(folder: Path) -> Result:
    """Kill the server under load; every event it acknowledged must be applied once after a restart."""
    path = folder / "kill.db"
    secret, _ = demo_store(path)
    app = queuewise(path)
    with app.start() as (url, process):
        wait_until_ready(url, process)
        time.sleep(WARM_SECONDS)
        killer = threading.Timer(KILL_SECONDS / 2, lambda: os.kill(process.pid, signal.SIGKILL))
        killer.start()
        outcome = asyncio.run(post(url, "live", secret, range(RATE * KILL_SECONDS), RATE))
        killer.join()
    began = time.perf_counter()
    with app.serve():
        wait_until_applied(path)
        seconds = time.perf_counter() - began
    return _after_kill(outcome, applied_ids(path), seconds)


def _after_kill(outcome: Outcome, found: Collection[str], seconds: float) -> Result:
    missing, doubled = len(outcome.acknowledged - set(found)), len(found) - len(set(found))
    return Result(
        "kill -9 under load: restart until all acknowledged events are applied",
        seconds,
        "the limit",
        RESTART_GOAL,
        "none lost, none twice",
        not missing and not doubled and seconds <= RESTART_GOAL and bool(outcome.broken),
        f"{len(outcome.acknowledged):,} acknowledged, {missing} missing, {doubled} twice, "
        f"{outcome.broken} unanswered",
    )


def beside_a_million(folder: Path) -> list[Result]:
    """Folding new events, and the queue view, in a store of a million tickets."""
    path = folder / "million.db"
    fill_store(path, TICKETS, OPEN)
    report = Report.open(path)
    snapshot, settings = report._loader.snapshot(), report._loader.settings()
    facts = report.facts()
    part = LivePart.of(
        snapshot.log, snapshot.tickets, snapshot.traits, unsettled(facts.tickets, facts.as_of + 1)
    )
    mark, now = current_mark(report.store), report.as_of()
    assert now is not None
    report.live(now).open_tickets()
    _write(report.store, facts.as_of)
    changes = read_changes(report.store, mark.batch, len(snapshot.terms) - 1)
    fold = median_seconds(lambda: part.fold(changes.events, changes.tickets, snapshot.terms), 21)
    began = time.perf_counter()
    report.live(now + timedelta(seconds=1)).open_tickets()
    fresh = time.perf_counter() - began
    moments = iter(range(2, 100))
    view = median_seconds(lambda: report.live(now + timedelta(seconds=next(moments))).open_tickets(), 21)
    whole = median_seconds(lambda: _all_facts(snapshot, settings, facts.as_of), 3, 0)
    shown = len(report.live(now + timedelta(seconds=200)).open_tickets())
    report.store.close()
    return [
        Result(
            f"{NEW:,} new events folded into {TICKETS:,} tickets",
            fold,
            "all facts built anew",
            whole,
            "5 ms or less",
            fold <= FOLD_GOAL,
            "events in memory; equal to the rebuild (tests/core/facts/test_live.py)",
        ),
        Result(
            f"queue view of {shown:,} open tickets out of {TICKETS:,}, at a new instant",
            view,
            "all facts built anew",
            whole,
            "50 ms or less",
            view <= VIEW_GOAL,
            "facts, running promises, lifecycle and order",
        ),
        Result(
            f"the same right after {NEW:,} events were written: read, fold, view",
            fresh,
            "all facts built anew",
            whole,
            "1 s or less",
            fresh <= 1.0,
        ),
    ]


def _write(store: Store, after: int) -> None:
    batch = store.begin_batch(
        source_id=SOURCE, profile="next", file_name="next", file_digest=None, timezone="UTC", options=None
    )
    events = next_events(np.arange(1, TICKETS + 1), NEW, after)
    pk = int(batch.pk or 0)
    store.write_chunk(pk, tickets=None, events=events, rejected=None, read_count=NEW, cursor=1)
    store.finish_batch(pk, "done")


def _all_facts(snapshot: Any, settings: Any, as_of: int) -> None:
    build: Callable[..., Any] = build_fact_set
    build(
        snapshot.log, snapshot.tickets, snapshot.terms, as_of=as_of, calendar=settings.calendar,
        timezone=settings.zone, traits=snapshot.traits,
    )  # fmt: skip


def percentile(seconds: list[float], percent: int) -> float:
    """A percentile of some times."""
    return statistics.quantiles(seconds, n=100)[percent - 1]


def suite() -> list[Result]:
    """Load, kill, fold and view."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [under_load(folder), killed_in_the_middle(folder), *beside_a_million(folder)]


if __name__ == "__main__":
    for result in suite():
        print(result)
