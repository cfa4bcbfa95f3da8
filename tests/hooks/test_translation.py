"""What other systems send, as events and tickets; checked through to the figures that follow from it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.data.applying import Applier
from core.data.inbox import Arrival, InboxWriter
from core.data.sources.hooks import KINDS
from core.data.store import Store
from core.report import Report

KEY = b"k" * 32
DAY = "2026-01-05T"


def told(store: Store, kind: str, *payloads: Any) -> None:
    """Keep and apply messages in the order given."""
    now = datetime.now(UTC)
    translated = [KINDS[kind](payload).private(KEY) for payload in payloads]
    arrivals = [
        Arrival("desk", f"d{place}", kind, now, each.to_json(), error=each.error)
        for place, each in enumerate(translated)
    ]
    writer = InboxWriter(store)
    writer.keep(arrivals)
    writer.close()
    Applier(store).apply()


def zendesk(kind: str, time: str, event: Any = None, **detail: Any) -> dict[str, Any]:
    ticket = {"id": "35436", "requester_id": "20978392", "created_at": f"{DAY}09:00:00Z"}
    ticket |= {"updated_at": f"{DAY}{time}Z", "status": "OPEN", "priority": "HIGH", "via": {"channel": "web"}}
    return {
        "type": f"zen:event-type:ticket.{kind}",
        "id": f"{kind}-{time}",
        "time": f"{DAY}{time}Z",
        "detail": ticket | {"actor_id": "76872"} | detail,
        "event": event or {},
    }


def comment(author: str, *, staff: bool, public: bool = True) -> dict[str, Any]:
    return {"comment": {"id": "1", "is_public": public, "author": {"id": author, "is_staff": staff}}}


ZENDESK_STORY = (
    zendesk("created", "09:00:00", status="NEW"),
    zendesk("comment_added", "09:00:01", comment("20978392", staff=False)),
    zendesk("agent_assignment_changed", "09:02:00", {"current": "76872", "previous": None}),
    zendesk("comment_added", "09:03:00", comment("76872", staff=True, public=False)),
    zendesk("comment_added", "09:05:00", comment("76872", staff=True)),
    zendesk("status_changed", "09:05:00", {"current": "PENDING", "previous": "OPEN"}, status="PENDING"),
    zendesk("comment_added", "09:25:00", comment("20978392", staff=False)),
    zendesk("type_changed", "09:26:00", {"current": "INCIDENT", "previous": None}, type="INCIDENT"),
    zendesk("status_changed", "09:45:00", {"current": "SOLVED", "previous": "OPEN"}, status="SOLVED"),
    zendesk("subject_changed", "09:46:00", {"current": "x", "previous": "y"}, status="SOLVED"),
)


@pytest.mark.parametrize("order", [1, -1])
def test_a_zendesk_ticket_tells_its_story_in_any_order(store: Store, order: int) -> None:
    told(store, "zendesk", *ZENDESK_STORY[::order])
    assert store.read_frame("inbox")["error"].isna().all()
    report = Report(store)
    (ticket,) = report.facts().tickets.to_dict("records")
    wanted = {"status": "solved", "priority": "P2", "channel": "web", "category": "incident"}
    wanted |= {"assignee": "76872", "history": "full", "public_reply_count": 1, "customer_reply_count": 1}
    wanted |= {"first_response_minutes": 5, "resolution_minutes": 45}
    assert {name: ticket[name] for name in wanted} == wanted
    assert str(ticket["customer_key"]).startswith("cust_")


def test_a_zendesk_ticket_that_was_created_before_is_taken_as_it_stands(store: Store) -> None:
    told(store, "zendesk", zendesk("comment_added", "11:00:00", comment("76872", staff=True), group_id="98"))
    (ticket,) = Report(store).facts().tickets.to_dict("records")
    assert (ticket["status"], ticket["team"], ticket["history"]) == ("open", "98", "partial")
    assert str(ticket["created_at"]) == "2026-01-05 09:00:00+00:00"


def test_a_deleted_and_a_merged_zendesk_ticket_are_gone(store: Store) -> None:
    merged = zendesk("merged", "10:00:00", {"target_ticket_id": "9"}, id="8")
    told(store, "zendesk", *ZENDESK_STORY[:1], zendesk("soft_deleted", "10:00:00"), merged)
    facts = Report(store).facts().tickets.set_index("ticket_id")
    assert facts.loc["35436", "is_deleted"]
    assert facts.loc["8", "is_merged"]


def chatwoot(kind: str, time: str, **more: Any) -> dict[str, Any]:
    conversation = {"id": 7, "status": "open", "channel": "Channel::WebWidget", "labels": ["billing"]}
    conversation |= {"created_at": stamp("09:00:00"), "updated_at": stamp(time) + 0.5, "priority": "urgent"}
    conversation["meta"] = {"sender": {"id": 55, "name": "Cy", "email": "cy@example.org"}, "assignee": None}
    if kind == "message_created":
        at = f"{DAY}{time}.000Z"
        return {"event": kind, "id": stamp(time), "created_at": at, "conversation": conversation} | more
    return {"event": kind} | conversation | more


def stamp(time: str) -> int:
    return int(datetime.fromisoformat(f"{DAY}{time}+00:00").timestamp())


def changed(name: str, before: Any, after: Any) -> list[dict[str, Any]]:
    return [{name: {"previous_value": before, "current_value": after}}]


ANN = {"id": 3, "type": "user", "name": "Ann Lee", "email": "ann@example.org"}
CY = {"id": 55, "type": "contact", "name": "Cy"}
CHATWOOT_STORY = (
    chatwoot("conversation_created", "09:00:00"),
    chatwoot("message_created", "09:00:00", message_type="incoming", sender=CY),
    chatwoot("message_created", "09:00:05", message_type="template", sender=None),
    chatwoot("conversation_typing_on", "09:01:00", user=ANN),
    chatwoot(
        "conversation_updated",
        "09:02:00",
        changed_attributes=changed("assignee_id", None, 3),
        meta={"sender": {"id": 55}, "assignee": ANN},
    ),
    chatwoot("message_created", "09:03:00", message_type="outgoing", private=True, sender=ANN),
    chatwoot("message_created", "09:04:00", message_type=1, sender=ANN),
    chatwoot("message_created", "09:14:00", message_type=0, sender=CY),
    chatwoot(
        "conversation_status_changed",
        "09:30:00",
        status="resolved",
        changed_attributes=changed("status", "open", "resolved"),
    ),
    chatwoot(
        "conversation_updated",
        "09:30:00",
        status="resolved",
        changed_attributes=changed("status", "open", "resolved"),
    ),
)


@pytest.mark.parametrize("order", [1, -1])
def test_a_chatwoot_conversation_tells_its_story_in_any_order(store: Store, order: int) -> None:
    told(store, "chatwoot", *CHATWOOT_STORY[::order])
    assert store.read_frame("inbox")["error"].isna().all()
    (ticket,) = Report(store).facts().tickets.to_dict("records")
    wanted = {"status": "solved", "priority": "P1", "channel": "WebWidget", "assignee": "Ann Lee"}
    wanted |= {"history": "full", "public_reply_count": 1, "bot_reply_count": 1, "customer_reply_count": 1}
    wanted |= {"first_response_minutes": 4, "resolution_minutes": 30 + 0.5 / 60}
    for name, value in wanted.items():
        assert ticket[name] == (pytest.approx(value) if isinstance(value, float) else value), name


def test_a_message_of_chatwoot_told_twice_counts_once(store: Store) -> None:
    told(store, "chatwoot", *CHATWOOT_STORY, *CHATWOOT_STORY)
    (ticket,) = Report(store).facts().tickets.to_dict("records")
    assert (ticket["public_reply_count"], ticket["reopen_count"]) == (1, 0)


@pytest.mark.parametrize("payload", [None, 7, "text", [], {}, {"event": "invented"}, {"type": 5}, [1], [{}]])
@pytest.mark.parametrize("kind", KINDS)
def test_messages_of_any_shape_are_answered_with_a_reason(kind: str, payload: Any) -> None:
    assert KINDS[kind](payload).error


def test_a_generic_message_may_use_the_names_that_files_use() -> None:
    payload = {"Ticket": 7, "ts": f"{DAY}09:00:00Z", "Event": "reply", "by": "Ann", "minutes": 2.5}
    (event,) = KINDS["generic"](payload).events
    assert {"ticket_id": "7", "type": "reply", "actor_id": "Ann", "value_num": "2.5"}.items() <= event.items()


def test_customers_and_addresses_are_pseudonyms_before_anything_is_kept() -> None:
    events = [
        {"ticket_id": 1, "at": DAY, "type": "created", "actor_id": "ann@example.org"},
        {"ticket_id": 1, "at": DAY, "type": "note", "actor_role": "agent", "actor_id": "bob@example.org"},
        {"ticket_id": 1, "at": DAY, "type": "reply", "actor_id": "cy@example.org"},
        {"ticket_id": 1, "at": DAY, "type": "assigned", "to_value": "dee@example.org"},
    ]
    kept = KINDS["generic"](events).private(KEY)
    assert "@" not in kept.to_json()
    assert [each.get("actor_id", each.get("to_value")) for each in kept.events][1::2] == ["bob", "dee"]
    assert [str(kept.events[place]["actor_id"])[:5] for place in (0, 2)] == ["cust_", "cust_"]
