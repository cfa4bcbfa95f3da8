"""Open tickets as they stand now: an index of them, kept until the data changes, moved on in time.

Facts are as of the latest event. A page that watches the clock asks for a new instant every few seconds;
only what is open can have changed by then, and of that only what time alone changes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa

from core.data.store import Store
from core.facts.event_log import EventLog, Ints
from core.facts.fact_set import FactSet
from core.facts.log_view import LogView
from core.facts.merge import concatenated
from core.metrics.columns import MIN_SILENT_ROWS
from core.metrics.evaluate import Evaluation
from core.periods import instant_from, microseconds
from core.reporting.live_clocks import RunningClocks
from core.reporting.live_facts import moved_on, rows_of
from core.reporting.live_tiers import KnownTiers
from core.reporting.loading import FactLoader, LoadedFacts
from core.reporting.promises import LazyFrames, Promises, clock_frame
from core.reporting.settings import Settings
from core.reporting.snapshot import Snapshot
from core.sla.duplicates import Originals, stated_originals
from core.sla.running import TicketFrames

KEPT = 4
"""Instants kept in memory: several readers ask for the same one."""


@dataclass(frozen=True)
class OpenQueue:
    """The open tickets of a snapshot with their facts at its latest instant and their running clocks."""

    snapshot: Snapshot
    settings: Settings
    facts: FactSet
    clocks: RunningClocks
    promises: Promises

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        settings: Settings,
        facts: FactSet,
        tiers: KnownTiers,
        others: pd.DataFrame | None = None,
    ) -> OpenQueue:
        """Pick the open tickets out of facts at the latest instant; ``others``: see `witnesses`."""
        tickets = facts.tickets
        rows = np.flatnonzero(tickets["is_open"].to_numpy())
        some, log = rows_of(facts, rows), _log_of(snapshot, tickets["ticket_pk"].to_numpy()[rows])
        asked = first_asked(snapshot, facts, rows)
        begin = moved_on(some, facts.as_of + 1, settings.calendar)
        frames = TicketFrames(log, begin.tickets, begin.spells, begin.responses, begin.as_of, asked)
        words = tiers.of(some.tickets["customer_key"])
        terms, policy, calendar = snapshot.terms, settings.policy, settings.calendar
        clocks = RunningClocks.of(frames, terms, policy, calendar, words)
        promises = Promises(some, log, terms, policy, calendar, tiers.customers)
        return cls(snapshot, settings, _with_others(some, others), clocks, promises)

    def at(self, instant: int) -> LoadedFacts:
        """Facts and running clocks at ``instant``, but later than the latest event."""
        calendar = self.settings.calendar
        facts = moved_on(self.facts, max(instant, self.facts.as_of + 1), calendar)
        makers: dict[str, Callable[[], pd.DataFrame]] = {
            "sla_clocks": lambda: clock_frame(self.clocks.at(facts.as_of, calendar), calendar)
        }
        frames = {"tickets": facts.tickets, "responses": facts.responses, "escalations": facts.escalations}
        evaluation = Evaluation(LazyFrames(frames, makers), self.settings.zone)
        return LoadedFacts(facts, facts, evaluation, self.promises)


class FixedLoader(FactLoader):
    """Facts of one instant, whatever is asked for."""

    def __init__(self, store: Store, snapshot: Snapshot, settings: Settings, loaded: LoadedFacts) -> None:
        """Nothing more is read, but for frames beside the tickets."""
        super().__init__(store)
        self._fixed = (snapshot, settings, loaded)

    def snapshot(self) -> Snapshot:
        """The content that the facts were read from."""
        return self._fixed[0]

    def settings(self) -> Settings:
        """How they were counted."""
        return self._fixed[1]

    def as_of(self) -> datetime | None:
        """The instant."""
        return instant_from(self._fixed[2].facts.as_of)

    def load(self, as_of: datetime | None = None) -> LoadedFacts:
        """The facts of the instant."""
        return self._fixed[2]


class OpenQueues:
    """The queue of a store's present content at the instants that were asked for last."""

    def __init__(self, loader: FactLoader, store: Store, whole: FactLoader) -> None:
        """``loader`` knows at least all open tickets, ``whole`` the history; nothing is read until asked."""
        self._loader, self._store, self._whole = loader, store, whole
        self._others: tuple[str, int, pd.DataFrame] | None = None
        self._past: tuple[datetime, FixedLoader] | None = None
        self._lock, self._lock_past = threading.RLock(), threading.Lock()
        self._queue: OpenQueue | None = None
        self._tiers = KnownTiers(lambda: store.read_frame("customer"))
        self._made: OrderedDict[int, FixedLoader] = OrderedDict()

    def at(self, as_of: datetime) -> FixedLoader:
        """The queue at an instant; before the latest event there is none, so then at that event."""
        with self._lock:
            queue, instant = self.queue(), microseconds(as_of)
            if instant not in self._made:
                content = (queue.snapshot, queue.settings, queue.at(instant))
                self._made[instant] = FixedLoader(self._store, *content)
            self._made.move_to_end(instant)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
            return self._made[instant]

    def queue(self) -> OpenQueue:
        """The index of open tickets, made again after a change of the data or of how it is counted."""
        with self._lock:
            snapshot, settings = self._loader.snapshot(), self._loader.settings()
            old = self._queue
            if old is None or old.snapshot is not snapshot or old.settings.key != settings.key:
                facts, others = self._loader.load(None).facts, self._witnesses(settings)
                self._queue = old = OpenQueue.of(snapshot, settings, facts, self._tiers, others)
                self._made.clear()
            return old

    def past(self, as_of: datetime) -> FixedLoader:
        """The whole content as it was when somebody first asked for this instant."""
        with self._lock_past:
            if self._past is None or self._past[0] != as_of:
                self._past = None
                self._past = (as_of, FixedLoader(self._store, *self._whole.present()))
            return self._past[1]

    def latest(self) -> datetime | None:
        """The instant of the latest event."""
        return self._loader.as_of()

    def revision(self) -> str:
        """Changes with the data and with how it is counted; the history is not looked at."""
        settings = self._loader.settings()
        return repr((self._loader.snapshot().revision, settings.stamp, settings.key, self._whole.forgotten))

    def _witnesses(self, settings: Settings) -> pd.DataFrame:
        """Looked for once, and again after a change of how is counted."""
        known = self._others
        if known is None or known[:2] != (settings.key, self._whole.forgotten):
            found = witnesses(self._whole.load(None).facts.tickets)
            self._others = known = (settings.key, self._whole.forgotten, found)
        return known[2]


