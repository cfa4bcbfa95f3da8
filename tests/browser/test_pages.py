"""The pages in a real Chromium: opened, filtered, shared by address, and fed by a dropped file."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.data.store import Store
from dashboard.navigation import PAGES
from sample_data.company import generate
from sample_data.loading import load_into
from tests.browser.accessibility import violations
from tests.browser.drawn_table import open_first_ticket

WAIT = 30_000
TICKETS = (
    "ticket_id,created_at,status,priority,team_id,channel\n"
    "7001,2026-03-02T09:00:00Z,open,P1,Billing,email\n"
    "7002,2026-03-02T10:00:00Z,solved,P3,Billing,chat\n"
    "7003,not a date,open,P3,Billing,email\n"
)


def serve(db: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "dashboard.cli", "--db", str(db), "run", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if found := re.search(r"http://\S+", line):
                yield found[0]
                return
        pytest.fail("the server did not start:\n" + "".join(lines))
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


@pytest.fixture(scope="module")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    db = tmp_path_factory.mktemp("demo") / "demo.db"
    with Store.open(db) as store:
        load_into(store, generate(2_000, seed=7))
    yield from serve(db)


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[str]:
    yield from serve(tmp_path / "empty.db")


@dataclass
class Tab:
    """A page with what the browser complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str, title: str) -> None:
        self.page.goto(address)
        self.settle(title)

    def settle(self, title: str) -> None:
        """Until the page stands still: the filters are mounted, and the browser has seen them."""
        expect(self.page.get_by_role("heading", name=title, exact=True).first).to_be_visible(timeout=WAIT)
        filters = self.page.locator(".st-key-time_bar [data-testid=stSelectbox]").first
        expect(filters).to_be_attached(timeout=WAIT)
        self.page.wait_for_timeout(800)
        expect(self.page.get_by_test_id("stApp")).to_have_attribute(
            "data-test-script-state", "notRunning", timeout=WAIT
        )


@pytest.fixture(params=[(1440, 900)])
def tab(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Tab]:
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    found = Tab(context.new_page())
    found.page.on("console", lambda m: found.complaints.append(m.text) if m.type == "error" else None)
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    yield found
    context.close()


def real(complaints: list[str]) -> list[str]:
    """Streamlit looks for its own files beside a deep link first; those two misses are harmless."""
    return [text for text in complaints if "404" not in text]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
@pytest.mark.parametrize("tab", [(1440, 900), (390, 844)], ids=["desk", "phone"], indirect=True)
def test_every_page_opens_by_its_address_without_errors(demo_server: str, tab: Tab, page) -> None:
    tab.open(f"{demo_server}/{page.url}", page.title)
    assert not real(tab.complaints)
    assert tab.page.get_by_test_id("stException").count() == 0
    assert tab.page.get_by_text("error id").count() == 0
    wide = tab.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page scrolls sideways"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_axe_finds_no_serious_violation(demo_server: str, tab: Tab, page) -> None:
    tab.open(f"{demo_server}/{page.url}", page.title)
    tab.page.wait_for_timeout(1_500)
    found = violations(tab.page)
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    assert not serious, [(v["id"], [node["target"] for node in v["nodes"][:3]]) for v in serious]


def volume(tab: Tab) -> int:
    tile = tab.page.get_by_test_id("stMetric").filter(has_text="New tickets")
    return int(re.sub(r"\D", "", tile.get_by_test_id("stMetricValue").inner_text()))


def test_a_filter_changes_figures_and_address_and_survives_a_reload(demo_server: str, tab: Tab) -> None:
    tab.open(f"{demo_server}/?period=All+time", "Overview")
    everything = volume(tab)
    tab.page.get_by_role("button", name="Filters").click()
    tab.page.get_by_role("combobox", name="Priority").fill("P1")
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_text("Priority: P1")).to_be_visible(timeout=WAIT)
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("Escape")
    tab.settle("Overview")
    tab.page.wait_for_url(re.compile("priority=P1"), timeout=WAIT)
    urgent = volume(tab)
    assert 0 < urgent < everything
    tab.page.reload()
    tab.settle("Overview")
    tab.page.wait_for_url(re.compile("priority=P1"), timeout=WAIT)
    assert volume(tab) == urgent


