"""Refreshing changed tickets gives what building everything anew gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.facts.event_log import EVENT_FIELDS, cluster_events
from core.facts.fact_set import FactSet, build_fact_set
from core.facts.merge import merge_facts, refresh_fact_set, replace_tickets

FRAMES = ("tickets", "responses", "spells", "escalations", "agent_days")
WORDS = {
    "status_changed": ["open", "pending", "solved", "closed"],
    "assigned": ["ann", "bob", "zoe"],
    "team_changed": ["front", "Escalations"],
    "priority_changed": ["P1", "P2", "P3"],
    "public_reply": [None],
    "customer_reply": [None],
    "time_worked": [None],
}


@st.composite
def two_batches(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int, int, int]:
    """Events of a first and a second import, how many tickets each knows, and how far time moves."""
    first_tickets, all_tickets = draw(st.integers(1, 4)), draw(st.integers(4, 6))
    batches = []
    for tickets in (first_tickets, all_tickets):
        events = []
        for _ in range(draw(st.integers(0, 10))):
            kind = draw(st.sampled_from(sorted(WORDS)))
            events.append(
                {
                    "pk": draw(st.integers(1, tickets)),
                    "minutes": draw(st.integers(0, 50)),
                    "kind": kind,
                    "to": draw(st.sampled_from(WORDS[kind])),
                    "actor": draw(st.sampled_from(["ann", "bob"])),
                    "role": draw(st.sampled_from(["agent", "customer", "bot"])),
                    "value": 3.0,
                }
            )
        batches.append(events)
    return batches[0], batches[1], first_tickets, all_tickets, draw(st.integers(0, 30))


def add(desk: Any, events: list[dict[str, Any]]) -> None:
    for event in events:
        more = dict(event)
        desk.event(more.pop("minutes"), more.pop("kind"), more.pop("to"), **more)


def assert_same(left: FactSet, right: FactSet) -> None:
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name), check_dtype=False, obj=name)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=two_batches(), as_of=st.integers(10, 60))
def test_refreshed_facts_equal_facts_built_anew(new_desk: Callable[[], Any], story: Any, as_of: int) -> None:
    early, late, first_tickets, all_tickets, later = story
    desk = new_desk()
    for pk in range(1, first_tickets + 1):
        desk.ticket(pk, created=pk, tier="L1")
    add(desk, early)
    old, old_log = desk.facts(as_of), desk.log()
    for pk in range(first_tickets + 1, all_tickets + 1):
        desk.ticket(pk, created=pk, tier="L2")
    add(desk, late)
    changed = {event["pk"] for event in late}
    new = desk.facts(as_of + later)
    refreshed = refresh_fact_set(
        old,
        old_log,
        desk.log(),
        desk.table(),
        desk.words,
        changed=changed,
        as_of=desk.at(as_of + later),
        calendar=desk.office_hours(),
    )
    assert_same(refreshed, new)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=two_batches())
def test_replacing_changed_tickets_equals_clustering_anew(new_desk: Callable[[], Any], story: Any) -> None:
    early, late, *_ = story
    desk = new_desk()
    add(desk, early)
    old = desk.log()
    add(desk, late)
    changed = {event["pk"] for event in late}
    columns = {name: np.array(values) for name, values in desk.columns().items()}
    touched = np.isin(columns["ticket_pk"], list(changed))
    some = cluster_events({name: values[touched] for name, values in columns.items()}, desk.words)
    merged, whole = replace_tickets(old, some), desk.log()
    for name in ("ticket_pk", "offsets", *EVENT_FIELDS):
        np.testing.assert_array_equal(getattr(merged, name), getattr(whole, name), err_msg=name)


def test_merge_replaces_rows_and_keeps_the_others(desk: Any) -> None:
    for pk in (1, 2, 3):
        desk.ticket(pk)
    desk.reply(10, pk=1)
    desk.reply(10, pk=2)
    old = desk.facts(100)
    desk.status(20, "solved", pk=2)
    table, log = desk.table(), desk.log()
    second = build_fact_set(
        log.tickets(np.array([1])),
        table.slice(1, 1),
        desk.words,
        as_of=desk.at(100),
        calendar=desk.office_hours(),
    )
    merged = merge_facts(old, second)
    assert merged.tickets["ticket_pk"].tolist() == [1, 2, 3]
    assert merged.tickets["status"].tolist() == ["new", "solved", "new"]
    assert merged.spells["ticket_row"].tolist() == [0, 1, 2]


def test_only_changed_and_unsettled_tickets_are_recomputed(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pk in range(1, 5):
        desk.ticket(pk)
        desk.reply(5, pk=pk)
    for pk in (1, 2, 3):
        desk.status(10, "solved", pk=pk)
    old, old_log = desk.facts(100), desk.log()
    desk.event(150, "csat", pk=2, value=5.0)
    built: list[list[int]] = []

    def watching(log: Any, tickets: Any, *rest: Any, **options: Any) -> FactSet:
        built.append(tickets.column("pk").to_pylist())
        return build_fact_set(log, tickets, *rest, **options)

    monkeypatch.setattr("core.facts.merge.build_fact_set", watching)
    refresh_fact_set(
        old,
        old_log,
        desk.log(),
        desk.table(),
        desk.words,
        changed=[],
        as_of=desk.at(200),
        calendar=desk.office_hours(),
    )
    assert built == [[2, 4]]


def test_going_back_in_time_builds_everything(desk: Any) -> None:
    desk.ticket()
    desk.status(50, "solved")
    log, table = desk.log(), desk.table()
    back = refresh_fact_set(
        desk.facts(100),
        log,
        log,
        table,
        desk.words,
        changed=[],
        as_of=desk.at(20),
        calendar=desk.office_hours(),
    )
    assert_same(back, desk.facts(20))
