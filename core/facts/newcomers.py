"""One row per agent hired while tickets were recorded: how long until first contacts were resolved well."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_DAY, MISSING_INSTANT
from core.facts.agent_windows import AgentWindows
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.ticket_table import Floats, minutes_between

ROLLING = 28 * MICROSECONDS_PER_DAY
"""The rate is that of the last four weeks."""
LEAST_TICKETS = 20
"""Before so many finished tickets a rate says nothing about a newcomer."""


def newcomer_frame(
    people: pd.DataFrame, tickets: pd.DataFrame, *, resolved_at_first: Floats, goal: float, as_of: int
) -> pd.DataFrame:
    """Newcomers, and the first instant at which their rolling rate of first contact resolution was enough.

    ``resolved_at_first``: 1 where a finished ticket was resolved at the first contact, 0 where not,
    NaN where that is unknown. ``goal``: the rate that makes proficient. ``proficiency_minutes`` run
    from hiring (NaN until reached), ``observed_minutes`` until then, until the agent left, else
    until ``as_of`` (UTC microseconds); ``is_learning``: not there yet and still employed. Agents
    hired before the first ticket are left out, for their beginning was not seen.
    """
    created = instants_of(tickets, "created_at")
    first = created[created != MISSING_INSTANT].min(initial=as_of)
    hired = instants_of(people, "hired_at")
    rows = people[(hired >= first) & (hired <= as_of)].reset_index(drop=True)
    hired, left = instants_of(rows, "hired_at"), instants_of(rows, "left_at")
    reached = _reached(rows["assignee"], hired, tickets, resolved_at_first, goal)
    gone = left != MISSING_INSTANT
    is_there = reached != MISSING_INSTANT
    until = np.where(is_there, reached, np.where(gone, left, as_of))
    return rows.assign(
        proficiency_minutes=minutes_between(hired, reached),
        observed_minutes=minutes_between(hired, until),
        is_learning=~is_there & ~gone,
    )


def _reached(names: pd.Series, hired: Ints, tickets: pd.DataFrame, good: Floats, goal: float) -> Ints:
    """The first finish of every newcomer at which the last four weeks were good enough."""
    assignee = pd.Categorical(tickets["assignee"])
    place = pd.Series(np.arange(len(names)), index=names.to_numpy(object))
    number = np.append(pd.Index(assignee.categories).map(place).fillna(-1).to_numpy(np.int64), -1)
    agent, at = number[assignee.codes], instants_of(tickets, "resolved_at")
    asked = np.flatnonzero((agent >= 0) & (at != MISSING_INSTANT) & ~np.isnan(good))
    asked = asked[at[asked] >= hired[agent[asked]]]
    agent, at = agent[asked], at[asked]
    count, total = AgentWindows.of(agent, at, good[asked]).moments(agent, at - ROLLING + 1, at + 1)
    enough = (count >= LEAST_TICKETS) & (total >= goal * count - 1e-9)
    reached = np.full(len(names), np.iinfo(np.int64).max)
    np.minimum.at(reached, agent[enough], at[enough])
    return np.where(reached == np.iinfo(np.int64).max, MISSING_INSTANT, reached)
