"""What a webhook's message says of tickets: records with the canonical columns, nothing else of it.

Texts, subjects, names and addresses of customers are never taken over; customers and addresses are made
pseudonyms before anything is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from core.data.cleaning.mapping import plain_name
from core.data.cleaning.privacy import agent_name, has_address, pseudonym, without_addresses
from core.data.columns import ActorRole, EventType
from core.data.models import EPOCH
from core.data.sources.event_values import EVENT_WORDS, ROLE_WORDS

Record = dict[str, str]
Translate = Callable[[Any], "Delivery"]

OPENING_SECONDS = 2
"""A customer's message within these seconds of the ticket's creation is its opening, not a reply."""


@dataclass(frozen=True)
class Delivery:
    """One message: its events and what it states about tickets, or why it says nothing.

    ``delivery_id`` and ``seq`` are the sender's, where it has any. A message with ``error`` holds no
    records and is quarantined with that reason.
    """

    events: tuple[Record, ...] = ()
    tickets: tuple[Record, ...] = ()
    delivery_id: str | None = None
    seq: int | None = None
    error: str | None = None

    def private(self, key: bytes) -> Delivery:
        """The same without customers and addresses in clear."""
        return replace(
            self,
            events=tuple(_private_event(record, key) for record in self.events),
            tickets=tuple(_private_ticket(record, key) for record in self.tickets),
        )

    def named(self, delivery_id: str | None) -> Delivery:
        """The same with an id for every event: its own, else by its place in the sender's delivery."""
        if delivery_id is None:
            return self
        places = enumerate(self.events)
        events = tuple({"event_id": f"{delivery_id[:200]}:{place}", **event} for place, event in places)
        return replace(self, events=events)

    def to_json(self) -> str:
        """The records as JSON in ASCII."""
        return json.dumps({"events": self.events, "tickets": self.tickets}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Delivery:
        """The records of `to_json`."""
        held = json.loads(text)
        return cls(events=tuple(held["events"]), tickets=tuple(held["tickets"]))


@dataclass(frozen=True)
class Message:
    """Reading a nested message without trusting its shape: what is not there is None."""

    value: Mapping[str, Any] = field(default_factory=dict)

    def text(self, *path: str) -> str | None:
        """The text or number at a path."""
        found = self.at(*path)
        if isinstance(found, bool) or not isinstance(found, str | int | float):
            return None
        return str(found) or None

    def part(self, *path: str) -> Message:
        """The object at a path; an empty one where there is none."""
        found = self.at(*path)
        return Message(found if isinstance(found, Mapping) else {})

    def at(self, *path: str) -> Any:
        """Whatever is at a path."""
        found: Any = self.value
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found


def record(**values: str | None) -> Record:
    """A record of the values that are there.

    >>> record(ticket_id="7", status=None)
    {'ticket_id': '7'}
    """
    return {name: value for name, value in values.items() if value is not None}


def instant_text(value: Any) -> str | None:
    """An instant as ISO text in UTC, of ISO text, "2020-03-03 13:05:57 UTC" or seconds since 1970.

    >>> instant_text(1583240757), instant_text("2020-03-03 13:05:57 UTC"), instant_text("soon")
    ('2020-03-03T13:05:57.000000Z', '2020-03-03T13:05:57.000000Z', 'soon')
    """
    found = instant_of(value)
    if found is not None:
        return found.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value if isinstance(value, str) and value else None


def instant_of(value: Any) -> datetime | None:
    """The instant that a message names; None where it names none that can be read."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC) if value > 0 else None
        read = datetime.fromisoformat(str(value).strip().removesuffix(" UTC"))
    except (ValueError, OverflowError, OSError):
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def order_number(at: Any, position: int) -> str | None:
    """Events of one instant in the order of their positions: milliseconds since 1970, then the position.

    >>> order_number("2020-03-03T13:05:57Z", 1)
    '1621238535168001'
    """
    found = instant_of(at)
    if found is None:
        return None
    milliseconds = (found - EPOCH).total_seconds() * 1000
    return str(int(milliseconds) * 1024 + min(max(position, 0), 1023)) if milliseconds >= 0 else None


def is_opening(at: Any, created_at: Any) -> bool:
    """Whether a customer's message is the one that opened the ticket.

    >>> is_opening("2020-03-03T13:05:58Z", "2020-03-03T13:05:57Z"), is_opening(None, 5)
    (True, False)
    """
    said, created = instant_of(at), instant_of(created_at)
    return said is not None and created is not None and (said - created).total_seconds() <= OPENING_SECONDS


def _private_event(event: Record, key: bytes) -> Record:
    kind = EVENT_WORDS.get(plain_name(event.get("type", "")))
    value = agent_name if kind == EventType.ASSIGNED else _without_address
    cleaned = {name: _without_address(word) for name, word in event.items()}
    cleaned |= {name: value(event[name]) for name in ("from_value", "to_value") if name in event}
    if "actor_id" in event:
        cleaned["actor_id"] = _private_actor(event["actor_id"], event.get("actor_role"), kind, key)
    return cleaned


def _private_actor(actor: str, word: str | None, kind: EventType | None, key: bytes) -> str:
    """Customers, and those of whom an address is all that is known, as pseudonyms."""
    role = ROLE_WORDS.get(plain_name(word)) if word else None
    by_customer = kind in (EventType.CREATED, EventType.CUSTOMER_REPLY) and not word
    if role == ActorRole.CUSTOMER or by_customer or (role is None and has_address(actor)):
        return pseudonym(actor, key)
    return agent_name(actor)


def _private_ticket(ticket: Record, key: bytes) -> Record:
    kinds: dict[str, Callable[[str], str]] = {
        "customer_key": lambda word: pseudonym(word, key),
        "assignee_id": agent_name,
    }
    return {name: kinds.get(name, _without_address)(word) for name, word in ticket.items()}


def _without_address(value: str) -> str:
    return without_addresses(value) if has_address(value) else value


def columns_of(records: Iterable[Record]) -> list[str]:
    """Every column that a record has, in the order of their first appearance."""
    return list(dict.fromkeys(name for each in records for name in each))
