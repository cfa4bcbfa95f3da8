"""Erlang B, C and A beside sums, recursions and integrals written down the long way."""

from __future__ import annotations

import json
import math
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from core.capacity.erlang import NO_AGENTS, UNSTABLE, erlang_a, erlang_b, erlang_c, load_for_blocking
from core.capacity.least import (
    agents_for_abandonment,
    agents_for_service_level,
    agents_for_wait,
    least_count,
)
from core.capacity.log_sums import log_erlang_b

LOADS = st.floats(0.05, 300)
AGENTS = st.integers(1, 400)


def blocking_by_recursion(agents: int, load: float) -> float:
    """B(n) = a B(n − 1) ÷ (n + a B(n − 1))."""
    blocking = 1.0
    for n in range(1, agents + 1):
        blocking = load * blocking / (n + load * blocking)
    return blocking


def states_by_product(agents: int, arrivals: float, leave: float, most: int = 4_000) -> np.ndarray:
    """Probabilities of 0, 1, 2, … customers when handle times have mean 1."""
    ratios = [math.log(arrivals / (min(k, agents) + leave * max(k - agents, 0))) for k in range(1, most)]
    logs = np.concatenate([[0.0], np.cumsum(ratios)])
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


def test_every_published_value_is_met_to_nine_digits(shared_spikes: Path) -> None:
    cases = json.loads((shared_spikes / "capacity" / "vectors.json").read_text("utf-8"))
    assert len(cases) == 47
    for case in cases:
        for ours, printed in compared(case):
            assert abs(ours - float(printed)) < 1e-9, case


def compared(case: dict[str, str]) -> list[tuple[float, str]]:
    """Pairs of our figure and the published one, logarithms where they are printed."""
    agents = float(case["n"])
    if case["model"] == "B":
        return [(float(log_erlang_b(np.array(agents), np.array(float(case["a"])))), case["log"])]
    if case["model"] == "B_inverse":
        return [(float(load_for_blocking(agents, float(case["blocking"]))), case["a"])]
    if case["model"] == "C":
        found = erlang_c(agents, float(case["a"]), float(case.get("aht_s", 1)), float(case.get("t_s", 0)))
        pairs = [(float(found.log_wait_probability), case["log"])]
        timed = "sl" in case
        pairs += [(float(found.service_level), case["sl"])] if timed else []
        return pairs + ([(float(found.average_speed_of_answer), case["asa_s"])] if timed else [])
    time, patience = 1 / float(case["mu"]), 1 / float(case["theta"])
    found = erlang_a(agents, float(case["lam"]) * time, time, patience, float(case["t"]))
    return [
        (float(found.wait_probability), case["p_wait"]),
        (float(found.abandonment_rate), case["p_abandon"]),
        (float(found.service_level), case["sl"]),
    ]


@given(AGENTS, st.floats(0.01, 2_000))
def test_blocking_is_the_recursion(agents: int, load: float) -> None:
    assert math.isclose(
        float(erlang_b(agents, load)), blocking_by_recursion(agents, load), rel_tol=1e-9, abs_tol=1e-290
    )


