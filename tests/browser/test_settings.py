"""Opening hours in a real browser: changed, saved, still there after a reload; and what follows on SLA."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations


def test_hours_are_kept_over_a_reload(fresh_server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{fresh_server.url}/settings")
    field = page.get_by_role("textbox", name="Monday")
    field.fill("10:00-16:00")
    field.press("Enter")
    expect(page.get_by_text("6 h", exact=True).first).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Every figure in opening hours follows")).to_be_visible(timeout=30_000)
    page.reload()
    tab.settle()
    expect(page.get_by_role("textbox", name="Monday")).to_have_value("10:00-16:00", timeout=30_000)
    assert tab.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_of_hours_has_no_serious_fault_of_accessibility(
    fresh_server: Any, new_tab: Callable[..., Any], scheme: str
) -> None:
    tab = new_tab(color_scheme=scheme)
    page = tab.open(f"{fresh_server.url}/settings")
    assert serious(page) == []
    field = page.get_by_role("textbox", name="Monday")
    field.fill("9 to 5")
    field.press("Enter")
    expect(page.get_by_text("is not understood")).to_be_visible(timeout=30_000)
    assert serious(page) == []
    assert tab.complaints == []


def serious(page: Page) -> list[tuple[str, list[Any]]]:
    found = violations(page)
    return [(v["id"], v["nodes"][:3]) for v in found if v["impact"] in ("serious", "critical")]


def test_a_chosen_policy_is_named_on_the_page_of_promises(
    fresh_server: Any, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = tab.open(f"{fresh_server.url}/settings")
    page.get_by_role("tab", name="SLA policy").click()
    page.get_by_label("Policy in force").click()
    page.get_by_role("option", name="Small team").click()
    tab.settle()
    tab.go("SLA")
    expect(page.get_by_text(re.compile("policy “Small team”"))).to_be_visible(timeout=30_000)
    assert tab.complaints == []
