"""Integrity in a real browser: a finding leads to what to ask and to its tickets; every part fits a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations

PARTS = ("Found", "Not+found", "Not+looked+at")
ROW = 36


def test_a_finding_leads_to_what_to_ask_and_to_its_tickets(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/integrity")
    tab.settle()
    table = page.locator(".st-key-integrity_found_panel canvas").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + ROW * 1.5)
    expect(page.get_by_text("Ask first")).to_be_visible(timeout=30_000)
    expect(page.locator(".st-key-integrity_tickets_panel")).to_contain_text(
        "Tickets behind it", timeout=30_000
    )
    assert tab.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_no_serious_fault_of_accessibility_and_fits_a_phone(
    server: Any, new_tab: Callable[..., Any], part: str, scheme: str
) -> None:
    tab = new_tab(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = tab.open(f"{server.url}/integrity?findings={part}")
    tab.settle()
    found = violations(page)
    assert [one for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.complaints == []
