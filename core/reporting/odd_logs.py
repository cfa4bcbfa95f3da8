"""Events that contradict the rest of their ticket's log: where they are, kind by kind.

Each finder takes a `LoggedTickets` and gives the positions of the odd events in the log, in order. What
the facts and the clocks make of them is written beside the kinds in `core.reporting.anomalies`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MISSING_INSTANT, ActorRole, EventType, Status
from core.facts.event_log import CARRIED_TYPES, NO_STATUS, EventLog, Ints
from core.facts.log_view import instants_of

Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class LoggedTickets:
    """A log and the facts of its tickets, both up to the same instant."""

    log: EventLog
    tickets: pd.DataFrame

    @cached_property
    def row(self) -> Ints:
        """Row of the facts for each ticket of the log; -1 where it has none."""
        pk, wanted = self.tickets["ticket_pk"].to_numpy(), self.log.ticket_pk
        if np.array_equal(pk, wanted):
            return np.arange(len(pk))
        if not len(pk):
            return np.full(len(wanted), -1)
        place = np.minimum(np.searchsorted(pk, wanted), len(pk) - 1)
        return np.asarray(np.where(pk[place] == wanted, place, -1))

    @cached_property
    def early(self) -> Positions:
        """Events before the creation of their ticket."""
        log, created = self.log, self.of_ticket(instants_of(self.tickets, "created_at"), MISSING_INSTANT)
        if not log.ticket_count:
            return np.zeros(0, np.int64)
        suspects = np.flatnonzero(log.at[log.offsets[:-1]] < created)
        events = events_of(log, suspects)
        return events[log.at[events] < created[self.ticket(events)]]

    def of_ticket(self, column: NDArray[Any], missing: object) -> NDArray[Any]:
        """A column of the facts for each ticket of the log; the last entry answers for row -1."""
        return np.asarray(np.append(column, np.array(missing, column.dtype))[self.row])

    def ticket(self, events: Positions) -> Ints:
        """Which ticket of the log the events belong to."""
        return np.asarray(np.searchsorted(self.log.offsets, events, "right") - 1)


def events_of(log: EventLog, tickets: Ints) -> Positions:
    """Positions of all events of some tickets of the log."""
    size = log.offsets[tickets + 1] - log.offsets[tickets]
    end = np.cumsum(size)
    return np.asarray(np.arange(size.sum()) + np.repeat(log.offsets[tickets] - (end - size), size))


def finished_early(logged: LoggedTickets) -> Positions:
    """A ticket was solved or closed before it was created."""
    after = logged.log.to_status[logged.early]
    return np.asarray(logged.early[(after == Status.SOLVED) | (after == Status.CLOSED)])


def other_early(logged: LoggedTickets) -> Positions:
    """Anything else happened to a ticket before it was created."""
    after = logged.log.to_status[logged.early]
    return np.asarray(logged.early[(after != Status.SOLVED) & (after != Status.CLOSED)])


def unknown_states(logged: LoggedTickets) -> Positions:
    """A ticket entered a state whose word is not understood."""
    return np.flatnonzero(logged.log.to_status == Status.UNKNOWN)


def out_of_order(logged: LoggedTickets) -> Positions:
    """An event stands in its file where time does not put it.

    Files are written oldest first or newest first; which of them a source does is what most of its
    events say, and the others are odd.
    """
    order, log = logged.log.file_order, logged.log
    if order.min(initial=0) >= 0:
        return np.zeros(0, np.int64)
    source = logged.of_ticket(logged.tickets["source_id"].cat.codes.to_numpy(np.int64), -1) + 1
    rises = np.add.reduceat(order, log.offsets[:-1], dtype=np.int64)
    is_newest_first = np.bincount(source, rises) < 0
    if not is_newest_first.any():
        return np.flatnonzero(order < 0)
    told = np.flatnonzero(order)
    return np.asarray(told[(order[told] > 0) == is_newest_first[source[logged.ticket(told)]]])


def overlapping_pauses(logged: LoggedTickets) -> Positions:
    """A pause began while another one was still on.

    Either the same state is entered again, and the customer has not written in between, which ends
    a wait for the customer; or another pausing state is entered and the end is told twice.
    """
    log = logged.log
    changes = np.flatnonzero(log.to_status != NO_STATUS)
    before, after = log.from_status[changes], log.to_status[changes]
    inside = np.flatnonzero(_is_pause(after) & _is_pause(before))
    again = inside[before[inside] == after[inside]]
    again = again[~_answered_between(log, changes, again, after)]
    moved = inside[before[inside] != after[inside]]
    moved = moved[moved + 2 < len(changes)]
    ends = ~_is_pause(after[moved + 1]) & (after[moved + 1] == after[moved + 2])
    moved = moved[ends & (logged.ticket(changes[moved]) == logged.ticket(changes[moved + 2]))]
    return np.asarray(changes[np.sort(np.concatenate([again, moved]))])


def _is_pause(status: NDArray[np.int8]) -> Flags:
    return np.asarray((status == Status.PENDING) | (status == Status.HOLD))


def _answered_between(log: EventLog, changes: Positions, again: Positions, after: NDArray[np.int8]) -> Flags:
    """Whether the customer wrote between a change to pending and the one before it."""
    asks = np.flatnonzero(_is_question(log)) if len(again) else again
    count = np.searchsorted(asks, changes[again]) - np.searchsorted(asks, changes[again - 1])
    return np.asarray((count > 0) & (after[again] == Status.PENDING))


def _is_question(log: EventLog) -> Flags:
    by_customer = (log.type == EventType.PUBLIC_REPLY) & (log.actor_role == ActorRole.CUSTOMER)
    return np.asarray((log.type == EventType.CUSTOMER_REPLY) | by_customer)


def reopened_after_close(logged: LoggedTickets) -> Positions:
    """A closed ticket, whose work is final in most systems, was opened again."""
    log = logged.log
    return np.flatnonzero((log.from_status == Status.CLOSED) & (log.to_status < Status.SOLVED))


def after_the_end(logged: LoggedTickets) -> Positions:
    """Somebody wrote to, or opened again, a ticket that had been merged into another or deleted."""
    log = logged.log
    ends = np.flatnonzero((log.type == EventType.MERGED) | (log.to_status == Status.DELETED))
    merged = logged.of_ticket(logged.tickets["is_merged"].to_numpy(), False)
    ends = ends[(log.to_status[ends] == Status.DELETED) | merged[logged.ticket(ends)]]
    ended_at = np.full(log.ticket_count, MISSING_INSTANT)
    ended_at[logged.ticket(ends)] = log.at[ends]
    events = events_of(log, np.unique(logged.ticket(ends)))
    kind, after = log.type[events], log.to_status[events]
    lively = (kind == EventType.PUBLIC_REPLY) | (kind == EventType.CUSTOMER_REPLY)
    lively |= (after != NO_STATUS) & (after < Status.SOLVED)
    return np.asarray(events[lively & (log.at[events] > ended_at[logged.ticket(events)])])


def created_twice(logged: LoggedTickets) -> Positions:
    """A ticket was created although it was there."""
    is_birth, begins = logged.log.type == EventType.CREATED, logged.log.offsets[:-1]
    born = np.flatnonzero(is_birth)
    if len(born) == np.count_nonzero(is_birth[begins]):
        return born[:0]
    ticket = logged.ticket(born)
    return np.asarray(born[1:][ticket[1:] == ticket[:-1]])


def recorded_twice(logged: LoggedTickets) -> Positions:
    """The same thing was recorded before: kind, people, value, ticket and instant are the same.

    Changes of fields are left out, since most of their values are not kept.
    """
    log = logged.log
    tied = np.append(False, log.at[1:] == log.at[:-1])[: len(log.at)]
    tied[log.offsets[:-1]] = False
    events = np.flatnonzero(tied | np.append(tied[1:], False)[: len(tied)])
    moment = np.cumsum(~tied[events])
    alike = (moment * len(EventType) + log.type[events]) * len(ActorRole) + log.actor_role[events]
    events, alike = _where_alike(events, moment, alike)
    columns = {name: getattr(log, name)[events] for name in ("actor", "field", "to_term", "value")}
    repeats = pd.DataFrame({"alike": alike, **columns}).duplicated().to_numpy()
    return np.asarray(events[repeats & _is_idle(log, events)])


def _is_idle(log: EventLog, events: Positions) -> Flags:
    """Whether an event changes nothing: back and forth within one instant is no repetition."""
    kind = log.type[events]
    moves = np.isin(kind, CARRIED_TYPES) & (log.from_term[events] != log.to_term[events])
    moves |= log.from_status[events] != log.to_status[events]
    return np.asarray(~moves & ~np.isin(kind, (EventType.FIELD_CHANGED, EventType.CREATED)))


def _where_alike(events: Positions, moment: Ints, alike: Ints) -> tuple[Positions, Ints]:
    """Only the moments in which two events are alike."""
    ordered = np.sort(alike)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    holds = np.zeros(moment.max(initial=0) + 1, bool)
    holds[twice // (len(EventType) * len(ActorRole))] = True
    some = np.flatnonzero(holds[moment])
    return events[some], alike[some]
