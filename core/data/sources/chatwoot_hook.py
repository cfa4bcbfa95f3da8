"""Chatwoot's webhooks: conversations are tickets, messages are replies and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.data.sources.delivery import (
    Delivery,
    Message,
    Record,
    instant_text,
    is_opening,
    order_number,
    record,
)

STATUS_WORDS = {"open": "open", "resolved": "solved", "pending": "new", "snoozed": "pending"}
"""A pending conversation is still with a bot, so nobody has opened it; a snoozed one waits."""
MESSAGE_TYPES = {"0": "incoming", "1": "outgoing", "2": "activity", "3": "template"}
MESSAGES = ("message_created",)
CONVERSATIONS = ("conversation_created", "conversation_updated", "conversation_status_changed")
SILENT = (
    "message_updated",
    "conversation_typing_on",
    "conversation_typing_off",
    "webwidget_triggered",
    "contact_created",
    "contact_updated",
    "inbox_created",
    "inbox_updated",
)
"""What may be subscribed to without telling anything that is kept."""


def translate(payload: Any) -> Delivery:
    """The events of a message and the state of its conversation.

    >>> told = translate({"event": "message_created", "id": 5, "message_type": "outgoing",
    ...     "created_at": "2026-01-05T09:00:00Z", "sender": {"type": "user", "name": "Ann"},
    ...     "conversation": {"id": 7, "status": "open"}})
    >>> told.events[0]["type"], told.events[0]["actor_id"], told.events[0]["ticket_id"]
    ('public_reply', 'Ann', '7')
    """
    message = Message(payload if isinstance(payload, Mapping) else {})
    kind = message.text("event") or ""
    if kind in SILENT:
        return Delivery()
    if kind not in (*MESSAGES, *CONVERSATIONS):
        return Delivery(error=f"tells of no conversation: {kind[:80] or 'no event is named'}")
    conversation = message.part("conversation") if kind in MESSAGES else message
    if conversation.text("id") is None:
        return Delivery(error=f"{kind} names no conversation")
    events = tuple(_events(kind, message, conversation))
    return Delivery(events, (_ticket(conversation),) if conversation.text("status") else ())


def _events(kind: str, message: Message, conversation: Message) -> Iterator[Record]:
    ticket_id = {"ticket_id": conversation.text("id") or ""}
    if kind == "message_created":
        said = _said(message, conversation)
        if said is not None:
            yield {**ticket_id, **said}
    elif kind == "conversation_created":
        yield {**ticket_id, **_created(conversation)}
    else:
        for position, change in enumerate(_changes(kind, message, conversation)):
            yield {**ticket_id, **_stamped(change, conversation, position)}


def _ticket(conversation: Message) -> Record:
    labels = conversation.at("labels")
    return record(
        ticket_id=conversation.text("id"),
        created_at=instant_text(conversation.at("created_at")),
        updated_at=_updated(conversation),
        status=_status(conversation.text("status")),
        priority=conversation.text("priority"),
        channel=(conversation.text("channel") or "").removeprefix("Channel::") or None,
        customer_key=conversation.text("meta", "sender", "id"),
        assignee_id=_person(conversation.part("meta", "assignee")),
        team_id=conversation.text("meta", "team", "name"),
        tags=" ".join(str(label) for label in labels) if isinstance(labels, list) else None,
    )


def _updated(conversation: Message) -> str | None:
    return instant_text(conversation.at("updated_at")) or instant_text(conversation.at("timestamp"))


def _created(conversation: Message) -> Record:
    at = conversation.at("created_at") or conversation.at("timestamp")
    return record(
        type="created",
        event_id="created",
        at=instant_text(at),
        seq=order_number(at, 0),
        actor_role="customer",
        actor_id=conversation.text("meta", "sender", "id"),
        to_value=_status(conversation.text("status")),
    )


def _said(message: Message, conversation: Message) -> Record | None:
    """A message as an event; none for activities and for the message that opened the conversation."""
    at, sender = message.at("created_at"), message.part("sender")
    kind = message.text("message_type") or ""
    kind = MESSAGE_TYPES.get(kind, kind)
    told = record(event_id=f"message-{message.text('id')}", at=instant_text(at), seq=order_number(at, 1))
    if kind == "incoming":
        if is_opening(at, conversation.at("created_at")):
            return None
        customer = sender.text("id") or conversation.text("meta", "sender", "id")
        return told | record(type="customer_reply", actor_role="customer", actor_id=customer)
    if kind not in ("outgoing", "template"):
        return None
    by_person = kind == "outgoing" and (sender.text("type") or "user").lower() == "user"
    role = "agent" if by_person else "bot"
    event = "internal_note" if message.at("private") is True else "public_reply"
    return told | record(type=event, actor_role=role, actor_id=_person(sender))


def _changes(kind: str, message: Message, conversation: Message) -> Iterator[Record]:
    """What changed. A change of state is told twice; it is taken from the message of its own."""
    changed = _changed_attributes(message)
    if kind == "conversation_status_changed":
        before = _status(changed.text("status", "previous_value"))
        after = _status(changed.text("status", "current_value") or conversation.text("status"))
        yield record(type="status_changed", from_value=before, to_value=after)
        return
    if "assignee_id" in changed.value:
        somebody = _person(conversation.part("meta", "assignee"))
        named = changed.text("assignee_id", "current_value") and somebody
        yield record(type="assigned", to_value=named or "nobody")
    if "team_id" in changed.value:
        yield record(type="team_changed", to_value=conversation.text("meta", "team", "name") or "nobody")
    if "priority" in changed.value:
        before, after = (changed.text("priority", f"{which}_value") for which in ("previous", "current"))
        yield record(type="priority_changed", from_value=before, to_value=after)


def _changed_attributes(message: Message) -> Message:
    """One object of all changes, whether they come as a list of objects or as one."""
    given = message.at("changed_attributes")
    parts = given if isinstance(given, list) else [given]
    merged: dict[str, Any] = {}
    for part in parts:
        merged |= dict(part) if isinstance(part, Mapping) else {}
    return Message(merged)


def _stamped(change: Record, conversation: Message, position: int) -> Record:
    """A change at the conversation's last update; the same change told again has the same id."""
    at = _updated(conversation)
    told = record(at=at, seq=order_number(at, 2 + position))
    words = (change["type"], at, change.get("to_value"))
    return {**told, **change, "event_id": ":".join(str(word) for word in words)}


def _status(word: str | None) -> str | None:
    return STATUS_WORDS.get(word, word) if word else None


def _person(who: Message) -> str | None:
    return who.text("name") or who.text("id")
