"""The tickets that may still change, kept apart from the many that are over.

A queue is a small part of a long history. What happens next touches a few tickets: their events are put
in place here, and everything about open tickets is computed from this part alone. Of the rest nothing is
read, copied or sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from core.facts.event_log import EventLog, Ints, cluster_events
from core.facts.merge import replace_tickets
from core.facts.placing import places_of
from core.facts.splice import are_in
from core.facts.traits import SourceTraits

FEW = 20
TOUCHED = ("last_event_at", "resolved_at", "closed_at", "created_at")


@dataclass(frozen=True)
class LivePart:
    """Some tickets with all their events and rows, in the order of ticket_pk.

    ``traits`` are those of the whole history, and ``last_pk`` is the highest ticket_pk in it, in the
    part or not. A part never changes; `fold` makes the next one.
    """

    log: EventLog
    tickets: pa.Table
    traits: SourceTraits
    last_pk: int

    @classmethod
    def of(cls, log: EventLog, tickets: pa.Table, traits: SourceTraits, wanted: Ints) -> LivePart:
        """The tickets ``wanted`` (ticket_pk, ascending) of a whole history."""
        pk = np.asarray(tickets.column("pk").to_numpy())
        rows = np.flatnonzero(are_in(pk, wanted))
        some = log.tickets(np.flatnonzero(are_in(log.ticket_pk, wanted)))
        return cls(some, tickets.take(pa.array(rows)).combine_chunks(), traits, int(pk.max(initial=0)))

    def fold(self, events: pa.Table, rows: pa.Table, terms: Sequence[str | None]) -> LivePart:
        """The part after some tickets changed: theirs is what is given, the others stay.

        ``events``: all events of these tickets, as `Store.read_events` gives them; ``rows``: their
        rows of the ticket table, ascending by pk; ``terms``: the words that events refer to. The
        cost depends on the part and the changes only. Building facts from the result equals building
        them from the whole history.

        In what order changes come does not matter, and a change that is folded twice counts once.
        """
        changed = cluster_events(events, terms)
        pk = np.asarray(rows.column("pk").to_numpy())
        new = rows.slice(int(np.searchsorted(pk, self.last_pk, "right")))
        return replace(
            self,
            log=replace_tickets(self.log, changed),
            tickets=rows_replaced(self.tickets, rows),
            traits=self.traits.with_more(changed, rows, new),
            last_pk=max(self.last_pk, int(pk.max(initial=0))),
        )

    def only(self, wanted: Ints) -> LivePart:
        """The same without other tickets than these (ticket_pk, ascending)."""
        part = LivePart.of(self.log, self.tickets, self.traits, wanted)
        return replace(part, last_pk=self.last_pk)


def rows_replaced(tickets: pa.Table, rows: pa.Table) -> pa.Table:
    """A table with ``rows`` in place of those of the same pk, new ones added, ascending by pk.

    Columns in which nothing changed are shared with ``tickets``.
    """
    before, pk = (np.asarray(table.column("pk").to_numpy()) for table in (tickets, rows))
    at = places_of(before, pk, pk)
    if at is None:
        kept = np.flatnonzero(~are_in(before, pk))
        keys = np.concatenate([before[kept], pk])
        index = np.concatenate([kept, len(before) + np.arange(len(pk))])
        order = pa.array(index[np.argsort(keys, kind="stable")])
        picked = [_picked(tickets.column(name), rows.column(name), order) for name in tickets.column_names]
        return pa.table(picked, schema=tickets.schema)
    known = np.flatnonzero(at < len(before))
    places, added = pa.array(at[known]), rows.slice(len(known))
    columns = [
        _patched(_whole(tickets.column(name)), _whole(rows.column(name)), places, len(added))
        for name in tickets.column_names
    ]
    return pa.table(columns, schema=tickets.schema)


def _picked(column: pa.ChunkedArray, given: pa.ChunkedArray, order: pa.Array) -> pa.Array:
    if column.null_count == len(column) and given.null_count == len(given):
        return pa.nulls(len(order), column.type)
    return pa.concat_arrays([_whole(column), _whole(given.cast(column.type))]).take(order)


def _patched(column: pa.Array, given: pa.Array, places: pa.Array, added: int) -> pa.Array:
    """A column with the first of the given values at ``places``, the last ``added`` of them at its end."""
    given = given if given.type == column.type else given.cast(column.type)
    replacing = given.slice(0, len(places))
    if not replacing.equals(column.take(places)):
        index = np.arange(len(column))
        index[np.asarray(places)] = len(column) + np.arange(len(places))
        column = pa.concat_arrays([column, replacing]).take(pa.array(index))
    return pa.concat_arrays([column, given.slice(len(places))]) if added else column


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return (
        column.chunk(0)
        if column.num_chunks == 1
        else pa.concat_arrays(column.chunks)
        if column.num_chunks
        else pa.array([], column.type)
    )


def unsettled(tickets: pd.DataFrame, since: int) -> Ints:
    """ticket_pk, ascending, of the ticket facts that a queue is about.

    Open tickets, duplicates (an open ticket counts from its earliest one), tickets of which no end is
    known, those touched at or after ``since`` (UTC microseconds), and a few of every source that tell
    what it records at all.
    """
    touched = tickets[list(TOUCHED)].max(axis=1)
    late = (touched >= pd.Timestamp(since, unit="us", tz="UTC")).to_numpy()
    keep: NDArray[np.bool_] = tickets["is_open"].to_numpy(dtype=bool) | touched.isna().to_numpy() | late
    keep |= tickets["is_merged"].to_numpy(dtype=bool)
    keep[_witnesses(tickets)] = True
    return np.sort(tickets["ticket_pk"].to_numpy()[keep])


def _witnesses(tickets: pd.DataFrame) -> Ints:
    """The first tickets of every source, and the first of it that is assigned to somebody."""
    source = tickets["source_id"].astype("category").cat.codes.to_numpy()
    assigned = tickets["is_assigned"].to_numpy(dtype=bool)
    found = [np.zeros(0, np.int64)]
    for code in range(int(source.max(initial=-1)) + 1):
        own = np.flatnonzero(source == code)
        found += [own[:FEW], own[assigned[own]][:1]]
    return np.concatenate(found)
