"""What agents did and what they were planned to do, minute by minute, from two lists of intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MISSING_INSTANT
from core.facts.agent_days import local_days
from core.facts.beside_tickets import day_instants
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.ticket_table import Flags

WORDS: dict[str, tuple[str, ...]] = {
    "ticket": ("ticket", "tickets", "work", "working", "call", "chat", "email", "phone", "busy"),
    "available": ("available", "idle", "ready", "online", "waiting"),
    "training": ("training", "coaching", "onboarding", "learning"),
    "meeting": ("meeting", "meetings", "team meeting", "1:1"),
    "admin": ("admin", "administration", "documentation", "project"),
    "break": ("break", "breaks", "lunch", "pause"),
    "overtime": ("overtime",),
    "other": (),
    "sick": ("sick", "ill", "sickness", "illness", "sick leave"),
    "absent": ("absent", "absence", "holiday", "vacation", "leave"),
    "off": ("off", "offline", "on_call", "on call"),
}
"""Kinds of time and the words that sources use for them; of two kinds at once the first one counts."""
KINDS = tuple(WORDS)
NOTHING = -1
"""No state is logged, or nothing is planned."""
_KIND_OF = {word: code for code, words in enumerate(WORDS.values()) for word in words}


def codes_of(*names: str) -> tuple[int, ...]:
    """Numbers of kinds.

    >>> codes_of("ticket", "off")
    (0, 10)
    """
    return tuple(KINDS.index(name) for name in names)


AT_WORK = codes_of("ticket", "available", "training", "meeting", "admin", "break", "overtime", "other")
AWAY = codes_of("sick", "absent")


def kinds(words: pd.Series, default: str = "other") -> NDArray[np.int8]:
    """The kind of every word; missing ones are ``default``, unknown ones "other".

    >>> kinds(pd.Series(["Tickets", "yoga", None]), "ticket").tolist()
    [0, 7, 0]
    """
    codes, names = pd.factorize(words, use_na_sentinel=True)
    other = KINDS.index("other")
    known = [_KIND_OF.get(str(name).strip().lower(), other) for name in names]
    return np.asarray(np.array([*known, KINDS.index(default)], np.int8)[codes])


@dataclass(frozen=True)
class Pieces:
    """Stretches of one agent in which neither the plan nor the state changes; they never overlap.

    ``agent`` numbers ``agents``; ``start`` and ``end`` are UTC microseconds; ``state`` and ``plan``
    are numbers of `KINDS`, -1 for none. ``source`` is the source of every agent, ``first_state`` and
    ``first_plan`` the agent's first logged and planned instant (the missing instant: never),
    ``told_until`` and ``planned_until`` the last logged and planned instant of the agent's source.
    ``logged`` and ``planned`` mark the kinds that the agent's source ever logs and plans,
    ``is_here`` and ``is_due`` the agents at work and planned to be at ``as_of`` itself.
    """

    agents: tuple[str, ...]
    source: NDArray[np.object_]
    agent: Ints
    start: Ints
    end: Ints
    state: NDArray[np.int8]
    plan: NDArray[np.int8]
    first_state: Ints
    first_plan: Ints
    told_until: Ints
    planned_until: Ints
    logged: Flags
    planned: Flags
    is_here: Flags
    is_due: Flags

    def is_state(self, *codes: int) -> Flags:
        """Stretches in one of these states."""
        return np.asarray(np.isin(self.state, codes))

    def is_plan(self, *codes: int) -> Flags:
        """Stretches for which one of these was planned."""
        return np.asarray(np.isin(self.plan, codes))

    def is_adherent(self) -> Flags:
        """Planned work that is done as planned.

        The state is of the planned kind (waiting for tickets counts as work on them), or of a kind
        that the source never plans apart, such as breaks inside a shift planned as a whole.
        """
        ticket, available = codes_of("ticket", "available")
        state, plan = (np.where(kind == available, ticket, kind) for kind in (self.state, self.plan))
        apart = self.planned.copy()
        apart[:, ticket] |= apart[:, available]
        is_apart = apart[self.agent, np.maximum(state, 0)]
        is_as_planned: Flags = (state == plan) | ~is_apart
        return self.is_plan(*AT_WORK) & self.is_state(*AT_WORK) & is_as_planned


def pieces(states: pd.DataFrame, shifts: pd.DataFrame, *, as_of: int) -> Pieces:
    """Cut the tables "agent_state" and "shift" into stretches up to ``as_of``.

    A state without an end lasts until the agent's next one, else until ``as_of``. The plan counts
    up to the last instant that the agent's source logged: what came later is not known.
    """
    states, shifts = _known(states, as_of), _known(shifts, as_of)
    both = pd.concat([states[["agent_id", "source_id"]], shifts[["agent_id", "source_id"]]])
    agent, agents = pd.factorize(both["agent_id"])
    source, sources = pd.factorize(both["source_id"])
    home = np.zeros(len(agents), np.int64)
    home[agent[::-1]] = source[::-1]
    start, until = _spans(states, shifts, agent[: len(states)], as_of)
    rows = _Rows(agent, home, len(states), start, np.minimum(until, as_of))
    kind = np.concatenate([kinds(states["state"]), kinds(shifts["activity"], "ticket")])
    seen = np.zeros((2, len(agents), len(KINDS)), bool)
    seen[(~rows.is_state).astype(int), agent, kind] = True
    return Pieces(
        tuple(str(name) for name in agents),
        np.asarray(sources, dtype=object)[home],
        *_cut(agent, rows.start, rows.known_end, kind, rows.is_state),
        first_state=rows.earliest(rows.is_state),
        first_plan=rows.earliest(~rows.is_state),
        told_until=rows.latest(rows.is_state),
        planned_until=rows.latest(~rows.is_state),
        logged=_anywhere(seen[0], home),
        planned=_anywhere(seen[1], home),
        is_here=rows.any_agent(rows.is_state & (until > as_of) & np.isin(kind, AT_WORK)),
        is_due=rows.any_agent(~rows.is_state & (until > as_of) & np.isin(kind, AT_WORK)),
    )


@dataclass(frozen=True)
class _Rows:
    """Both tables one below the other, states first."""

    agent: NDArray[np.intp]
    home: Ints
    state_count: int
    start: Ints
    end: Ints

    @property
    def is_state(self) -> Flags:
        return np.arange(len(self.agent)) < self.state_count

    @property
    def known_end(self) -> Ints:
        """Ends; those of the plan at the last logged instant of the source, if it logs anything."""
        limit = self.latest(self.is_state)[self.agent]
        is_free = self.is_state | (limit == MISSING_INSTANT)
        return np.where(is_free, self.end, np.minimum(self.end, limit))

    def latest(self, wanted: Flags) -> Ints:
        """For every agent, the latest end of wanted rows in the agent's source."""
        latest = np.full(len(self.home), MISSING_INSTANT)
        np.maximum.at(latest, self.home[self.agent[wanted]], self.end[wanted])
        return latest[self.home]

    def any_agent(self, wanted: Flags) -> Flags:
        """Agents with a wanted row."""
        return np.bincount(self.agent[wanted], minlength=len(self.home)) > 0

    def earliest(self, wanted: Flags) -> Ints:
        """The earliest start of every agent's wanted rows; the missing instant without any."""
        never = np.iinfo(np.int64).max
        earliest = np.full(len(self.home), never)
        np.minimum.at(earliest, self.agent[wanted], self.start[wanted])
        return np.where(earliest == never, MISSING_INSTANT, earliest)


