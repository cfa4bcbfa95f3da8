"""Alerts in a real browser: switched on, noted, easy to read on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations


def opened(tab: Any, url: str) -> Page:
    page: Page = tab.open(f"{url}/settings")
    page.get_by_role("tab", name="Alerts").click()
    tab.settle()
    return page


def test_a_channel_and_a_rule_are_kept_over_a_reload(fresh_server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = opened(tab, fresh_server.url)
    page.locator(".st-key-channel_name input").fill("Lead chat")
    page.locator(".st-key-channel_url input").fill("json://me:hushhush@127.0.0.1:9/hush")
    page.locator(".st-key-channel_keep button").click()
    expect(page.get_by_text("Lead chat is kept.")).to_be_visible(timeout=30_000)
    expect(page.locator(".st-key-channel_url input")).to_have_value("")
    page.locator('[class*="st-key-rule_on_"] label').first.click()
    tab.settle()
    page.locator(".st-key-rule_save button").click()
    expect(page.get_by_text("Wait for a first reply is kept.")).to_be_visible(timeout=30_000)
    page = opened(tab, fresh_server.url)
    expect(page.get_by_text("1 of 15 on")).to_be_visible(timeout=30_000)
    assert "hushhush" not in page.content()
    assert tab.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tab_has_no_serious_fault_of_accessibility_and_fits_a_phone(
    fresh_server: Any, new_tab: Callable[..., Any], scheme: str
) -> None:
    tab = new_tab(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = opened(tab, fresh_server.url)
    found = violations(page)
    assert [one for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.complaints == []
