"""What axe looks at: the page, without the list of pages at the side, whose markup is Streamlit's own."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

EXCEPT = {"exclude": [["[data-testid='stSidebarNavItems']"]]}
"""With menus, Streamlit puts headings between the entries of that list."""


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds wrong."""
    found: list[dict[str, Any]] = Axe().run(page, context=EXCEPT).response["violations"]
    return found
