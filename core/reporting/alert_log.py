"""The log of alerts: what was raised, who was told, who took note, and how it ended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from core.data.alert_book import change_events, latest_events, latest_messages
from core.data.live_tables import Outbox
from core.data.state import AlertEvent
from core.data.store import Store

SHOWN = 500
STATES = ("open", "noted", "snoozed", "ended")
COLUMNS = (
    "pk", "rule", "level", "scope", "figure", "value", "since", "raised_at", "told_at", "state",
    "noted_by", "snoozed_until", "ended_at", "sent_count", "unsent_count", "error", "ticket_id", "source_id",
)  # fmt: skip


def alert_log(store: Store, now: datetime, *, open_only: bool = False, limit: int = SHOWN) -> pd.DataFrame:
    """The latest alerts, the newest first, with the columns of `COLUMNS`.

    ``state``: open, noted (somebody took note), snoozed (at ``now``) or ended. ``value`` in the figure's
    unit, for promises the minutes left (below 0: late). ``sent_count`` and ``unsent_count``: messages about
    it; ``error``: why the last unsent one was not taken.
    """
    events = latest_events(store, limit, open_only=open_only)
    told: dict[int, list[Outbox]] = {}
    for message in latest_messages(store, min((event.pk or 0 for event in events), default=0)):
        for pk in json.loads(message.body).get("event_pks", []):
            told.setdefault(int(pk), []).append(message)
    rows = [_row(event, told.get(event.pk or 0, []), now) for event in events]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("since", "raised_at", "told_at", "snoozed_until", "ended_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame.astype({"value": float})


def _row(event: AlertEvent, messages: Sequence[Outbox], now: datetime) -> dict[str, Any]:
    body = json.loads(event.body)
    detail = body.get("detail", {})
    unsent = [message for message in messages if message.sent_at is None]
    value = detail.get("remaining_minutes", detail.get("value"))
    return {
        "pk": event.pk,
        "rule": body.get("rule", ""),
        "level": event.level,
        "scope": event.scope or "",
        "figure": event.metric_id,
        "value": np.nan if value is None else float(value),
        "since": body.get("since"),
        "raised_at": event.at,
        "told_at": body.get("told_at"),
        "state": _state(event, now),
        "noted_by": event.acknowledged_by,
        "snoozed_until": event.snoozed_until,
        "ended_at": event.resolved_at,
        "sent_count": len(messages) - len(unsent),
        "unsent_count": len(unsent),
        "error": next((message.last_error for message in unsent if message.last_error), None),
        "ticket_id": detail.get("ticket_id"),
        "source_id": detail.get("source_id"),
    }


def _state(event: AlertEvent, now: datetime) -> str:
    if event.resolved_at is not None:
        return "ended"
    if event.acknowledged_at is not None:
        return "noted"
    is_snoozed = event.snoozed_until is not None and event.snoozed_until > now
    return "snoozed" if is_snoozed else "open"


def acknowledge(store: Store, pks: Sequence[int], who: str, now: datetime | None = None) -> int:
    """Somebody has taken note: no more reminders. Returns how many open alerts there were.

    Raises ValueError where nobody is named.
    """
    if not who.strip():
        raise ValueError("who: say who takes note")
    values = {"acknowledged_at": now or datetime.now(UTC), "acknowledged_by": who.strip()[:80]}
    return change_events(store, pks, values)


def snooze(store: Store, pks: Sequence[int], until: datetime, now: datetime | None = None) -> int:
    """Stay silent until an instant; what is still out then is told again. Returns how many there were.

    Raises ValueError for an instant that is over.
    """
    if until <= (now or datetime.now(UTC)):
        raise ValueError("until: the snooze would be over already")
    return change_events(store, pks, {"snoozed_until": until})


def close_alerts(store: Store, pks: Sequence[int], now: datetime | None = None) -> int:
    """End alerts by hand; what is still out is raised anew at the next look. Returns how many there were."""
    return change_events(store, pks, {"resolved_at": now or datetime.now(UTC)})
