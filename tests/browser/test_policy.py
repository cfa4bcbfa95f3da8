"""A target changed in a real browser: what it would have meant, saved, in force on the page of promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

P2_FIRST_RESPONSE = {"x": 170, "y": 90}
CARD = ".st-key-kpi_policy_cards_0"


def type_in_cell(page: Page, text: str) -> None:
    """Type into the cell of P2's first response in the table for any customer."""
    table = page.locator('.st-key-policy_matrix_panel [data-testid="stDataFrame"]').first
    table.scroll_into_view_if_needed()
    table.click(position=P2_FIRST_RESPONSE, force=True)
    page.wait_for_timeout(300)
    page.keyboard.type(text, delay=40)
    page.keyboard.press("Enter")


def test_a_changed_target_shows_its_effect_and_counts_once_it_is_in_force(
    fresh_server: Any, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = tab.open(f"{fresh_server.url}/settings")
    page.get_by_role("tab", name="SLA policy").click()
    page.get_by_role("button", name="Copy as own").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    tab.settle()
    type_in_cell(page, "30 min")
    card = page.locator(CARD)
    expect(card.get_by_text(re.compile(r"^-\d+\.\d\spp$"))).to_be_visible(timeout=30_000)
    expect(page.get_by_text("P2 first response: 1 h → 30 min")).to_be_visible()
    tab.settle()
    page.get_by_text("For the past too", exact=True).click()
    tab.settle()
    share = card.locator('[data-testid="stMetricValue"]').inner_text()
    page.get_by_role("button", name="Save and put in force").click()
    expect(page.get_by_text("Every figure of promises follows")).to_be_visible(timeout=30_000)
    tab.go("SLA")
    expect(page.get_by_text(re.compile("policy “Our SLA”"))).to_be_visible(timeout=30_000)
    page.get_by_role("combobox", name="Period").click()
    page.get_by_role("option", name="All time").click()
    tab.settle()
    responses = page.locator('[data-testid="stMetric"]').filter(has_text="Responses in time")
    expect(responses.locator('[data-testid="stMetricValue"]')).to_have_text(share, timeout=30_000)
    assert tab.complaints == []
