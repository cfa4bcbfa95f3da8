"""The shell around the pages, in a real browser: router, filters, privacy, errors."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from dashboard.navigation import PAGES, PageSpec
from dashboard.theme import DARK, LIGHT

EACH_PAGE = pytest.mark.parametrize("page_spec", PAGES, ids=lambda spec: spec.title)
NewTab = Callable[..., Any]
LISTED = [spec for spec in PAGES if spec.is_listed]


@EACH_PAGE
def test_a_page_requested_first_on_a_fresh_server_goes_through_the_router(
    fresh_server: Any, new_tab: NewTab, page_spec: PageSpec
) -> None:
    tab = new_tab()
    page = tab.open(f"{fresh_server.url}/{page_spec.url}")
    assert page.title() == f"{page_spec.title} · Queuewise"
    assert page.get_by_test_id("stHeading").first.inner_text() == page_spec.title
    links = page.get_by_test_id("stTopNavLink").all_inner_texts()
    for menu in page.get_by_test_id("stTopNavSection").all():
        menu.click()
        links += page.get_by_role("menuitem").all_inner_texts()
        page.keyboard.press("Escape")
    named = [line.splitlines()[-1] for line in links]
    assert named == [spec.title for spec in LISTED]
    assert page.get_by_text("opens through the dashboard only").count() == 0
    assert tab.complaints == []


def test_no_request_leaves_the_machine_and_the_console_stays_clean(server: Any, new_tab: NewTab) -> None:
    tab = new_tab()
    for spec in PAGES:
        tab.open(f"{server.url}/{spec.url}").wait_for_timeout(500)
    assert tab.foreign(server.url) == []
    assert tab.complaints == []
    assert any("inter-latin.woff2" in url for url in tab.requests)


def test_an_image_in_a_category_or_team_name_is_not_fetched_anywhere(
    server: Any, new_tab: NewTab, canary: Any
) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/")
    page.get_by_role("button", name="Filters").click()
    tab.settle()
    for label in ("Category", "Team"):
        page.get_by_label(label, exact=True).click()
        page.get_by_role("option").filter(has_text="evil.png").click()
        page.keyboard.press("Escape")
        tab.settle()
    assert page.locator(".st-key-active_filters").get_by_text("![x]").count() == 2
    assert page.locator(".st-key-active_filters a").count() == 0
    for spec in LISTED[1:]:
        tab.go(spec.title)
        page.mouse.move(700, 500)
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(400)
    assert canary.hits == []
    assert not any("evil.png" in url and "?" not in url for url in tab.requests)
    assert tab.complaints == []


def test_filters_survive_page_switch_reload_sharing_and_the_back_button(server: Any, new_tab: NewTab) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/?priority=P1&period=Last+90+days")
    for spec in LISTED[1:]:
        tab.go(spec.title)
        page.wait_for_url(lambda url: "priority=" in url)
        assert page.url.startswith(f"{server.url}/{spec.url}?")
        assert "priority=P1" in page.url
        assert "period=Last+90+days" in page.url
    page.go_back()
    tab.settle()
    assert f"/{LISTED[-2].url}?" in page.url
    filtered = [spec for spec in LISTED if spec.has_filters][-1]
    tab.go(filtered.title)
    page.wait_for_url(lambda url: "priority=" in url)
    shared = new_tab().open(page.url)
    assert "Priority: P1" in shared.locator(".st-key-active_filters").inner_text()
    page.reload()
    tab.settle()
    assert "Priority: P1" in page.locator(".st-key-active_filters").inner_text()


def test_clearing_the_filters_cleans_the_address(server: Any, new_tab: NewTab) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/?priority=P1")
    page.get_by_role("button", name="Clear").click()
    page.wait_for_url(lambda url: "priority" not in url)
    tab.settle()
    assert page.locator(".st-key-active_filters").count() == 0


def test_an_unknown_value_in_a_shared_address_is_dropped(server: Any, new_tab: NewTab) -> None:
    page = new_tab().open(f"{server.url}/?priority=P99&period=Yesteryear")
    page.wait_for_url(lambda url: "P99" not in url and "Yesteryear" not in url)
    assert page.locator(".st-key-active_filters").count() == 0


@pytest.mark.parametrize(("scheme", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_the_page_wears_our_colours_and_font_in_light_and_dark(
    server: Any, new_tab: NewTab, scheme: str, tokens: Any
) -> None:
    page = new_tab(color_scheme=scheme).open(f"{server.url}/")
    ground = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    red, green, blue = (int(tokens.page[i : i + 2], 16) for i in (1, 3, 5))
    assert ground == f"rgb({red}, {green}, {blue})"
    assert page.evaluate("document.fonts.check('14px Inter')")
    assert "Inter" in page.evaluate("getComputedStyle(document.querySelector('h2')).fontFamily")


def test_the_exported_table_holds_no_formula(server: Any, new_tab: NewTab, tmp_path: Path) -> None:
    tab = new_tab(accept_downloads=True)
    page = tab.open(f"{server.url}/queue-health")
    page.get_by_role("button", name="CSV").first.scroll_into_view_if_needed()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").first.click()
    file = tmp_path / "table.csv"
    waiting.value.save_as(file)
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) > 1
    assert waiting.value.suggested_filename.startswith("queuewise-")
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row)


def test_a_chart_can_be_switched_to_its_table(server: Any, new_tab: NewTab) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/")
    panel = page.locator('[class*="_panel"]').filter(has=page.get_by_test_id("stPlotlyChart")).first
    panel.get_by_test_id("stButtonGroup").get_by_role("radio").nth(1).click()
    page.wait_for_timeout(500)
    tab.settle()
    assert page.locator('[class*="_panel"]').get_by_test_id("stDataFrame").count() >= 1
    assert tab.complaints == []


def test_an_error_shows_a_sentence_with_an_id_and_the_log_has_the_traceback(
    fresh_server: Any, new_tab: NewTab, small_db: Path
) -> None:
    tab = new_tab()
    page = tab.open(f"{fresh_server.url}/")
    with sqlite3.connect(small_db) as connection:
        connection.execute("ALTER TABLE import_batch RENAME TO import_batch_away")
    try:
        page.goto(f"{fresh_server.url}/team")
        alert = page.get_by_test_id("stAlert").filter(has_text="could not be shown")
        alert.wait_for(timeout=30_000)
        words = alert.inner_text()
    finally:
        with sqlite3.connect(small_db) as connection:
            connection.execute("ALTER TABLE import_batch_away RENAME TO import_batch")
        connection.close()
    error_id = re.search(r"error id (\w{8})", words)
    assert error_id
    assert page.get_by_text("Traceback").count() == 0
    assert "import_batch" not in page.locator("body").inner_text()
    assert f"error {error_id[1]}" in fresh_server.logged()
    assert "Traceback" in fresh_server.logged()


def test_the_server_listens_on_loopback_only_and_refuses_foreign_host_names(server: Any) -> None:
    listening = [c for c in psutil.Process(server.pid).net_connections() if c.status == psutil.CONN_LISTEN]
    assert [connection.laddr.ip for connection in listening] == ["127.0.0.1"]
    assert httpx.get(server.url, headers={"host": "evil.test"}).status_code == 421
    answer = httpx.get(server.url)
    assert answer.status_code == 200
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers


def test_the_server_answers_other_tools_only_with_a_token(server: Any) -> None:
    assert httpx.get(f"{server.url}/api/v1/metrics").status_code == 401
    assert httpx.get(f"{server.url}/api/v1/openapi.json").json()["info"]["title"] == "Queuewise"


def test_the_policy_stops_eval_and_foreign_images_in_the_browser(
    server: Any, new_tab: NewTab, canary: Any
) -> None:
    tab = new_tab()
    page = tab.open(f"{server.url}/")
    page.evaluate(
        "port => new Promise(done => { const image = new Image(); image.onerror = done;"
        " image.src = `http://127.0.0.1:${port}/leak.png`; })",
        canary.port,
    )
    assert canary.hits == []
    assert any("Content Security Policy" in complaint for complaint in tab.complaints)
