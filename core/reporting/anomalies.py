"""Contradictions in the data, kind by kind: which tickets have them, and what the figures make of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.facts.event_log import EVENT_FIELDS, EventLog
from core.metrics.measure import Flags
from core.reporting import odd_logs
from core.reporting.odd_logs import LoggedTickets, Positions
from core.reporting.story import event_frame

LISTED = (
    "ticket_id",
    "source_id",
    "status",
    "priority",
    "team",
    "assignee",
    "created_at",
    "first_reply_at",
    "resolved_at",
)
"""Columns of the tickets in a list of anomalies."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Tickets whose data contradicts itself or lacks a clock.

    ``event_count``: the odd events of these tickets, None where the kind is told from the tickets only.
    ``meaning`` says what may be behind it, ``handling`` what facts, figures and clocks make of it.
    """

    id: str
    name: str
    count: int
    event_count: int | None
    ticket_count: int
    meaning: str
    handling: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of anomaly: told from the facts of a ticket, from its events, or from either."""

    name: str
    meaning: str
    handling: str
    tickets: Callable[[pd.DataFrame], pd.Series] | None = None
    events: Callable[[LoggedTickets], Positions] | None = None


KINDS: dict[str, Kind] = {
    "no_created": Kind(
        "No creation date",
        "the source does not tell it",
        "no age, no response time, in no period",
        lambda t: t["created_at"].isna(),
    ),
    "events_before_created": Kind(
        "Events before it was created",
        "clocks of two systems, or a wrong time zone at import",
        "earlier replies give no response time; earlier pauses do not count",
        lambda t: t["first_reply_at"] < t["created_at"],
        odd_logs.other_early,
    ),
    "resolved_before_created": Kind(
        "Resolved before it was created",
        "a wrong time zone or mixed-up day and month at import",
        "finished, but without a resolution time and its promise",
        lambda t: t["resolved_at"] < t["created_at"],
        odd_logs.finished_early,
    ),
    "no_resolution_instant": Kind(
        "Finished, but nobody knows when",
        "the source tells the state and not its time",
        "left out of resolution times and of counts by period",
        lambda t: t["is_finished"] & t["resolved_at"].isna(),
    ),
    "unknown_status": Kind(
        "State word not understood",
        "a state of the source's own",
        "counts as open: clocks run, and after a finish it is reopened",
        lambda t: t["status"] == "unknown",
        odd_logs.unknown_states,
    ),
    "response_unknown": Kind(
        "No word about replies",
        "the source records none",
        "left out of response times",
        lambda t: t["first_response_observed_minutes"].isna() & ~(t["resolved_at"] < t["created_at"]),
    ),
    "finished_unanswered": Kind(
        "Finished without any reply",
        "solved elsewhere, closed unread, or replies are missing",
        "no response time; its response clock stops at the end",
        lambda t: (
            t["is_finished"]
            & t["first_response_minutes"].isna()
            & t["first_response_observed_minutes"].notna()
        ),
    ),
    "resolved_before_response": Kind(
        "Resolved before the first reply",
        "a reply recorded late, or a resolution without a word",
        "both times count as they are told",
        lambda t: (t["first_resolved_at"] < t["first_response_at"]) & t["is_finished"],
    ),
    "out_of_order": Kind(
        "Events not in the order of time",
        "a file put together from parts, or a wrong time in it",
        "time decides; file order only among events of one instant",
        None,
        odd_logs.out_of_order,
    ),
    "overlapping_pauses": Kind(
        "Pauses that overlap",
        "a pause that was begun again before its end, or ended twice",
        "each change of state ends the pause: no minute counts twice",
        None,
        odd_logs.overlapping_pauses,
    ),
    "reopened_after_close": Kind(
        "Reopened after it was closed",
        "closing is not final in this help desk",
        "counts as reopened; the policy says how its clock goes on",
        None,
        odd_logs.reopened_after_close,
    ),
    "after_the_end": Kind(
        "Went on after merge or deletion",
        "a customer writes to the old ticket, or it was brought back",
        "only a change of state brings it back; a merged one has no promises",
        None,
        odd_logs.after_the_end,
    ),
    "created_twice": Kind(
        "Created more than once",
        "the logs of two tickets under one number",
        "the first creation counts",
        None,
        odd_logs.created_twice,
    ),
    "recorded_twice": Kind(
        "The same event more than once",
        "a row twice in a file, or again under another id",
        "replies and worked time count each time; clocks do not change",
        None,
        odd_logs.recorded_twice,
    ),
}
"""Every kind of anomaly by its id."""


def find_anomalies(logged: LoggedTickets) -> tuple[Anomaly, ...]:
    """The anomalies that occur, in the order of `KINDS`."""
    found = [_found(name, kind, logged) for name, kind in KINDS.items()]
    return tuple(anomaly for anomaly in found if anomaly.count)


def anomaly_tickets(
    name: str, logged: LoggedTickets, terms: Sequence[str | None], limit: int | None = None
) -> pd.DataFrame:
    """Tickets with one kind of anomaly, the last created first.

    Columns `LISTED`; where the kind is told from events also ``event_count``, and of the first odd event
    the columns of `core.reporting.story.EVENT_COLUMNS` (missing where a ticket has none). Raises
    ValueError for an unknown kind.
    """
    if name not in KINDS:
        raise ValueError(f"anomaly: {name!r} is none; known are {', '.join(KINDS)}")
    rows, events = _where(KINDS[name], logged)
    listed = logged.tickets.loc[rows, list(LISTED)]
    listed = listed.sort_values("created_at", ascending=False, kind="stable").head(limit or len(listed))
    if KINDS[name].events is not None:
        listed = listed.join(_first_events(logged, events, terms, listed.index))
    return listed.reset_index(drop=True)


def _found(name: str, kind: Kind, logged: LoggedTickets) -> Anomaly:
    rows, events = _where(kind, logged)
    told = len(events) if kind.events is not None else None
    total = len(logged.tickets)
    return Anomaly(name, kind.name, int(rows.sum()), told, total, kind.meaning, kind.handling)


def _where(kind: Kind, logged: LoggedTickets) -> tuple[Flags, Positions]:
    """Rows of the facts with the anomaly, and its events of these tickets."""
    rows = np.zeros(len(logged.tickets), bool)
    if kind.tickets is not None:
        rows |= kind.tickets(logged.tickets).to_numpy(bool)
    events = np.zeros(0, np.int64)
    if kind.events is not None:
        events = kind.events(logged)
        row = logged.row[logged.ticket(events)]
        events, row = events[row >= 0], row[row >= 0]
        rows[row] = True
    return rows, events


def _first_events(
    logged: LoggedTickets, events: Positions, terms: Sequence[str | None], wanted: pd.Index
) -> pd.DataFrame:
    """How many odd events each of the wanted rows has, and the first of them."""
    row, first, count = np.unique(logged.row[logged.ticket(events)], return_index=True, return_counts=True)
    keep = np.isin(row, wanted)
    picked = events[first[keep]]
    columns = {name: getattr(logged.log, name)[picked] for name in EVENT_FIELDS}
    alone = EventLog(logged.log.ticket_pk[logged.ticket(picked)], np.arange(len(picked) + 1), **columns)
    return event_frame(alone, terms).set_index(row[keep]).assign(event_count=count[keep])
