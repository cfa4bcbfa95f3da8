"""Zendesk's webhooks: ticket events as subscribed to, with the ticket's state in each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.data.sources import generic_hook
from core.data.sources.delivery import (
    Delivery,
    Message,
    Record,
    instant_text,
    is_opening,
    order_number,
    record,
)

PREFIX = "zen:event-type:ticket."
STATUS_WORDS = {"archived": "closed", "scrubbed": "closed"}
NOBODY = ("", "0")
CHANGES = {
    "status_changed": "status_changed",
    "priority_changed": "priority_changed",
    "agent_assignment_changed": "assigned",
    "group_assignment_changed": "team_changed",
    "type_changed": "field_changed",
}
"""Events with a previous and a current value, and what they are here."""


def translate(payload: Any) -> Delivery:
    """The event of a message and the ticket's state; a message of a trigger may hold canonical events.

    >>> told = translate({"type": "zen:event-type:ticket.status_changed", "id": "e1",
    ...     "time": "2026-01-05T09:00:00Z", "detail": {"id": "7", "status": "SOLVED"},
    ...     "event": {"current": "SOLVED", "previous": "OPEN"}})
    >>> told.events[0]["to_value"], told.tickets[0]["status"], told.delivery_id
    ('solved', 'solved', 'e1')
    """
    message = Message(payload if isinstance(payload, Mapping) else {})
    kind, ticket_id = message.text("type") or "", message.text("detail", "id")
    if not kind.startswith("zen:"):
        return generic_hook.translate(payload)
    if not kind.startswith(PREFIX) or ticket_id is None or message.text("time") is None:
        return Delivery(error=f"tells of no ticket: {kind[:80]}", delivery_id=message.text("id"))
    events = tuple(_event(kind.removeprefix(PREFIX), message))
    return Delivery(events, (_ticket(message),), delivery_id=message.text("id"))


def _ticket(message: Message) -> Record:
    detail = message.part("detail")
    tags = detail.at("tags")
    return record(
        ticket_id=detail.text("id"),
        created_at=instant_text(detail.at("created_at")),
        updated_at=instant_text(detail.at("updated_at")) or instant_text(message.at("time")),
        status=_status(detail.text("status")),
        priority=_word(detail.text("priority")),
        category=_word(detail.text("type")),
        channel=detail.text("via", "channel"),
        customer_key=_known(detail.text("requester_id")),
        assignee_id=_known(detail.text("assignee_id")),
        team_id=_known(detail.text("group_id")),
        tags=" ".join(str(tag) for tag in tags) if isinstance(tags, list) else None,
    )


def _event(kind: str, message: Message) -> list[Record]:
    read = READERS.get(kind) or (_changed if kind in CHANGES else None)
    values = read(kind, message) if read else None
    if values is None:
        return []
    at = message.at("time")
    position = message.at("event", "meta", "sequence", "position")
    told = record(
        ticket_id=message.text("detail", "id"),
        event_id=message.text("id"),
        at=instant_text(at),
        seq=order_number(at, position if isinstance(position, int) else 0),
    )
    return [{**told, **_actor(message), **values}]


def _actor(message: Message) -> Record:
    """Who acted: the requester is the customer, nobody's number stands for the system."""
    actor, customer = message.text("detail", "actor_id"), message.text("detail", "requester_id")
    if actor is None:
        return {}
    if actor in (*NOBODY, "-1"):
        return {"actor_role": "system"}
    return {"actor_role": "customer" if actor == customer else "agent", "actor_id": actor}


def _changed(kind: str, message: Message) -> Record:
    before, after = message.text("event", "previous"), message.text("event", "current")
    if kind == "status_changed":
        before, after = _status(before), _status(after)
    elif kind in ("agent_assignment_changed", "group_assignment_changed"):
        before, after = _known(before), _known(after) or "nobody"
    else:
        before, after = _word(before), _word(after)
    field = "category" if kind == "type_changed" else None
    return record(type=CHANGES[kind], field=field, from_value=before, to_value=after)


def _created(kind: str, message: Message) -> Record:
    customer = message.text("detail", "requester_id")
    at = instant_text(message.at("detail", "created_at"))
    told = record(type="created", actor_id=_known(customer), at=at)
    return {**told, "event_id": "created", "actor_role": "customer"}


def _comment(kind: str, message: Message) -> Record | None:
    """A public comment of staff is a reply; the one that opens the ticket is none."""
    comment, detail = message.part("event", "comment"), message.part("detail")
    author = comment.text("author", "id") or detail.text("actor_id")
    is_staff = comment.at("author", "is_staff")
    by_customer = not is_staff if isinstance(is_staff, bool) else author == detail.text("requester_id")
    said = record(actor_id=author, actor_role="customer" if by_customer else "agent")
    if comment.at("is_public") is False:
        return {**said, "type": "internal_note"}
    if by_customer and is_opening(message.at("time"), detail.at("created_at")):
        return None
    return {**said, "type": "customer_reply" if by_customer else "public_reply"}


def _merged(kind: str, message: Message) -> Record:
    return record(type="merged", to_value=message.text("event", "target_ticket_id"))


def _deleted(kind: str, message: Message) -> Record:
    return {"type": "deleted"}


def _back(kind: str, message: Message) -> Record:
    return record(
        type="status_changed", from_value="deleted", to_value=_status(message.text("detail", "status"))
    )


READERS: dict[str, Callable[[str, Message], Record | None]] = {
    "created": _created,
    "comment_added": _comment,
    "merged": _merged,
    "soft_deleted": _deleted,
    "permanently_deleted": _deleted,
    "undeleted": _back,
}


def _status(word: str | None) -> str | None:
    lower = _word(word)
    return STATUS_WORDS.get(lower, lower) if lower else None


def _word(word: str | None) -> str | None:
    return word.lower() if word else None


def _known(number: str | None) -> str | None:
    return None if number is None or number in NOBODY else number
