"""Signatures against values that another program made: ``openssl dgst -sha256 -hmac SECRET``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.data.hook_sources import HookSource
from dashboard.hooks.signatures import RefusedError, check

SECRET = "signing-secret-of-the-desk"
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
VECTORS = {
    "zendesk": (
        b'{"type":"zen:event-type:ticket.created"}',
        {
            "x-zendesk-webhook-signature": "Rma5mYst+rePLzuR8+RyBYHCgWRg1KFJheXGRcvYOmQ=",
            "x-zendesk-webhook-signature-timestamp": "2026-01-05T09:00:00Z",
        },
    ),
    "chatwoot": (
        b'{"event":"message_created"}',
        {
            "x-chatwoot-signature": "sha256=b73624ef257d8694aa3e5e0d6f6ac3f1dc4b52d5fe9666422ad01b4a266a4b1e",
            "x-chatwoot-timestamp": "1767603600",
        },
    ),
    "generic": (
        '{"ticket_id":"Grüße"}'.encode(),
        {
            "x-queuewise-signature": "sha256="
            "3b883f90686df7c45f98434c3d48292a94f36669e94aa3297a7939351705f30a",
            "x-queuewise-timestamp": "1767603600",
        },
    ),
}


def source(kind: str, window_seconds: int = 300) -> HookSource:
    return HookSource("desk", kind, SECRET, window_seconds)


@pytest.mark.parametrize("kind", VECTORS)
def test_signatures_of_another_program_are_accepted(kind: str) -> None:
    body, headers = VECTORS[kind]
    assert check(source(kind), headers, body, NOW) == NOW


@pytest.mark.parametrize("kind", VECTORS)
def test_any_changed_byte_of_the_body_is_noticed(kind: str) -> None:
    body, headers = VECTORS[kind]
    for place in range(len(body)):
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        with pytest.raises(RefusedError):
            check(source(kind), headers, changed, NOW)


@pytest.mark.parametrize("kind", VECTORS)
def test_a_changed_timestamp_secret_or_signature_is_noticed(kind: str) -> None:
    body, headers = VECTORS[kind]
    stamp = next(name for name in headers if name.endswith("timestamp"))
    signature = next(name for name in headers if name.endswith("signature"))
    others = (
        headers | {stamp: "2026-01-05T09:00:01Z" if kind == "zendesk" else "1767603601"},
        headers | {signature: headers[signature].upper()},
        headers | {signature: headers[signature][:-1]},
        headers | {signature: "é" * 44},
        {stamp: headers[stamp]},
        {signature: headers[signature]},
        {},
    )
    for other in others:
        with pytest.raises(RefusedError):
            check(source(kind), other, body, NOW)
    with pytest.raises(RefusedError):
        check(HookSource("desk", kind, SECRET + "!"), headers, body, NOW)


@pytest.mark.parametrize("kind", VECTORS)
@pytest.mark.parametrize("seconds", [-301, -300, 300, 301])
def test_messages_outside_the_window_are_refused(kind: str, seconds: int) -> None:
    body, headers = VECTORS[kind]
    now = NOW + timedelta(seconds=seconds)
    if abs(seconds) <= 300:
        assert check(source(kind), headers, body, now) == NOW
    else:
        with pytest.raises(RefusedError):
            check(source(kind), headers, body, now)
    assert check(source(kind, window_seconds=3_600), headers, body, now) == NOW


def test_only_generic_senders_may_show_their_secret_instead() -> None:
    shown = {"authorization": f"Bearer {SECRET}"}
    assert check(source("generic"), shown, b"{}", NOW) is None
    for kind in ("zendesk", "chatwoot"):
        with pytest.raises(RefusedError):
            check(source(kind), shown, b"{}", NOW)
    for wrong in (f"Bearer {SECRET}x", "Bearer ", f"Basic {SECRET}", SECRET):
        with pytest.raises(RefusedError):
            check(source("generic"), {"authorization": wrong}, b"{}", NOW)
