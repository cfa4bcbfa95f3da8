"""Contacts about the same matter, found by search, against a plain loop over all pairs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.facts.contacts import contacts
from core.facts.timeline import Timeline

MOMENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 12)), max_size=25)


def test_contact_finds_the_one_before_and_the_one_after_its_end(desk: Any) -> None:
    matter = {"customer_key": "c-1", "category": "refund"}
    desk.ticket(1, created=0, **matter)
    desk.ticket(2, created=50, **matter)
    desk.ticket(3, created=200, **matter)
    desk.ticket(4, created=210, customer_key="c-2", category="refund")
    desk.ticket(5, created=220, customer_key="c-1", category="bug")
    desk.status(100, "solved", pk=1)
    frame = contacts(desk.facts(1000).tickets, as_of=desk.at(1000))
    first, second, third = (frame.iloc[row] for row in range(3))
    assert np.isnan(first["previous_contact_minutes"])
    assert (first["next_contact_minutes"], first["ended_minutes"]) == (100, 900)
    assert (second["previous_contact_minutes"], third["previous_contact_minutes"]) == (50, 150)
    assert frame["previous_contact_minutes"].iloc[3:].isna().all()
    assert frame["next_contact_minutes"].iloc[1:].isna().all()


def test_tickets_without_customer_or_category_and_deleted_ones_are_no_contacts(desk: Any) -> None:
    desk.ticket(1, created=0, customer_key="c-1", category="bug")
    desk.ticket(2, created=10, customer_key=None, category="bug")
    desk.ticket(3, created=20, customer_key="c-1", category=None)
    desk.ticket(4, created=30, customer_key="c-1", category="bug")
    desk.event(35, "deleted", pk=1)
    frame = contacts(desk.facts(1000).tickets, as_of=desk.at(1000))
    assert frame["ticket_row"].tolist() == [3]
    assert frame["previous_contact_minutes"].isna().all()


def naive_neighbour(moments: list[tuple[int, int]], group: int, at: int, side: str) -> int | None:
    own = [moment for key, moment in moments if key == group]
    if side == "after":
        return min((moment for moment in own if moment > at), default=None)
    return max(
        (moment for moment in own if moment < at or (side == "before or at" and moment == at)), default=None
    )


@settings(max_examples=150, deadline=None)
@given(MOMENTS, MOMENTS)
def test_search_in_a_timeline_equals_a_plain_loop(
    moments: list[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    group, at = (np.array([pair[side] for pair in moments], np.int64) for side in (0, 1))
    who, when = (np.array([pair[side] for pair in asked], np.int64) for side in (0, 1))
    line = Timeline.of(group, at)
    searches: dict[str, Callable[[], Any]] = {
        "after": lambda: line.after(who, when),
        "before": lambda: line.before(who, when),
        "before or at": lambda: line.before(who, when, or_at=True),
    }
    for side, search in searches.items():
        for place, (key, moment) in zip(search(), asked, strict=True):
            found = None if place < 0 else int(at[place])
            assert found == naive_neighbour(moments, key, moment, side)
            assert place < 0 or group[place] == key


def test_instants_that_do_not_fit_into_one_number_with_their_group_are_told_apart() -> None:
    at = np.array([1_700_000_000_000_000, 1_700_000_000_000_001], np.int64)
    line = Timeline.of(np.array([10**9, 10**9]), at)
    assert line.after(np.array([10**9]), at[:1]).tolist() == [1]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([("reply", "bot"), ("end", "system")], 1.0),
        ([("reply", "bot"), ("end", "agent")], 0.0),
        ([("reply", "bot"), ("end", "unknown")], 0.0),
        ([("reply", "bot"), ("reply", "agent"), ("end", "system")], 0.0),
        ([("end", "system")], 0.0),
        ([("reply", "bot")], 0.0),
        ([("reply", "bot"), ("end", "system"), ("open", "customer"), ("end", "agent")], 0.0),
    ],
)
def test_bot_solves_a_ticket_only_where_no_person_replied_or_finished_it(
    desk: Any, events: list[tuple[str, str]], expected: float
) -> None:
    desk.ticket()
    for minute, (kind, role) in enumerate(events, start=1):
        if kind == "reply":
            desk.reply(minute, role=role)
        else:
            desk.event(minute, "status_changed", "solved" if kind == "end" else "open", role=role)
    assert desk.row()["is_solved_by_bot"] == expected


def test_first_priority_is_what_the_first_change_replaced(desk: Any) -> None:
    desk.ticket(1, priority="P1")
    desk.event(5, "priority_changed", "P2", before="P3")
    desk.event(9, "priority_changed", "P1")
    desk.ticket(2, priority="P4")
    desk.ticket(3, priority=None)
    desk.event(5, "priority_changed", "P2", pk=3)
    tickets = desk.facts().tickets
    assert tickets["first_priority"].tolist() == ["P3", "P4", "P2"]
    assert tickets["priority"].tolist() == ["P1", "P4", "P2"]


def test_first_priority_is_unknown_where_a_source_records_no_changes_of_priority(desk: Any) -> None:
    for pk in range(1, 26):
        desk.ticket(pk, priority="P2")
    assert desk.facts().tickets["first_priority"].isna().all()
    desk.event(5, "priority_changed", "P1", before="P2", pk=7)
    assert (desk.facts().tickets["first_priority"] == "P2").all()


def test_contacts_of_no_tickets_are_none(desk: Any) -> None:
    desk.ticket(1, created=500)
    frame = contacts(desk.facts(100).tickets, as_of=desk.at(100))
    assert isinstance(frame, pd.DataFrame)
    assert frame.empty
