"""Chat desks by solving the chain of states, loads in hand by integrating their equation."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from core.capacity.chat import ChatDesk, chat_queue
from core.capacity.erlang import UNSTABLE, erlang_a
from core.capacity.offered_load import modified_offered_load


def chain(agents: int, arrivals: float, desk: ChatDesk, leave: float, most: int = 200) -> np.ndarray:
    """Probabilities of all states from the balance equations, solved as one linear system."""
    full = agents * desk.concurrency
    flow = np.zeros((most, most))
    for chats in range(most):
        held = [0] * agents
        for k in range(min(chats, full)):
            held[k % agents] += 1
        speed = sum(j / desk.handle_time / (1 + desk.slowdown * (j - 1)) for j in held if j)
        if chats:
            flow[chats, chats - 1] = speed + max(chats - full, 0) * leave
        if chats + 1 < most:
            flow[chats, chats + 1] = arrivals
    np.fill_diagonal(flow, -flow.sum(axis=1))
    equations = np.vstack([flow.T[:-1], np.ones(most)])
    return np.linalg.solve(equations, np.eye(most)[-1])


@pytest.mark.parametrize(("agents", "concurrency", "slowdown"), [(1, 2, 0.3), (5, 3, 0.3), (6, 3, 0.5)])
def test_chat_desk_is_the_solved_chain(agents: int, concurrency: int, slowdown: float) -> None:
    desk = ChatDesk(8, concurrency, slowdown)
    states = chain(agents, 1.0, desk, 1 / 3)
    full = agents * concurrency
    count = np.arange(states.size)
    found = chat_queue(agents, 1.0, desk, 3, 1)
    assert float(found.wait_probability) == pytest.approx(states[full:].sum(), abs=1e-10)
    waiting = states @ np.maximum(count - full, 0)
    assert float(found.abandonment_rate) == pytest.approx(waiting / 3, abs=1e-10)
    assert float(found.average_speed_of_answer) == pytest.approx(waiting, abs=1e-10)
    assert float(found.occupancy) == pytest.approx(states @ np.minimum(count, full) / full, abs=1e-10)


@given(st.integers(1, 40), st.floats(0.01, 8), st.floats(0.2, 20), st.floats(0, 5))
def test_one_chat_at_a_time_is_a_phone_line(agents: int, rate: float, patience: float, within: float) -> None:
    chat = chat_queue(agents, rate, ChatDesk(4, 1, 0.7), patience, within)
    phone = erlang_a(agents, rate * 4, 4, patience, within)
    for field in ("wait_probability", "service_level", "abandonment_rate", "occupancy"):
        assert float(getattr(chat, field)) == pytest.approx(float(getattr(phone, field)), abs=1e-9)


def test_chat_desk_that_cannot_keep_up_has_no_number() -> None:
    found = chat_queue([2, 6], 1.0, ChatDesk(8, 3, 0.3), np.inf, 1)
    assert found.reason.tolist() == [UNSTABLE, ""]
    assert np.isnan(found.service_level[0])
    assert np.isfinite(found.service_level[1])


def test_slots_would_tell_another_story_than_agents() -> None:
    desk = ChatDesk(8, 3, 0.3)
    slow = 8 * (1 + 0.3 * 2)
    assert float(chat_queue(6, 1.0, desk, 3, 1).wait_probability) < 0.5 * float(
        erlang_a(18, slow, slow, 3, 1).wait_probability
    )


def test_load_in_hand_is_the_integrated_equation() -> None:
    arrivals, time = np.array([0.2, 1.0, 2.5, 0.4, 0.0]), 25.0
    edges = np.arange(6) * 30.0

    def change(t: float, state: np.ndarray) -> list[float]:
        rate = arrivals[min(int(t // 30), 4)]
        return [rate - state[0] / time, state[0]]

    state, means = np.array([3.0, 0.0]), []
    for low, high in pairwise(edges):
        solved = solve_ivp(change, (low, high - 1e-9), state, rtol=1e-10, atol=1e-10)
        means.append((solved.y[1, -1] - state[1]) / 30)
        state = solved.y[:, -1]
    assert modified_offered_load(arrivals, time, 30, carried=3.0) == pytest.approx(means, abs=1e-6)


@given(st.lists(st.floats(0, 50), min_size=1, max_size=60), st.floats(1, 500), st.floats(5, 60))
def test_repeating_day_does_all_the_work_that_arrives(rates: list[float], time: float, d: float) -> None:
    load = modified_offered_load(rates, time, d)
    assert load.sum() == pytest.approx(sum(rates) * time, rel=1e-9, abs=1e-9)
    assert modified_offered_load(rates, np.full(len(rates), time), d) == pytest.approx(load)


def test_handle_times_may_differ_by_interval() -> None:
    mixed = modified_offered_load([1.0, 1.0], [10.0, 30.0], 60, carried=10.0)
    assert mixed[0] == pytest.approx(10.0)
    assert 10.0 < mixed[1] < 30.0


@pytest.mark.parametrize(
    ("change", "name"),
    [({"arrivals": [-1.0]}, "arrivals"), ({"handle_time": 0}, "handle_time"), ({"carried": -1}, "carried")],
)
def test_impossible_load_is_named(change: dict[str, object], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        modified_offered_load(**{"arrivals": [1.0], "handle_time": 20} | change)
