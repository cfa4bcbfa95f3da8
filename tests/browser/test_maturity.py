"""The Maturity page in a real browser: answers survive a reload, the report prints, all tabs read well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations

PARTS = ("Stage", "Self-assessment", "Distance", "Signals")
QUESTIONS = {"R-MA-05": "Yes", "R-MA-06": "No", "R-MA-09": "Yes", "R-SC-12": "No"}


def opened(tab: Any, url: str, part: str) -> Page:
    page: Page = tab.open(f"{url}/maturity?section={part}")
    tab.settle()
    return page


def control(page: Page, question: str, word: str) -> Any:
    return page.locator(f"[class*='st-key-answer_{question}_']").get_by_role("radio", name=word, exact=True)


def test_the_filled_self_assessment_is_kept_after_a_reload_and_prints(
    fresh_server: Any, new_tab: Callable[..., Any], tmp_path: Path
) -> None:
    tab = new_tab()
    page = opened(tab, fresh_server.url, "Self-assessment")
    for question, word in QUESTIONS.items():
        control(page, question, word).click()
    page.get_by_label("Answered by").fill("Ada")
    page.get_by_role("button", name="Save answers").click()
    expect(page.get_by_text("Saved: 4 answers changed.")).to_be_visible(timeout=30_000)
    page.reload()
    tab.settle()
    for question, word in QUESTIONS.items():
        expect(control(page, question, word)).to_be_checked(timeout=30_000)
    with page.expect_download() as started:
        page.get_by_role("button", name="HTML").click()
    file = tmp_path / "report.html"
    started.value.save_as(file)
    printed = page.context.new_page()
    printed.goto(file.as_uri())
    printed.emulate_media(media="print")
    expect(printed.get_by_role("heading", name="Self-assessment", exact=True)).to_be_visible()
    row = printed.get_by_role("row").filter(has_text="R-MA-06").last
    expect(row).to_contain_text("no, said Ada on")
    assert printed.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert printed.pdf(format="A4").startswith(b"%PDF")
    printed.close()
    assert tab.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", PARTS)
def test_every_tab_has_no_serious_fault_of_accessibility_and_fits_a_phone(
    server: Any, new_tab: Callable[..., Any], part: str, scheme: str
) -> None:
    tab = new_tab(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = opened(tab, server.url, part)
    found = violations(page)
    assert [one for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.complaints == []
