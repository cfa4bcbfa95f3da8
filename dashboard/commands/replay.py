"""``queuewise replay``: play recorded events against a running server, for demonstrations and tests."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import typer

from core.data.hook_sources import hook_sources
from core.data.store import Store
from dashboard.commands.recording import Recorded, deliveries, recorded_events

SECRET_VARIABLE = "QUEUEWISE_WEBHOOK_SECRET"
TRIES = 6
TIMEOUT_SECONDS = 30.0
TOLD_EVERY_SECONDS = 10.0


@dataclass
class Sender:
    """Posts deliveries to one address, signed; asks again where the server could not keep one."""

    address: SplitResult
    source: str
    secret: str
    connection: http.client.HTTPConnection | None = None

    def send(self, delivery: Recorded) -> None:
        """Send one delivery until it is kept. Raises OSError where the server does not take it."""
        body = json.dumps(delivery.body).encode()
        for wait in range(TRIES):
            status, reason = self._post(body)
            if status == 202:
                return
            if status not in (0, 503):
                raise OSError(f"the server refused the events ({status}): {reason}")
            time.sleep(0.2 * 2**wait)
        raise OSError(f"the server at {self.address.netloc} does not take the events: {reason}")

    def _post(self, body: bytes) -> tuple[int, str]:
        """The answer's status and sentence; status 0 where there was no answer."""
        try:
            connection = self.connection or self._connect()
            connection.request("POST", f"/hooks/{self.source}", body, self._headers(body))
            answer = connection.getresponse()
            return answer.status, answer.read(2_000).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return 0, str(error) or type(error).__name__

    def close(self) -> None:
        """Let go of the connection."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        secure = self.address.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self.connection = kind(self.address.hostname or "", self.address.port, timeout=TIMEOUT_SECONDS)
        return self.connection

    def _headers(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(time.time()))
        signature = hmac.new(self.secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
        return {
            "Content-Type": "application/json",
            "X-Queuewise-Timestamp": timestamp,
            "X-Queuewise-Signature": f"sha256={signature.hexdigest()}",
        }


def replay(db: str | None, file: Path, *, url: str, source: str, speed: float, from_now: bool) -> int:
    """Play the events of a file; returns how many were sent.

    The secret is that of the environment variable QUEUEWISE_WEBHOOK_SECRET, else the one that the
    database keeps for the source. Raises ValueError for an address or a speed that cannot be used and
    for a source without a secret, OSError where the server does not take the events.
    """
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError(f"url: {url!r} is not an address of a server")
    sender = Sender(address, source, _secret(db, source))
    events = recorded_events(file)
    start = datetime.now(UTC) if from_now else None
    with closing(sender):
        sent = _play(sender.send, list(deliveries(events, speed, start)))
    typer.echo(f"Sent {sent:,} events to {source}.")
    return sent


def _play(send: Callable[[Recorded], None], planned: list[Recorded]) -> int:
    began, told, sent = time.monotonic(), time.monotonic(), 0
    for delivery in planned:
        time.sleep(max(0.0, began + delivery.due - time.monotonic()))
        send(delivery)
        sent += len(delivery.body["events"])
        if time.monotonic() - told > TOLD_EVERY_SECONDS:
            told = time.monotonic()
            typer.echo(f"{sent:,} events sent, the last of {delivery.body['events'][-1]['at']}", err=True)
    return sent


def _secret(db: str | None, source: str) -> str:
    given = os.environ.get(SECRET_VARIABLE, "").strip()
    if given:
        return given
    with Store.open(db) as store:
        known = hook_sources(store).get(source)
    if known is None or known.kind != "generic":
        raise ValueError(
            f"source: {source!r} has no secret here; make one with `queuewise hook add {source}"
            f" --kind generic`, or set {SECRET_VARIABLE}"
        )
    return known.secret
