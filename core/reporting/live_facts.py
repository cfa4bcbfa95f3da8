"""Facts of open tickets moved on in time: what grows while nothing happens, without computing it anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from core.calendars import BusinessCalendar
from core.data.columns import MICROSECONDS_PER_MINUTE
from core.facts.event_log import Ints
from core.facts.fact_set import FactSet
from core.facts.log_view import instants_of
from core.metrics.columns import flags
from core.metrics.measure import Flags, Floats

OPEN = ("age_minutes", "idle_minutes", "resolution_observed_minutes")
"""Minutes that grow while a ticket is open."""


def moved_on(facts: FactSet, instant: int, calendar: BusinessCalendar) -> FactSet:
    """The facts as they stand at a later instant (UTC microseconds) if nothing has happened in between.

    Ages, idle times and running waits grow by the time that has passed, those in opening hours by the
    open time; all else stays. Equal to building the facts anew at ``instant`` as long as neither an event
    nor an instant that a source states lies in between. Raises ValueError for an earlier instant.
    """
    if instant < facts.as_of:
        raise ValueError("instant: must not lie before the instant of the facts")
    wall = (instant - facts.as_of) / MICROSECONDS_PER_MINUTE
    open_time = calendar.elapsed(np.array([facts.as_of]), np.array([instant]))
    business = float(open_time[0]) / MICROSECONDS_PER_MINUTE
    tickets = facts.tickets.assign(**_grown(facts.tickets, wall, business))
    responses = _longer_turns(facts.responses, facts.as_of, wall)
    return replace(facts, as_of=instant, tickets=tickets, responses=responses)


def _grown(tickets: pd.DataFrame, wall: float, business: float) -> dict[str, Floats]:
    is_open, status = flags(tickets, "is_open"), tickets["status"]
    unanswered = is_open & ~flags(tickets, "is_answered")
    pending = is_open & (status == "pending").to_numpy()
    grows: dict[str, tuple[Flags, float]] = dict.fromkeys(OPEN, (is_open, wall))
    grows |= {
        "resolution_business_observed_minutes": (is_open, business),
        "first_response_observed_minutes": (unanswered, wall),
        "first_response_business_observed_minutes": (unanswered, business),
        "agent_wait_minutes": (pending, wall),
        "requester_wait_minutes": (is_open & ~pending, wall),
        "hold_minutes": (is_open & (status == "hold").to_numpy(), wall),
    }
    return {name: tickets[name].to_numpy() + np.where(rows, by, 0.0) for name, (rows, by) in grows.items()}


def _longer_turns(responses: pd.DataFrame, as_of: int, wall: float) -> pd.DataFrame:
    """Customers whose message was unanswered at ``as_of`` have waited on."""
    observed = responses["observed_minutes"].to_numpy()
    until = instants_of(responses, "asked_at") + np.rint(observed * MICROSECONDS_PER_MINUTE).astype(np.int64)
    waits = responses["answered_at"].isna().to_numpy() & (until >= as_of)
    return responses.assign(observed_minutes=observed + np.where(waits, wall, 0.0))


def rows_of(facts: FactSet, rows: Ints) -> FactSet:
    """The facts of the tickets at some positions, in order; days of agents count all tickets and go."""
    place = np.full(len(facts.tickets), -1)
    place[rows] = np.arange(len(rows))
    frames = {name: _only(getattr(facts, name), place) for name in ("responses", "spells", "escalations")}
    return replace(
        facts,
        tickets=facts.tickets.iloc[rows].reset_index(drop=True),
        agent_days=facts.agent_days.head(0),
        **frames,
    )


def _only(frame: pd.DataFrame, place: Ints) -> pd.DataFrame:
    moved = place[frame["ticket_row"].to_numpy()]
    keep = np.flatnonzero(moved >= 0)
    return frame.iloc[keep].assign(ticket_row=moved[keep]).reset_index(drop=True)
