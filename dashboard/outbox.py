"""Sends what waits in the outbox: each message until it was taken, the same one under the same key."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from core.data.alert_book import claim, mark_failed, mark_sent
from core.data.live_tables import Outbox
from core.data.store import Store
from core.reporting.alert_rules import channels
from dashboard.delivery import DeliveryError, deliver

log = logging.getLogger("queuewise")


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages went out, and how many were not taken."""

    sent: int = 0
    failed: int = 0


def _now() -> datetime:
    return datetime.now(UTC)


def send_due(store: Store, now: Callable[[], datetime] = _now) -> Sent:
    """Send all messages that are due, one after the other; what is not taken is tried again later.

    A message is taken out of the queue before it is sent and crossed off after. Who dies in between leaves
    it to the next sender, three minutes later: it may go out twice, and never not at all.
    """
    sent = failed = 0
    known = channels(store)
    while (message := claim(store, now())) is not None:
        problem = _send(message, known.get(message.channel))
        if problem:
            mark_failed(store, message, now(), problem)
            log.warning("a message to %r was not taken: %s", message.channel, problem)
            failed += 1
        else:
            mark_sent(store, message, now())
            sent += 1
    return Sent(sent, failed)


def _send(message: Outbox, url: str | None) -> str:
    """What went wrong, "" where nothing did."""
    if url is None:
        return f"there is no channel {message.channel!r} any more"
    try:
        deliver(url, json.loads(message.body), key=message.dedup_key)
    except (DeliveryError, ValueError) as error:
        return str(error)
    return ""