def _anywhere(seen: Flags, home: Ints) -> Flags:
    """Kinds by agent that anybody of the agent's source has."""
    of_source = np.zeros_like(seen)
    np.logical_or.at(of_source, home, seen)
    return of_source[home]


def _spans(
    states: pd.DataFrame, shifts: pd.DataFrame, agent: NDArray[np.intp], as_of: int
) -> tuple[Ints, Ints]:
    """Starts and ends of states and shifts; states that go on end just after ``as_of``."""
    start, planned = instants_of(states, "starts_at"), instants_of(shifts, "starts_at")
    end = _ends(agent, start, np.array(instants_of(states, "ends_at")), as_of)
    return np.concatenate([start, planned]), np.concatenate([end, instants_of(shifts, "ends_at")])


def _known(rows: pd.DataFrame, as_of: int) -> pd.DataFrame:
    return rows[instants_of(rows, "starts_at") <= as_of].reset_index(drop=True)


def _ends(agent: NDArray[np.intp], start: Ints, end: Ints, as_of: int) -> Ints:
    """Ends of states; where none is told, the start of the agent's next state."""
    open_ended = np.flatnonzero(end == MISSING_INSTANT)
    if len(open_ended):
        order = np.lexsort((start, agent))
        following = np.full(len(start), as_of + 1)
        same = agent[order][1:] == agent[order][:-1]
        following[order[:-1][same]] = start[order[1:][same]]
        end[open_ended] = following[open_ended]
    return end


