"""Queue health of a million tickets: its view at a new instant, and twenty pages that stay open.

Ten thousand tickets are open, each with its running promises. The peer of the view is the same report
asked for the same instant without the index of open tickets. Times of views are medians of processor
seconds, because other programs on the machine must not decide them; refreshes are wall time.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.harness import Result
from benchmarks.live_data import fill_store
from benchmarks.streamlit_client import queuewise, watchers
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.periods import Period
from core.report import Report
from core.sla.policy import Policy, Promise, SlaMetric
from dashboard.filters import Selection
from dashboard.view_models.queue_now import build_queue_now
from dashboard.view_models.queue_past import Presence

TICKETS, OPEN = 1_000_000, 10_000
HOUR = 3_600.0
HEADER = "ticket_id,created_at,status,priority\n"
ROUNDS, PEER_ROUNDS = 15, 3
VIEW_GOAL, P95_GOAL_SECONDS = 0.050, 1.0
PAGES, WATCH_SECONDS = 20, 60.0
POLICY = Policy(
    "bench", "Bench", (Promise(SlaMetric.FIRST_RESPONSE, 4 * HOUR), Promise(SlaMetric.RESOLUTION, 24 * HOUR))
)


def asked(report: Report, minutes: float) -> Selection:
    """The page's question so many minutes after the latest event."""
    latest = report.as_of()
    assert latest is not None
    return Selection(Period.all_time(), as_of=latest + timedelta(minutes=minutes))


def whole_view(report: Report, as_of: datetime) -> int:
    """What the view shows, from facts of all tickets at that instant."""
    report.tickets(where="unanswered", as_of=as_of)
    report.metric("queue_depth", as_of=as_of)
    clocks = report.sla_clocks(as_of=as_of)
    return int(clocks["stopped_at"].isna().sum())


def view_of_the_queue(report: Report) -> Result:
    """The strip, the ladder and what breaks next, at instants that nobody has asked for before."""
    build_queue_now(report, asked(report, 1), Presence())
    mine, theirs = [], []
    for number in range(ROUNDS):
        started = time.process_time()
        shown = build_queue_now(report, asked(report, 2 + number), Presence())
        mine.append(time.process_time() - started)
    assert len(report.live(asked(report, 1).as_of).tickets()) == OPEN  # type: ignore[arg-type]
    for number in range(PEER_ROUNDS):
        started = time.process_time()
        running = whole_view(report, asked(report, 100 + number).as_of)  # type: ignore[arg-type]
        theirs.append(time.process_time() - started)
    took = statistics.median(mine)
    return Result(
        f"queue view of {OPEN:,} open of {TICKETS:,} tickets at a new instant",
        took,
        "the same from all tickets",
        statistics.median(theirs),
        f"{VIEW_GOAL * 1000:.0f} ms or less",
        took <= VIEW_GOAL,
        f"{running:,} running promises, {sum(step.count for step in shown.ladder):,} past half",
    )


@contextmanager
def new_tickets(database: Path, folder: Path) -> Iterator[None]:
    """Another program that adds a ticket every second."""
    stopped = threading.Event()

    def write() -> None:
        with Store.open(database) as store:
            for number in itertools.count():
                file = folder / f"{number}.csv"
                file.write_text(
                    f"{HEADER}new-{number},{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ},open,P2\n", "utf-8"
                )
                import_file(store, file, ImportOptions(profile="canonical-tickets"))
                if stopped.wait(1.0):
                    return

    thread = threading.Thread(target=write)
    thread.start()
    yield
    stopped.set()
    thread.join()


def open_pages(database: Path, folder: Path, *, busy: bool) -> Result:
    """Twenty tabs on the default tab of the page, following the wall clock."""
    writer = new_tickets(database, folder) if busy else nullcontext()
    with queuewise(database).serve() as url, writer:
        times = asyncio.run(watchers(url, PAGES, "queue-health", "live=on", WATCH_SECONDS))
    tail = statistics.quantiles(times, n=20)[-1]
    what = ", a new ticket every second" if busy else ""
    return Result(
        f"refresh of {PAGES} open Queue health pages on {TICKETS:,} tickets{what}, p95",
        tail,
        "the goal",
        P95_GOAL_SECONDS,
        f"p95 under {P95_GOAL_SECONDS:.0f} s",
        tail < P95_GOAL_SECONDS,
        f"median {statistics.median(times) * 1000:.0f} ms of {len(times)}, every 3 s",
    )


def suite() -> list[Result]:
    """The view in this process, the pages on a server of their own."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "queuewise.db"
        fill_store(database, TICKETS, OPEN)
        report = Report.open(database)
        report.save_policy(POLICY, in_force=True)
        report.facts()
        gc.collect()
        view = view_of_the_queue(report)
        report.close()
        del report
        gc.collect()
        pages = [open_pages(database, Path(folder), busy=busy) for busy in (False, True)]
        return [view, *pages]