def test_filters_go_along_to_the_next_page_and_the_back_button_returns(demo_server: str, tab: Tab) -> None:
    tab.open(f"{demo_server}/?priority=P1", "Overview")
    tab.page.get_by_role("link", name="Team", exact=True).first.click()
    tab.settle("Team")
    expect(tab.page.get_by_text("Priority: P1")).to_be_visible(timeout=WAIT)
    tab.page.wait_for_url(re.compile("priority=P1"), timeout=WAIT)
    tab.page.go_back()
    tab.settle("Overview")
    expect(tab.page.get_by_text("Priority: P1")).to_be_visible(timeout=WAIT)


def test_an_empty_store_says_what_to_do_next(empty_server: str, tab: Tab) -> None:
    tab.open(empty_server, "Overview")
    tab.page.get_by_role("link", name="Import tickets").click()
    tab.settle("Data")
    expect(tab.page.get_by_text("Drop an export of your help desk here")).to_be_visible(timeout=WAIT)
    assert not real(tab.complaints)


def finish_import(tab: Tab) -> None:
    tab.page.get_by_role("button", name=re.compile(r"^upload\s*Import|Import 3")).click()
    expect(tab.page.get_by_text("is imported")).to_be_visible(timeout=WAIT)
    counts = {
        label: tab.page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")
        for label in ("Rows read", "Stored", "Unchanged", "Refused")
    }
    assert {label: value.first.inner_text() for label, value in counts.items()} == {
        "Rows read": "3", "Stored": "2", "Unchanged": "0", "Refused": "1",
    }  # fmt: skip


def test_a_file_from_the_file_chooser_is_imported_and_refused_rows_can_be_downloaded(
    empty_server: str, tab: Tab, tmp_path: Path
) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text(TICKETS, "utf-8")
    tab.open(f"{empty_server}/data", "Data")
    tab.page.locator("input[type=file]").set_input_files(file)
    finish_import(tab)
    with tab.page.expect_download() as download:
        tab.page.get_by_role("button", name=re.compile("refused row")).click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    assert "7003" in text
    assert "not a date" in text
    tab.open(f"{empty_server}/?period=All+time", "Overview")
    assert volume(tab) == 2
    assert not real(tab.complaints)


def test_a_file_dropped_on_the_page_is_imported(empty_server: str, tab: Tab) -> None:
    tab.open(f"{empty_server}/data", "Data")
    content = base64.b64encode(TICKETS.encode()).decode()
    transfer = tab.page.evaluate_handle(
        """text => { const files = new DataTransfer();
            files.items.add(new File([atob(text)], "dropped.csv", {type: "text/csv"})); return files; }""",
        content,
    )
    for event in ("dragenter", "dragover", "drop"):
        tab.page.dispatch_event("[data-testid=stFileUploaderDropzone]", event, {"dataTransfer": transfer})
    finish_import(tab)
    assert not real(tab.complaints)


def test_the_arrow_beside_a_ticket_opens_it_and_the_back_button_returns_to_the_list(
    demo_server: str, tab: Tab
) -> None:
    tab.open(f"{demo_server}/queue-health?priority=P3&part=Lists&list=Over+24+h", "Queue health")
    open_first_ticket(tab.page, "work_list_panel")
    tab.settle("Ticket")
    tab.page.wait_for_url(re.compile(r"/ticket\?.*ticket=QW-"), timeout=WAIT)
    expect(tab.page.get_by_text("What happened", exact=True)).to_be_visible(timeout=WAIT)
    expect(tab.page.get_by_test_id("stMetric").filter(has_text="Age")).to_be_visible(timeout=WAIT)
    tab.page.go_back()
    tab.settle("Queue health")
    expect(tab.page.get_by_text("Priority: P3")).to_be_visible(timeout=WAIT)
    assert not real(tab.complaints)
