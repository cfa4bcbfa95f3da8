"""A real server on a free loopback port, a real Chromium, and a web server that nobody may call."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from core.data.store import Store
from dashboard.navigation import PAGES
from sample_data.company import generate
from sample_data.loading import load_into

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START = "from dashboard.server import run; import sys; run(sys.argv[1], port=0)"
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@dataclass
class Server:
    """A running dashboard: where it answers, its process id, and what it has written so far."""

    url: str
    pid: int
    log: Path

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8")


@contextmanager
def running_server(db: Path) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with log.open("wb") as sink:
            command = [sys.executable, "-u", "-c", START, str(db)]
            process = subprocess.Popen(command, stdout=sink, stderr=subprocess.STDOUT, cwd=ROOT)
            try:
                yield Server(_address(process, log), process.pid, log)
            finally:
                process.terminate()
                process.wait(timeout=20)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text(encoding="utf-8"))
        if found:
            return found[0]
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")


@dataclass
class Canary:
    """A web server on this machine that only a leak would reach."""

    port: int
    hits: list[str] = field(default_factory=list)

    @property
    def evil_name(self) -> str:
        return f"![x](http://127.0.0.1:{self.port}/evil.png)"


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    found: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *parts: Any) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Canary(server.server_address[1], found)
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def small_db(tmp_path_factory: pytest.TempPathFactory, canary: Canary) -> Path:
    """A small company in which the busiest category and a team bear names that try to call out."""
    db = tmp_path_factory.mktemp("shell") / "small.db"
    with Store.open(db) as store:
        load_into(store, generate(1_500, seed=7))
    with sqlite3.connect(db) as connection:
        _rename_busiest(connection, "category", canary.evil_name)
        _rename_busiest(connection, "team_id", f"=cmd {canary.evil_name}")
    connection.close()
    return db


def _rename_busiest(connection: sqlite3.Connection, column: str, name: str) -> None:
    busiest = f"SELECT {column} FROM ticket WHERE {column} <> '' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    (old,) = connection.execute(busiest).fetchone()
    connection.execute(f"UPDATE ticket SET {column} = ? WHERE {column} = ?", (name, old))


@pytest.fixture(scope="module")
def server(small_db: Path) -> Iterator[Server]:
    with running_server(small_db) as started:
        yield started


@pytest.fixture
def fresh_server(small_db: Path) -> Iterator[Server]:
    """A server that nobody has visited yet."""
    with running_server(small_db) as started:
        yield started


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium with a profile of its own, stopped at the end."""
    path = shutil.which("chromium") or "/usr/bin/chromium"
    if not os.access(path, os.X_OK):
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


FILTERS = ".st-key-time_bar [data-testid=stSelectbox]"
"""Mounted in the browser: from then on they are kept in the address."""


@dataclass
class Tab:
    """A page with what went wrong on it and whom it called."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, url: str) -> Page:
        self.page.goto(url)
        return self.settle()

    def settle(self) -> Page:
        self.page.wait_for_selector('[data-testid="stHeading"]', timeout=30_000)
        self.page.wait_for_selector(FILTERS, state="attached", timeout=30_000)
        self.page.wait_for_timeout(1_000)
        self.page.wait_for_selector(IDLE, timeout=30_000)
        return self.page

    def go(self, title: str) -> Page:
        """By the navigation on top, through the menu that holds the page."""
        menu = next(spec.menu for spec in PAGES if spec.title == title)
        if menu:
            self.page.get_by_test_id("stTopNavSection").filter(has_text=menu).click()
            self.page.get_by_role("menuitem", name=title, exact=True).click()
        else:
            self.page.get_by_test_id("stTopNavLink").filter(has_text=re.compile(f"{title}$")).click()
        return self.settle()

    def foreign(self, own: str) -> list[str]:
        local = (own, own.replace("http", "ws", 1), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(local)]


@pytest.fixture
def new_tab(chromium: Browser) -> Iterator[Callable[..., Tab]]:
    """Opens tabs, each in a context of its own; keywords go to the context."""
    contexts = []

    def create(**options: Any) -> Tab:
        context = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        contexts.append(context)
        tab = Tab(context.new_page())
        tab.page.on("console", lambda m: tab.complaints.append(m.text) if m.type == "error" else None)
        tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.page.on("request", lambda request: tab.requests.append(request.url))
        tab.page.on("websocket", lambda socket: tab.requests.append(socket.url))
        return tab

    yield create
    for context in contexts:
        context.close()
