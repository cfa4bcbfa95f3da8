"""The past laid out to be measured again under other opening hours, fast enough for a held slider.

Which promise a clock has, when it ran and when it paused do not depend on the opening hours; only
how much of that time counts does. So that is all that other hours compute anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.calendars import BusinessCalendar
from core.data.columns import MICROSECONDS_PER_MINUTE
from core.facts.event_log import Ints
from core.sla.clock import SlaClocks
from core.sla.measure import stops_of
from core.sla.policy import NO_POLICY, SlaMetric
from core.sla.running import METRICS
from core.sla.what_if import TriedGroup

TRIED = (SlaMetric.FIRST_RESPONSE, SlaMetric.RESOLUTION)

Name = tuple[SlaMetric, str]


@dataclass(frozen=True, slots=True)
class _Span:
    """The clocks of one metric and priority: stopped ones from ``start``, others from ``running`` on."""

    name: Name
    base_minutes: float
    is_business: bool
    start: int
    running: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Stretches:
    """Clocks that follow opening hours, by ``place`` among all, and the pauses within them.

    Clock ``paused[k]`` of these is the k-th with any pause, its pauses begin at ``first[k]``.
    """

    place: Ints
    started_at: Ints
    ended_at: Ints
    paused: Ints
    first: Ints
    begin: Ints
    end: Ints

    @classmethod
    def of(cls, clocks: SlaClocks, rows: Ints) -> _Stretches:
        """From those ``rows`` of the clocks that follow opening hours."""
        place = np.flatnonzero(clocks.is_business[rows])
        rows = rows[place]
        started = clocks.runs.started_at[rows]
        _, ended = stops_of(started, clocks.runs.stopped_at[rows], clocks.as_of)
        own = np.full(len(clocks.promise), -1, np.int64)
        own[rows] = np.arange(len(rows))
        held = np.flatnonzero(own[clocks.pauses.clock] >= 0)
        clock = own[clocks.pauses.clock[held]]
        begin = np.clip(clocks.pauses.begin[held], started[clock], ended[clock])
        end = np.clip(clocks.pauses.end[held], started[clock], ended[clock])
        kept = np.flatnonzero(end > begin)
        kept = kept[np.argsort(clock[kept], kind="stable")]
        paused, first = np.unique(clock[kept], return_index=True)
        return cls(place, started, ended, paused, first, begin[kept], end[kept])

    def elapsed(self, calendar: BusinessCalendar) -> Ints:
        """Open time of each clock without its pauses."""
        passed = calendar.elapsed(self.started_at, self.ended_at)
        if len(self.paused):
            passed[self.paused] -= np.add.reduceat(calendar.elapsed(self.begin, self.end), self.first)
        return passed


@dataclass(frozen=True, eq=False)
class TriedPast:
    """First responses and resolutions of some tickets, by metric and priority.

    ``elapsed`` (by the hours in use) and ``target`` are those of the clocks in microseconds, one group
    behind the other; ``spans`` say where each group lies, ``stretches`` what other hours count anew.
    """

    elapsed: Ints = field(repr=False)
    target: Ints = field(repr=False)
    stretches: _Stretches = field(repr=False)
    spans: tuple[_Span, ...]

    @classmethod
    def of(cls, clocks: SlaClocks, keep: NDArray[np.bool_]) -> TriedPast:
        """Lay out the clocks that ``keep`` (one flag per clock) marks, without those that have no promise."""
        number, names = _group_numbers(clocks)
        chosen = np.flatnonzero(keep & (number >= 0))
        stopped, _ = stops_of(clocks.runs.started_at[chosen], clocks.runs.stopped_at[chosen], clocks.as_of)
        code = 2 * number[chosen] + ~stopped
        small = code.astype(np.min_scalar_type(2 * len(names)))  # short whole numbers sort fastest
        rows = chosen[np.argsort(small, kind="stable")]
        edges = np.concatenate([[0], np.cumsum(np.bincount(code, minlength=2 * len(names)))])
        spans = (_span(clocks, rows, name, edges[2 * i : 2 * i + 3]) for i, name in enumerate(names))
        known = tuple(span for span in spans if span is not None)
        return cls(clocks.measured.elapsed[rows], clocks.target[rows], _Stretches.of(clocks, rows), known)

    def groups(self, calendar: BusinessCalendar | None = None) -> list[TriedGroup]:
        """One group per metric and priority that has clocks, the most urgent first.

        ``calendar``: opening hours to count by (default: those in use). Promises around the clock stay
        as they are. The result is that of measuring every clock anew under these hours.
        """
        elapsed = self.elapsed
        if calendar is not None:
            elapsed = elapsed.copy()
            elapsed[self.stretches.place] = self.stretches.elapsed(calendar)
        used = elapsed / self.target
        return [
            TriedGroup(
                *span.name,
                base_minutes=span.base_minutes,
                is_business=span.is_business,
                stopped=np.sort(used[span.start : span.running]),
                running=np.sort(used[span.running : span.stop]),
            )
            for span in self.spans
        ]


def _group_numbers(clocks: SlaClocks) -> tuple[Ints, list[Name]]:
    """Group of every clock, -1 for none, and the groups in display order."""
    names = [(metric, word) for metric in TRIED for word in sorted(clocks.priorities)]
    table = np.full((len(METRICS), len(clocks.priorities) + 1), -1, np.int64)
    for number, (metric, word) in enumerate(names):
        table[METRICS.index(metric), clocks.priorities.index(word)] = number
    number_of = table[clocks.runs.metric, clocks.priority]  # without a priority: the last column
    return np.where(clocks.promise == NO_POLICY, -1, number_of), names


def _span(clocks: SlaClocks, rows: Ints, name: Name, edges: Ints) -> _Span | None:
    """One group between its three edges; None without clocks."""
    start, running, stop = (int(edge) for edge in edges)
    if start == stop:
        return None
    own = rows[start:stop]
    limits, count = np.unique(clocks.target[own], return_counts=True)
    usual = float(limits[count.argmax()]) / MICROSECONDS_PER_MINUTE
    return _Span(name, usual, bool(np.median(clocks.is_business[own]) > 0), start, running, stop)
