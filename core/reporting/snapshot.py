"""The content of a store in memory: read once, then only what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.changes import Changes, Mark, current_mark, read_changes
from core.data.columns import EventType
from core.data.store import Store
from core.facts.cache import FactCache
from core.facts.event_log import EventLog, Ints, cluster_events
from core.facts.live import rows_replaced
from core.facts.merge import replace_tickets
from core.facts.rules import TermRules, escalation_flags
from core.facts.traits import SourceTraits
from core.metrics.measure import Flags

STATED_INSTANTS = ("created_at", "updated_at", "stated_resolved_at", "stated_closed_at")


@dataclass(frozen=True)
class Snapshot:
    """The content of the store at one revision.

    ``latest_batch`` is the first batch that may bring more: one that was still at work, else the next.
    """

    revision: str
    latest_batch: int
    log: EventLog
    tickets: pa.Table
    terms: Sequence[str | None]
    traits: SourceTraits

    def latest(self) -> int | None:
        """The instant of the latest event; without events, of the latest stated date."""
        return self._latest

    @cached_property
    def _latest(self) -> int | None:
        if len(self.log.at):
            return int(self.log.at.max())
        columns = (pc.max(self.tickets.column(name)).as_py() for name in STATED_INSTANTS)
        return max((int(value) for value in columns if value is not None), default=None)

    def changed_since(self, batch: int) -> Ints:
        """ticket_pk of all tickets that this batch or a later one touched."""
        touched = pc.greater_equal(self.tickets.column("batch_id"), batch)
        return np.asarray(self.tickets.filter(touched).column("pk").to_numpy())

    def tells_escalations(self, facts: pd.DataFrame, teams: Sequence[str] | None) -> Flags:
        """Per ticket: whether anything that its source told could be read as an escalation."""
        is_escalation = TermRules.of(self.terms, teams).is_escalation_team
        moves = (self.log.type == EventType.TEAM_CHANGED) & (
            is_escalation[self.log.to_term] | is_escalation[self.log.from_term]
        )
        events = np.flatnonzero(moves | (self.log.type == EventType.TIER_CHANGED))
        speaking = self.log.ticket_pk[np.searchsorted(self.log.offsets, events, "right") - 1]
        names = facts["team"].cat.categories
        placed = facts["team"].isin(names[escalation_flags(list(names), teams)]).to_numpy()
        source = facts["source_id"].cat.codes.to_numpy()
        return np.asarray(np.isin(source, source[placed | np.isin(facts["ticket_pk"], speaking)]))


def read_snapshot(store: Store, cache: FactCache, before: Snapshot | None) -> Snapshot:
    """The content of the store; after ``before``, only the tickets that changed since are read."""
    if before is None or not before.tickets.num_rows:
        return _whole(store, cache)
    changes = read_changes(store, before.latest_batch, len(before.terms) - 1)
    after = _after(before, changes)
    if cache.is_due():
        cache.keep(after.revision, after.log, after.tickets)
    return after


def _whole(store: Store, cache: FactCache) -> Snapshot:
    """Everything. The words are read last, so that no event refers to one that is not there."""
    mark = current_mark(store)
    tickets = cache.table("tickets", mark.revision, store.read_tickets)
    words: list[str | None] = []

    def clustered() -> EventLog:
        events = store.read_events()
        words.extend(store.terms())
        return cluster_events(events, words)

    log = cache.event_log(mark.revision, clustered)
    return _snapshot(mark, log, tickets, words or store.terms())


def _after(before: Snapshot, changes: Changes) -> Snapshot:
    terms = [*before.terms, *changes.terms]
    log, tickets = before.log, before.tickets
    if changes.tickets.num_rows:
        log = replace_tickets(log, cluster_events(changes.events, terms))
        tickets = rows_replaced(tickets, changes.tickets)
    return _snapshot(changes.mark, log, tickets, terms)


def _snapshot(mark: Mark, log: EventLog, tickets: pa.Table, terms: Sequence[str | None]) -> Snapshot:
    return Snapshot(mark.revision, mark.batch, log, tickets, terms, SourceTraits.of(log, tickets))
