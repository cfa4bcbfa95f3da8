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
from core.facts.splice import are_in
from core.facts.traits import SourceTraits

FEW = 20
LONG_STRETCH = 50
"""Rows per stretch from which on copying stretches beats picking rows one by one."""
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
        new = rows.filter(pa.array(pk > self.last_pk))
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
    """A table with ``rows`` in place of those of the same pk, new ones added, ascending by pk."""
    before = np.asarray(tickets.column("pk").to_numpy())
    pk = np.asarray(rows.column("pk").to_numpy())
    kept = np.flatnonzero(~are_in(before, pk))
    order = np.argsort(np.concatenate([before[kept], pk]), kind="stable")
    index = np.concatenate([kept, len(before) + np.arange(len(pk))])[order]
    joined = pa.concat_tables([tickets, rows.cast(tickets.schema)])
    begins = np.flatnonzero(np.r_[True, np.diff(index) != 1][: len(index)])
    if len(begins) * LONG_STRETCH > len(index):
        return joined.combine_chunks().take(pa.array(index))
    bounds = zip(index[begins].tolist(), np.diff(np.r_[begins, len(index)]).tolist(), strict=True)
    return pa.concat_tables([joined.slice(first, count) for first, count in bounds]).combine_chunks()


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