@pytest.mark.parametrize("load", [1.0, 9_000.0, 9_990.0, 10_000.0, 10_500.0, 40_000.0])
def test_blocking_of_ten_thousand_agents_is_the_recursion_in_logarithms(load: float) -> None:
    inverse = 0.0
    for n in range(1, 10_001):
        inverse = float(np.logaddexp(0.0, math.log(n / load) + inverse))
    assert float(log_erlang_b(np.array(1e4), np.array(load))) == pytest.approx(-inverse, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize(("agents", "load"), [(1, 0.5), (3, 2.9), (14, 10.0), (60, 51.0)])
def test_waiting_for_ever_is_the_sum_over_all_states(agents: int, load: float) -> None:
    states = states_by_product(agents, load, 0.0)
    found = erlang_c(agents, load, 1.0, 0.25)
    waiting = np.maximum(np.arange(states.size) - agents, 0)
    assert float(found.wait_probability) == pytest.approx(states[agents:].sum(), rel=1e-9)
    assert float(found.average_speed_of_answer) == pytest.approx(states @ waiting / load, rel=1e-9)
    late = sum(p * within_poisson(k - agents, agents * 0.25) for k, p in enumerate(states) if k >= agents)
    assert float(found.service_level) == pytest.approx(1 - late, abs=1e-9)


def within_poisson(count: int, mean: float) -> float:
    """Chance that at most ``count`` agents become free while ``mean`` are expected to."""
    term, total = math.exp(-mean), 0.0
    for k in range(count + 1):
        total += term
        term *= mean / (k + 1)
    return total


@pytest.mark.parametrize(
    ("agents", "load", "patience"), [(1, 3.0, 0.5), (14, 10.0, 2.0), (14, 20.0, 1.0), (60, 57.0, 0.1)]
)
def test_giving_up_is_the_sum_over_all_states(agents: int, load: float, patience: float) -> None:
    states = states_by_product(agents, load, 1 / patience)
    waiting = np.maximum(np.arange(states.size) - agents, 0)
    busy = np.minimum(np.arange(states.size), agents)
    found = erlang_a(agents, load, 1.0, patience, 0.2)
    assert float(found.wait_probability) == pytest.approx(states[agents:].sum(), rel=1e-9)
    assert float(found.average_speed_of_answer) == pytest.approx(states @ waiting / load, rel=1e-9)
    assert float(found.abandonment_rate) == pytest.approx(states @ waiting / patience / load, rel=1e-9)
    assert float(found.occupancy) == pytest.approx(states @ busy / agents, rel=1e-9)
    assert float(found.service_level) == pytest.approx(
        answered_by_integral(states, agents, load, patience, 0.2), abs=1e-8
    )


def answered_by_integral(states: np.ndarray, agents: int, load: float, patience: float, t: float) -> float:
    """Share answered within ``t``: the density of the wait of somebody who never gives up."""

    def density(wait: float) -> float:
        eager = load * patience * (1 - math.exp(-wait / patience)) - agents * wait
        return load * states[agents - 1] * math.exp(eager) * math.exp(-wait / patience)

    return float(states[:agents].sum() + quad(density, 0, t)[0])


@given(AGENTS, LOADS, st.floats(0.05, 20), st.floats(0, 2))
def test_one_more_agent_never_makes_a_queue_worse(agents: int, load: float, p: float, within: float) -> None:
    found = erlang_a([agents, agents + 1], load, 1, p, within)
    assert np.diff(found.wait_probability) <= 1e-12
    assert np.diff(found.abandonment_rate) <= 1e-9
    assert np.diff(found.service_level) >= -1e-9
    low, high = erlang_c([agents, agents + 1], load, 1, within).service_level
    assert np.isnan(low) or high >= low - 1e-12


@given(AGENTS, LOADS, st.floats(0, 2))
def test_queue_of_endless_patience_is_the_one_nobody_leaves(agents: int, load: float, within: float) -> None:
    if load < 0.95 * agents:
        patient, never = erlang_a(agents, load, 1, 1e6, within), erlang_c(agents, load, 1, within)
        assert float(patient.wait_probability) == pytest.approx(float(never.wait_probability), abs=1e-3)
        assert float(patient.service_level) == pytest.approx(float(never.service_level), abs=1e-3)
        exact = erlang_a(agents, load, 1, np.inf, within)
        assert float(exact.service_level) == float(never.service_level)


def test_overload_has_a_reason_and_no_number() -> None:
    found = erlang_c([10, 10, 0, 11], [10, 12, 1, 10], 3, 1)
    assert found.reason.tolist() == [UNSTABLE, UNSTABLE, NO_AGENTS, ""]
    fields = (found.wait_probability, found.service_level, found.average_speed_of_answer, found.occupancy)
    assert np.isnan([*(x[:3] for x in fields), found.abandonment_rate[:3]]).all()
    assert np.isfinite([x[3] for x in fields]).all()


def test_quiet_interval_needs_nobody_and_is_answered_at_once() -> None:
    found = erlang_a(2, 0, 3, 5, 1)
    assert (float(found.service_level), float(found.occupancy)) == (1.0, 0.0)
    assert float(agents_for_service_level(0, 3, 0.8, 1)) == 0


def test_least_agents_meet_and_one_fewer_does_not() -> None:
    loads = np.concatenate([np.linspace(0.1, 30, 60), np.geomspace(31, 10_000, 40)])
    cases = np.array(list(product(loads, (0.5, 0.8, 0.9, 0.99), (0.0, 0.02, 0.1, 1.0), (np.inf, 0.5))))
    assert len(cases) == 3_200
    load, target, within, patience = cases.T
    agents = agents_for_service_level(load, 1, target, within, patience)
    assert (erlang_a(agents, load, 1, patience, within).service_level >= target).all()
    fewer = erlang_a(agents - 1, load, 1, patience, within)
    assert (np.isnan(fewer.service_level) | (fewer.service_level < target)).all()


def test_other_goals_are_met_by_the_least_agents_too() -> None:
    load = np.linspace(0.5, 200, 60)
    waiting = agents_for_wait(load, 3, 0.5)
    assert (erlang_c(waiting, load, 3, 0).average_speed_of_answer <= 0.5).all()
    assert not (erlang_c(waiting - 1, load, 3, 0).average_speed_of_answer <= 0.5).any()
    leaving = agents_for_abandonment(load, 3, 0.03, 2)
    assert (erlang_a(leaving, load, 3, 2, 0).abandonment_rate <= 0.03).all()
    assert not (erlang_a(leaving - 1, load, 3, 2, 0).abandonment_rate <= 0.03).any()
    calm = agents_for_service_level(load, 3, 0.8, 1, most_occupancy=0.75)
    assert (load / calm <= 0.75).all()


def test_goal_out_of_reach_has_no_number_of_agents() -> None:
    found = least_count(lambda n: n >= np.array([5.0, np.inf]), np.zeros(2))
    assert found[0] == 5
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    ("change", "name"),
    [({"load": -1}, "load"), ({"target": 1.0}, "target"), ({"handle_time": 0}, "handle_time")],
)
def test_impossible_parameter_is_named(change: dict[str, float], name: str) -> None:
    with pytest.raises(ValueError, match=name):
        agents_for_service_level(**{"load": 10, "handle_time": 3, "target": 0.8, "within": 1} | change)
