"""The event log as the facts read it: clustered by ticket, every change stamped with what it changed.

Clustering happens once, when the log is stored in the cache; facts are then sums, firsts and lasts
over contiguous slices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from core.data.columns import MISSING_TERM, ActorRole, EventType, Status, status_from_word

NO_STATUS = -2
"""Stands in the status columns of events that change no status."""

CARRIED_TYPES = (
    EventType.ASSIGNED,
    EventType.TEAM_CHANGED,
    EventType.PRIORITY_CHANGED,
    EventType.TIER_CHANGED,
)
"""Events whose ``from_term`` is stamped from the event before of the same kind."""

NOBODY_WORDS = frozenset({"", "nobody", "unassigned", "none", "null", "n/a"})

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EventLog:
    """Events in ticket order: ticket ``i`` owns rows ``offsets[i]:offsets[i + 1]``, by (at, seq).

    ``at`` UTC microseconds; ``type`` and ``actor_role`` codes; ``from_status`` and ``to_status``
    codes of `Status` or `NO_STATUS`; ``actor``, ``field``, ``from_term`` and ``to_term`` indexes
    into the term list or -1; ``value`` a score or minutes; ``file_order`` see `stamp_file_order`.
    """

    ticket_pk: Ints
    offsets: Ints
    at: Ints
    type: NDArray[np.int8]
    actor_role: NDArray[np.int8]
    actor: NDArray[np.int32]
    field: NDArray[np.int32]
    from_status: NDArray[np.int8]
    to_status: NDArray[np.int8]
    from_term: NDArray[np.int32]
    to_term: NDArray[np.int32]
    value: NDArray[np.float64]
    file_order: NDArray[np.int8]

    @property
    def ticket_count(self) -> int:
        """Number of tickets that have events."""
        return len(self.ticket_pk)

    def tickets(self, rows: Ints) -> EventLog:
        """The events of some tickets, given by their row numbers, as a log of their own."""
        size = self.offsets[rows + 1] - self.offsets[rows]
        offsets = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
        index = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - self.offsets[rows], size)
        columns = {name: getattr(self, name)[index] for name in EVENT_FIELDS}
        return EventLog(ticket_pk=self.ticket_pk[rows], offsets=offsets, **columns)

    def slice(self, first: int, last: int) -> EventLog:
        """Tickets ``first`` to ``last`` (excluded) without copying the events."""
        start, stop = int(self.offsets[first]), int(self.offsets[last])
        columns = {name: getattr(self, name)[start:stop] for name in EVENT_FIELDS}
        return EventLog(self.ticket_pk[first:last], self.offsets[first : last + 1] - start, **columns)


EVENT_FIELDS = tuple(f.name for f in fields(EventLog) if f.name not in {"ticket_pk", "offsets"})
COLUMN_TYPES: dict[str, type[np.generic]] = {
    "ticket_pk": np.int64,
    "at": np.int64,
    "seq": np.int64,
    "type": np.int8,
    "actor_role": np.int8,
    "actor_term": np.int32,
    "field_term": np.int32,
    "from_term": np.int32,
    "to_term": np.int32,
    "value_num": np.float64,
}


def cluster_events(events: pa.Table | Mapping[str, Any], terms: Sequence[str | None]) -> EventLog:
    """Sort events by (ticket, at, seq) and stamp what each of them changed.

    ``events`` has the columns of `Store.read_events` in any order; nulls in the term columns mean
    "no value"; without ``batch_id`` all events are of one file. The status a ticket has before its
    first status event is NEW; a ``created`` event that names a known status starts there. A source's
    own previous value is used only where the log has none.
    """
    columns = {name: _column(events, name) for name in COLUMN_TYPES}
    columns["batch_id"] = _batches(events, len(columns["at"]))
    order = np.lexsort((columns["seq"], columns["at"], columns["ticket_pk"]))
    if not np.array_equal(order, np.arange(len(order))):
        columns = {name: column[order] for name, column in columns.items()}
    pk, starts = np.unique(columns["ticket_pk"], return_index=True)
    offsets = np.append(starts, len(order)).astype(np.int64)
    ticket = np.repeat(np.arange(len(pk)), np.diff(offsets))
    from_status, to_status = stamp_statuses(ticket, columns["type"], columns["to_term"], terms)
    return EventLog(
        ticket_pk=pk.astype(np.int64),
        offsets=offsets,
        at=columns["at"],
        type=columns["type"],
        actor_role=columns["actor_role"],
        actor=columns["actor_term"],
        field=columns["field_term"],
        from_status=from_status,
        to_status=to_status,
        from_term=stamp_previous(ticket, columns, terms),
        to_term=columns["to_term"],
        value=columns["value_num"],
        file_order=stamp_file_order(ticket, columns),
    )


def is_nobody(term: str | None) -> bool:
    """Whether a word stands for no one.

    >>> is_nobody(None), is_nobody(" Unassigned "), is_nobody("Ann")
    (True, True, False)
    """
    return (term or "").strip().lower() in NOBODY_WORDS


def by_term(
    used: NDArray[np.int32], terms: Sequence[str | None], read: Callable[[str | None], int], absent: int
) -> NDArray[np.int64]:
    """What every term means, by its number; the last entry answers for "no value".

    Of a long list only the terms ``used`` by a few events are read; the others mean ``absent``.

    >>> used = np.array([1, 2, 2, -1], np.int32)
    >>> by_term(used, [None, "a", "bcd"], lambda word: len(word or ""), 9).tolist()
    [0, 1, 3, 9]
    """
    table = np.full(len(terms) + 1, absent, np.int64)
    if len(used) >= len(terms):
        table[:-1] = [read(term) for term in terms]
        return table
    some = np.unique(used[used >= 0])
    table[some] = [read(terms[number]) for number in some.tolist()]
    return table


def stamp_statuses(
    ticket: Ints, kind: NDArray[np.int8], to_term: NDArray[np.int32], terms: Sequence[str | None]
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Status before and after every status event; `NO_STATUS` in both for all other events."""
    words = by_term(to_term, terms, status_from_word, Status.UNKNOWN).astype(np.int8)
    to_status = np.full(len(kind), NO_STATUS, np.int8)
    changes = (kind == EventType.STATUS_CHANGED) & (to_term != MISSING_TERM)
    opening = (kind == EventType.CREATED) & (words[to_term] != Status.UNKNOWN) & (to_term != MISSING_TERM)
    to_status[changes | opening] = words[to_term[changes | opening]]
    to_status[kind == EventType.DELETED] = Status.DELETED
    rows = np.flatnonzero(to_status != NO_STATUS)
    before = np.full(len(rows), Status.NEW, np.int8)
    same = ticket[rows[1:]] == ticket[rows[:-1]]
    before[1:][same] = to_status[rows[:-1]][same]
    from_status = np.full(len(kind), NO_STATUS, np.int8)
    from_status[rows] = before
    return from_status, to_status


