"""Other targets and hours in a real browser: tried while a slider moves, and kept as a draft policy."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import violations

WAIT = 30_000
NOW = re.compile(r"All time · First response: (.+) now, \1 as tried · Resolution: (.+) now, \2 as tried")
"""The line above the sliders as long as nothing has been moved."""


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name)


def cell(page: Page, slider_id: str) -> Locator:
    return page.locator(f'[data-slider="{slider_id}"]')


def press(page: Page, which: Locator, key: str, times: int) -> None:
    which.focus()
    for _ in range(times):
        page.keyboard.press(key)


def test_a_held_slider_redraws_its_own_share_and_the_whole(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/what-if")
    moved, other = cell(page, "first_response|P2"), cell(page, "first_response|P3")
    expect(page.get_by_text(NOW)).to_be_visible(timeout=WAIT)
    before, untouched = moved.inner_text(), other.inner_text()
    drawn = moved.locator("svg").first.inner_html()
    press(page, slider(page, "First response target of P2"), "ArrowLeft", 8)
    expect(moved.locator(".bad")).to_have_text(re.compile(r"^-\d+\.\d\spp$"), timeout=WAIT)
    expect(page.get_by_text(NOW)).to_be_hidden()
    assert moved.locator(".value").inner_text() == "18\u00a0min"
    assert moved.locator("svg").first.inner_html() != drawn
    assert other.inner_text() == untouched
    page.get_by_role("button", name="Back to now").click()
    expect(page.get_by_text(NOW)).to_be_visible(timeout=WAIT)
    expect(moved.locator(".bad")).to_have_count(0)
    assert moved.inner_text() == before
    assert tab.complaints == []


def test_plain_sliders_give_the_same_answer(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/what-if")
    live = cell(page, "resolution|P2")
    press(page, slider(page, "Resolution target of P2"), "ArrowRight", 5)
    expect(live.locator(".good")).to_have_text(re.compile(r"^\+\d+\.\d\spp$"), timeout=WAIT)
    tab.settle()
    tried = page.get_by_text(re.compile("^All time")).inner_text()
    page.get_by_role("button", name="Back to now").click()
    expect(page.get_by_text(NOW)).to_be_visible(timeout=WAIT)
    page.get_by_text("Plain sliders", exact=True).click()
    expect(live).to_have_count(0, timeout=WAIT)
    press(page, slider(page, "Resolution target of P2"), "ArrowRight", 5)
    expect(page.get_by_text(tried, exact=True)).to_be_visible(timeout=WAIT)
    curve = page.get_by_role("img", name="Share in time by target, P2").last
    assert curve.evaluate("image => image.naturalHeight") > 0
    assert tab.complaints == []


def test_other_hours_change_both_promises(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/what-if")
    expect(page.get_by_text("choose days to try other hours")).to_be_visible(timeout=WAIT)
    press(page, slider(page, "Days"), "ArrowRight", 1)
    expect(page.get_by_text("holidays stay as they are")).to_be_visible(timeout=WAIT)
    page.keyboard.press("End")  # the slider is still held
    expect(cell(page, "days")).to_contain_text("every day", timeout=WAIT)
    expect(page.get_by_text(NOW)).to_be_hidden()
    tab.settle()
    some_hours = page.get_by_text(re.compile("^All time")).inner_text()
    press(page, slider(page, "Opens"), "Home", 1)
    press(page, slider(page, "Closes"), "End", 1)
    expect(page.get_by_text(some_hours, exact=True)).to_be_hidden(timeout=WAIT)
    assert tab.complaints == []


def test_a_draft_is_kept_beside_the_policy_in_force(fresh_server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{fresh_server.url}/what-if")
    press(page, slider(page, "First response target of P2"), "ArrowLeft", 8)
    page.get_by_role("textbox", name="Name of the draft").fill("Quicker P2")
    page.get_by_role("button", name="Save as a draft policy").click()
    expect(page.get_by_text("Put it in force under Settings")).to_be_visible(timeout=WAIT)
    tab.go("Settings")
    page.get_by_role("tab", name="SLA policy").click()
    tab.settle()
    expect(page.get_by_role("combobox", name="Policy in force")).not_to_have_value("Quicker P2")
    page.get_by_role("combobox", name="Show and edit").click()
    page.get_by_role("option", name="Quicker P2").click()
    tab.settle()
    matrix = page.locator(".st-key-policy_matrix_panel canvas").first
    assert "18 min" in str(matrix.evaluate("table => table.textContent"))
    assert tab.complaints == []


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_moved_targets_have_no_serious_fault_of_accessibility_and_fit_the_screen(
    server: Any, new_tab: Callable[..., Any], scheme: str, width: int
) -> None:
    tab = new_tab(color_scheme=scheme, viewport={"width": width, "height": 844})
    page = tab.open(f"{server.url}/what-if")
    press(page, slider(page, "First response target of P2"), "ArrowLeft", 8)
    expect(page.get_by_role("textbox", name="Name of the draft")).to_be_visible(timeout=WAIT)
    tab.settle()
    found = violations(page)
    assert [(v["id"], v["nodes"][:3]) for v in found if v["impact"] in ("serious", "critical")] == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
