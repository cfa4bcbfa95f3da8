"""Is a webhook's message from who it says, and from just now? Checked on the raw bytes of its body.

Generic senders show their secret as a bearer token, or sign ``timestamp.body``; Zendesk signs the
timestamp followed by the body; Chatwoot signs ``timestamp.body``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from core.data.hook_sources import HookSource


class RefusedError(Exception):
    """The message is not accepted; the sentence says as little as possible."""


@dataclass(frozen=True)
class Scheme:
    """How a kind of sender signs: its headers, what it signs, and how the digest is written."""

    signature: str
    timestamp: str
    delivery: str
    between: bytes
    is_base64: bool = False

    def expected(self, secret: str, timestamp: str, body: bytes) -> bytes:
        """The header's value for these bytes."""
        signed = timestamp.encode("latin-1", "replace") + self.between + body
        digest = hmac.digest(secret.encode(), signed, hashlib.sha256)
        return base64.b64encode(digest) if self.is_base64 else b"sha256=" + digest.hex().encode()


SCHEMES: dict[str, Scheme] = {
    "generic": Scheme("x-queuewise-signature", "x-queuewise-timestamp", "x-queuewise-delivery", b"."),
    "chatwoot": Scheme("x-chatwoot-signature", "x-chatwoot-timestamp", "x-chatwoot-delivery", b"."),
    "zendesk": Scheme(
        "x-zendesk-webhook-signature",
        "x-zendesk-webhook-signature-timestamp",
        "x-zendesk-webhook-invocation-id",
        b"",
        is_base64=True,
    ),
}


def shows_token(source: HookSource, headers: Mapping[str, str]) -> bool:
    """Whether a generic sender shows its secret as a bearer token."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if source.kind != "generic" or scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(token.strip().encode("utf-8", "replace"), source.secret.encode())


def check(source: HookSource, headers: Mapping[str, str], body: bytes, now: datetime) -> datetime | None:
    """When the message was signed; None where a token vouches for it.

    ``headers``: by lower-case name. Raises RefusedError for a wrong or missing signature and for a
    message outside the source's window.
    """
    if shows_token(source, headers):
        return None
    scheme = SCHEMES[source.kind]
    timestamp = headers.get(scheme.timestamp, "")
    given = headers.get(scheme.signature, "").strip().encode("latin-1", "replace")
    if not hmac.compare_digest(given, scheme.expected(source.secret, timestamp, body)):
        raise RefusedError("The signature is missing or wrong.")
    sent_at = signed_at(timestamp)
    if sent_at is None or abs((now - sent_at).total_seconds()) > source.window_seconds:
        raise RefusedError("The message was signed too long ago.")
    return sent_at


def signed_at(timestamp: str) -> datetime | None:
    """The instant of a timestamp header: seconds since 1970, or ISO with a zone.

    >>> signed_at("1700000000") == signed_at("2023-11-14T22:13:20Z"), signed_at("yesterday")
    (True, None)
    """
    try:
        if timestamp.strip().isdigit():
            return datetime.fromtimestamp(int(timestamp), UTC)
        read = datetime.fromisoformat(timestamp.strip())
    except (ValueError, OverflowError, OSError):
        return None
    return read if read.tzinfo else None
