"""The simulation beside a walk through time in small steps, and laws that no queue may break."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.capacity.simulation import simulate

TICKETS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 60), st.integers(0, 2)),
    min_size=1,
    max_size=25,
    unique_by=lambda ticket: ticket[0],
)
STAFF = st.lists(st.integers(0, 3), min_size=1, max_size=10)


def walk(tickets: list[tuple[int, int, int]], staff: list[int], step: int = 30) -> list[float]:
    """Minute by minute, those in hand and those who wait; who comes this minute comes after them."""
    started = [float("nan")] * len(tickets)
    in_hand: list[int] = []
    for minute in range(len(staff) * step):
        agents = staff[minute // step]
        in_hand = [end for end in in_hand if end > minute]
        for came in (range(minute), (minute,)):
            waits = [i for i, one in enumerate(tickets) if one[0] in came and np.isnan(started[i])]
            for i in sorted(waits, key=lambda i: (tickets[i][2], i))[: max(agents - len(in_hand), 0)]:
                started[i] = float(minute)
                in_hand.append(minute + tickets[i][1])
    return started


@given(TICKETS, STAFF)
def test_simulation_is_the_walk_minute_by_minute(
    tickets: list[tuple[int, int, int]], staff: list[int]
) -> None:
    ordered = sorted(tickets, key=lambda one: one[0])
    at, work, priority = (np.array(column) for column in zip(*ordered, strict=True))
    np.testing.assert_array_equal(simulate(at, work, staff, priority, interval=30), walk(ordered, staff))


def test_agent_whose_shift_ends_finishes_the_ticket_in_hand_and_takes_no_other() -> None:
    assert simulate([0, 1], [90, 10], [1, 0, 0, 1], interval=60).tolist() == [0.0, 180.0]


def test_customer_who_gave_up_is_not_taken() -> None:
    started = simulate([0, 1, 2], [10, 10, 10], [1, 1], patience=[99, 5, 99], interval=60)
    assert started[[0, 2]].tolist() == [0.0, 10.0]
    assert np.isnan(started[1])


@pytest.mark.parametrize(
    ("change", "name"),
    [({"arrived": [2, 1]}, "arrived"), ({"work": [1]}, "work"), ({"priority": [0, -1]}, "priority")],
)
def test_impossible_tickets_are_named(change: dict[str, object], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        simulate(**{"arrived": [1, 2], "work": [1, 1], "staff": [1]} | change)
