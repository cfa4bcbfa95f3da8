"""The least number of agents that keeps a promise, by halving: one more agent never makes a queue worse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.capacity.arguments import above_zero, at_least, inside_one
from core.capacity.erlang import QueueFigures, erlang_a
from core.capacity.log_sums import Floats, log_erlang_b

MOST_AGENTS = 10_000_000.0
FEW_STEPS = 60
ROUNDING = 1e-9
"""A count this close above a whole number is that number."""


def least_count(meets: Callable[[Floats], NDArray[np.bool_]], low: Floats) -> Floats:
    """Smallest whole number from ``low`` on that meets a goal, in each interval at once.

    ``meets`` tells for one count per interval whether it is enough; when a count is enough, every
    larger one must be. ``low`` is the first count to try (whole, from 0). Undefined (NaN) where
    ``low`` is NaN or ten million are not enough.

    >>> least_count(lambda n: n * n >= np.array([10.0, 16.0]), np.zeros(2)).tolist()
    [4.0, 4.0]
    """
    low = np.array(low, dtype=np.float64)
    step = np.ones(low.shape)
    high = low.copy()
    lacking = ~meets(high) & ~np.isnan(low)
    while np.any(lacking & (high < MOST_AGENTS)):
        low = np.where(lacking, high + 1.0, low)
        high = np.where(lacking, high + step, high)
        step = step * 2.0
        lacking = ~meets(high) & ~np.isnan(low)
    high = np.where(lacking, np.nan, high)
    while np.any(low < high):
        middle = np.floor((low + high) / 2.0)
        enough = meets(middle)
        high, low = np.where(enough, np.fmin(middle, high), high), np.where(enough, low, middle + 1.0)
    return high


def agents_for_service_level(
    load: ArrayLike,
    handle_time: ArrayLike,
    target: ArrayLike,
    within: ArrayLike,
    patience: ArrayLike = np.inf,
    most_occupancy: ArrayLike = 1.0,
) -> Floats:
    """Least agents with which the asked share is answered in time.

    Formula: the least whole n with service level(n) ≥ ``target`` and load ÷ n ≤ ``most_occupancy``
    (no limit at 1, the default).
    ``load`` from 0 (erlangs), ``handle_time``, ``within`` and mean ``patience`` (infinite: nobody
    gives up) in one unit, ``target`` and ``most_occupancy`` shares, one element per interval. Agents
    present, before shrinkage, from 0 up; an input of planning. 0 where nobody arrives; undefined
    (NaN) where the load is NaN. Raises ValueError for parameters outside. Source: R-WP-04.

    >>> float(agents_for_service_level(10, handle_time=180, target=0.8, within=20))
    14.0
    """
    goal = inside_one(target, "target")
    if np.all(np.isinf(patience)):
        climbed, arrived = _climbed(load, handle_time, goal, within)
        if arrived:
            return np.where(np.equal(load, 0), 0.0, np.fmax(climbed, _for_occupancy(load, most_occupancy)))
    return _least_agents(
        load, handle_time, within, patience, most_occupancy, lambda figures: figures.service_level >= goal
    )


def agents_for_wait(
    load: ArrayLike,
    handle_time: ArrayLike,
    longest: ArrayLike,
    patience: ArrayLike = np.inf,
    most_occupancy: ArrayLike = 1.0,
) -> Floats:
    """Least agents with which the mean wait is short enough.

    Formula: the least whole n with average speed of answer(n) ≤ ``longest`` (above 0, in the unit of
    the handle time). Other parameters, range and undefined cases as ``agents_for_service_level``.

    >>> float(agents_for_wait(10, handle_time=180, longest=20))
    13.0
    """
    longest = above_zero(longest, "longest")
    return _least_agents(
        load,
        handle_time,
        0.0,
        patience,
        most_occupancy,
        lambda figures: figures.average_speed_of_answer <= longest,
    )


def agents_for_abandonment(
    load: ArrayLike,
    handle_time: ArrayLike,
    most: ArrayLike,
    patience: ArrayLike,
    most_occupancy: ArrayLike = 1.0,
) -> Floats:
    """Least agents with which few enough give up.

    Formula: the least whole n with abandonment rate(n) ≤ ``most`` (a share). Other parameters, range
    and undefined cases as ``agents_for_service_level``.

    >>> float(agents_for_abandonment(48, handle_time=1, most=0.031, patience=2))
    50.0
    """
    most = inside_one(most, "most")
    return _least_agents(
        load, handle_time, 0.0, patience, most_occupancy, lambda figures: figures.abandonment_rate <= most
    )


def _climbed(load: ArrayLike, time: ArrayLike, goal: Floats, within: ArrayLike) -> tuple[Floats, bool]:
    """Agents reached from the least stable number one by one, B(n) from B(n − 1); whether all arrived."""
    load = at_least(load, 0.0, "load")
    load, slower, most_late = np.broadcast_arrays(
        load, at_least(within, 0.0, "within") / above_zero(time, "handle_time"), 1.0 - goal
    )
    agents = np.floor(load) + 1.0
    blocking = np.exp(log_erlang_b(agents, load))
    for _ in range(FEW_STEPS):
        spare = agents - load
        late = agents * blocking / (spare + load * blocking) * np.exp(-spare * slower) > most_late
        if not late.any():
            return np.asarray(agents), True
        agents = agents + late
        blocking = np.where(late, load * blocking / (agents + load * blocking), blocking)
    return np.asarray(agents), False


def _for_occupancy(load: ArrayLike, most: ArrayLike) -> Floats:
    """Agents who are busy no more than that; no limit where it is 1."""
    allowed = np.asarray(most, dtype=np.float64)
    if not np.all((allowed > 0) & (allowed <= 1)):
        raise ValueError("most_occupancy must be above 0 and at most 1")
    whole: Floats = np.where(allowed < 1, np.ceil(np.asarray(load, np.float64) / allowed - ROUNDING), 0.0)
    return whole


def _least_agents(
    load: ArrayLike,
    time: ArrayLike,
    within: ArrayLike,
    patience: ArrayLike,
    most_occupancy: ArrayLike,
    meets: Callable[[QueueFigures], NDArray[np.bool_]],
) -> Floats:
    """From the least stable count on; an interval without customers needs nobody."""
    load = np.asarray(load, dtype=np.float64)
    busy = _for_occupancy(load, most_occupancy)
    shape = np.broadcast_shapes(load.shape, np.shape(time), np.shape(within), np.shape(patience))
    load = np.broadcast_to(load, shape)
    low = np.where(np.isinf(patience), np.floor(load) + 1.0, 1.0)
    low = np.where(load == 0, 0.0, np.maximum(low, busy))

    def enough(agents: Floats) -> NDArray[np.bool_]:
        figures = erlang_a(agents, load, time, patience, within)
        enough_there: NDArray[np.bool_] = np.logical_or(load == 0, meets(figures))
        return enough_there

    return least_count(enough, low)
