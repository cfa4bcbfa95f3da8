"""The dashboard at 25,000 tickets, beside the same script (or one line) under plain ``streamlit run``."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.harness import Result
from benchmarks.streamlit_client import App, crowd, plain, queuewise, reruns, switches, wait_until_ready
from core.data.store import Store
from dashboard.server import SCRIPT
from sample_data.committed import committed_company
from sample_data.loading import load_into

PAINT_RUNS = 5
RERUNS = 100
SWITCHES = 80
USERS, THINK_SECONDS, CROWD_SECONDS = 20, 0.5, 15.0
PAINT_GOAL, RERUN_GOAL, P95_GOAL_SECONDS = 1.5, 2.0, 0.300
FIGURE = '[data-testid="stMetricValue"]'
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def percentile_95(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def paint_seconds(app: App, browser: Browser, *selectors: str) -> list[float]:
    """From the start of the process until each selector is visible in a fresh tab."""
    context = browser.new_context()
    page = context.new_page()
    started = time.perf_counter()
    seconds = []
    with app.start() as (url, process):
        wait_until_ready(url, process)
        page.goto(url)
        for selector in selectors:
            page.wait_for_selector(selector, timeout=60_000)
            seconds.append(time.perf_counter() - started)
        context.close()
    return seconds


def first_paint(ours: App, folder: Path) -> Result:
    """Title and frame of the Overview against the title of a one-line app; the first figure as a note."""
    line = folder / "one_line.py"
    line.write_text('import streamlit as st; st.title("Hello")\n', encoding="utf-8")
    peer = plain(line, folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        turns = [
            [*paint_seconds(ours, browser, "h2", FIGURE), *paint_seconds(peer, browser, "h1")]
            for _ in range(PAINT_RUNS + 1)
        ]
        browser.close()
    mine, figure, theirs = (statistics.median(column) for column in zip(*turns[1:], strict=True))
    return Result(
        what="first page painted, from process start",
        ours_seconds=mine,
        peer="title of a one-line app, `streamlit run` as shipped",
        peer_seconds=theirs,
        goal=f"within {PAINT_GOAL} times",
        met=mine <= PAINT_GOAL * theirs,
        note=f"first figure after {figure:.2f} s",
    )


def served(ours: App, peer: App) -> list[Result]:
    """Rerun, page switch and twenty users."""
    with ours.serve() as url:
        mine = asyncio.run(reruns(url, RERUNS))
        my_switches = asyncio.run(switches(url, SWITCHES))
        my_crowd = asyncio.run(crowd(url, USERS, THINK_SECONDS, CROWD_SECONDS))
    with peer.serve() as url:
        theirs = asyncio.run(reruns(url, RERUNS))
        their_switches = asyncio.run(switches(url, SWITCHES))
        their_crowd = asyncio.run(crowd(url, USERS, THINK_SECONDS, CROWD_SECONDS))
    rerun, peer_rerun = statistics.median(mine), statistics.median(theirs)
    limit = f"p95 under {P95_GOAL_SECONDS * 1000:.0f} ms"
    return [
        Result(
            "rerun of the Overview, round trip, median",
            rerun,
            "the same script, `streamlit run` as shipped",
            peer_rerun,
            f"{RERUN_GOAL:.0f} times as fast",
            peer_rerun >= RERUN_GOAL * rerun,
        ),
        _tail("page switch, p95", my_switches, their_switches, limit),
        _tail(f"{USERS} users thinking {THINK_SECONDS} s, p95", my_crowd, their_crowd, limit),
    ]


def _tail(what: str, mine: Sequence[float], theirs: Sequence[float], limit: str) -> Result:
    tail = percentile_95(mine)
    return Result(
        what,
        tail,
        "the same script, `streamlit run` as shipped",
        percentile_95(theirs),
        limit,
        tail < P95_GOAL_SECONDS,
        f"median {statistics.median(mine) * 1000:.0f} ms of {len(mine)}",
    )


def suite() -> list[Result]:
    """All measurements on the shipped demo company."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "demo.db"
        with Store.open(database) as store:
            load_into(store, committed_company())
        ours = queuewise(database)
        return [first_paint(ours, folder), *served(ours, plain(SCRIPT, folder, database))]
