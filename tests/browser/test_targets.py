"""Targets and definitions in a real browser: changed, in force on the next page, easy to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations


def opened(tab: Any, url: str, name: str) -> Page:
    page: Page = tab.open(f"{url}/settings")
    page.get_by_role("tab", name=name).click()
    tab.settle()
    return page


def test_an_own_target_is_kept_and_judges_the_overview(
    fresh_server: Any, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = opened(tab, fresh_server.url, "Targets")
    page.get_by_role("combobox", name="Figure", exact=True).click()
    page.get_by_role("combobox", name="Figure", exact=True).fill("CSAT")
    page.get_by_role("option", name="CSAT", exact=True).click()
    tab.settle()
    page.get_by_role("textbox", name="At least").fill("12 %")
    page.get_by_role("textbox", name="Critical below").fill("3 %")
    page.get_by_role("textbox", name="Set by").fill("Support lead")
    page.get_by_role("textbox", name="Set by").press("Enter")
    tab.settle()
    page.locator(".st-key-target_save button").click()
    expect(page.get_by_text("CSAT is judged by it from now on")).to_be_visible(timeout=30_000)
    page.reload()
    tab.settle()
    tab.go("Overview")
    expect(page.get_by_text("≥ 12 %").first).to_be_visible(timeout=30_000)
    assert tab.complaints == []


def test_another_definition_is_kept_over_a_reload(fresh_server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = opened(tab, fresh_server.url, "Definitions")
    page.get_by_text("No follow-up, no escalation", exact=True).click()
    tab.settle()
    page = opened(tab, fresh_server.url, "Definitions")
    expect(page.get_by_role("radio", name="No follow-up, no escalation", exact=True)).to_be_checked()
    assert tab.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["Targets", "Definitions"])
def test_the_tabs_have_no_serious_fault_of_accessibility_and_fit_a_phone(
    fresh_server: Any, new_tab: Callable[..., Any], name: str, scheme: str
) -> None:
    tab = new_tab(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = opened(tab, fresh_server.url, name)
    found = violations(page)
    assert [one for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.complaints == []
