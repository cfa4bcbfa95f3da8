"""The schedule in a real browser: made, stopped, taken away as files, and people that stay after a reload."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from core.report import Report
from tests.browser.accessibility import violations

WAIT = 60_000
MONDAY_OF_THE_FIRST = {"x": 411, "y": 54}
"""Where the first person's Monday is in the table."""


def make(page: Page) -> None:
    page.get_by_role("button", name="Make the schedule").click()
    expect(page.get_by_text("Who works when", exact=False).nth(1)).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("button", name="Calendar")).to_be_visible(timeout=WAIT)


def downloaded(page: Page, button: str) -> bytes:
    panel = page.locator(".st-key-schedule_files")
    with page.expect_download(timeout=WAIT) as waited:
        panel.get_by_role("button", name=button).click()
    return Path(waited.value.path()).read_bytes()


def serious(page: Page) -> list[str]:
    found = violations(page)
    return [each["id"] for each in found if each["impact"] in ("serious", "critical")]


def test_a_schedule_is_made_and_its_files_say_the_same(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab(accept_downloads=True)
    page = tab.open(f"{server.url}/schedule?period=All+time")
    make(page)
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "CSV").decode("utf-8-sig"))))
    events = Calendar.from_ical(downloaded(page, "Calendar")).walk("VEVENT")
    assert len(rows) == len(events) > 0
    from_rows = sorted(f"{row['Shift']} · {row['Person']}" for row in rows)
    assert from_rows == sorted(str(event["summary"]) for event in events)
    expect(page.get_by_text("proven best").first).to_be_visible()
    assert tab.complaints == []
    assert tab.foreign(server.url) == []


def test_a_schedule_can_be_stopped_and_made_again(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/schedule?period=All+time")
    page.get_by_role("button", name="Make the schedule").click()
    page.get_by_role("button", name="Stop").click(timeout=WAIT)
    expect(page.get_by_text("Stopped. Nothing was kept.")).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("button", name="Calendar")).to_have_count(0)
    make(page)
    expect(page.get_by_text("Stopped. Nothing was kept.")).to_have_count(0)
    assert tab.complaints == []


def test_people_that_are_changed_stay_changed(
    fresh_server: Any, small_db: Path, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = tab.open(f"{fresh_server.url}/schedule?period=All+time")
    page.get_by_text("People", exact=True).first.click()
    table = page.locator(".st-key-schedule_people_0")
    table.locator(".dvn-scroller").first.click(position=MONDAY_OF_THE_FIRST)
    cells = page.locator(".st-key-schedule_people_0 [role=gridcell]", has_text="false")
    expect(cells).to_have_count(1, timeout=WAIT)
    tab.settle()
    report = Report.open(small_db)
    kept = report.schedule_setup().people
    report.close()
    assert kept is not None
    assert [person.days[0] for person in kept] == [False, *[True] * (len(kept) - 1)]
    page.reload()
    tab.settle()
    page.get_by_text("People", exact=True).first.click()
    expect(cells).to_have_count(1, timeout=WAIT)
    assert tab.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_serious_fault_of_accessibility(
    server: Any, new_tab: Callable[..., Any], scheme: str
) -> None:
    tab = new_tab(color_scheme=scheme)
    page = tab.open(f"{server.url}/schedule?period=All+time")
    assert serious(page) == []
    make(page)
    tab.settle()
    assert serious(page) == []


def test_nothing_is_cut_off_on_a_phone(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab(viewport={"width": 390, "height": 844})
    page = tab.open(f"{server.url}/schedule?period=All+time")
    make(page)
    tab.settle()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
