"""History given out again: the same tickets under three rules, agent by agent and in the order they came.

Each agent takes tickets in the order they were given, works only inside shifts, and finishes one before
the next. Who is below a ticket's level looks at it and hands it up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from core.capacity.arguments import at_least
from core.capacity.assignment_shifts import ShiftTimes
from core.capacity.log_sums import Floats

Ints = NDArray[np.int64]
LOOK_MINUTES = 5.0
"""Minutes that somebody below a ticket's level spends on it before handing it up: an assumption."""
_STEP = 1e6
"""More than any number of open tickets: what must be avoided counts in such steps."""
SOON = 3 * 24 * 60.0
"""Minutes within which somebody who is away must come back to be given a ticket."""
_AWAY, _LONG_AWAY, _GONE, _BELOW = 3 * _STEP, 10 * _STEP, 100 * _STEP, 20 * _STEP


class Rule(StrEnum):
    """Who gets a ticket: the next in turn, the one with the fewest open, or the one of its level."""

    ROUND_ROBIN = "round-robin"
    LOAD = "load"
    SKILL = "skill"


@dataclass(frozen=True, eq=False, slots=True)
class History:
    """Tickets in the order of arrival: minutes since a start, minutes of work, level needed (1 to 9).

    Raises ValueError where the three do not fit together, arrivals go back, or a value is not known.
    """

    arrival: Floats
    handle: Floats
    level: Ints

    def __post_init__(self) -> None:
        """Refuse what cannot be replayed."""
        if not len(self.arrival) == len(self.handle) == len(self.level):
            raise ValueError("handle and level must be as long as arrival")
        if not np.isfinite(self.arrival).all() or (np.diff(self.arrival) < 0).any():
            raise ValueError("arrival must be known and in order")
        if np.isnan(at_least(self.handle, 0.0, "handle")).any():
            raise ValueError("handle must be known")
        if ((self.level < 1) | (self.level > 9)).any():
            raise ValueError("level must be from 1 to 9")


@dataclass(frozen=True, eq=False, slots=True)
class People:
    """Agents' levels (1 to 9), and when they are at work, minutes since the same start."""

    level: Ints
    shifts: tuple[ShiftTimes, ...]

    def __post_init__(self) -> None:
        """Refuse an empty team and levels that do not fit."""
        if not len(self.level) or len(self.level) != len(self.shifts):
            raise ValueError("shifts must have one entry for each level, and at least one")
        if ((self.level < 1) | (self.level > 9)).any():
            raise ValueError("level must be from 1 to 9")


@dataclass(frozen=True, eq=False, slots=True)
class Replay:
    """What became of every ticket; instants in minutes since the start, infinite where never.

    ``first_agent`` got it first, ``agent`` did the work; ``touched_at``: somebody began to look;
    ``begun_at``: the one who did the work began; ``finished_at``: done. ``minutes``: work of each agent,
    looks included.
    """

    first_agent: Ints
    agent: Ints
    touched_at: Floats
    begun_at: Floats
    finished_at: Floats
    minutes: Floats

    @property
    def handed_up(self) -> NDArray[np.bool_]:
        """Whether a ticket went from one agent to another."""
        return np.asarray(self.first_agent != self.agent)


def replay(history: History, people: People, rule: Rule, *, look: float = LOOK_MINUTES) -> Replay:
    """Give every ticket of the past to an agent by a rule, and see when its work is done.

    On arrival a ticket goes to somebody at work; where nobody is, to somebody who comes within three
    days: the next in turn; or the one with the fewest open tickets, of equals the one who waited longest
    for one; or the same among those of the ticket's level, else above it, then those of its level who are
    away. Who is below the level spends ``look`` minutes and hands it to somebody of the level or above,
    by the same rule; where nobody is above, it is worked on where it is.

    Parameters
    ----------
    history : tickets in the order of arrival
    people : agents with levels and shifts
    rule : who gets a ticket
    look : minutes from 0 that a ticket takes from somebody who hands it up

    Raises ValueError for ``look`` outside. Source: F-036, handbook 4.5.

    >>> two = People(np.array([1, 2]), (ShiftTimes([0.0], [480.0]), ShiftTimes([0.0], [480.0])))
    >>> tickets = History(np.array([0.0, 1.0]), np.array([10.0, 10.0]), np.array([2, 1]))
    >>> replay(tickets, two, Rule.SKILL).finished_at.tolist()
    [10.0, 11.0]
    >>> replay(tickets, two, Rule.ROUND_ROBIN).handed_up.tolist()
    [True, False]
    """
    at_least(look, 0.0, "look")
    return _Desk(people, rule, look).play(history)