def _cut(
    agent: NDArray[np.intp], start: Ints, end: Ints, kind: NDArray[np.int8], is_state: Flags
) -> tuple[Ints, Ints, Ints, NDArray[np.int8], NDArray[np.int8]]:
    """Agent, start, end, state and plan of the stretches between neighbouring instants of an agent."""
    real = np.flatnonzero(end > start)
    who = np.tile(agent[real], 2)
    at = np.concatenate([start[real], end[real]])
    step = np.repeat(np.array([1, -1], np.int32), len(real))
    column = np.tile(np.where(is_state, kind, kind + len(KINDS))[real], 2)
    order = np.lexsort((at, who))
    who, at, step, column = who[order], at[order], step[order], column[order]
    state, plan = (_running(column, step, first) for first in (0, len(KINDS)))
    same = (who[1:] == who[:-1]) & (at[1:] > at[:-1]) & ((state[:-1] >= 0) | (plan[:-1] >= 0))
    keep = np.flatnonzero(same)
    return who[keep].astype(np.int64), at[keep], at[keep + 1], state[keep], plan[keep]


def _running(column: NDArray[Any], step: NDArray[np.int32], first: int) -> NDArray[np.int8]:
    """After each boundary, the first kind that is under way; -1 for none."""
    found = np.full(len(column), NOTHING, np.int8)
    for code in reversed(range(len(KINDS))):
        mine = column == first + code
        if mine.any():
            found[np.cumsum(np.where(mine, step, 0)) > 0] = code
    return found


def midnights(first: int, last: int, zone: str) -> Ints:
    """UTC microseconds at which the local days ``first`` to ``last`` (since 1970) begin.

    >>> midnights(0, 1, "Asia/Tokyo").tolist()
    [-32400000000, 54000000000]
    """
    return np.asarray(day_instants(np.arange(first, last + 1), zone).asi8)


def split_days(start: Ints, end: Ints, zone: str) -> tuple[NDArray[np.intp], Ints, Ints]:
    """Cut stretches at local midnights: the row each part came from, its day, its length."""
    if not len(start):
        return np.zeros(0, np.intp), start, end
    first, last = local_days(start, zone), local_days(end - 1, zone)
    count = last - first + 1
    row = np.repeat(np.arange(len(start)), count)
    day = first[row] + np.arange(len(row)) - (np.cumsum(count) - count)[row]
    edges = midnights(int(first.min()), int(last.max()) + 1, zone)
    place = day - int(first.min())
    length = np.minimum(end[row], edges[place + 1]) - np.maximum(start[row], edges[place])
    return row, day, length
