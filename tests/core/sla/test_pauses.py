"""Pauses against a loop over each ticket's events."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.columns import ActorRole, EventType, Status
from core.facts.event_log import cluster_events
from core.sla.pauses import state_pauses

WORDS = ["new", "open", "pending", "hold", "solved"]


def log_of(events: list):
    n = len(events)
    return cluster_events(
        {
            "ticket_pk": [e[0] for e in events], "at": [e[1] for e in events], "seq": list(range(n)),
            "type": [EventType.CUSTOMER_REPLY if e[2] is None else EventType.STATUS_CHANGED for e in events],
            "actor_role": [ActorRole.CUSTOMER] * n, "actor_term": [-1] * n, "field_term": [-1] * n,
            "from_term": [-1] * n, "to_term": [-1 if e[2] is None else e[2] for e in events],
            "value_num": [np.nan] * n,
        },
        WORDS,
    )  # fmt: skip


def looped(events: list, as_of: int) -> list:
    found = []
    for row, pk in enumerate(sorted({e[0] for e in events})):
        since, state = None, 0
        for _, at, to in sorted((e for e in events if e[0] == pk and e[1] <= as_of), key=lambda e: e[1]):
            if since is not None and (to is not None or state == 2):
                found.append((row, since, at))
                since = None
            if to is not None:
                state, since = to, at if to in (2, 3) else None
        if since is not None:
            found.append((row, since, as_of))
    return [span for span in found if span[2] > span[1]]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(0, 30), st.none() | st.integers(0, 4)),
        min_size=1,
        max_size=15,
    )
)
def test_pauses_equal_a_loop_over_the_events(events: list) -> None:
    found = state_pauses(log_of(events), 25, {Status.PENDING, Status.HOLD})
    assert list(zip(found.clock, found.begin, found.end, strict=True)) == looped(events, 25)


def test_the_customers_answer_ends_pending_but_not_a_wait_for_a_third_party() -> None:
    events = [(1, 0, 2), (1, 5, None), (2, 0, 3), (2, 5, None)]
    found = state_pauses(log_of(events), 9, {Status.PENDING, Status.HOLD})
    assert found.end.tolist() == [5, 9]
