"""Tables are drawn, not built: their cells can be reached only by place."""

from __future__ import annotations

import re

from playwright.sync_api import Page

IDLE = '[data-test-script-state="notRunning"]'


def open_first_ticket(page: Page, panel: str) -> None:
    """Click along the first row of a panel's table until its arrow opens the ticket."""
    table = page.locator(f".st-key-{panel} canvas").first
    table.evaluate("table => table.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(500)
    for place in range(60, 360, 12):
        grid = table.bounding_box()
        assert grid is not None
        page.mouse.click(grid["x"] + place, grid["y"] + 54)
        page.wait_for_timeout(300)
        page.wait_for_selector(IDLE, timeout=30_000)
        if "/ticket?" in page.url:
            break
    page.wait_for_url(re.compile(r"/ticket\?.*ticket="), timeout=30_000)
