"""The Quality page in a real browser: a ticket of the sample is scored, stays so, and all parts read well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations

PARTS = ("Reviews", "Score a ticket", "Sample", "Calibration", "Self-service", "People")
ROW = 36


def opened(tab: Any, url: str, part: str) -> Page:
    page: Page = tab.open(f"{url}/quality?section={part.replace(' ', '+')}")
    tab.settle()
    return page


def test_a_ticket_of_the_sample_is_scored_and_still_there_after_a_reload(
    fresh_server: Any, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = opened(tab, fresh_server.url, "Sample")
    box = page.locator(".st-key-sample_panel canvas").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 50, box["y"] + ROW * 1.5)
    expect(page.get_by_role("tab", name="Score a ticket")).to_have_attribute(
        "aria-selected", "true", timeout=30_000
    )
    tab.settle()
    number = page.locator(".st-key-score_head input").first.input_value()
    assert number.startswith("QW-")
    for words in ("25 good", "15 adequate", "20 perfect", "12 good", "6 adequate"):
        page.get_by_role("radio", name=words, exact=True).first.click()
        tab.settle()
    expect(page.locator(".st-key-score_total")).to_contain_text("78")
    page.locator(".st-key-score_save button").click()
    expect(page.get_by_text("Reviewer: say who reviews.")).to_be_visible(timeout=30_000)
    page.locator(".st-key-score_reviewer input").fill("Kim")
    page.locator(".st-key-score_reviewer input").press("Enter")
    tab.settle()
    page.locator(".st-key-score_save button").click()
    expect(page.get_by_text(f"on {number}.")).to_be_visible(timeout=30_000)
    page.locator(".st-key-score_talked button").click()
    expect(page.get_by_text("Noted: the review was talked over.")).to_be_visible(timeout=30_000)
    page = opened(tab, fresh_server.url, "Reviews")
    with page.expect_download() as started:
        page.locator(".st-key-reviews_csv button").first.click()
    first = started.value.path().read_text("utf-8-sig").splitlines()[1]
    assert number in first
    assert "Kim" in first
    assert ",78.0," in first
    assert tab.complaints == []


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
