"""Webhooks of any sender: canonical events as JSON, one or a list of them.

``{"ticket_id": "7", "at": "2026-01-05T09:00:00Z", "type": "public_reply", "actor_role": "agent"}``, or
``{"delivery_id": "d-1", "seq": 1, "events": [...]}`` where the sender counts its deliveries without gaps.
Columns have the names that files of events may use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.data.cleaning.mapping import plain_name
from core.data.sources.canonical_events import COLUMNS
from core.data.sources.delivery import Delivery, Message, Record, order_number

MOST_EVENTS = 1_000
MOST_SEQ = 2**40
NAMES = {
    plain_name(alias): column.name
    for column in COLUMNS
    if column.name != "source"
    for alias in (*reversed(column.aliases), column.name)
}


def translate(payload: Any) -> Delivery:
    """The events of a message.

    >>> translate({"ticket": 7, "ts": "2026-01-05T09:00:00Z", "type": "created"}).events[0]["ticket_id"]
    '7'
    >>> translate({"hello": 1}).error
    'holds no event: ticket_id, at and type are needed'
    """
    message = Message(payload if isinstance(payload, Mapping) else {})
    seq = _count(message.at("seq")) if "events" in message.value else None
    given = payload if isinstance(payload, list) else message.value.get("events", [payload])
    if not isinstance(given, list) or not 0 < len(given) <= MOST_EVENTS:
        return Delivery(error=f"events must be a list of 1 to {MOST_EVENTS:,} events")
    if not all(isinstance(one, Mapping) and _is_event(one) for one in given):
        return Delivery(error="holds no event: ticket_id, at and type are needed")
    events = tuple(_event(one, position, seq) for position, one in enumerate(given))
    return Delivery(events, delivery_id=message.text("delivery_id"), seq=seq)


def _count(value: Any) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST_SEQ
    return value if is_count else None


def _is_event(given: Mapping[str, Any]) -> bool:
    return {"ticket_id", "at", "type"} <= {NAMES.get(plain_name(str(name))) for name in given}


def _event(given: Mapping[str, Any], position: int, seq: int | None) -> Record:
    read = Message(given)
    event = {NAMES[plain]: text for plain, text in _named(read) if plain in NAMES}
    if "seq" not in event:
        number = order_number(event.get("at"), position)
        number = number if seq is None else str(seq * 1024 + position)
        event |= {} if number is None else {"seq": number}
    return event


def _named(read: Message) -> list[tuple[str, str]]:
    """Plain names with their texts; a column's own name comes last and so wins over its other names."""
    named = [(plain_name(name), read.text(name)) for name in read.value if isinstance(name, str)]
    own = {column.name for column in COLUMNS}
    return sorted(((name, text) for name, text in named if text is not None), key=lambda pair: pair[0] in own)
