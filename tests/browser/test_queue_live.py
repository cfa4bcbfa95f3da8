"""Queue health stays open: new data appear within seconds, time alone moves promises up, nothing flickers."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Report
from core.sla.policy import ClockKind, Policy, Promise, SlaMetric
from tests.browser.conftest import Server, Tab, running_server

LIMIT_SECONDS = 14.0
SEEN_WITHIN = 5.0
HEADER = "ticket_id,created_at,status,priority,team_id\n"
IMPORT = """
import sys
from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
with Store.open(sys.argv[1]) as store:
    import_file(store, sys.argv[2], ImportOptions(profile="canonical-tickets"))
"""
MARK = """() => {
  const kinds = ["stMetric", "stDataFrame", "stPlotlyChart", "stTabs"].map((name) => `[data-testid=${name}]`);
  document.querySelectorAll(kinds.join(",")).forEach((element) => element.setAttribute("data-mark", "1"));
  document.querySelector("[data-testid=stMain]").scrollTop = 300;
  window.faintest = 1;
  setInterval(() => document.querySelectorAll("[data-testid=stElementContainer]").forEach((element) => {
    window.faintest = Math.min(window.faintest, +getComputedStyle(element).opacity);
  }), 50);
  return document.querySelectorAll("[data-mark]").length;
}"""
STAMP = ".st-key-moment_bar [data-testid=stMarkdown]"
NewTab = Callable[..., Tab]


def ticket_file(folder: Path, number: int, created: datetime, status: str) -> Path:
    file = folder / f"{number}.csv"
    file.write_text(f"{HEADER}{number},{created:%Y-%m-%dT%H:%M:%SZ},{status},P2,Billing\n", "utf-8")
    return file


@pytest.fixture(scope="module")
def live_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One finished ticket of an hour ago, and a promise of a few seconds around the clock."""
    folder = tmp_path_factory.mktemp("live")
    promise = Promise(SlaMetric.RESOLUTION, LIMIT_SECONDS, clock=ClockKind.ALWAYS_ON)
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    with Store.open(folder / "live.db") as store:
        file = ticket_file(folder, 1, hour_ago, "closed")
        import_file(store, file, ImportOptions(profile="canonical-tickets"))
        Report(store).save_policy(Policy("quick", "Quick", (promise,)), in_force=True)
    return folder / "live.db"


@pytest.fixture(scope="module")
def live_server(live_db: Path) -> Iterator[Server]:
    with running_server(live_db) as started:
        yield started


def steps(page: Page) -> dict[str, int]:
    """Promises on each step of the ladder, as the page prints them."""
    words = page.locator(".st-key-ladder_panel").inner_text().replace("\n", " ")
    names = ("Twice the limit", "Broken", "90 %", "80 %", "50 %")
    return {name: int(words.split(name, 1)[1].split()[0]) for name in names}


def wait_for(page: Page, condition: Callable[[], bool], seconds: float) -> float:
    """Seconds until the page shows something; fails when it takes too long."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, page.locator(".st-key-ladder_panel").inner_text()
        page.wait_for_timeout(100)
    return time.monotonic() - started


def revision(db: Path) -> str:
    with Store.open(db) as store:
        return store.revision()


def test_new_data_appear_within_seconds_and_time_alone_breaks_a_promise(
    live_server: Server, live_db: Path, new_tab: NewTab
) -> None:
    page = new_tab().open(f"{live_server.url}/queue-health?part=Lists&list=All+open")
    expect(page.locator(STAMP)).to_contain_text("Live", timeout=20_000)
    expect(page.get_by_text("No ticket is open.")).to_be_visible(timeout=20_000)
    file = ticket_file(live_db.parent, 2, datetime.now(UTC), "open")
    subprocess.run([sys.executable, "-c", IMPORT, str(live_db), str(file)], check=True, timeout=60)
    before = revision(live_db)
    wait_for(page, lambda: page.locator(".st-key-work_list_panel canvas").count() > 0, SEEN_WITHIN)
    wait_for(page, lambda: steps(page)["Broken"] == 1, LIMIT_SECONDS + SEEN_WITHIN)
    assert steps(page)["Twice the limit"] == 0
    wait_for(page, lambda: steps(page)["Twice the limit"] == 1, LIMIT_SECONDS + SEEN_WITHIN)
    assert revision(live_db) == before


def test_a_refresh_redraws_nothing_and_keeps_the_place(live_server: Server, new_tab: NewTab) -> None:
    tab = new_tab()
    page = tab.open(f"{live_server.url}/queue-health")
    page.wait_for_timeout(1_500)
    marked, shown = page.evaluate(MARK), page.locator(STAMP).inner_text()
    assert marked > 6
    page.wait_for_timeout(7_000)
    assert page.locator(STAMP).inner_text() != shown
    assert page.evaluate("document.querySelectorAll('[data-mark]').length") == marked
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 300
    assert page.evaluate("window.faintest") > 0.9
    assert not tab.complaints


def test_the_big_screen_refreshes_without_controls(live_server: Server, new_tab: NewTab) -> None:
    page = new_tab(viewport={"width": 1920, "height": 1080}).page
    page.goto(f"{live_server.url}/queue-health?tv=1")
    line = page.locator(".qw-tv .quiet")
    line.wait_for(timeout=20_000)
    first = line.inner_text()
    expect(line).not_to_have_text(first, timeout=8_000)
    assert not page.get_by_role("button").filter(visible=True).count()
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.qw-tv td')).fontSize)")
    assert size >= 40  # of 1080: readable from five metres on an ordinary screen
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("part", ["Queue", "Lists", "People", "Today", "Reviews"])
def test_nothing_sticks_out_on_a_phone(live_server: Server, new_tab: NewTab, part: str) -> None:
    page = new_tab(viewport={"width": 390, "height": 844}).open(f"{live_server.url}/queue-health?part={part}")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
