"""The running clocks of open tickets, measured again at any later instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.calendars import BusinessCalendar
from core.data.columns import MISSING_INSTANT
from core.facts.event_log import Ints
from core.sla.clock import SlaClocks, sla_clocks
from core.sla.measure import Pauses, measure_clocks
from core.sla.policy import Policy
from core.sla.running import Runs, TicketFrames

PER_CLOCK = ("promise", "is_business", "target", "priority", "tier")


@dataclass(frozen=True)
class RunningClocks:
    """Clocks that had not stopped at the instant of ``clocks``; ``is_on`` marks pauses that go on."""

    clocks: SlaClocks
    is_on: np.ndarray

    @classmethod
    def of(
        cls,
        frames: TicketFrames,
        terms: Sequence[str | None],
        policy: Policy,
        calendar: BusinessCalendar,
        tiers: Sequence[str | None],
    ) -> RunningClocks:
        """Read from facts one microsecond after the last event.

        At the event's own instant a pause that has just ended could not be told from one that goes on.
        """
        clocks = sla_clocks(frames, terms, policy, calendar, tiers)
        rows = np.flatnonzero(clocks.runs.stopped_at == MISSING_INSTANT)
        kept = _some(clocks, rows)
        return cls(kept, kept.pauses.end >= clocks.as_of)

    def at(self, instant: int, calendar: BusinessCalendar) -> SlaClocks:
        """How these clocks stand at a later instant if nothing has happened in between."""
        clocks, runs = self.clocks, self.clocks.runs
        end = np.where(self.is_on, instant, clocks.pauses.end)
        pauses = replace(clocks.pauses, end=end)
        measured = measure_clocks(
            runs.started_at, runs.stopped_at, clocks.target, clocks.is_business, pauses, calendar, instant
        )
        return replace(clocks, pauses=pauses, measured=measured, as_of=instant)


def _some(clocks: SlaClocks, rows: Ints) -> SlaClocks:
    place = np.full(len(clocks.promise), -1)
    place[rows] = np.arange(len(rows))
    moved = place[clocks.pauses.clock]
    keep = np.flatnonzero(moved >= 0)
    pauses = Pauses(moved[keep], clocks.pauses.begin[keep], clocks.pauses.end[keep])
    runs = Runs(*(getattr(clocks.runs, name)[rows] for name in Runs.__dataclass_fields__))
    columns = {name: getattr(clocks, name)[rows] for name in PER_CLOCK}
    measured = replace(
        clocks.measured,
        **{name: getattr(clocks.measured, name)[rows] for name in clocks.measured.__dataclass_fields__},
    )
    return replace(clocks, runs=runs, pauses=pauses, measured=measured, **columns)
