"""The inbox: kept once, applied once whoever applies, and forgotten when it is old."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from core.data.applying import Applier
from core.data.inbox import Arrival, InboxWriter, forget_old, inbox_counts
from core.data.sources.delivery import Delivery
from core.data.store import Store

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def arrival(name: str, ticket: int, body: str | None = None, error: str | None = None) -> Arrival:
    event = {"ticket_id": str(ticket), "at": NOW.isoformat(), "type": "created", "event_id": name}
    return Arrival("desk", name, "generic", NOW, body or Delivery((event,)).to_json(), error=error)


def kept(store: Store, *arrivals: Arrival) -> int:
    writer = InboxWriter(store)
    try:
        return len(writer.keep(arrivals))
    finally:
        writer.close()


def test_a_delivery_is_kept_once_even_within_one_group(any_store: Store) -> None:
    assert kept(any_store, arrival("a", 1), arrival("a", 2), arrival("b", 2)) == 2
    assert kept(any_store, arrival("a", 3)) == 0
    assert len(any_store.read_frame("inbox")) == 2


def test_two_processes_that_apply_at_once_apply_every_delivery_once(any_store: Store) -> None:
    kept(any_store, *(arrival(f"d{number}", number) for number in range(200)))
    appliers = [Applier(any_store), Applier(any_store)]
    together = threading.Barrier(2)

    def apply(applier: Applier) -> None:
        together.wait()
        while inbox_counts(any_store)["waiting"]:
            applier.apply()

    threads = [threading.Thread(target=apply, args=(applier,)) for applier in appliers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert any_store.counts()["events"] == 200
    assert any_store.batches()["read_count"].sum() == 200
    assert any_store.faults() == []


def test_a_delivery_that_cannot_be_read_is_quarantined_and_holds_up_nobody(any_store: Store) -> None:
    kept(any_store, arrival("a", 1), arrival("broken", 2, body="{"), arrival("c", 3))
    assert Applier(any_store).apply() == 3
    inbox = any_store.read_frame("inbox").set_index("delivery_id")
    assert inbox.loc["broken", "error"] == "cannot be read: JSONDecodeError"
    assert inbox["applied_at"].notna().all()
    assert any_store.counts()["events"] == 2


def test_deliveries_go_on_in_one_batch(any_store: Store) -> None:
    applier = Applier(any_store)
    for number in range(3):
        kept(any_store, arrival(f"d{number}", number))
        applier.apply()
    (batch,) = any_store.batches().to_dict("records")
    assert (batch["stored_count"], batch["state"], batch["profile"]) == (3, "running", "webhook-generic")


def test_what_was_applied_long_ago_is_forgotten_and_what_was_refused_is_not(any_store: Store) -> None:
    kept(any_store, arrival("a", 1), arrival("odd", 2, error="says nothing"))
    Applier(any_store).apply(NOW)
    kept(any_store, arrival("waits", 3))
    assert forget_old(any_store, NOW + timedelta(days=29)) == 0
    assert forget_old(any_store, NOW + timedelta(days=31)) == 1
    assert sorted(any_store.read_frame("inbox")["delivery_id"]) == ["odd", "waits"]