class _Desk:
    """Agents while a history is given out; the past is dropped as time goes on."""

    def __init__(self, people: People, rule: Rule, look: float) -> None:
        count = len(people.level)
        self.people, self.rule, self.look = people, rule, look
        self.levels: list[int] = people.level.tolist()
        self.highest = max(self.levels)
        self.open = np.zeros(count)
        self.turn: Floats = np.linspace(0.0, 1e-7, count, endpoint=False)
        self.turn_above: Floats = self.turn.copy()
        """Whose turn it is for tickets that are handed up: they take nobody's turn for new ones."""
        self.away = np.full(count, _LONG_AWAY)
        self.free_at = [0.0] * count
        """Minutes of each agent's own working time at which the next ticket can begin."""
        self.minutes = [0.0] * count
        self.given = 0
        self.edges = _edges(people.shifts)
        self.edge = 0
        self.done: list[tuple[float, int]] = []
        self.handed: list[tuple[float, int]] = []
        self.by_skill = {level: _skill_steps(people.level, level) for level in range(1, 10)}

    def play(self, history: History) -> Replay:
        count = len(history.arrival)
        first, agent = np.full(count, -1), np.full(count, -1)
        touched, begun, finished = (np.full(count, math.inf) for _ in range(3))
        handle, level = history.handle.tolist(), np.minimum(history.level, self.highest).tolist()
        for ticket, at in enumerate(history.arrival.tolist()):
            while self.handed and self.handed[0][0] <= at:
                later, other = heappop(self.handed)
                agent[other], begun[other], finished[other] = self._hand_up(
                    later, level[other], handle[other]
                )
            who = self._choose(at, level[ticket], self.turn, by_skill=self.rule is Rule.SKILL)
            first[ticket] = who
            is_below = self.levels[who] < level[ticket]
            begins, ends = self._work(who, at, self.look if is_below else handle[ticket])
            touched[ticket] = begins
            if is_below:
                heappush(self.handed, (ends, ticket))
            else:
                agent[ticket], begun[ticket], finished[ticket] = who, begins, ends
        while self.handed:
            later, other = heappop(self.handed)
            agent[other], begun[other], finished[other] = self._hand_up(later, level[other], handle[other])
        agent = np.where(agent < 0, first, agent)
        return Replay(first, agent, touched, begun, finished, np.array(self.minutes))

    def _hand_up(self, at: float, level: int, handle: float) -> tuple[int, float, float]:
        if math.isinf(at):
            return -1, math.inf, math.inf
        who = self._choose(at, level, self.turn_above, by_skill=True)
        return who, *self._work(who, at, handle)

    def _choose(self, at: float, level: int, turn: Floats, *, by_skill: bool) -> int:
        """The agent whom the rule picks at an instant."""
        self._catch_up(at)
        score = self.away + turn
        if self.rule is not Rule.ROUND_ROBIN:
            score += self.open
        if by_skill:
            score += self.by_skill[level]
        who = int(score.argmin())
        self.given += 1
        turn[who] = self.given * 1e-7
        return who

    def _catch_up(self, at: float) -> None:
        """Shifts that began or ended and tickets that were finished up to an instant."""
        while self.edge < len(self.edges) and self.edges[self.edge][0] <= at:
            _, _, who, away = self.edges[self.edge]
            self.away[who] = away
            self.edge += 1
        while self.done and self.done[0][0] <= at:
            self.open[heappop(self.done)[1]] -= 1

    def _work(self, who: int, at: float, minutes: float) -> tuple[float, float]:
        """When an agent begins and ends a piece of work that was given at an instant."""
        shifts = self.people.shifts[who]
        begin = max(shifts.worked_by(at), self.free_at[who])
        self.free_at[who] = end = begin + minutes
        self.open[who] += 1
        begins = max(shifts.begins_at(begin), at)
        ends = max(shifts.ends_at(end), begins)
        if not math.isinf(ends):
            heappush(self.done, (ends, who))
            self.minutes[who] += minutes
        return begins, ends


def _edges(shifts: tuple[ShiftTimes, ...]) -> list[tuple[float, int, int, float]]:
    """Every change of who is at work, in order: instant, rank, agent, what then speaks against them."""
    found = []
    for who, own in enumerate(shifts):
        found += [(start - SOON, 1, who, _AWAY) for start in own.starts[:1]]
        found += [(start, 2, who, 0.0) for start in own.starts]
        for end, start in zip(own.ends, [*own.starts[1:], math.inf], strict=False):
            away = _GONE if math.isinf(start) else _AWAY if start - end <= SOON else _LONG_AWAY
            found.append((end, 0, who, away))
            if away == _LONG_AWAY:
                found.append((start - SOON, 1, who, _AWAY))
        if not own.starts:
            found.append((-math.inf, 0, who, _GONE))
    return sorted(found)


def _skill_steps(levels: Ints, needed: int) -> Floats:
    """What speaks against each agent for a ticket of a level.

    Nothing for its level; about a step above it, which is less than being away; below it more than that.
    """
    apart = levels - needed
    above: Floats = np.where(apart > 0, _STEP * (0.9 + 0.1 * apart), 0.0)
    return np.where(apart < 0, _BELOW - apart * _STEP, above)
