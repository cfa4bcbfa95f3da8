"""Phone and chat in the coming weeks: who must be on the line in each hour, and how that goes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.capacity.chat import ChatDesk, chat_queue
from core.capacity.draws import HOUR
from core.capacity.erlang import UNSTABLE, QueueFigures, erlang_a
from core.capacity.least import agents_for_service_level, least_count
from core.capacity.log_sums import Floats
from core.capacity.offered_load import modified_offered_load
from core.capacity.scenario import WEEK_HOURS, Assumptions
from core.capacity.scenario_work import mix_of, rows_of, week_factors

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class LiveDesk:
    """One live channel with all that decides its queue; times in minutes."""

    handle_time: float
    within: float
    goal: float
    patience: float
    chat: ChatDesk | None = None

    def figures(self, agents: Floats, load: Floats) -> QueueFigures:
        """How the hours run with so many agents and so much work in hand."""
        if self.chat is None:
            return erlang_a(agents, load, self.handle_time, self.patience, self.within)
        return chat_queue(agents, load / self.handle_time, self.chat, self.patience, self.within)

    def least(self, load: Floats) -> Floats:
        """Least agents for the goal in each hour."""
        if self.chat is None:
            return agents_for_service_level(load, self.handle_time, self.goal, self.within, self.patience)

        def enough(agents: Floats) -> NDArray[np.bool_]:
            return np.asarray(self.figures(agents, load).service_level >= self.goal)

        return least_count(enough, np.zeros(load.shape))


@dataclass(frozen=True, slots=True)
class LiveNeed:
    """Agents that all live channels need by hour, and each desk with its arrivals and needs."""

    agents: Floats
    desks: tuple[tuple[LiveDesk, Floats, Floats, Floats], ...]


def live_need(given: Assumptions) -> LiveNeed:
    """Agents on the line by hour of all coming weeks.

    Formula: work in hand by hour (``modified_offered_load``, a week that repeats), then the least
    agents by Erlang A (C where nobody gives up), for a chat by the slot the birth-death chain of
    ``chat_queue``. Weeks of one volume share their answer.
    """
    factors, place = np.unique(week_factors(given), return_inverse=True)
    shape = tuple((np.asarray(given.arrival_shares) / sum(given.arrival_shares)).tolist())
    desks, total = [], np.zeros(given.weeks * WEEK_HOURS)
    for row in rows_of(given, live=True):
        mix = mix_of(given, [row])
        if not mix.weekly:
            continue
        desk = _desk(given, given.channels[row], mix.handle_time)
        weeks = _weeks(desk, shape, tuple((mix.weekly * factors).tolist()))
        arrivals, load, need = (part[place].ravel() for part in weeks)
        desks.append((desk, arrivals, load, need))
        total = total + need
    return LiveNeed(total, tuple(desks))


def _desk(given: Assumptions, channel: str, time: float) -> LiveDesk:
    """A channel's desk; a chat rate that counts all chats of an agent is a phone's."""
    slots = channel == "chat" and not given.rate_includes_concurrency
    chat = ChatDesk(time, given.chat_concurrency, given.chat_slowdown) if slots else None
    return LiveDesk(time, given.live_within, given.live_goal, given.patience, chat)


@lru_cache(maxsize=64)
def _weeks(
    desk: LiveDesk, shape: tuple[float, ...], weekly: tuple[float, ...]
) -> tuple[Floats, Floats, Floats]:
    """Arrivals a minute, work in hand and agents needed: weeks of different volume by hours."""
    one = np.asarray(shape) / HOUR
    carried = np.maximum(modified_offered_load(one, desk.handle_time, HOUR), 0.0)
    volume = np.asarray(weekly)[:, None]
    arrivals, load = volume * one, volume * carried
    load[load < ROUNDING] = 0.0
    need = np.zeros(load.shape)
    some = load > 0
    need[some] = desk.least(load[some])
    return arrivals, load, need


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """How phone and chat run.

    ``service_level``: share answered in time by week, of those who come while somebody is at work, NaN
    without; ``unstaffed``: share of all who come while nobody is; ``most``: agents that
    they need in the fullest hour of each week; ``on_line``: agents on the line by hour;
    ``full_hours``: hours of the first week in which that is everybody;
    ``is_unstable``: whether a queue grows without end in some hour.
    """

    service_level: Floats
    most: Floats
    on_line: Floats
    full_hours: int
    is_unstable: bool
    unstaffed: float


def live_figures(need: LiveNeed, present: Floats, weeks: int) -> LiveFigures:
    """Phone and chat with the agents that are there, by hour.

    Formula: where fewer are present than all desks need, each has its part of them; levels weighted
    by arrivals, hours in which nobody is present apart: no number of agents answers there. NaN for a week
    with an hour in which the queue has no figure.
    """
    most, on_line = need.agents.reshape(weeks, -1).max(axis=1), np.minimum(need.agents, present)
    part = np.divide(on_line, need.agents, out=np.ones(present.shape), where=need.agents > 0)
    met, came, unstable = np.zeros(present.shape), np.zeros(present.shape), False
    open_hours = present > 0
    for desk, arrivals, load, least in need.desks:
        agents = np.floor(least * part + ROUNDING)
        figures = desk.figures(agents, load)
        level = np.where(agents > 0, figures.service_level, 0.0)
        unstable |= bool(np.any((figures.reason == UNSTABLE) & (arrivals > 0)))
        met += np.where(arrivals > 0, arrivals * level, 0.0)
        came += arrivals
    in_time, calls = (np.where(open_hours, each, 0.0).reshape(weeks, -1).sum(axis=1) for each in (met, came))
    share = np.divide(in_time, calls, out=np.full(weeks, np.nan), where=calls > 0)
    full = int((open_hours & (need.agents >= present))[:WEEK_HOURS].sum())
    missed = float(came[~open_hours].sum() / came.sum()) if came.any() else 0.0
    return LiveFigures(share, most, on_line, full, unstable, missed)
