"""Headers, hosts and defaults."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from dashboard.index_page import ADDRESS_SCRIPT, CHUNKS, OUR_FONT, index_page
from dashboard.security import SecurityMiddleware, content_security_policy, inline_script_hashes
from dashboard.server import allowed_hosts, streamlit_options
from dashboard.settings import ALLOWED_HOSTS_VARIABLE


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    headers = [(b"content-type", b"text/plain"), (b"X-Frame-Options", b"ALLOWALL")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"served"})


def ask(
    host: str | None,
    *,
    kind: str = "http",
    allowed: Iterable[str] = ("127.0.0.1", "localhost"),
    origin: str | None = None,
) -> list[Any]:
    sent: list[Any] = []

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [] if host is None else [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    middleware = SecurityMiddleware(_answer, allowed)
    asyncio.run(middleware({"type": kind, "headers": headers}, receive, send))
    return sent


def headers_of(message: Any) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in message["headers"]}


def test_every_response_carries_the_security_headers_and_ours_win() -> None:
    headers = headers_of(ask("localhost:8501")[0])
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_policy_allows_no_eval_and_no_foreign_source() -> None:
    policy = content_security_policy(inline_script_hashes(index_page()))
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "*" not in policy
    script = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert "unsafe-inline" not in script


def test_the_served_page_is_ours_and_its_inline_scripts_are_known_to_the_policy() -> None:
    page = index_page()
    assert "<title>Queuewise</title>" in page
    assert ADDRESS_SCRIPT in page
    assert OUR_FONT in page
    assert "SourceSans" not in page
    assert "agent" not in page
    assert all(f"/{chunk}." in page for chunk in CHUNKS)
    assert len(inline_script_hashes(page)) == 2


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8501", "127.0.0.1.evil.test", "", None])
def test_a_foreign_host_name_is_refused(host: str | None) -> None:
    assert ask(host)[0]["status"] == 421
    assert ask(host, kind="websocket")[0]["type"] == "websocket.close"


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.test",
        "http://localhost:3000",
        "http://127.0.0.1:8501",
        "http://localhost:8501.evil.test",
        "null",
        "",
        "file://localhost:8501",
    ],
)
@pytest.mark.parametrize("allowed", [("127.0.0.1", "localhost"), ("*",)])
def test_a_page_of_another_origin_is_refused_before_streamlit_hears_of_it(
    origin: str, allowed: tuple[str, ...]
) -> None:
    refused = ask("localhost:8501", origin=origin, allowed=allowed)[0]
    assert refused["status"] == 403
    assert "content-security-policy" in headers_of(refused)
    socket = ask("localhost:8501", kind="websocket", origin=origin, allowed=allowed)
    assert [message["type"] for message in socket] == ["websocket.close"]


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8501", "http://localhost:8501"),
        ("localhost", "http://localhost:80"),
        ("desk.example.com", "https://desk.example.com"),
    ],
)
def test_the_dashboards_own_page_may_connect(host: str, origin: str) -> None:
    answer = ask(host, kind="websocket", origin=origin, allowed=("*",))
    assert answer[0]["type"] == "websocket.accept"


def test_a_refusal_carries_the_security_headers_too() -> None:
    assert headers_of(ask("evil.test")[0])["x-frame-options"] == "DENY"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:8501"])
def test_loopback_names_are_served(host: str) -> None:
    assert ask(host)[0]["status"] == 200
    assert ask(host, kind="websocket")[0]["type"] == "websocket.accept"


def test_bound_to_loopback_only_loopback_names_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ALLOWED_HOSTS_VARIABLE, raising=False)
    assert set(allowed_hosts("127.0.0.1")) == {"127.0.0.1", "localhost", "::1"}
    assert allowed_hosts("0.0.0.0") == ["*"]
    monkeypatch.setenv(ALLOWED_HOSTS_VARIABLE, "desk.example.com, ")
    assert "desk.example.com" in allowed_hosts("0.0.0.0")
    assert "*" not in allowed_hosts("0.0.0.0")


def test_the_shipped_options_are_the_safe_ones() -> None:
    options = streamlit_options()
    assert options["server.address"] == "127.0.0.1"
    assert options["browser.gatherUsageStats"] is False
    assert options["server.enableXsrfProtection"] is True
    assert options["server.enableCORS"] is True
    assert options["client.showErrorDetails"] == "none"
    assert options["client.disableDataExport"] is True
    assert 0 < options["server.maxUploadSize"] <= 1024