def stamp_previous(
    ticket: Ints, columns: Mapping[str, NDArray[Any]], terms: Sequence[str | None]
) -> NDArray[np.int32]:
    """What the field held before the event: the last known value of that ticket, else the source's."""
    stamped = columns["from_term"].copy()
    used = np.concatenate([stamped, columns["to_term"]])
    empty = by_term(used, terms, is_nobody, True).astype(bool)
    for kind in CARRIED_TYPES:
        rows = np.flatnonzero(columns["type"] == kind)
        if len(rows):
            stamped[rows] = _carried(ticket[rows], columns["to_term"][rows], stamped[rows], empty)
    return stamped


def _carried(
    ticket: Ints, to_term: NDArray[np.int32], stated: NDArray[np.int32], empty: NDArray[np.bool_]
) -> NDArray[np.int32]:
    position = np.arange(len(ticket))
    held = np.where(empty[to_term], -1, position)
    last = np.concatenate([[-1], np.maximum.accumulate(held)[:-1]])
    known = (last >= 0) & (ticket[np.maximum(last, 0)] == ticket)
    fallback = np.where(empty[stated], MISSING_TERM, stated)
    return np.where(known, to_term[np.maximum(last, 0)], fallback).astype(np.int32)


def stamp_file_order(ticket: Ints, columns: Mapping[str, NDArray[Any]]) -> NDArray[np.int8]:
    """Whether the file that brought an event writes it after the ticket's event before it (1) or before
    that one (-1); 0 where it cannot tell: the same instant, another file, or no event before.

    ``ticket`` and the columns ``at``, ``seq`` and ``batch_id`` are in the order of the log.

    >>> columns = {"at": np.array([1, 2, 3]), "seq": np.array([5, 9, 7]), "batch_id": np.array([1, 1, 1])}
    >>> stamp_file_order(np.array([4, 4, 4]), columns).tolist()
    [0, 1, -1]
    """
    at, seq, batch = columns["at"], columns["seq"], columns["batch_id"]
    comparable = (ticket[1:] == ticket[:-1]) & (batch[1:] == batch[:-1]) & (at[1:] > at[:-1])
    order = np.zeros(len(at), np.int8)
    order[1:] = comparable & (seq[1:] > seq[:-1])
    order[1:] -= comparable & (seq[1:] < seq[:-1])
    return order


def _batches(events: pa.Table | Mapping[str, Any], count: int) -> Ints:
    names = events.column_names if isinstance(events, pa.Table) else events
    if "batch_id" not in names:
        return np.zeros(count, np.int64)
    return np.ascontiguousarray(events["batch_id"], np.int64)


def _column(events: pa.Table | Mapping[str, Any], name: str) -> NDArray[Any]:
    dtype = COLUMN_TYPES[name]
    if not isinstance(events, pa.Table):
        return np.ascontiguousarray(events[name], dtype)
    column = events.column(name)
    if column.null_count:
        column = column.fill_null(np.nan if dtype is np.float64 else MISSING_TERM)
    return np.ascontiguousarray(column.to_numpy(), dtype)


def is_human_reply(kind: NDArray[np.int8], role: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Public replies that count as a response: by an agent, or by somebody of unknown role."""
    human = (role == ActorRole.AGENT) | (role == ActorRole.UNKNOWN)
    return np.asarray((kind == EventType.PUBLIC_REPLY) & human)
