"""Tickets that were merged into another one: their work goes on there, so they end with the merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from core.data.columns import MISSING_INSTANT, EventType
from core.facts.event_log import NO_STATUS, EventLog, Ints
from core.facts.raw_facts import NO_EVENT, RawFacts
from core.facts.ticket_table import Flags, instants

Terms = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Merges:
    """Per ticket: merged into another one, went away by it, and when (missing without an event).

    A ticket whose status changed after the merge goes on by itself.
    """

    is_merged: Flags
    is_gone: Flags
    at: Ints

    @classmethod
    def of(cls, log: EventLog, raw: RawFacts, tickets: pa.Table, terms: Terms, as_of: int) -> Merges:
        """Look only at the events of the merged tickets."""
        is_merged = is_merged_of(raw, tickets, terms)
        is_gone, at = is_merged.copy(), np.full(len(is_merged), MISSING_INSTANT)
        rows = np.flatnonzero(is_merged)
        pk = instants(tickets, "pk")[rows]
        told = np.isin(pk, log.ticket_pk)
        some, rows = log.tickets(np.searchsorted(log.ticket_pk, pk[told])), rows[told]
        merge = _last(some, (some.type == EventType.MERGED) & (some.at <= as_of))
        change = _last(some, (some.to_status != NO_STATUS) & (some.at <= as_of))
        is_gone[rows] = (change <= merge) | (merge < 0)
        at[rows[merge >= 0]] = some.at[merge[merge >= 0]]
        return cls(is_merged, is_gone, at)


def _last(log: EventLog, wanted: Flags) -> Ints:
    """Position of the last wanted event of every ticket, -1 where there is none."""
    found = np.full(log.ticket_count, -1)
    events = np.flatnonzero(wanted)
    found[np.searchsorted(log.offsets, events, "right") - 1] = events
    return found


def is_merged_of(raw: RawFacts, tickets: pa.Table, terms: Terms) -> Flags:
    """Merged into another ticket; a source may write the event on both tickets, by number or link."""
    event, into = raw["merged_to"], tickets.column("merged_into")
    stated = (event == NO_EVENT) & ~np.asarray(into.is_null())
    rows = np.flatnonzero((event >= 0) | stated)
    merged = np.zeros(tickets.num_rows, bool)
    if len(rows):
        said = np.array([*terms, None], object)[event[rows].clip(-1)]
        target = np.where(stated[rows], into.take(rows).to_numpy(zero_copy_only=False), said)
        own = tickets.column("ticket_id").take(rows).to_numpy(zero_copy_only=False)
        tail = pd.Series(target).astype("str").str.strip().str.rstrip("/").str.rsplit("/", n=1).str[-1]
        merged[rows] = (tail.notna() & (tail != "") & (tail != pd.Series(own).astype("str"))).to_numpy(bool)
    return merged
