"""Odd events of random logs against a plain loop over each ticket's events."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.columns import ActorRole, EventType, Status
from core.facts.event_log import EventLog, cluster_events
from core.reporting import odd_logs
from core.reporting.odd_logs import LoggedTickets

WORDS: list[str | None] = [None, "open", "pending", "hold", "solved", "closed", "deleted", "parked", "ann"]
STATES = [Status(code) for code in (0, 1, 2, 3, 4, 5, 6, -1)]
"""By index into `WORDS`."""
PAUSING = (Status.PENDING, Status.HOLD)
LIVELY = (Status.UNKNOWN, Status.NEW, Status.OPEN, Status.PENDING, Status.HOLD)
SECOND = 1_000_000


class Event(NamedTuple):
    """Instants in seconds; ``to`` is an index into `WORDS` or -1."""

    ticket: int
    at: int
    seq: int
    batch: int
    type: EventType
    to: int = -1

    @property
    def status(self) -> Status | None:
        if self.type == EventType.DELETED:
            return Status.DELETED
        return STATES[self.to] if self.type == EventType.STATUS_CHANGED else None


CHANGE = st.tuples(st.just(EventType.STATUS_CHANGED), st.integers(1, 7))
KINDS = st.one_of(
    CHANGE,
    CHANGE,
    CHANGE,
    st.tuples(st.just(EventType.ASSIGNED), st.sampled_from([-1, 8])),
    st.tuples(
        st.sampled_from(
            [
                EventType.CREATED,
                EventType.PUBLIC_REPLY,
                EventType.CUSTOMER_REPLY,
                EventType.MERGED,
                EventType.FIELD_CHANGED,
                EventType.DELETED,
            ]
        ),
        st.just(-1),
    ),
)
EVENTS = st.lists(
    st.builds(
        lambda ticket, at, seq, batch, kind: Event(ticket, at, seq, batch, *kind),
        st.integers(1, 3),
        st.integers(0, 6),
        st.integers(0, 9),
        st.integers(1, 2),
        KINDS,
    ),
    min_size=1,
    max_size=24,
)
TICKETS = st.lists(st.tuples(st.none() | st.integers(0, 6), st.booleans()), min_size=3, max_size=3)


def clustered(events: list[Event]) -> EventLog:
    n = len(events)
    return cluster_events(
        {
            "ticket_pk": [e.ticket for e in events], "at": [e.at * SECOND for e in events],
            "seq": [e.seq for e in events], "batch_id": [e.batch for e in events],
            "type": [e.type for e in events], "actor_role": [ActorRole.UNKNOWN] * n, "actor_term": [-1] * n,
            "field_term": [-1] * n, "from_term": [-1] * n, "to_term": [e.to for e in events],
            "value_num": [np.nan] * n,
        },
        WORDS,
    )  # fmt: skip


def facts_of(tickets: list[tuple[int | None, bool]]) -> pd.DataFrame:
    created = [pd.NaT if at is None else pd.Timestamp(at * SECOND, unit="us", tz="UTC") for at, _ in tickets]
    return pd.DataFrame(
        {
            "ticket_pk": [1, 2, 3],
            "created_at": pd.Series(created, dtype="datetime64[us, UTC]"),
            "is_merged": [merged for _, merged in tickets],
            "source_id": pd.Categorical(["a", "b", "b"]),
        }
    )


def looped(events: list[Event], tickets: list[tuple[int | None, bool]]) -> dict[str, set[int]]:
    """Positions by kind; ``events`` in the order of the log."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, (created, merged) in enumerate(tickets, 1):
        own = [(place, e) for place, e in enumerate(events) if e.ticket == number]
        _one_by_one(found, own, created)
        _pauses(found, own)
        _after_the_end(found, own, merged)
    _order(found, events)
    return found


def _one_by_one(found: dict[str, set[int]], own: list[tuple[int, Event]], created: int | None) -> None:
    state, owner, seen, is_born = Status.NEW, -1, set[tuple[int, int, int]](), False
    for place, e in own:
        if created is not None and e.at < created:
            ends = e.status in (Status.SOLVED, Status.CLOSED)
            found["finished_early" if ends else "other_early"].add(place)
        if e.status == Status.UNKNOWN:
            found["unknown_states"].add(place)
        if e.status in LIVELY and state == Status.CLOSED:
            found["reopened_after_close"].add(place)
        if e.type == EventType.CREATED:
            if is_born:
                found["created_twice"].add(place)
            is_born = True
        changes = e.status not in (None, state) or (e.type == EventType.ASSIGNED and e.to != owner)
        told = (e.at, e.type, e.to)
        if told in seen and not changes and e.type not in (EventType.CREATED, EventType.FIELD_CHANGED):
            found["recorded_twice"].add(place)
        seen.add(told)
        state = state if e.status is None else e.status
        owner = e.to if e.type == EventType.ASSIGNED and e.to > 0 else owner


def _pauses(found: dict[str, set[int]], own: list[tuple[int, Event]]) -> None:
    state, answered = Status.NEW, False
    changes = [e for _, e in own if e.status is not None]
    number = -1
    for place, e in own:
        if e.type == EventType.CUSTOMER_REPLY:
            answered = True
        if e.status is None:
            continue
        number += 1
        after = [change.status for change in changes[number + 1 : number + 3]]
        if e.status in PAUSING and state in PAUSING:
            ended = answered and e.status == Status.PENDING
            ends_twice = len(after) == 2 and after[0] == after[1] and after[0] not in PAUSING
            if not ended if e.status == state else ends_twice:
                found["overlapping_pauses"].add(place)
        state, answered = e.status, False


def _after_the_end(found: dict[str, set[int]], own: list[tuple[int, Event]], merged: bool) -> None:
    ends = [e.at for _, e in own if e.status == Status.DELETED or (merged and e.type == EventType.MERGED)]
    for place, e in own:
        speaks = e.type in (EventType.PUBLIC_REPLY, EventType.CUSTOMER_REPLY)
        if ends and e.at > ends[-1] and (speaks or e.status in LIVELY):
            found["after_the_end"].add(place)


def _order(found: dict[str, set[int]], events: list[Event]) -> None:
    for source in ({1}, {2, 3}):
        steps = {
            place: 1 if e.seq > before.seq else -1
            for place, (before, e) in enumerate(pairwise(events), 1)
            if e.ticket in source and e.ticket == before.ticket and e.batch == before.batch
            if e.at > before.at and e.seq != before.seq
        }
        usual = -1 if sum(steps.values()) < 0 else 1
        found["out_of_order"] |= {place for place, step in steps.items() if step != usual}


@settings(max_examples=300)
@given(EVENTS, TICKETS)
def test_odd_events_are_those_that_a_loop_finds(
    events: list[Event], tickets: list[tuple[int | None, bool]]
) -> None:
    logged = LoggedTickets(clustered(events), facts_of(tickets))
    in_order = sorted(events, key=lambda e: (e.ticket, e.at, e.seq))
    expected = looped(in_order, tickets)
    for name in (
        "finished_early", "other_early", "unknown_states", "out_of_order", "overlapping_pauses",
        "reopened_after_close", "after_the_end", "created_twice", "recorded_twice",
    ):  # fmt: skip
        positions = getattr(odd_logs, name)(logged).tolist()
        assert positions == sorted(expected[name]), name
