"""Diagnosis and Reports in a real browser: changes lead to tickets, answers stay, reports are taken along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations

PLACES = (
    "diagnosis?section=Changes",
    "diagnosis?section=Symptoms",
    "diagnosis?section=Advice",
    "reports?section=Reports",
    "reports?section=Blueprint",
)
ROW = 36


def opened(tab: Any, url: str, place: str) -> Page:
    page: Page = tab.open(f"{url}/{place}")
    tab.settle()
    return page


def test_a_group_of_a_change_leads_to_its_tickets(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = opened(tab, server.url, "diagnosis?section=Changes&period=Last+90+days")
    expect(page.get_by_text("The mean went from")).to_be_visible(timeout=30_000)
    table = page.locator(".st-key-change_groups_panel canvas").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + ROW * 1.5)
    expect(page.locator(".st-key-change_groups_tickets_panel")).to_contain_text("Tickets:", timeout=30_000)
    assert tab.complaints == []


def test_an_answer_is_still_there_after_a_reload(fresh_server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = opened(tab, fresh_server.url, "diagnosis?section=Advice")
    question = page.locator(".st-key-advice_is_critical")
    question.get_by_role("radio", name="Yes").click()
    tab.settle()
    expect(page.locator(".st-key-advice_R-DC-05")).to_contain_text("as you said", timeout=30_000)
    page = opened(tab, fresh_server.url, "diagnosis?section=Advice")
    expect(page.locator(".st-key-advice_R-DC-05")).to_contain_text("as you said", timeout=30_000)
    chosen = page.locator(".st-key-advice_is_critical").get_by_role("radio", name="Yes")
    expect(chosen).to_have_attribute("aria-checked", "true")
    assert tab.complaints == []


@pytest.mark.parametrize(("form", "begins"), [("md", b"# Voice"), ("html", b"<!doctype"), ("pdf", b"%PDF")])
def test_a_report_is_taken_along_in_every_form(
    server: Any, new_tab: Callable[..., Any], form: str, begins: bytes
) -> None:
    tab = new_tab()
    page = opened(tab, server.url, "reports")
    with page.expect_download() as started:
        page.locator(f".st-key-report_{form} button").click()
    assert started.value.path().read_bytes().startswith(begins)
    assert started.value.suggested_filename.endswith(f".{form}")
    assert tab.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_every_part_has_no_serious_fault_of_accessibility_and_fits_a_phone(
    server: Any, new_tab: Callable[..., Any], place: str, scheme: str
) -> None:
    tab = new_tab(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = opened(tab, server.url, place)
    found = violations(page)
    assert [one for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.complaints == []
