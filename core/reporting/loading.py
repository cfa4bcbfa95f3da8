"""From the store to facts in memory: loaded once per revision, safe to call from several threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.columns import EventType
from core.data.store import Store
from core.facts.cache import FactCache
from core.facts.event_log import EventLog, Ints, cluster_events
from core.facts.fact_set import FactSet, build_fact_set
from core.facts.merge import refresh_fact_set, replace_tickets
from core.facts.rules import TermRules, escalation_flags
from core.facts.traits import SourceTraits
from core.metrics.evaluate import Evaluation
from core.metrics.measure import Flags
from core.periods import instant_from, microseconds
from core.reporting.other_frames import FrameSources, frame_makers
from core.reporting.promises import LazyFrames, Promises
from core.reporting.settings import Settings, read_settings
from core.sla.duplicates import stated_originals

KEPT = 6
"""Fact sets kept in memory: the present, and the instants that comparisons look at."""
STATED_INSTANTS = ("created_at", "updated_at", "stated_resolved_at", "stated_closed_at")
NOTHING: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Snapshot:
    """The content of the store at one revision."""

    revision: str
    latest_batch: int
    log: EventLog
    tickets: pa.Table
    terms: Sequence[str | None]
    traits: SourceTraits

    def latest(self) -> int | None:
        """The instant of the latest event; without events, of the latest stated date."""
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


@dataclass(frozen=True)
class LoadedFacts:
    """Facts as at one instant, ready to be measured; ``base`` is what refreshing starts from."""

    base: FactSet
    facts: FactSet
    evaluation: Evaluation
    promises: Promises


class FactLoader:
    """Keeps the newest snapshot of a store and a few fact sets built from it."""

    def __init__(self, store: Store) -> None:
        """Nothing is read until somebody asks."""
        self._store = store
        self._cache = FactCache(store.cache_dir)
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._settings: Settings | None = None
        self._present: tuple[Snapshot, Settings, FactSet] | None = None
        self._loaded: OrderedDict[tuple[str, str, int], LoadedFacts] = OrderedDict()

    def snapshot(self) -> Snapshot:
        """The content of the store, read again only after a change, and then only what changed."""
        with self._lock:
            revision = self._store.revision()
            if self._snapshot is None or self._snapshot.revision != revision:
                self._snapshot = read_snapshot(self._store, self._cache, revision, self._snapshot)
                self._settings = None
            return self._snapshot

    def settings(self) -> Settings:
        """How to count, read again after a change of data or of a setting."""
        with self._lock:
            self.snapshot()
            stamp = self._store.settings_stamp()
            if self._settings is None or self._settings.stamp != stamp:
                self._settings = read_settings(self._store, stamp)
            return self._settings

    def events(self) -> tuple[EventLog, Sequence[str | None]]:
        """The clustered event log, and the words that it refers to by number."""
        snapshot = self.snapshot()
        return snapshot.log, snapshot.terms

    def as_of(self) -> datetime | None:
        """The latest instant in the store; None when it is empty."""
        latest = self.snapshot().latest()
        return None if latest is None else instant_from(latest)

    def load(self, as_of: datetime | None = None) -> LoadedFacts:
        """Facts as at ``as_of`` (default: the latest instant), from memory where possible."""
        with self._lock:
            snapshot, settings = self.snapshot(), self.settings()
            instant = microseconds(as_of) if as_of is not None else (snapshot.latest() or 0)
            key = (snapshot.revision, settings.key, instant)
            if key not in self._loaded:
                self._loaded[key] = self._build(snapshot, settings, instant)
            self._loaded.move_to_end(key)
            while len(self._loaded) > KEPT:
                self._loaded.popitem(last=False)
            return self._loaded[key]

    def forget(self) -> None:
        """Drop everything in memory, after a change that no revision shows."""
        with self._lock:
            self._snapshot = self._settings = self._present = None
            self._loaded.clear()

    def renew(self, frames: Collection[str]) -> None:
        """Make some frames beside the tickets again when next asked for, after their tables were written."""
        with self._lock:
            for key, each in self._loaded.items():
                kept, zone = each.evaluation.frames, each.evaluation.zone
                if isinstance(kept, LazyFrames):
                    self._loaded[key] = replace(each, evaluation=Evaluation(kept.anew(frames), zone))

    def _build(self, snapshot: Snapshot, settings: Settings, instant: int) -> LoadedFacts:
        base = self._facts(snapshot, settings, instant)
        if instant == snapshot.latest():
            self._present = (snapshot, settings, base)
        facts = base
        told = snapshot.tells_escalations(base.tickets, settings.escalation_teams)
        if not told.all():
            counted = base.tickets["escalation_count"].where(told)
            facts = replace(base, tickets=base.tickets.assign(escalation_count=counted))
        frames = {"tickets": facts.tickets, "responses": facts.responses, "escalations": facts.escalations}
        promises = Promises(
            facts,
            snapshot.log,
            snapshot.terms,
            settings.policy,
            settings.calendar,
            lambda: self._store.read_frame("customer"),
            lambda: stated_originals(snapshot.tickets),
        )
        sources = FrameSources(self._store.read_frame, facts, settings.zone, settings.calendar, snapshot.log)
        makers = {"sla_clocks": lambda: promises.frame} | frame_makers(sources)
        evaluation = Evaluation(LazyFrames(frames, makers), settings.zone)
        return LoadedFacts(base, facts, evaluation, promises)

    def _facts(self, snapshot: Snapshot, settings: Settings, instant: int) -> FactSet:
        shared: dict[str, Any] = {
            "as_of": instant,
            "calendar": settings.calendar,
            "timezone": settings.zone,
            "escalation_teams": settings.escalation_teams,
            "revision": snapshot.revision,
        }
        content = (snapshot.log, snapshot.tickets, snapshot.terms)
        if self._present is None or not self._may_refresh(settings, instant):
            return build_fact_set(*content, traits=snapshot.traits, **shared)
        before, _, old = self._present
        changed = NOTHING if before is snapshot else snapshot.changed_since(before.latest_batch)
        return refresh_fact_set(old, before.log, *content, changed=changed, **shared)

    def _may_refresh(self, settings: Settings, instant: int) -> bool:
        if self._present is None:
            return False
        _, used, old = self._present
        return used.key == settings.key and old.as_of <= instant


def read_snapshot(store: Store, cache: FactCache, revision: str, before: Snapshot | None) -> Snapshot:
    """The content of the store; after ``before``, only events of the tickets that changed since."""
    terms = store.terms()
    tickets = cache.table("tickets", revision, store.read_tickets)

    def clustered() -> EventLog:
        if before is None or before.latest_batch == 0:
            return cluster_events(store.read_events(), terms)
        changed = cluster_events(store.read_events(changed_since=before.latest_batch), terms)
        return replace_tickets(before.log, changed)

    log = cache.event_log(revision, clustered)
    latest_batch = pc.max(tickets.column("batch_id")).as_py() or 0
    return Snapshot(revision, int(latest_batch), log, tickets, terms, SourceTraits.of(log, tickets))