def first_asked(snapshot: Snapshot, facts: FactSet, rows: Ints) -> Ints | None:
    """When the customers of some tickets first asked, in the ticket itself or in a duplicate of it (R-EX-05).

    Duplicates are followed among these tickets and all merged ones; None where nothing was merged.
    """
    merged = np.flatnonzero(facts.tickets["is_merged"].to_numpy(dtype=bool))
    if not len(merged):
        return None
    both = np.union1d(rows, merged)
    tickets = facts.tickets.iloc[both].reset_index(drop=True)
    pk = tickets["ticket_pk"].to_numpy()
    view = LogView.of(_log_of(snapshot, pk), tickets, facts.as_of)
    stated = stated_originals(_stored(snapshot.tickets, pk))
    found = Originals.of(view, tickets, snapshot.terms, stated).first_asked(tickets)
    return np.asarray(found[np.searchsorted(both, rows)])


def _log_of(snapshot: Snapshot, pk: Ints) -> EventLog:
    """The events of some tickets, by their sorted keys; tickets without events are left out."""
    known = snapshot.log.ticket_pk
    if not len(known):
        return snapshot.log
    row = np.minimum(np.searchsorted(known, pk), len(known) - 1)
    return snapshot.log.tickets(row[known[row] == pk])


def _stored(tickets: pa.Table, pk: Ints) -> pa.Table:
    keys = np.asarray(tickets.column("pk").to_numpy())
    return tickets.filter(pa.array(np.isin(keys, pk)))


def witnesses(tickets: pd.DataFrame) -> pd.DataFrame:
    """A few finished tickets of every source, so that what it never tells is as well known as from all.

    Whether a source records assignees is told by whether any of at least so many tickets has one. The
    queue has only those that are open; with these beside them its figures are those of the whole.
    """
    source = tickets["source_id"].astype("category").cat.codes.to_numpy()
    over = ~tickets["is_open"].to_numpy(dtype=bool)
    assigned = tickets["is_assigned"].to_numpy(dtype=bool)
    found = [np.zeros(0, np.int64)]
    for code in range(int(source.max(initial=-1)) + 1):
        own = np.flatnonzero((source == code) & over)
        found += [own[:MIN_SILENT_ROWS], own[assigned[own]][:1]]
    return tickets.iloc[np.unique(np.concatenate(found))]


def _with_others(facts: FactSet, others: pd.DataFrame | None) -> FactSet:
    """The facts with more tickets at their end; those that were opened again since are left out."""
    if others is None or others.empty:
        return facts
    new = others[~others["ticket_pk"].isin(facts.tickets["ticket_pk"])]
    return replace(facts, tickets=concatenated([facts.tickets, new]))
