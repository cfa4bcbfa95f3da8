"""One ticket, told from its events: what happened when, and in which state its time went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_MINUTE, ActorRole, EventType, Status
from core.facts.event_log import NO_STATUS, EventLog
from core.facts.ticket_table import as_datetimes
from core.periods import microseconds

EVENT_COLUMNS = ("at", "type", "actor", "actor_role", "field", "from_value", "to_value", "value")
STRETCH_COLUMNS = ("status", "starts_at", "ends_at", "minutes")
RUNNING = (Status.UNKNOWN, Status.NEW, Status.OPEN, Status.PENDING, Status.HOLD)


@dataclass(frozen=True)
class TicketStory:
    """``facts``: the ticket's row of the ticket facts. ``events``: ``at``, ``type``, ``actor``,
    ``actor_role``, ``field``, ``from_value``, ``to_value``, ``value``, in order. ``stretches``:
    ``status``, ``starts_at``, ``ends_at``, ``minutes`` of every stretch in an unfinished state; empty
    where the history does not tell."""

    facts: pd.Series
    events: pd.DataFrame
    stretches: pd.DataFrame


def story_of(log: EventLog, terms: Sequence[str | None], facts: pd.Series, as_of: int) -> TicketStory:
    """The story of the ticket that a row of facts is about, up to ``as_of`` (UTC microseconds)."""
    own = _events_of(log, int(facts["ticket_pk"]))
    seen = own.at <= as_of
    events = event_frame(own, terms).loc[seen].reset_index(drop=True)
    return TicketStory(facts, events, _stretches(own, facts, as_of))


def _events_of(log: EventLog, ticket_pk: int) -> EventLog:
    place = int(np.searchsorted(log.ticket_pk, ticket_pk))
    there = place < log.ticket_count and log.ticket_pk[place] == ticket_pk
    return log.slice(place, place + 1) if there else log.slice(0, 0)


def event_frame(log: EventLog, terms: Sequence[str | None]) -> pd.DataFrame:
    """The events of a small log in words: `EVENT_COLUMNS`."""
    words = np.array([*terms, None], dtype=object)  # the number of "no value" is the last place
    columns = {
        "at": as_datetimes(np.ascontiguousarray(log.at)),
        "type": [EventType(code).name.lower() for code in log.type],
        "actor": words[log.actor],
        "actor_role": [ActorRole(code).name.lower() for code in log.actor_role],
        "field": words[log.field],
        "from_value": [
            Status(status).name.lower() if status != NO_STATUS else words[term]
            for status, term in zip(log.from_status, log.from_term, strict=True)
        ],
        "to_value": words[log.to_term],
        "value": log.value,
    }
    return pd.DataFrame(columns, columns=list(EVENT_COLUMNS))


def _stretches(log: EventLog, facts: pd.Series, as_of: int) -> pd.DataFrame:
    """From creation to the end, cut at every change of state; unknown where the clocks of states are."""
    if pd.isna(facts["requester_wait_minutes"]):
        return pd.DataFrame(columns=list(STRETCH_COLUMNS))
    created = microseconds(facts["created_at"].to_pydatetime())
    stop = max(_end_of(facts, as_of), created)
    changes = np.flatnonzero((log.to_status != NO_STATUS) & (log.at <= as_of))
    status = np.concatenate([[int(Status.NEW)], log.to_status[changes]])
    bounds = np.concatenate([[created], log.at[changes], [stop]]).clip(created, stop)
    minutes = np.diff(bounds) / MICROSECONDS_PER_MINUTE
    keep = np.flatnonzero((minutes > 0) & np.isin(status, RUNNING))
    return pd.DataFrame(
        {
            "status": [Status(code).name.lower() for code in status[keep]],
            "starts_at": as_datetimes(bounds[keep]),
            "ends_at": as_datetimes(bounds[keep + 1]),
            "minutes": minutes[keep],
        }
    )


def _end_of(facts: pd.Series, as_of: int) -> int:
    """When the ticket was finished, or went away into another one; else now."""
    ended = facts["resolved_at"] if facts["is_finished"] else facts["merged_away_at"]
    return as_of if pd.isna(ended) else microseconds(ended.to_pydatetime())
