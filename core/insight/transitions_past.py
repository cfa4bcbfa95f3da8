"""What the triggers of the next stage read: figures over time, window by window."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from core.insight.signals_findings import Stated, figure_words
from core.metrics.definition import Unit

HOUR = 60.0


@dataclass(frozen=True, slots=True)
class Track:
    """A figure over time: the last day of each window, values (NaN: unknown) and n; the oldest first."""

    name: str
    ends: tuple[date, ...] = ()
    values: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()
    unit: Unit = Unit.NUMBER
    needs: str = ""

    @property
    def is_known(self) -> bool:
        """Whether any window has a value."""
        return any(not math.isnan(value) for value in self.values)

    def last(self) -> str:
        """The newest value in words, with its day and n."""
        known = [
            row for row in zip(self.ends, self.values, self.counts, strict=True) if not math.isnan(row[1])
        ]
        if not known:
            return f"{self.name}: not known"
        end, value, n = known[-1]
        return f"{self.name}: {figure_words(value, self.unit)} up to {end} (n = {n:,})"


@dataclass(frozen=True)
class Past:
    """What the triggers read: figures over time by name, answers, and the targets that hold."""

    tracks: Mapping[str, Track] = field(default_factory=dict)
    answers: Mapping[str, Stated] = field(default_factory=dict)
    csat_target: float = 0.85
    qa_target: float = 85.0
    reply_threshold: float = 4 * HOUR

    def track(self, name: str) -> Track:
        """A figure over time; an unknown one where it was not measured."""
        return self.tracks.get(name, Track(name, needs=name))


def first_met(track: Track, is_met: Callable[[float], bool], in_a_row: int = 1) -> date | None:
    """The end of the first window that completes a run of so many windows in a row, or None.

    >>> track = Track("x", (date(2026, 1, 5), date(2026, 1, 12)), (11.0, 12.0), (7, 7))
    >>> first_met(track, lambda value: value > 10, 2)
    datetime.date(2026, 1, 12)
    """
    run = 0
    for end, value in zip(track.ends, track.values, strict=True):
        run = run + 1 if not math.isnan(value) and is_met(value) else 0
        if run >= in_a_row:
            return end
    return None
