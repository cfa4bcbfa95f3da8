"""The what-if turned round: how many agents, how short handling, how much deflection keep the promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.capacity.scenario import Assumptions, Outlook
from core.capacity.scenario_model import what_if
from core.capacity.scenario_work import mix_of, percent
from core.capacity.solve import FIRST_LOOK, LONGEST, PRECISION, halve, least_whole

MOST_AGENTS = 100_000
ASKED = ("agents", "handle_time", "deflection")
"""What can be asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What keeps the promise.

    ``value``: full-time agents; minutes of work on a ticket, mean over all; or the share deflected. NaN
    where no value does. ``words``: the answer as a sentence. ``assumptions`` and ``outlook``: the scenario
    with that answer, none without one.
    """

    asked: str
    value: float
    words: str
    assumptions: Assumptions | None = None
    outlook: Outlook | None = None


def keeps_promise(view: Outlook, given: Assumptions) -> bool:
    """Whether every priority (mean of all weeks) and phone and chat reach their goals.

    >>> given = Assumptions(handle_time=(20, 45, 240), weeks=2)
    >>> keeps_promise(what_if(given), given)
    True
    """
    levels = view.service_level_by_priority
    known = ~np.isnan(levels)
    mean = np.where(known, levels, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    queue = np.all((mean >= given.sla_goal) | ~known.any(axis=1))
    line = np.isnan(view.live_service_level) | (view.live_service_level >= given.live_goal)
    return bool(queue and (line.all() if view.live_agents.max() else True))


def solve_for(given: Assumptions, asked: str) -> Answer:
    """The least number of agents, the longest handling or the least deflection that keeps the promise.

    Formula: agents by whole numbers (the mix of tiers kept), handle times by one factor up to 3, to
    1 %; the deflection target to one point. A fifth of the replications finds the neighbourhood, all
    decide. ``asked`` is one of ``ASKED``; others raise ValueError. Source: F-071.

    >>> solve_for(Assumptions(handle_time=(20, 45, 240), weeks=2), "agents").value < 30
    True
    """
    if asked == "agents":
        return _agents(given)
    if asked == "handle_time":
        return _handle_time(given)
    if asked == "deflection":
        return _deflection(given)
    raise ValueError(f"asked must be one of {', '.join(ASKED)}")


def with_agents(given: Assumptions, count: float) -> Assumptions:
    """The same with so many agents now, tiers in the proportions that they have or are required."""
    parts = np.asarray(given.agents) if sum(given.agents) else np.ones(len(given.agents))
    agents = tuple((count * parts / parts.sum()).tolist())
    return replace(given, agents=agents, newcomer_weeks=given.newcomer_weeks[: int(count)])


def with_handle_factor(given: Assumptions, factor: float) -> Assumptions:
    """The same with all handle times so many times as long."""
    return replace(given, handle_time=tuple(time * factor for time in given.handle_time))


def _agents(given: Assumptions) -> Answer:
    def keeps(count: int, rough: bool) -> bool:
        one = with_agents(given, float(count))
        return keeps_promise(what_if(one, FIRST_LOOK if rough else None), one)

    near = least_whole(lambda count: keeps(count, True), 0, MOST_AGENTS)
    while near < MOST_AGENTS and not keeps(near, False):
        near += 1
    while near and near < MOST_AGENTS and keeps(near - 1, False):
        near -= 1
    if near == MOST_AGENTS:
        return _none("agents", "No number of agents keeps the promise with these shifts.")
    return _answer(
        "agents", given, near, with_agents(given, near), f"{near:,} full-time agents keep the promise."
    )


def _handle_time(given: Assumptions) -> Answer:
    factor = _largest(lambda one: with_handle_factor(given, one), LONGEST)
    if not factor:
        return _none("handle_time", "Even tickets of hardly any work would be late with these shifts.")
    minutes = mix_of(given, list(range(len(given.channels)))).handle_time * factor
    words = f"The promise is kept up to {minutes:.1f} minutes a ticket ({percent(factor - 1, '+.0f')})."
    return _answer("handle_time", given, minutes, with_handle_factor(given, factor), words)


def _deflection(given: Assumptions) -> Answer:
    def deflected(answered_by_people: float) -> Assumptions:
        return replace(given, deflection_target=1.0 - answered_by_people)

    kept = _largest(deflected, 1.0)
    if not kept:
        return _none("deflection", "No deflection keeps the promise with these agents and shifts.")
    target = 1.0 - kept
    words = f"The promise is kept from {percent(target)} deflection on (now {percent(given.deflection_now)})."
    return _answer("deflection", given, target, deflected(kept), words)


def _largest(changed: Callable[[float], Assumptions], most: float) -> float:
    """Largest factor that keeps the promise, to 1 %; 0 where none does."""

    def keeps(factor: float, replications: int | None) -> bool:
        one = changed(factor)
        return keeps_promise(what_if(one, replications), one)

    low = halve(lambda factor: factor > 0 and keeps(factor, FIRST_LOOK), 0.0, most, PRECISION / 2)
    step = PRECISION
    while low > 0 and not keeps(low, None):
        low, step = max(low - step, 0.0), step * 2
    return low


def _answer(asked: str, given: Assumptions, value: float, changed: Assumptions, words: str) -> Answer:
    return Answer(asked, float(value), words, changed, what_if(changed))


def _none(asked: str, words: str) -> Answer:
    return Answer(asked, float("nan"), words)
