"""Turned round: how many agents, how short a handle time, how much deflection keep the promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from core.capacity.arguments import inside_one
from core.capacity.backlog import BacklogFigures, Plan, play_backlog
from core.capacity.draws import Draws

FIRST_LOOK = 20
"""Replications that find the neighbourhood; all of them decide."""
PRECISION = 0.01
LONGEST = 3.0
"""Handle times are tried up to so many times what they are."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The answer, and how the plan runs with it; NaN and nothing where no value keeps the promise."""

    value: float
    figures: BacklogFigures | None = None


def solve_agents(
    draws: Draws, plan_of: Callable[[int], Plan], goal: ArrayLike, fewest: int = 0, most: int = 1_000
) -> Solved:
    """Least number of agents with which every priority keeps its promise often enough.

    Formula: the least whole n with mean service level ≥ ``goal`` in every priority that has tickets;
    a fifth of the replications finds the neighbourhood, all of them decide. ``plan_of`` makes the
    plan of n agents (see ``staffing.spread_over_hours``) and must not get worse with more; ``goal``:
    one share or one per priority; n is looked for from ``fewest`` to ``most``. Undefined (NaN) where
    ``most`` are not enough. Raises ValueError for goals outside 0 to 1.

    >>> from core.capacity.draws import Workload, draw
    >>> drawn = draw(Workload(np.full((1, 48), 6.0), np.array([20.0])), replications=20)
    >>> solve_agents(drawn, lambda n: Plan(np.full(48, float(n)), np.array([240.0])), 0.95).value
    3.0
    """
    wanted = inside_one(goal, "goal")
    rough = draws.part(min(FIRST_LOOK, draws.replications))
    near = least_whole(lambda n: _keeps(play_backlog(rough, plan_of(n)), wanted), fewest, most)
    figures: dict[int, BacklogFigures] = {}

    def keeps(agents: int) -> bool:
        figures[agents] = play_backlog(draws, plan_of(agents))
        return _keeps(figures[agents], wanted)

    if keeps(near):
        while near > fewest and keeps(near - 1):
            near -= 1
        return Solved(float(near), figures[near])
    while near < most:
        near += 1
        if keeps(near):
            return Solved(float(near), figures[near])
    return Solved(float("nan"))


def least_whole(keeps: Callable[[int], bool], low: int, most: int) -> int:
    """Least number from ``low`` that keeps the promise, ``most`` where none below does."""
    step, high = 1, low
    while high < most and not keeps(high):
        low, high, step = high + 1, min(high + step, most), step * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(middle) else (middle + 1, high)
    return high


def solve_handle(draws: Draws, plan: Plan, goal: ArrayLike) -> Solved:
    """Largest factor on all handle times (up to 3) with which every priority keeps its promise.

    Formula: by halving, to 1 %. ``plan.handle`` is what the factor multiplies. Other parameters,
    errors and undefined case as ``solve_agents``: NaN where tickets without any work are late still.

    >>> from core.capacity.draws import Workload, draw
    >>> drawn = draw(Workload(np.full((1, 48), 6.0), np.array([20.0])), replications=20)
    >>> solve_handle(drawn, Plan(np.full(48, 3.0), np.array([240.0])), 0.95).value > 1
    True
    """
    given = np.asarray(plan.handle, np.float64)
    return _largest(draws, lambda factor: replace(plan, handle=given * factor), goal, LONGEST)


def solve_volume(draws: Draws, plan: Plan, goal: ArrayLike) -> Solved:
    """Largest factor on all arrivals (up to what was drawn) with which every priority keeps its promise.

    Formula: by halving, to 1 %; the deflection that it takes is 1 − the factor where below 1.
    ``plan.volume`` is what the factor multiplies. Other parameters, errors and undefined case as
    ``solve_handle``.

    >>> from core.capacity.draws import Workload, draw
    >>> drawn = draw(Workload(np.full((1, 48), 12.0), np.array([20.0])), replications=20)
    >>> solve_volume(drawn, Plan(np.full(48, 3.0), np.array([240.0])), 0.95).value < 1
    True
    """
    given = np.asarray(plan.volume, np.float64)
    most = draws.largest / float(given.max()) if given.any() else 1.0
    return _largest(draws, lambda factor: replace(plan, volume=given * factor), goal, most)


def _largest(draws: Draws, plan_of: Callable[[float], Plan], goal: ArrayLike, most: float) -> Solved:
    """Largest factor that keeps the promise, a fifth of the replications first."""
    wanted = inside_one(goal, "goal")
    rough = draws.part(min(FIRST_LOOK, draws.replications))
    low = halve(lambda x: _keeps(play_backlog(rough, plan_of(x)), wanted), 0.0, most, PRECISION / 2)
    step = PRECISION
    while low > 0:
        figures = play_backlog(draws, plan_of(low))
        if _keeps(figures, wanted):
            return Solved(low, figures)
        low, step = max(low - step, 0.0), step * 2
    return Solved(float("nan"))


def halve(keeps: Callable[[float], bool], low: float, high: float, step: float) -> float:
    """The largest factor that keeps the promise, to ``step``."""
    if keeps(high):
        return high
    while high - low > step:
        middle = (low + high) / 2
        low, high = (middle, high) if keeps(middle) else (low, middle)
    return low


def _keeps(figures: BacklogFigures, goal: np.ndarray) -> bool:
    """Whether every priority with tickets reaches its goal on average."""
    level = figures.service_level
    known = ~np.isnan(level)
    mean = np.where(known, level, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return bool(np.all((mean >= goal) | ~known.any(axis=1)))
