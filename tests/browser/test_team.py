"""The Team page in a real browser: every part is accessible, and bars, hours and rows lead to tickets."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.drawn_table import open_first_ticket

PARTS = ("Overview", "Work", "Flow", "Levels", "Satisfaction", "Trends")


def serious(page: Page) -> list[tuple[str, list[Any]]]:
    found = violations(page)
    return [(v["id"], v["nodes"][:3]) for v in found if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_opens_without_a_serious_fault_of_accessibility(
    server: Any, new_tab: Callable[..., Any], canary: Any, scheme: str
) -> None:
    tab = new_tab(color_scheme=scheme)
    page = tab.open(f"{server.url}/team?period=All+time")
    for part in PARTS:
        page.get_by_role("tab", name=part).click()
        tab.settle()
        assert serious(page) == [], part
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0
    assert tab.complaints == []
    assert canary.hits == []
    assert tab.foreign(server.url) == []


def click_in_plot(page: Page, panel: str, across: float, down: float) -> None:
    """Click a place of a chart, given as shares of its width and height."""
    plot = page.locator(f".st-key-{panel}_panel .nsewdrag").first
    plot.evaluate("plot => plot.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(500)
    box = plot.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * across, box["y"] + box["height"] * down
    page.mouse.move(x - 2, y)
    page.mouse.click(x, y)


def test_a_bar_an_hour_and_a_state_lead_to_their_tickets(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/team?part=Work&period=All+time")
    click_in_plot(page, "by_volume", 0.2, 0.06)
    expect(page.get_by_text(re.compile("^New tickets about"))).to_be_visible(timeout=30_000)
    click_in_plot(page, "inflow", 9.5 / 24, 3.5 / 7)
    expect(page.get_by_text("New tickets on Thu from 09:00 to 09:59")).to_be_visible(timeout=30_000)
    page.get_by_role("tab", name="Flow").click()
    tab.settle()
    click_in_plot(page, "states_ticket_share", 0.2, 0.12)
    expect(page.get_by_text("Time in “New”, longest first")).to_be_visible(timeout=30_000)
    assert tab.complaints == []


def test_from_a_bar_to_a_ticket_and_back_to_the_part(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/team?period=All+time")
    page.get_by_role("tab", name="Work").click()
    tab.settle()
    click_in_plot(page, "by_volume", 0.2, 0.06)
    expect(page.get_by_text(re.compile("^New tickets about"))).to_be_visible(timeout=30_000)
    open_first_ticket(page, "by_volume_tickets_panel")
    page.go_back()
    expect(page.get_by_role("tab", name="Work")).to_have_attribute("aria-selected", "true", timeout=30_000)
