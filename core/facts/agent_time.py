"""How every agent spent every local day, as planned and as logged, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MICROSECONDS_PER_MINUTE, MISSING_INSTANT
from core.facts.agent_days import local_days
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.presence import AT_WORK, AWAY, Pieces, codes_of, midnights, split_days
from core.facts.roster import team_on
from core.facts.ticket_table import Flags, Floats, as_datetimes

Columns = dict[str, Any]

DAYS = np.int64(1) << 32
NEVER = 1 << 40
LOGGED = ("ticket", "training", "meeting", "admin", "break", "other")


def agent_time(
    presence: Pieces,
    entries: pd.DataFrame,
    agents: pd.DataFrame,
    members: pd.DataFrame,
    agent_days: pd.DataFrame,
    *,
    as_of: int,
    zone: str,
) -> pd.DataFrame:
    """One row per person and local day with a plan, a state, a time entry or work on tickets.

    ``presence`` comes from the tables "agent_state" and "shift", ``entries``, ``agents`` and
    ``members`` are the tables "time_entry", "agent" and "team_member", ``agent_days`` the facts of
    that name. Bots have no rows.

    ``assignee``, ``team`` (of that day), ``tier``, ``source``, ``day`` (its local midnight);
    ``planned_minutes`` (work in the plan), ``present_minutes`` (at work), ``available_minutes``
    (at work, without overtime whose content is not told), of them ``ticket_minutes``,
    ``idle_minutes`` (waiting for tickets), ``training_``, ``meeting_``, ``admin_``, ``break_`` and
    ``other_minutes``; ``absent_minutes`` (sick or away, logged or else planned),
    ``adherent_minutes`` (planned and done as planned), ``overtime_minutes`` (logged as such, or at
    work for longer than planned); ``work_minutes`` (logged on tickets), ``resolved_count``,
    ``worked_count`` (1: was at work or did something on tickets), ``sick_count`` (1: logged or
    planned as sick).

    NaN where nobody told: minutes of states and of the plan outside the dates that the agent's
    source logs and plans, ticket minutes where no state is about tickets and no work is entered,
    sickness where the source never names it.
    """
    part, part_day, length = split_days(presence.start, presence.end, zone)
    told = presence.is_state(*AT_WORK, *AWAY) | presence.is_plan(*AT_WORK, *AWAY)
    part, part_day, length = (column[told[part]] for column in (part, part_day, length))
    entries = entries[instants_of(entries, "at") <= as_of]
    names = [
        np.array(presence.agents, dtype=object)[presence.agent[part]],
        entries["agent_id"].to_numpy(object),
        agent_days["agent"].to_numpy(object),
    ]
    acted = agent_days["day"].to_numpy("datetime64[D]").astype(np.int64)
    days = [part_day, local_days(instants_of(entries, "at"), zone), acted]
    grid, (of_part, of_entry, of_acts) = _grid(names, days, agents)
    parts = _Parts(presence, grid, part, of_part, length / MICROSECONDS_PER_MINUTE, zone)
    entered = grid.total(of_entry, entries["minutes"])
    work = {name: grid.total(of_acts, agent_days[name]) for name in ("resolved_count", "ticket_count")}
    by_event = grid.total(of_acts, agent_days["time_worked_minutes"])
    logged = parts.columns()
    logged |= _work(parts, logged, np.maximum(entered, by_event), work)
    if agent_days.empty:
        logged["resolved_count"] = np.full(grid.size, np.nan)
    return pd.DataFrame(_dimensions(parts, agents, members) | logged)


@dataclass(frozen=True)
class _Grid:
    """The rows: agents (numbers of ``names``) and days since 1970."""

    names: NDArray[np.object_]
    agent: Ints
    day: Ints

    @property
    def size(self) -> int:
        return len(self.day)

    def total(self, rows: NDArray[np.intp], values: Any) -> Floats:
        """Sum of values by row of the grid; rows beyond its end (bots) count nowhere."""
        sums = np.bincount(rows, np.asarray(values, np.float64), self.size + 1)[: self.size]
        return np.asarray(sums, dtype=np.float64)


def _grid(
    names: Sequence[NDArray[np.object_]], days: Sequence[Ints], agents: pd.DataFrame
) -> tuple[_Grid, list[NDArray[np.intp]]]:
    """All pairs of a person and a day, and where each input's rows stand among them."""
    agent, known = pd.factorize(np.concatenate(names))
    day = np.concatenate(days)
    bots = set(agents.loc[agents["is_bot"].fillna(value=False).astype(bool), "agent_id"])
    is_person = ~np.array([name in bots for name in known], bool)[agent]
    keys, place = np.unique((agent * DAYS + day)[is_person], return_inverse=True)
    row = np.full(len(day), len(keys))
    row[is_person] = place
    grid = _Grid(np.asarray(known, dtype=object), keys // DAYS, keys % DAYS)
    return grid, np.split(row, np.cumsum([len(one) for one in days[:-1]]))


@dataclass(frozen=True)
class _Parts:
    """Stretches of presence cut by day: which stretch, which row of the grid, how long."""

    presence: Pieces
    grid: _Grid
    piece: NDArray[np.intp]
    row: NDArray[np.intp]
    minutes: Floats
    zone: str

    @cached_property
    def owner(self) -> Ints:
        """For every row of the grid its agent's number in ``presence``, -1 for none."""
        place = pd.Index(self.presence.agents).get_indexer(list(self.grid.names))
        return np.asarray(place[self.grid.agent])

    def told(self, first: Ints, until: Ints) -> Flags:
        """Rows between an agent's first instant and the last one of the source, days included."""
        begun = np.flatnonzero(first != MISSING_INSTANT)
        start, end = np.full(len(first) + 1, NEVER), np.full(len(first) + 1, -1)
        start[begun] = local_days(first[begun], self.zone)
        end[begun] = local_days(until[begun] - 1, self.zone)
        return np.asarray((self.grid.day >= start[self.owner]) & (self.grid.day <= end[self.owner]))

    def ever(self, flags: Flags) -> Flags:
        """A trait of agents' sources, by row of the grid."""
        return np.asarray(np.append(flags, False)[self.owner])

    def sum(self, wanted: Flags) -> Floats:
        """Minutes of wanted stretches by row."""
        return self.grid.total(self.row, np.where(wanted[self.piece], self.minutes, 0.0))

    def columns(self) -> Columns:
        """Minutes as logged and as planned, NaN where they are not told."""
        at = self.presence
        logged = self.told(at.first_state, at.told_until)
        planned = self.told(at.first_plan, at.planned_until)
        overtime = self.sum(at.is_state(*codes_of("overtime")))
        present, plan = self.sum(at.is_state(*AT_WORK)), self.sum(at.is_plan(*AT_WORK))
        away = at.is_state(*AWAY) | (at.is_plan(*AWAY) & ~at.is_state(*AT_WORK))
        states = {f"{name}_minutes": self.sum(at.is_state(*codes_of(name))) for name in LOGGED}
        states |= {"present_minutes": present, "available_minutes": present - overtime}
        states |= {"idle_minutes": self.sum(at.is_state(*codes_of("available")))}
        states = {name: np.where(logged, values, np.nan) for name, values in states.items()}
        (idle,) = codes_of("available")
        states["idle_minutes"][~self.ever(at.logged[:, idle])] = np.nan
        both = {
            "adherent_minutes": self.sum(at.is_adherent()),
            "overtime_minutes": np.maximum(overtime, present - plan),
        }
        return {
            **states,
            **{name: np.where(logged & planned, values, np.nan) for name, values in both.items()},
            "planned_minutes": np.where(planned, plan, np.nan),
            "absent_minutes": np.where(logged | planned, self.sum(away), np.nan),
        }


def _work(parts: _Parts, logged: Columns, worked: Floats, acts: dict[str, Floats]) -> Columns:
    """What was done on tickets; ticket minutes come from entered work where no state tells them."""
    grid, at = parts.grid, parts.presence
    enters = np.bincount(grid.agent, worked, len(grid.names))[grid.agent] > 0
    work = np.where(enters, worked, np.nan)
    ticket, sick = codes_of("ticket", "sick")
    is_told = parts.ever(at.logged[:, ticket])
    names_sick = parts.ever(at.logged[:, sick] | at.planned[:, sick])
    is_sick = parts.sum(at.is_state(sick) | (at.is_plan(sick) & ~at.is_state(*AT_WORK))) > 0
    present = np.nan_to_num(logged["present_minutes"])
    return {
        "ticket_minutes": np.where(is_told, logged["ticket_minutes"], work),
        "work_minutes": work,
        "resolved_count": acts["resolved_count"],
        "worked_count": ((present > 0) | (acts["ticket_count"] > 0) | (worked > 0)).astype(float),
        "sick_count": np.where(names_sick, is_sick.astype(float), np.nan),
    }


def _dimensions(parts: _Parts, agents: pd.DataFrame, members: pd.DataFrame) -> Columns:
    grid, owner = parts.grid, parts.owner
    names = pd.Series(grid.names[grid.agent], dtype=object)
    known = agents.drop_duplicates("agent_id").set_index("agent_id")
    first, last = (int(grid.day.min()), int(grid.day.max())) if grid.size else (0, 0)
    starts, place = midnights(first, last + 1, parts.zone), grid.day - first
    sources = pd.Series(names.map(known["source_id"].astype(object)), dtype=object)
    told = pd.Series([*parts.presence.source, None], dtype=object).take(owner)
    return {
        "assignee": pd.Categorical(names),
        "team": pd.Categorical(team_on(names, starts[place + 1] - 1, members, since=starts[place])),
        "tier": pd.Categorical(names.map(known["tier"].astype(object))),
        "source": pd.Categorical(told.set_axis(sources.index).fillna(sources)),
        "day": as_datetimes(starts[place]),
    }
