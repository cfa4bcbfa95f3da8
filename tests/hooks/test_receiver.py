"""What is acknowledged is kept and applied exactly once, in order; what is refused leaves nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from core.data.hook_sources import add_hook, hook_sources, remove_hook
from core.data.store import Store
from tests.hooks.senders import SECRET, Sender, event, signed

Make = Callable[..., Sender]


def inbox(sender: Sender) -> list[dict[str, object]]:
    return sender.store.read_frame("inbox").to_dict("records")


def test_an_event_is_acknowledged_applied_and_changes_the_revision(sender: Make) -> None:
    desk = sender()
    before = desk.store.revision()
    answer = desk.post(event(7, actor_id="ann@example.org"))
    assert (answer.status_code, answer.json()) == (202, {"status": "kept"})
    desk.settle()
    assert desk.log() == [("7", "created", None)]
    assert desk.store.revision() != before
    assert desk.store.read_frame("ticket")["customer_key"].str.startswith("cust_").all()
    assert desk.store.faults() == []


def test_nothing_of_a_message_is_kept_but_what_the_log_needs(sender: Make) -> None:
    desk = sender("zendesk")
    detail = {"id": "7", "subject": "Secret subject", "requester_id": "55", "status": "OPEN"}
    detail |= {"created_at": "2026-01-05T08:00:00Z", "description": "Call me: +49 30 1234"}
    comment = {
        "body": "My password is swordfish",
        "is_public": True,
        "author": {"id": "55", "name": "Ann Lee"},
    }
    payload = {"type": "zen:event-type:ticket.comment_added", "id": "e1", "time": "2026-01-05T09:00:00Z"}
    assert desk.post(payload | {"detail": detail, "event": {"comment": comment}}).status_code == 202
    desk.settle()
    everything = "".join(
        desk.store.read_frame(name).to_csv() for name in ("inbox", "ticket", "term", "rejected_row")
    )
    for word in ("Secret", "swordfish", "+49", "Ann Lee", ",55,"):
        assert word not in everything


@pytest.mark.parametrize("kind", ["generic", "zendesk", "chatwoot"])
def test_a_wrong_signature_is_refused_and_leaves_nothing(sender: Make, kind: str) -> None:
    desk = sender(kind)
    before = desk.store.revision()
    body = json.dumps(event()).encode()
    good = signed(kind, body)
    forged = {name: "sha256=" + "0" * 64 if "ignature" in name else value for name, value in good.items()}
    for headers in ({}, forged, signed(kind, body + b" "), signed(kind, body, secret="another-secret-1234")):
        assert desk.client.post("/hooks/desk", content=body, headers=headers).status_code == 401
    assert desk.client.post("/hooks/elsewhere", content=body, headers=good).status_code == 401
    assert inbox(desk) == []
    assert desk.store.revision() == before
    assert desk.store.counts()["tickets"] == 0


def test_a_recorded_message_is_refused_once_its_window_is_over(sender: Make) -> None:
    desk = sender(window_seconds=60)
    assert desk.post(event(), at=datetime.now(UTC) - timedelta(seconds=120)).status_code == 401
    assert desk.post(event(), at=datetime.now(UTC) + timedelta(seconds=120)).status_code == 401
    assert inbox(desk) == []


def test_the_same_delivery_counts_once(sender: Make) -> None:
    desk = sender()
    assert [desk.post(event(), id="d1").json()["status"] for _ in range(3)] == ["kept", "known", "known"]
    desk.settle()
    assert desk.post(event(), id="d1").json() == {"status": "known"}
    assert len(inbox(desk)) == 1
    assert len(desk.log()) == 1


def test_the_same_event_in_two_deliveries_counts_once(sender: Make) -> None:
    desk = sender()
    for delivery in ("d1", "d2"):
        assert desk.post(event(event_id="e1"), id=delivery).json() == {"status": "kept"}
    desk.settle()
    assert len(desk.log()) == 1


def test_deliveries_that_arrive_out_of_order_are_applied_in_the_order_of_their_numbers(sender: Make) -> None:
    desk = sender()
    instant = event()["at"]
    words = ["open", "pending", "solved", "open", "hold"]
    for seq in (3, 1, 5, 2, 4):
        one = event(kind="status_changed", to_value=words[seq - 1])
        message = {"delivery_id": f"d{seq}", "seq": seq, "events": [one | {"at": instant}]}
        assert desk.post(message).status_code == 202
    desk.settle()
    applied = desk.store.read_frame("inbox").sort_values("seq")["applied_at"]
    assert applied.is_monotonic_increasing
    events = desk.store.read_events().to_pandas().sort_values("seq")
    terms = desk.store.terms()
    assert [terms[int(term)] for term in events["to_term"]] == words


def test_a_missing_delivery_is_waited_for_but_not_forever(sender: Make) -> None:
    desk = sender()
    for seq in (1, 3):
        desk.post({"delivery_id": f"d{seq}", "seq": seq, "events": [event(seq)]})
    desk.settle()
    received = desk.store.read_frame("inbox").set_index("seq")
    waited = (received.loc[3, "applied_at"] - received.loc[3, "received_at"]).total_seconds()
    assert 2 <= waited < 8
    desk.post({"delivery_id": "d2", "seq": 2, "events": [event(2)]})
    desk.settle()
    assert [ticket for ticket, _, _ in desk.log()] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 100_000 + b"]" * 100_000, 400),
        (json.dumps({"a": {"b": {}}}).encode().replace(b"{}", b"[" * 40 + b"]" * 40), 400),
        (b'{"ticket_id": "\\ud800"}', 400),
        (b"\xff\xfe", 400),
        (b'{"at": NaN}', 400),
        (b"not json", 400),
        (b"", 400),
        (b'"' + b"x" * 1_048_576 + b'"', 413),
    ],
)
def test_hostile_bodies_are_refused_and_leave_nothing(sender: Make, body: bytes, status: int) -> None:
    desk = sender()
    assert desk.post(body).status_code == status
    assert inbox(desk) == []


def test_a_body_that_does_not_say_its_size_is_cut_off(sender: Make) -> None:
    desk = sender()
    chunks = (b"x" * 65_536 for _ in range(20))
    headers = {"Authorization": f"Bearer {SECRET}"}
    assert desk.client.post("/hooks/desk", content=chunks, headers=headers).status_code == 413


def test_what_says_nothing_of_tickets_is_kept_with_the_reason_and_without_its_values(sender: Make) -> None:
    desk = sender("zendesk")
    user = {"type": "zen:event-type:user.created", "id": "e9", "detail": {"email": "ann@example.org"}}
    assert desk.post(user).status_code == 202
    (kept,) = inbox(desk)
    assert kept["error"] == "tells of no ticket: zen:event-type:user.created"
    assert json.loads(str(kept["body"]))["detail"] == {"email": "text"}
    assert kept["applied_at"] is not None


def test_a_bad_event_among_good_ones_is_quarantined_alone(sender: Make) -> None:
    desk = sender()
    desk.post({"events": [event(1), event(2, kind="flew away"), event(3)]}, id="d1")
    desk.settle()
    assert [ticket for ticket, _, _ in desk.log()] == ["1", "3"]
    (kept,) = inbox(desk)
    assert kept["error"] == "type is not a known type of event"
    (refused,) = desk.store.rejected_rows().to_dict("records")
    assert (refused["column"], refused["value"]) == ("type", "flew away")


def test_a_removed_source_is_not_heard_any_more(sender: Make) -> None:
    desk = sender()
    remove_hook(desk.store, "desk")
    assert desk.post(event()).status_code == 401
    with pytest.raises(ValueError, match="source: 'desk' sends no webhooks"):
        remove_hook(desk.store, "desk")


def test_sources_are_checked_when_they_are_added(store: Store) -> None:
    secret = add_hook(store, "desk", "generic")
    assert secret.startswith("qwh_")
    assert len(secret) > 40
    assert "secret" not in repr(hook_sources(store)["desk"])
    for arguments, words in (
        (("desk", "generic"), "sends webhooks already"),
        (("a/b", "generic"), "source: use up to 64"),
        (("shop", "fax"), "kind: 'fax' is none of"),
        (("shop", "zendesk"), "secret: zendesk needs the one it signs with"),
        (("shop", "generic", "short"), "secret"),
        (("shop", "generic", None, 0), "window_seconds"),
    ):
        with pytest.raises(ValueError, match=words):
            add_hook(store, *arguments)


def test_many_senders_at_once_lose_nothing(sender: Make) -> None:
    from concurrent.futures import ThreadPoolExecutor

    desk = sender()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: desk.post(event(number), id=f"d{number}"), range(200)))
    assert {answer.status_code for answer in answers} == {202}
    desk.settle()
    assert len(desk.log()) == 200
    assert desk.store.faults() == []
