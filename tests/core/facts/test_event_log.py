"""Clustering and stamping."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from core.data.columns import Status
from core.facts.event_log import NO_STATUS, cluster_events


def test_events_are_clustered_by_ticket_instant_and_sequence(desk: Any) -> None:
    desk.event(30, "internal_note", pk=2)
    desk.event(10, "internal_note", pk=1, seq=9)
    desk.event(10, "public_reply", pk=1, seq=2)
    desk.event(5, "internal_note", pk=2)
    log = desk.log()
    assert log.ticket_pk.tolist() == [1, 2]
    assert log.offsets.tolist() == [0, 2, 4]
    assert [desk.at(m) for m in (10, 10, 5, 30)] == log.at.tolist()
    assert log.type.tolist() == [1, 3, 3, 3]


def test_status_before_and_after_is_stamped_within_the_ticket(desk: Any) -> None:
    desk.status(10, "open", pk=1)
    desk.event(15, "internal_note", pk=1)
    desk.status(20, "solved", pk=1)
    desk.status(5, "pending", pk=2)
    log = desk.log()
    assert log.from_status.tolist() == [Status.NEW, NO_STATUS, Status.OPEN, Status.NEW]
    assert log.to_status.tolist() == [Status.OPEN, NO_STATUS, Status.SOLVED, Status.PENDING]


def test_previous_holder_is_carried_over_a_gap(desk: Any) -> None:
    desk.event(1, "assigned", "ann", before="zoe")
    desk.event(2, "assigned", None)
    desk.event(3, "assigned", "bob", before="nobody")
    log = desk.log()
    assert [desk.words[index] if index >= 0 else None for index in log.from_term] == ["zoe", "ann", "ann"]


def test_the_order_in_a_file_is_compared_with_time_within_the_file(desk: Any) -> None:
    for minute, seq in ((1, 4), (2, 5), (3, 2), (3, 3), (4, 3)):
        desk.event(minute, "internal_note", seq=seq)
    desk.event(1, "internal_note", pk=2, seq=0)
    columns = desk.columns()
    assert cluster_events(columns, desk.words).file_order.tolist() == [0, 1, -1, 0, 0, 0]
    columns["batch_id"] = [1, 1, 2, 2, 2, 2]
    assert cluster_events(columns, desk.words).file_order.tolist() == [0, 1, 0, 0, 0, 0]


def test_arrow_table_and_arrays_give_the_same_log(desk: Any) -> None:
    desk.ticket()
    desk.status(3, "solved")
    desk.event(4, "csat", value=4.0)
    columns = desk.columns()
    table = pa.table({name: pa.array(values, from_pandas=True) for name, values in columns.items()})
    table = table.set_column(
        table.schema.get_field_index("to_term"),
        "to_term",
        pa.array([None if term < 0 else term for term in columns["to_term"]], pa.int64()),
    )
    from_arrays, from_table = cluster_events(columns, desk.words), cluster_events(table, desk.words)
    for name in ("at", "type", "from_status", "to_status", "to_term", "value"):
        np.testing.assert_array_equal(getattr(from_arrays, name), getattr(from_table, name))


def test_chosen_tickets_keep_their_events(desk: Any) -> None:
    for pk in (1, 2, 3):
        for minute in range(pk):
            desk.event(minute, "internal_note", pk=pk)
    some = desk.log().tickets(np.array([2, 0]))
    assert some.ticket_pk.tolist() == [3, 1]
    assert some.offsets.tolist() == [0, 3, 4]
    assert some.at.tolist() == [desk.at(m) for m in (0, 1, 2, 0)]
