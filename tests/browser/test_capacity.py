"""Capacity in a real browser: charts follow a held slider, scenarios stay, addresses open what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import violations

WAIT = 30_000


def agents(page: Page) -> Locator:
    return page.get_by_role("slider", name="Agents · People")


def board(page: Page, board_id: str) -> Locator:
    return page.locator(f'[data-board="{board_id}"]')


def cell(page: Page, slider_id: str) -> Locator:
    return page.locator(f'[data-slider="{slider_id}"]')


def press(which: Locator, key: str, times: int) -> None:
    which.focus()
    for _ in range(times):
        which.press(key)


def test_charts_follow_a_dragged_slider_before_it_is_let_go(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/capacity")
    picture = board(page, "fte").locator("svg").first
    expect(picture).to_be_visible(timeout=WAIT)
    figure = board(page, "h_there").locator(".result")
    before, there = picture.inner_html(), figure.inner_text()
    agents(page).scroll_into_view_if_needed()
    box = agents(page).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2, steps=12)
    expect(figure).not_to_have_text(there, timeout=WAIT)
    assert picture.inner_html() != before
    page.mouse.up()
    expect(cell(page, "agents")).to_contain_text("was ")
    assert tab.complaints == []


def test_charts_follow_the_keyboard_and_come_back(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/capacity")
    level = board(page, "h_level")
    before = level.inner_text()
    press(agents(page), "Home", 1)
    expect(level.locator(".bad")).to_be_visible(timeout=WAIT)
    expect(board(page, "h_red")).to_contain_text("week 1")
    page.get_by_role("button", name="Reset").click()
    expect(level).to_have_text(re.compile(re.escape(before.splitlines()[-1])), timeout=WAIT)
    assert tab.complaints == []


def test_exact_figures_and_what_matters_most_arrive_when_the_slider_rests(
    server: Any, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/capacity")
    press(agents(page), "ArrowLeft", 3)
    expect(board(page, "exact")).to_contain_text("Played ticket by ticket", timeout=WAIT)
    expect(board(page, "swing_need").get_by_role("img")).to_be_visible()
    press(agents(page), "ArrowRight", 1)
    expect(board(page, "exact")).to_contain_text(re.compile("Fast figures|Played"))
    assert tab.complaints == []


def test_plain_sliders_give_the_same_figures(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/capacity")
    press(agents(page), "End", 1)
    figure = board(page, "fte").locator(".figure")
    expect(figure).to_have_text(re.compile("to spare"), timeout=WAIT)
    tab.settle()
    tried = figure.inner_text()
    page.get_by_role("button", name="Reset").click()
    expect(figure).not_to_have_text(tried, timeout=WAIT)
    page.get_by_text("Plain sliders", exact=True).click()
    expect(figure).to_have_count(0, timeout=WAIT)
    press(page.get_by_role("slider", name="Agents · People").last, "End", 1)
    expect(page.get_by_text(tried, exact=True)).to_be_visible(timeout=WAIT)
    assert tab.complaints == []


def test_a_scenario_is_still_there_after_a_reload_and_opens(
    fresh_server: Any, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = tab.open(f"{fresh_server.url}/capacity")
    page.get_by_role("button", name="Migration +100").click()
    expect(cell(page, "volume_change")).to_contain_text("+100", timeout=WAIT)
    page.get_by_role("textbox", name="Name of the scenario").fill("Big customer")
    page.get_by_role("textbox", name="Name of the scenario").press("Enter")
    tab.settle()
    page.get_by_role("button", name="Save scenario").click()
    expect(page.get_by_text("Kept as")).to_be_visible(timeout=WAIT)
    page.reload()
    tab.settle()
    expect(cell(page, "volume_change").locator(".value")).to_have_text("0\u00a0%", timeout=WAIT)
    page.get_by_role("tab", name="Scenarios").click()
    tab.settle()
    expect(page.get_by_text("Scenarios side by side")).to_be_visible(timeout=WAIT)
    table = page.locator(".st-key-scenarios_table_panel canvas").first
    expect(table).to_contain_text("Big customer", timeout=WAIT)
    page.get_by_role("button", name="Open in What if").click()
    expect(cell(page, "volume_change")).to_contain_text("+100", timeout=WAIT)
    assert tab.complaints == []


def test_a_shared_address_opens_the_same_values_elsewhere(server: Any, new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/capacity")
    press(page.get_by_role("slider", name="Volume, change · Tickets"), "ArrowRight", 4)
    expect(cell(page, "volume_change")).to_contain_text("was 0", timeout=WAIT)
    tab.settle()
    needed = board(page, "h_need").inner_text()
    page.get_by_role("button", name="Share by address").click()
    expect(page.get_by_text("now opens these values")).to_be_visible(timeout=WAIT)
    other = new_tab()
    elsewhere = other.open(page.url)
    expect(cell(elsewhere, "volume_change").locator(".value")).to_have_text("+20\u00a0%", timeout=WAIT)
    assert board(elsewhere, "h_need").inner_text() == needed
    assert tab.complaints == other.complaints == []


def test_without_scenarios_the_page_says_how_to_make_one(
    fresh_server: Any, new_tab: Callable[..., Any]
) -> None:
    tab = new_tab()
    page = tab.open(f"{fresh_server.url}/capacity?section=Scenarios")
    if page.get_by_text("Scenarios side by side").count() == 0:
        expect(page.get_by_text("No scenario is saved yet.")).to_be_visible(timeout=WAIT)
    assert tab.complaints == []


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_moved_setting_has_no_serious_fault_of_accessibility_and_fits_the_screen(
    server: Any, new_tab: Callable[..., Any], scheme: str, width: int
) -> None:
    tab = new_tab(color_scheme=scheme, viewport={"width": width, "height": 844})
    page = tab.open(f"{server.url}/capacity")
    press(agents(page), "ArrowLeft", 6)
    expect(board(page, "exact")).to_contain_text("Played ticket by ticket", timeout=WAIT)
    tab.settle()
    found = violations(page)
    assert [(v["id"], v["nodes"][:3]) for v in found if v["impact"] in ("serious", "critical")] == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
