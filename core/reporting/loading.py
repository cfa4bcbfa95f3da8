"""From the store to facts in memory: loaded once per revision, safe to call from several threads."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from core.data.store import Store
from core.facts.cache import FactCache
from core.facts.event_log import EventLog, Ints
from core.facts.fact_set import FactSet, build_fact_set
from core.facts.journeys import journeys
from core.facts.merge import refresh_fact_set
from core.facts.rules import TermRules
from core.metrics.evaluate import Evaluation
from core.periods import instant_from, microseconds
from core.reporting.other_frames import FrameSources, frame_makers
from core.reporting.promises import LazyFrames, Promises
from core.reporting.settings import Settings, read_settings
from core.reporting.snapshot import Snapshot, read_snapshot
from core.sla.duplicates import stated_originals

__all__ = ["FactLoader", "LoadedFacts", "Snapshot", "read_snapshot"]

KEPT = 6
"""Fact sets kept in memory: the present, and the instants that comparisons look at."""
MANY_TICKETS = 200_000
REST = 5
"""With many tickets, how many times as long as reading took the content stays as it was read: a stream of
deliveries would otherwise leave time for nothing else. The queue of open tickets does not wait."""
NOTHING: Ints = np.zeros(0, np.int64)


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
        self._next_at = 0.0
        self.forgotten = 0

    def snapshot(self) -> Snapshot:
        """The content of the store, read again only after a change, and then only what changed."""
        with self._lock:
            held, began = self._snapshot, time.monotonic()
            if held is not None and (began < self._next_at or held.revision == self._store.revision()):
                return held
            self._snapshot = read_snapshot(self._store, self._cache, held)
            self._settings = None
            if held is not None and held.tickets.num_rows >= MANY_TICKETS:
                self._next_at = time.monotonic() + REST * (time.monotonic() - began)
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
            for old in [known for known in self._loaded if known[0] != snapshot.revision]:
                del self._loaded[old]
            if key not in self._loaded:
                self._loaded[key] = self._build(snapshot, settings, instant)
            self._loaded.move_to_end(key)
            while len(self._loaded) > KEPT:
                self._loaded.popitem(last=False)
            return self._loaded[key]

    def present(self) -> tuple[Snapshot, Settings, LoadedFacts]:
        """The latest content, how it is counted, and the facts at its latest instant."""
        with self._lock:
            loaded = self.load()
            return self._snapshot or self.snapshot(), self.settings(), loaded

    def forget(self) -> None:
        """Drop everything in memory, after a change that no revision shows."""
        with self._lock:
            self._snapshot = self._settings = self._present = None
            self._loaded.clear()
            self._next_at = 0.0
            self.forgotten += 1

    def save(self) -> None:
        """Leave what was read beside the database, so that the next process need not read it again."""
        with self._lock:
            if self._snapshot is not None:
                held = self._snapshot
                self._cache.keep(held.revision, held.log, held.tickets)

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
        makers["journeys"] = lambda: journeys(
            snapshot.log,
            facts.tickets,
            snapshot.terms,
            as_of=instant,
            rules=TermRules.of(snapshot.terms, settings.escalation_teams),
        )
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
        return refresh_fact_set(old, before.log, *content, changed=changed, traits=snapshot.traits, **shared)

    def _may_refresh(self, settings: Settings, instant: int) -> bool:
        if self._present is None:
            return False
        _, used, old = self._present
        return used.key == settings.key and old.as_of <= instant
