"""Posts webhooks at a steady rate over a few kept connections, and remembers which were acknowledged."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

CONNECTIONS = 24


@dataclass
class Outcome:
    """Seconds from when each delivery was due to its answer, and the ids that were acknowledged."""

    seconds: list[float] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    refused: int = 0
    broken: int = 0


def event_of(number: int, at: int) -> dict[str, Any]:
    """A ticket's life in five events, told in order."""
    kinds = ("created", "assigned", "public_reply", "customer_reply", "status_changed")
    kind = kinds[number % 5]
    event = {"ticket_id": f"L{number // 5}", "event_id": f"l{number}", "type": kind, "at": at / 1e6}
    if kind == "assigned":
        event |= {"to_value": f"agent-{number % 40:02d}", "actor_role": "system"}
    elif kind == "status_changed":
        event |= {"to_value": "solved", "actor_role": "agent", "actor_id": f"agent-{number % 40:02d}"}
    elif kind == "public_reply":
        event |= {"actor_role": "agent", "actor_id": f"agent-{number % 40:02d}"}
    return event


def request_of(url: str, source: str, secret: str, event: dict[str, Any]) -> bytes:
    """The bytes of one signed request."""
    body = json.dumps(event).encode()
    timestamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    lines = (
        f"POST /hooks/{source} HTTP/1.1",
        f"Host: {urlsplit(url).netloc}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"X-Queuewise-Timestamp: {timestamp}",
        f"X-Queuewise-Signature: sha256={digest}",
        f"X-Queuewise-Delivery: {event['event_id']}",
        "",
        "",
    )
    return "\r\n".join(lines).encode() + body


async def post(url: str, source: str, secret: str, numbers: Sequence[int], rate: float) -> Outcome:
    """Post events ``numbers``, ``rate`` a second, whether or not the answers keep up."""
    outcome, began, start = Outcome(), time.perf_counter(), time.time()
    due: asyncio.Queue[tuple[int, float]] = asyncio.Queue()
    connections = [
        asyncio.create_task(_connection(url, source, secret, due, outcome, start)) for _ in range(CONNECTIONS)
    ]
    for place, number in enumerate(numbers):
        wanted = began + place / rate
        await asyncio.sleep(max(0.0, wanted - time.perf_counter()))
        due.put_nowait((number, wanted))
    await asyncio.wait_for(due.join(), 120)
    for connection in connections:
        connection.cancel()
    await asyncio.gather(*connections, return_exceptions=True)
    return outcome


async def _connection(
    url: str, source: str, secret: str, due: asyncio.Queue[tuple[int, float]], outcome: Outcome, start: float
) -> None:
    address = urlsplit(url)
    streams = None
    while True:
        number, wanted = await due.get()
        event = event_of(number, int((start + number / 1_000) * 1e6))
        try:
            streams = streams or await asyncio.open_connection(address.hostname, address.port)
            status = await _exchange(*streams, request_of(url, source, secret, event))
        except (OSError, EOFError, asyncio.IncompleteReadError):
            streams, status = None, 0
        _count(outcome, event["event_id"], status, time.perf_counter() - wanted)
        due.task_done()


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    return int(head.split(b" ")[1])


def _count(outcome: Outcome, delivery: str, status: int, seconds: float) -> None:
    if status == 202:
        outcome.acknowledged.add(delivery)
        outcome.seconds.append(seconds)
    elif status:
        outcome.refused += 1
    else:
        outcome.broken += 1
