"""A store's past as a replay reads it: tickets with work and level, people with shifts, and what was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.calendars import BusinessCalendar
from core.capacity.assignment import History, People
from core.capacity.assignment_figures import spread
from core.capacity.assignment_shifts import ShiftTimes
from core.data.columns import MICROSECONDS_PER_DAY, MICROSECONDS_PER_MINUTE, MISSING_INSTANT
from core.facts.log_view import instants_of
from core.facts.presence import codes_of, kinds
from core.facts.roster import levels, people, roles

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NOT_ANSWERING = ("management", "executive", "founder")
ON_TICKETS = codes_of("ticket", "available", "overtime", "other")
AFTER = 28 * MICROSECONDS_PER_DAY
"""How long after the last ticket shifts still count, so that its work can be finished."""


@dataclass(frozen=True)
class AsItWas:
    """What happened to the same tickets; NaN where nobody told.

    ``wait_median`` and ``wait_p90``: minutes to the first response of a person; ``handoff_rate``: changes of
    hands for each ticket; ``escalated_rate``: the part that was handed up; ``load_spread``: as in a replay.
    """

    wait_median: float
    wait_p90: float
    handoff_rate: float
    escalated_rate: float
    load_spread: float


@dataclass(frozen=True)
class Past:
    """Tickets and people of a period. ``filled``: tickets whose work is the mean of their level."""

    history: History
    people: People | None
    names: tuple[str, ...]
    filled: int
    left_out: int
    has_shifts: bool
    was: AsItWas


def chosen_tickets(tickets: pd.DataFrame, start: int | None, end: int | None, limit: int) -> pd.DataFrame:
    """Tickets for people that were created in a span, in order of creation; the last ``limit`` of them."""
    created = instants_of(tickets, "created_at")
    wanted = (created != MISSING_INSTANT) & ~tickets["is_deleted"].to_numpy(bool)
    wanted &= ~tickets["is_merged"].to_numpy(bool) & (tickets["is_solved_by_bot"].to_numpy(float) != 1)
    if start is not None:
        wanted &= created >= start
    if end is not None:
        wanted &= created < end
    rows = np.flatnonzero(wanted)
    return tickets.iloc[rows[np.argsort(created[rows], kind="stable")][-limit:]]


def ticket_levels(tickets: pd.DataFrame) -> Ints:
    """The level that each ticket ended at; the first where nobody says."""
    tiers = tickets["tier"]
    by_code = levels(pd.Series(list(tiers.cat.categories), dtype="object"))
    found = np.append(by_code, np.nan)[tiers.cat.codes.to_numpy()]
    return np.asarray(np.nan_to_num(found, nan=1.0), np.int64)


def work_minutes(tickets: pd.DataFrame, level: Ints) -> tuple[Floats, int]:
    """Logged work, where it is missing the mean of the level (else of all), and how many were filled so."""
    minutes = tickets["time_worked_minutes"].to_numpy(np.float64).copy()
    missing = np.isnan(minutes)
    known, counts = (np.bincount(level[~missing], weights, 10) for weights in (minutes[~missing], None))
    overall = minutes[~missing].mean() if (~missing).any() else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.where(counts > 0, known / counts, overall)
    minutes[missing] = means[level[missing]]
    return minutes, int(missing.sum())


def people_of(
    agents: pd.DataFrame,
    shifts: pd.DataFrame,
    calendar: BusinessCalendar,
    worked: set[str],
    span: tuple[int, int],
) -> tuple[People | None, tuple[str, ...], bool]:
    """Who can be given tickets in a span, their names, and whether their shifts are known.

    With shifts: everybody who answers tickets and has one in the span. Without: everybody whose work is
    in the tickets (``worked``), in the opening hours.
    """
    who = people(agents)
    answers = ~pd.Series(roles(who["role"])).isin(NOT_ANSWERING).to_numpy()
    own = shifts[np.isin(kinds(shifts["activity"], "ticket"), ON_TICKETS)]
    starts, ends = instants_of(own, "starts_at"), instants_of(own, "ends_at")
    inside = (ends > span[0]) & (starts < span[1] + AFTER)
    own, starts, ends = own[inside], starts[inside], ends[inside]
    names = who["agent_id"].astype(str)[answers & who["agent_id"].isin(own["agent_id"]).to_numpy()]
    has_shifts = len(names) > 0
    if has_shifts:
        rows = own["agent_id"].astype(str).to_numpy()
        times = tuple(_times(starts[rows == name], ends[rows == name], span[0]) for name in names)
    else:
        names = who["agent_id"].astype(str)[answers & who["agent_id"].isin(worked).to_numpy()]
        opening = np.array(calendar.intervals_between(span[0], span[1] + AFTER), np.int64).reshape(-1, 2)
        times = (_times(opening[:, 0], opening[:, 1], span[0]),) * len(names)
    if not len(names):
        return None, (), has_shifts
    level = np.nan_to_num(levels(who["tier"])[names.index], nan=1.0).astype(np.int64)
    return People(level, times), tuple(names), has_shifts


def _times(starts: Ints, ends: Ints, origin: int) -> ShiftTimes:
    """Minutes since the origin; what lies before it is cut off."""
    begin, stop = (np.maximum(at - origin, 0) / MICROSECONDS_PER_MINUTE for at in (starts, ends))
    return ShiftTimes(begin.tolist(), stop.tolist())


def as_it_was(tickets: pd.DataFrame, people_: People | None, names: tuple[str, ...]) -> AsItWas:
    """First responses, changes of hands and load as they happened."""
    response = tickets["first_response_minutes"].to_numpy(np.float64)
    response = response[~np.isnan(response)]
    moved, raised = (
        float(tickets[name].mean()) if tickets[name].notna().any() else np.nan
        for name in ("reassignment_count", "escalation_count")
    )
    escalations = tickets["escalation_count"].dropna()
    return AsItWas(
        wait_median=float(np.median(response)) if len(response) else np.nan,
        wait_p90=float(np.quantile(response, 0.9)) if len(response) else np.nan,
        handoff_rate=moved,
        escalated_rate=float((escalations > 0).mean()) if not np.isnan(raised) else np.nan,
        load_spread=_load_spread(tickets, people_, names),
    )


def _load_spread(tickets: pd.DataFrame, people_: People | None, names: tuple[str, ...]) -> float:
    """Spread of the work on tickets by who held them last."""
    if people_ is None:
        return float("nan")
    held = tickets.groupby(tickets["assignee"].astype("object"))["time_worked_minutes"].sum()
    minutes = held.reindex(list(names)).fillna(0.0).to_numpy(np.float64)
    return spread(minutes, np.array([own.minutes for own in people_.shifts]))
