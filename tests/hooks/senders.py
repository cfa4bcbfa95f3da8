"""Senders of webhooks: they sign as the other systems do, and post to a receiver."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.responses import Response
from starlette.testclient import TestClient

from core.data.inbox import inbox_counts
from core.data.store import Store

SECRET = "signing-secret-of-the-desk"


def signed(kind: str, body: bytes, at: datetime | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers with which a sender of a kind signs."""
    now = at or datetime.now(UTC)
    if kind == "zendesk":
        stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = hmac.new(secret.encode(), stamp.encode() + body, hashlib.sha256).digest()
        name, value = "X-Zendesk-Webhook-Signature", base64.b64encode(digest).decode()
        return {name: value, f"{name}-Timestamp": stamp}
    stamp = str(int(now.timestamp()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    system = "Queuewise" if kind == "generic" else "Chatwoot"
    return {f"X-{system}-Signature": f"sha256={digest.hexdigest()}", f"X-{system}-Timestamp": stamp}


@dataclass
class Sender:
    """A system that may send webhooks of one kind to a store."""

    store: Store
    client: TestClient
    kind: str = "generic"
    source: str = "desk"
    sent: int = field(default=0)

    def post(self, payload: Any, *, id: str | None = None, **more: Any) -> Response:
        """Send a message, signed now."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        headers = signed(self.kind, body, more.get("at"), more.get("secret", SECRET))
        if id is not None:
            headers[f"X-{'Chatwoot' if self.kind == 'chatwoot' else 'Queuewise'}-Delivery"] = id
        return self.client.post(f"/hooks/{self.source}", content=body, headers=headers)

    def settle(self, seconds: float = 10.0) -> None:
        """Wait until everything that came in was applied."""
        deadline = time.monotonic() + seconds
        while inbox_counts(self.store)["waiting"]:
            assert time.monotonic() < deadline, "deliveries still wait"
            time.sleep(0.02)

    def log(self) -> list[tuple[str, str, str | None]]:
        """The applied events in the order of time: ticket, type, new value."""
        with self.store.engine.connect() as connection:
            query = "SELECT ticket_id, type, to_value FROM ticket_event_readable ORDER BY at, ticket_id"
            return [tuple(row) for row in connection.exec_driver_sql(query)]


def event(number: int = 1, kind: str = "created", minute: int = 0, **more: Any) -> dict[str, Any]:
    """A canonical event."""
    at = datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(minutes=minute)
    return {"ticket_id": str(number), "at": at.isoformat(), "type": kind, **more}
