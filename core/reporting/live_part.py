"""Facts of the tickets that may still change, seconds fresh however long the history is.

The whole history is looked at once, to tell which tickets are over. From then on only what changed is
read, and everything is computed for the tickets that are left: the open ones, those touched lately,
and duplicates, whose customers may have asked before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.data.changes import read_changes
from core.data.columns import MICROSECONDS_PER_HOUR
from core.data.store import Store
from core.facts.fact_set import FactSet, build_fact_set
from core.facts.live import LivePart, unsettled
from core.metrics.measure import Flags
from core.reporting.loading import FactLoader
from core.reporting.settings import Settings, read_settings
from core.reporting.snapshot import Snapshot

REACH = 26 * MICROSECONDS_PER_HOUR
"""How long after its last event a ticket stays: a local day, however its clocks are changed."""
ROOM = 5_000
"""By how many tickets the part may grow before those that are over are let go."""


@dataclass(frozen=True)
class LiveSnapshot(Snapshot):
    """The part of a store's content that may still change; ``telling``: sources known to tell escalations."""

    part: LivePart
    telling: frozenset[str]

    @classmethod
    def of(
        cls, part: LivePart, mark: tuple[str, int], terms: Sequence[str | None], telling: frozenset[str]
    ) -> LiveSnapshot:
        """A snapshot of a part, at a revision and with the batch to ask for next."""
        return cls(*mark, part.log, part.tickets, terms, part.traits, part, telling)

    def tells_escalations(self, facts: pd.DataFrame, teams: Sequence[str] | None) -> Flags:
        """Per ticket: whether its source is known to tell escalations, from the whole history or by now."""
        known = facts["source_id"].isin(self.telling).to_numpy()
        return np.asarray(super().tells_escalations(facts, teams) | known)


class LiveLoader(FactLoader):
    """Facts of the live part of a store; ``whole`` is asked once for the history."""

    def __init__(self, store: Store, whole: FactLoader) -> None:
        """Nothing is read until somebody asks."""
        super().__init__(store)
        self._whole = whole
        self._room = 0
        self._seen = whole.forgotten

    def snapshot(self) -> LiveSnapshot:
        """The live part, with everything that is in the store by now."""
        with self._lock:
            if self._seen != self._whole.forgotten:
                self._seen = self._whole.forgotten
                self.forget()
            held = self._snapshot
            if not isinstance(held, LiveSnapshot):
                held = self._cut()
            if held.revision != self._store.revision():
                held = self._folded(held)
                self._settings = None
            self._snapshot = held
            return held

    def _cut(self) -> LiveSnapshot:
        """The live part of the whole history."""
        whole, loaded = self._whole.snapshot(), self._whole.load()
        tickets, teams = loaded.base.tickets, self._whole.settings().escalation_teams
        told = whole.tells_escalations(tickets, teams)
        telling = frozenset(tickets["source_id"][told].dropna().unique())
        wanted = unsettled(tickets, loaded.base.as_of - REACH)
        part = LivePart.of(whole.log, whole.tickets, whole.traits, wanted)
        self._room = part.tickets.num_rows + ROOM
        return LiveSnapshot.of(part, (whole.revision, whole.latest_batch), whole.terms, telling)

    def _folded(self, held: LiveSnapshot) -> LiveSnapshot:
        """The part with what changed since; without tickets that are over, where it has grown."""
        if not held.tickets.num_rows:
            return self._cut()
        changes = read_changes(self._store, held.latest_batch, len(held.terms) - 1)
        terms, part = [*held.terms, *changes.terms], held.part
        if changes.tickets.num_rows:
            part = part.fold(changes.events, changes.tickets, terms)
        mark = (changes.mark.revision, changes.mark.batch)
        folded = LiveSnapshot.of(part, mark, terms, held.telling)
        return self._pruned(folded) if part.tickets.num_rows > self._room else folded

    def _pruned(self, held: LiveSnapshot) -> LiveSnapshot:
        settings, instant = read_settings(self._store, self._store.settings_stamp()), held.latest() or 0
        facts = self._facts(held, settings, instant)
        part = held.part.only(unsettled(facts.tickets, instant - REACH))
        self._room = part.tickets.num_rows + ROOM
        mark = (held.revision, held.latest_batch)
        return LiveSnapshot.of(part, mark, held.terms, held.telling)

    def _facts(self, snapshot: Snapshot, settings: Settings, instant: int) -> FactSet:
        """Always built anew: the part is small, and time moves all of it."""
        shared: dict[str, Any] = {
            "as_of": instant,
            "calendar": settings.calendar,
            "timezone": settings.zone,
            "escalation_teams": settings.escalation_teams,
            "revision": snapshot.revision,
        }
        return build_fact_set(
            snapshot.log, snapshot.tickets, snapshot.terms, traits=snapshot.traits, **shared
        )
