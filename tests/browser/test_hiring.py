"""Hiring and cost in a real browser: figures follow what is typed, kept ones stay, all parts read well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations

PARTS = ("Hiring plan", "Cost and return", "Assignment replay")


def opened(tab: Any, url: str, part: str) -> Page:
    page: Page = tab.open(f"{url}/hiring?section={part.replace(' ', '+')}")
    tab.settle()
    return page


def typed(tab: Any, label: str, value: str) -> None:
    box = tab.page.get_by_label(label, exact=True)
    box.fill(value)
    box.press("Enter")
    tab.settle()


def test_a_typed_cost_changes_the_ticket_and_is_kept_over_a_reload(
    fresh_server: Any, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = opened(tab, fresh_server.url, "Cost and return")
    page.get_by_role("radio", name="Printed example").click()
    tab.settle()
    cards = page.locator(".st-key-cost_agent")
    expect(cards).to_contain_text("12.50", timeout=30_000)
    typed(tab, "Salary and benefits", "45000")
    expect(cards).to_contain_text("60,000", timeout=30_000)
    expect(cards).to_contain_text("10")
    page.locator(".st-key-cost_keep button").click()
    expect(page.get_by_text("Kept. The page starts from them")).to_be_visible(timeout=30_000)
    page = opened(tab, fresh_server.url, "Cost and return")
    expect(page.get_by_role("radio", name="Kept")).to_be_checked(timeout=30_000)
    expect(page.get_by_label("Salary and benefits", exact=True)).to_have_value("45000")
    assert tab.complaints == []


def test_more_leavers_ask_for_more_hires_and_the_part_stays_in_the_address(
    server: Any, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = opened(tab, server.url, "Hiring plan")
    page.get_by_role("radio", name="Printed example").click()
    tab.settle()
    value = page.locator(".st-key-hiring_cards [data-testid=stMetricValue]").first
    usual = int(value.inner_text())
    typed(tab, "Turnover a year, %", "60")
    expect(value).not_to_have_text(str(usual), timeout=30_000)
    assert int(value.inner_text()) > usual
    page.get_by_role("tab", name="Assignment replay").click()
    tab.settle()
    assert "section=Assignment+replay" in page.url
    expect(page.get_by_text("What the difference is")).to_be_visible(timeout=30_000)
    assert tab.complaints == []
    assert tab.foreign(server.url) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_no_serious_fault_of_accessibility_and_fits_a_phone(
    server: Any, new_tab: Callable[..., Any], part: str, scheme: str
) -> None:
    tab = new_tab(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = opened(tab, server.url, part)
    found = violations(page)
    assert [one for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.complaints == []
