"""Agents for phone and chat: Erlang B (nobody waits), C (all wait) and A (some give up), by interval.

Every function takes numbers or arrays that broadcast, one element per interval. Times share one unit,
loads are in erlangs: arrivals per unit of time × handle time. Where a figure does not exist it is NaN,
and ``reason`` says why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.capacity.arguments import above_zero, at_least, inside_one
from core.capacity.log_sums import Floats, log_erlang_b, log_queue_sum

UNSTABLE = "more work arrives than the agents can do: the queue grows without end"
NO_AGENTS = "no agents"
NO_CUSTOMERS = "nobody arrives"


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """How a queue runs in each interval; every field is an array of the shape of the inputs.

    ``wait_probability``, ``service_level`` (answered within the time asked, of all that arrive),
    ``occupancy`` and ``abandonment_rate`` are shares from 0 to 1; ``average_speed_of_answer`` is
    the mean wait of all that arrive (those who give up wait until they do) in the unit of the
    handle time; ``log_wait_probability`` is exact where the share itself rounds to 0. All are NaN
    where ``reason`` is not empty.
    """

    wait_probability: Floats
    service_level: Floats
    average_speed_of_answer: Floats
    occupancy: Floats
    abandonment_rate: Floats
    log_wait_probability: Floats
    reason: NDArray[np.str_]


def erlang_b(agents: ArrayLike, load: ArrayLike) -> Floats:
    """Share of arrivals that find all agents busy, where those do not wait.

    Formula: B(n, a) = (aⁿ ÷ n!) ÷ Σ aᵏ ÷ k!, k from 0 to n. ``agents`` n from 0, ``load`` a from 0
    (erlangs), one element per interval. From 0 (best) to 1. Undefined (NaN) where an input is NaN.
    Raises ValueError for negative inputs. Source: Erlang 1917.

    >>> float(erlang_b(5, 2).round(6))
    0.036697
    """
    return np.exp(log_erlang_b(at_least(agents, 0.0, "agents"), at_least(load, 0.0, "load")))


def load_for_blocking(agents: ArrayLike, blocking: ArrayLike) -> Floats:
    """Load at which the given share of arrivals finds all agents busy (Erlang B turned round).

    Formula: the a with B(n, a) = ``blocking``, by halving. ``agents`` n from 1, ``blocking`` between
    0 and 1, both excluded, one element per interval. Erlangs, from 0 up; an input of planning.
    Raises ValueError for parameters outside. Source: Erlang B tables.

    >>> float(load_for_blocking(10, 0.001).round(6))
    3.092045
    """
    agents, goal = np.broadcast_arrays(at_least(agents, 1.0, "agents"), inside_one(blocking, "blocking"))
    low, high = np.zeros(goal.shape), agents / (1.0 - goal)
    for _ in range(200):
        middle = (low + high) / 2.0
        over = np.exp(log_erlang_b(agents, middle)) > goal
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    return (low + high) / 2.0


def erlang_c(agents: ArrayLike, load: ArrayLike, handle_time: ArrayLike, within: ArrayLike) -> QueueFigures:
    """A queue in which everybody waits for an answer.

    Formula: C = n B ÷ (n − a (1 − B)); service level 1 − C exp(−(n − a) t ÷ h); mean wait
    C h ÷ (n − a); occupancy a ÷ n; nobody gives up. ``agents`` n from 0, ``load`` a from 0 (erlangs),
    ``handle_time`` h above 0 and ``within`` t from 0 in one unit, one element per interval. Undefined
    (NaN) where a ≥ n > 0 and where there are no agents. Raises ValueError for parameters outside.
    Source: Erlang 1917, Halfin and Whitt 1981.

    >>> round(float(erlang_c(14, 10, handle_time=180, within=20).service_level), 5)
    0.88835
    >>> str(erlang_c(10, 10, handle_time=180, within=20).reason)
    'more work arrives than the agents can do: the queue grows without end'
    """
    time = above_zero(handle_time, "handle_time")
    load = at_least(load, 0.0, "load")
    return _queue(agents, load / time, time, np.inf, within)


def erlang_a(
    agents: ArrayLike, load: ArrayLike, handle_time: ArrayLike, patience: ArrayLike, within: ArrayLike
) -> QueueFigures:
    """A queue in which people give up when they have waited too long.

    Formula: the birth-death chain M/M/n+M: with λ = a ÷ h, x = n p ÷ h and y = λ p,
    P(wait) = A ÷ (A + 1 ÷ B(n, a) − 1), A = Σ yʲ ÷ ((x+1)…(x+j)); abandonment is P(wait) ×
    (1 − x A(x+1, y) ÷ ((x+1) A(x, y))), the mean wait abandonment × p. ``agents`` n from 0, ``load``
    a from 0 (erlangs), ``handle_time`` h, mean ``patience`` p and ``within`` t in one unit, one
    element per interval; an infinite patience is Erlang C. Undefined (NaN) without agents. Raises
    ValueError for parameters outside. Source: Palm 1957, Garnett, Mandelbaum and Reiman 2002.

    >>> figures = erlang_a(14, 10, handle_time=3, patience=5, within=1 / 3)
    >>> round(float(figures.service_level), 6), round(float(figures.abandonment_rate), 6)
    (0.916792, 0.013984)
    """
    time = above_zero(handle_time, "handle_time")
    load = at_least(load, 0.0, "load")
    return _queue(agents, load / time, time, patience, within)


def _queue(
    agents: ArrayLike, arrivals: Floats, time: Floats, patience: ArrayLike, within: ArrayLike
) -> QueueFigures:
    """Shared by C and A: states below full staff by Erlang B, the rest by ``waiting_line``."""
    n = at_least(agents, 0.0, "agents")
    patience, within = above_zero(patience, "patience"), at_least(within, 0.0, "within")
    n, arrivals, time, patience, within = np.broadcast_arrays(n, arrivals, time, patience, within)
    some = np.maximum(n, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        load = arrivals * time
        below = np.log(some / load) - log_erlang_b(some - 1.0, load)
    return waiting_line(n, below, arrivals, some / time, patience, within, load / some)


def waiting_line(
    agents: Floats,
    log_below: Floats,
    arrivals: Floats,
    full_rate: Floats,
    patience: Floats,
    within: Floats,
    occupancy: Floats,
) -> QueueFigures:
    """Figures of any queue that is served at one rate while somebody waits.

    Formula: with log S = ``log_below`` the weight of all states with room beside the first state
    without, P(wait) = A ÷ (A + S). ``agents`` (only 0 matters), ``arrivals`` and ``full_rate`` per
    unit of time, ``patience`` (inf: nobody gives up) and ``within`` in that unit, ``occupancy`` were
    nobody to give up; arrays of one shape, one element per interval. Undefined cases: see ``reason``.

    >>> one = np.ones(1)
    >>> figures = waiting_line(one, np.log(2 * one), one, 2 * one, np.inf * one, one, 0.5 * one)
    >>> round(float(figures.wait_probability[0]), 6)
    0.5
    """
    reason = _reasons(agents, arrivals, full_rate, patience)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        line = _patient(arrivals, full_rate, within)
        if np.isfinite(patience).any():
            eager = _impatient(arrivals, full_rate, np.where(np.isfinite(patience), patience, 1.0), within)
            line = tuple(np.where(np.isfinite(patience), a, c) for a, c in zip(eager, line, strict=True))
        log_sum, gives_up, late, mean_wait = line
        log_wait = -np.logaddexp(0.0, log_below - log_sum)
        wait = np.exp(log_wait)
        lost = wait * gives_up
        level = np.clip(1.0 - lost - wait * late, 0.0, 1.0)
        figures = (wait, level, wait * mean_wait, occupancy * (1.0 - lost), lost, log_wait)
    known = reason == ""
    quiet = known & (arrivals == 0)
    empty = (0.0, 1.0, 0.0, 0.0, 0.0, -np.inf)
    values = [np.where(quiet, zero, x) for zero, x in zip(empty, figures, strict=True)]
    wait, level, mean, busy, lost, log_wait = (np.where(known, x, np.nan) for x in values)
    return QueueFigures(wait, level, mean, busy, lost, log_wait, reason)


def _patient(arrivals: Floats, rate: Floats, within: Floats) -> tuple[Floats, ...]:
    """A geometric line: log of its weight; gives up, is late and waits, of those who wait."""
    spare = rate - arrivals
    never = np.zeros(arrivals.shape)
    return -np.log(spare / rate), never, np.exp(-spare * within), 1.0 / spare


def _impatient(arrivals: Floats, rate: Floats, patience: Floats, within: Floats) -> tuple[Floats, ...]:
    """The same for a line that people leave: each one's patience is exponential."""
    x, y, left = rate * patience, arrivals * patience, np.exp(-within / patience)
    log_sum = log_queue_sum(x, y)
    next_sum = np.log(x / (x + 1.0)) + log_queue_sum(x + 1.0, y)
    gives_up = np.maximum(-np.expm1(next_sum - log_sum), 0.0)
    drift = y * (1.0 - left) - rate * within - within / patience
    later = np.log(x / (x + 1.0)) + log_queue_sum(x + 1.0, y * left)
    return log_sum, gives_up, np.exp(drift + later - log_sum), gives_up * patience


def _reasons(agents: Floats, arrivals: Floats, rate: Floats, patience: Floats) -> NDArray[np.str_]:
    """Why there is no figure, empty where there is one."""
    missing = np.isnan(agents + arrivals + rate)
    unstable = (arrivals >= rate) & np.isinf(patience)
    return np.select([missing, agents < 1, unstable], ["not known", NO_AGENTS, UNSTABLE], "")
