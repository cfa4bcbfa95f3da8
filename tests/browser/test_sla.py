"""The page of promises in a real browser: compared by another grouping, and from a breach to its ticket."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations

PARTS = ("Compliance", "Breaches", "Patterns", "Updates", "Exceptions")


def in_table(page: Page, key: str) -> str:
    """What a drawn table tells those who cannot see it."""
    canvas = page.locator(f".st-key-{key}_panel canvas").first
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    return str(canvas.evaluate("table => table.textContent"))


def serious(page: Page) -> list[tuple[str, list[Any]]]:
    found = violations(page)
    return [(v["id"], v["nodes"][:3]) for v in found if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_opens_without_a_serious_fault_of_accessibility(
    server: Any, new_tab: Callable[..., Any], canary: Any, scheme: str
) -> None:
    tab = new_tab(color_scheme=scheme)
    page = tab.open(f"{server.url}/sla?period=All+time")
    for part in PARTS:
        page.get_by_role("tab", name=part).click()
        tab.settle()
        assert serious(page) == [], part
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0
    assert tab.complaints == []
    assert canary.hits == []
    assert tab.foreign(server.url) == []


def test_another_grouping_changes_the_table_and_the_address(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/sla?period=All+time")
    assert "P1" in in_table(page, "compliance")
    page.get_by_role("radio", name="Channel").click()
    expect(page.get_by_text("By channel", exact=True)).to_be_visible(timeout=30_000)
    tab.settle()
    by_channel = in_table(page, "compliance")
    assert "phone" in by_channel
    assert "P1" not in by_channel
    page.wait_for_url(re.compile("by=Channel"), timeout=30_000)
    page.reload()
    tab.settle()
    expect(page.get_by_text("By channel", exact=True)).to_be_visible(timeout=30_000)
    assert tab.complaints == []


def downloaded(page: Page, panel: str, button: str) -> pd.DataFrame:
    with page.expect_download(timeout=30_000) as waited:
        page.locator(f".st-key-{panel}").get_by_role("button", name=button).click()
    return pd.read_csv(waited.value.path())


def test_the_export_has_all_breaches_and_a_selected_one_its_clock(
    server: Any, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/sla?period=All+time&part=Breaches")
    told = page.get_by_text(re.compile(r"200 of [\d,]+ shown; the export has all")).first.text_content()
    total = int(re.findall(r"of ([\d,]+) shown", str(told))[0].replace(",", ""))
    breaches = downloaded(page, "breaches_export", "CSV")
    assert len(breaches) == total > 200
    grid = page.locator(".st-key-breaches_panel canvas").first.bounding_box()
    assert grid is not None
    page.mouse.click(grid["x"] + 18, grid["y"] + 54)  # the box at the left of the first row
    expect(page.get_by_role("button", name="Clock as CSV")).to_be_visible(timeout=30_000)
    parts = downloaded(page, "breach_clock", "Clock as CSV")
    first = breaches.iloc[0]
    assert set(parts["Ticket"]) == {first["Ticket"]}
    counted = parts["On the clock so far (minutes)"].iloc[-1]
    assert counted == pytest.approx(first["Elapsed (minutes)"])
    assert tab.complaints == []


def test_the_arrow_beside_a_breach_leads_to_its_ticket_and_its_clocks(
    server: Any, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/sla?period=All+time&part=Breaches")
    number = re.findall(r"QW-\d+", in_table(page, "breaches"))[0]
    grid = page.locator(".st-key-breaches_panel canvas").first.bounding_box()
    assert grid is not None
    for place in range(60, 300, 12):  # the table is drawn, not built: find the arrow in its first row
        page.mouse.click(grid["x"] + place, grid["y"] + 54)
        page.wait_for_timeout(300)
        if "/ticket?" in page.url:
            break
    tab.settle()
    page.wait_for_url(re.compile(rf"/ticket\?.*ticket={number}"), timeout=30_000)
    expect(page.get_by_text(re.compile("broken by")).first).to_be_visible(timeout=30_000)
    page.go_back()
    tab.settle()
    expect(page.get_by_text("Broken promises", exact=True)).to_be_visible(timeout=30_000)
    assert tab.complaints == []
