"""The whole server: signed webhooks in, figures out for the API, for Prometheus and for people's eyes."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from prometheus_client.parser import text_string_to_metric_families

from core.data.hook_sources import add_hook
from core.data.store import Store
from core.report import Report
from core.reporting.tokens import add_token
from tests.hooks.real_server import Server, served
from tests.hooks.senders import SECRET, signed

EVIL = "<img src=x onerror=alert(1)>"
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A store that takes webhooks, and a token of its API."""
    path = tmp_path_factory.mktemp("live") / "queuewise.db"
    with Store.open(path) as store:
        add_hook(store, "desk", "generic", SECRET)
        return str(path), add_token(store, "tests")


@pytest.fixture(scope="module")
def server(database: tuple[str, str]) -> Iterator[Server]:
    with served(database[0]) as running:
        running.wait_until_ready()
        yield running


def ago(minutes: int) -> str:
    return (NOW - timedelta(minutes=minutes)).isoformat()


def post(server: Server, *events: dict[str, object]) -> None:
    body = json.dumps({"events": events}).encode()
    request = urllib.request.Request(f"{server.url}/hooks/desk", body, signed("generic", body))
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 202


def figures(server: Server, token: str) -> dict[str, float]:
    status, text = server.get("/metrics", token)
    assert status == 200
    families = text_string_to_metric_families(text)
    return {
        "".join([sample.name, *(f"|{value}" for value in sample.labels.values())]): sample.value
        for family in families
        for sample in family.samples
    }


def test_events_are_in_the_api_within_seconds(server: Server, database: tuple[str, str]) -> None:
    post(
        server,
        {"ticket_id": "1", "at": ago(600), "type": "created", "actor_id": "ann"},
        {"ticket_id": "1", "at": ago(599), "type": "priority_changed", "to_value": "P1"},
        {"ticket_id": "1", "at": ago(598), "type": "field_changed", "field": "category", "to_value": EVIL},
        {"ticket_id": "2", "at": ago(60), "type": "created", "actor_id": "cy"},
        {"ticket_id": "2", "at": ago(50), "type": "status_changed", "to_value": "solved"},
    )
    deadline = time.monotonic() + 5
    found: list[dict[str, object]] = []
    while not found and time.monotonic() < deadline:
        found = json.loads(server.get("/api/v1/tickets?where=open", database[1])[1])["items"]
        time.sleep(0.1)
    assert [(item["ticket_id"], item["category"], item["priority"]) for item in found] == [("1", EVIL, "P1")]


def test_prometheus_reads_the_figures_of_the_report(server: Server, database: tuple[str, str]) -> None:
    report = Report.open(database[0])
    try:
        seen = figures(server, database[1])
        queue = report.live(datetime.now(UTC))
        clocks = queue.sla_clocks(outcome=("breached",))
        broken = int(clocks["stopped_at"].isna().sum())
        assert broken > 0
        assert seen["queuewise_open_tickets"] == queue.metric("backlog_count").value == 1
        assert seen["queuewise_waiting_tickets"] == queue.metric("queue_depth").value == 1
        assert seen["queuewise_running_breaches"] == broken
        age = (datetime.now(UTC) - NOW + timedelta(minutes=50)).total_seconds()
        assert seen["queuewise_data_age_seconds"] == pytest.approx(age, abs=120)
        assert seen["queuewise_inbox_waiting"] == 0
        assert seen["queuewise_http_requests_total|hooks|2xx"] == 1
        assert figures(server, database[1])["queuewise_http_requests_total|monitoring|2xx"] > 1
    finally:
        report.store.close()


@pytest.mark.parametrize("path", ["/metrics", "/api/v1/tickets", "/hooks/desk"])
def test_without_a_token_nothing_is_told(server: Server, path: str) -> None:
    for token in ("", "qw_wrong"):
        status, text = server.get(path, token)
        assert status == (405 if path == "/hooks/desk" else 401)
        assert EVIL not in text


def test_the_server_says_that_it_lives_and_is_ready(server: Server) -> None:
    assert server.get("/healthz") == (200, "ok")
    assert server.get("/readyz") == (200, '{"status":"ready"}')


@pytest.mark.browser
def test_markup_in_a_category_is_shown_as_text(server: Server, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM_FLAGS

    asked: list[str] = []
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path), executable_path="/usr/bin/chromium", args=list(CHROMIUM_FLAGS), headless=True
        )
        page = context.pages[0]
        page.on("dialog", lambda dialog: asked.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/x") else None)
        page.goto(f"{server.url}/?category={quote(EVIL)}")
        chips = page.locator(".st-key-active_filters")
        chips.get_by_text(EVIL).wait_for(timeout=60_000)
        page.wait_for_timeout(500)
        assert page.locator("img[src='x']").count() == 0
        context.close()
    assert asked == []
