"""One clock told minute by minute: when it ran, when it stood still and why, which levels it reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.calendars import BusinessCalendar
from core.data.columns import MICROSECONDS_PER_MINUTE, MISSING_INSTANT, Status
from core.facts.event_log import NO_STATUS, EventLog, Ints
from core.facts.ticket_table import as_datetimes
from core.sla.clock import LEVELS, OUTCOMES, SlaClocks
from core.sla.due import due_instants
from core.sla.measure import Pauses
from core.sla.policy import NO_POLICY
from core.sla.running import METRICS

RUNNING, PAUSED, CLOSED = "running", "paused", "closed"
MARKS = {"yellow": 50, "orange": 80, "red": 90, "breach": 100, "severe": 200}
"""Levels and the share of the limit in percent at which they begin (R-BR-01 to R-BR-05)."""
MOST_CLOCKS = 40
DUPLICATE = "duplicate"
"""Why a clock ran before its ticket was created: the customer had asked in a duplicate (R-EX-05)."""


@dataclass(frozen=True, slots=True)
class Background:
    """What a story tells beside the clock: when the ticket was created and changed its state
    (UTC microseconds, in order), and the number of the duplicate in which its customer first asked."""

    created_at: int
    changed_at: Ints
    status: NDArray[np.int8]
    asked_in: str | None = None

    @classmethod
    def of(cls, log: EventLog, ticket_pk: int, created_at: int, asked_in: str | None = None) -> Background:
        """Read from a ticket's events."""
        place = int(np.searchsorted(log.ticket_pk, ticket_pk))
        there = place < log.ticket_count and log.ticket_pk[place] == ticket_pk
        own = log.slice(place, place + 1) if there else log.slice(0, 0)
        changes = own.to_status != NO_STATUS
        return cls(created_at, own.at[changes], own.to_status[changes], asked_in)

    def reasons(self, at: Ints, kind: NDArray[np.str_]) -> list[str]:
        """Why the parts around these instants ran or stood still: the state while paused, `DUPLICATE`
        before the ticket was created, "" for time that needs no reason.

        >>> ticket = Background(10, np.array([20, 30]), np.array([Status.PENDING, Status.OPEN], np.int8))
        >>> ticket.reasons(np.array([5, 25, 35]), np.array([RUNNING, PAUSED, RUNNING]))
        ['duplicate', 'pending', '']
        """
        state = np.append(self.status, np.int8(Status.NEW))[np.searchsorted(self.changed_at, at, "right") - 1]
        held = np.where(kind == PAUSED, [Status(code).name.lower() for code in state], "")
        return list(np.where((kind == RUNNING) & (at < self.created_at), DUPLICATE, held).tolist())


@dataclass(frozen=True)
class ClockStory:
    """``parts``: ``kind`` (running, paused, closed), ``reason`` (see `Background.reasons`), ``starts_at``,
    ``ends_at``, ``minutes``; they follow each other without a gap. ``marks``: ``level``, ``at`` of every
    level that the clock reached or will reach if it goes on. Durations in minutes; ``limit_minutes`` is
    NaN without a promise. ``asked_in``: the duplicate with which the clock began, if one did."""

    metric: str
    period: int
    outcome: str
    level: str
    priority: str | None
    is_business: bool
    started_at: pd.Timestamp
    ended_at: pd.Timestamp
    is_running: bool
    limit_minutes: float
    elapsed_minutes: float
    paused_minutes: float
    late_minutes: float
    due_at: pd.Timestamp | None
    parts: pd.DataFrame
    marks: pd.DataFrame
    asked_in: str | None = None


def clock_stories(
    clocks: SlaClocks,
    ticket_row: int,
    calendar: BusinessCalendar,
    background: Background,
    limit: int | None = MOST_CLOCKS,
) -> list[ClockStory]:
    """The stories of a ticket's clocks, by metric and period; the first ones, or all without ``limit``."""
    rows = np.flatnonzero(clocks.runs.ticket == ticket_row)[:limit]
    return [_story(clocks, int(row), calendar, background) for row in rows]


def _story(clocks: SlaClocks, row: int, calendar: BusinessCalendar, background: Background) -> ClockStory:
    runs, found = clocks.runs, clocks.measured
    start, stop = int(runs.started_at[row]), int(runs.stopped_at[row])
    is_running = stop == MISSING_INSTANT or stop > clocks.as_of
    end = max(clocks.as_of if is_running else stop, start)
    mine = clocks.pauses.clock == row
    pauses = [
        (max(int(a), start), min(int(b), end))
        for a, b in zip(clocks.pauses.begin[mine], clocks.pauses.end[mine], strict=True)
    ]
    is_business = bool(clocks.is_business[row])
    marks = _marks(clocks, row, calendar)
    code = int(clocks.priority[row])
    return ClockStory(
        metric=METRICS[runs.metric[row]].value,
        period=int(runs.period[row]),
        outcome=OUTCOMES[found.outcome[row]],
        level=LEVELS[found.level[row]],
        priority=clocks.priorities[code] if code >= 0 else None,
        is_business=is_business,
        started_at=_instant(start),
        ended_at=_instant(end),
        is_running=is_running,
        limit_minutes=float(clocks.target[row]) / MICROSECONDS_PER_MINUTE
        if clocks.promise[row] != NO_POLICY
        else float("nan"),
        elapsed_minutes=float(found.elapsed[row]) / MICROSECONDS_PER_MINUTE,
        paused_minutes=float(found.paused[row]) / MICROSECONDS_PER_MINUTE,
        late_minutes=float(found.late_by[row]) / MICROSECONDS_PER_MINUTE,
        due_at=marks.loc[marks["level"] == "breach", "at"].iloc[0] if len(marks) else None,
        parts=_parts(start, end, pauses, calendar if is_business else None, background),
        marks=marks,
        asked_in=background.asked_in if start < background.created_at else None,
    )


def _parts(
    start: int,
    end: int,
    pauses: list[tuple[int, int]],
    calendar: BusinessCalendar | None,
    background: Background,
) -> pd.DataFrame:
    """Cut the clock's time at every opening, closing and pause; outside opening hours counts as closed."""
    opened = [(start, end)] if calendar is None else calendar.intervals_between(start, end)
    cuts = (*opened, *pauses, (background.created_at, *background.changed_at.tolist()))
    edges = sorted({start, end, *(edge for pair in cuts for edge in pair)})
    edges = [edge for edge in edges if start <= edge <= end]
    bounds: Ints = np.array(edges, np.int64)
    middle = (bounds[:-1] + bounds[1:]) // 2
    kind = np.where(_covered(middle, pauses), PAUSED, RUNNING)
    kind = np.where(_covered(middle, opened), kind, CLOSED)
    reason = np.array(background.reasons(middle, kind), dtype=str)
    other = (kind[1:] != kind[:-1]) | (reason[1:] != reason[:-1])
    new = np.append(True, other) if len(kind) else np.zeros(0, bool)
    begins = bounds[:-1][new]
    ends = np.append(begins[1:], end) if len(begins) else begins
    columns: dict[str, Any] = {"kind": kind[new], "reason": reason[new], "starts_at": as_datetimes(begins)}
    columns |= {"ends_at": as_datetimes(ends), "minutes": (ends - begins) / MICROSECONDS_PER_MINUTE}
    return pd.DataFrame(columns)


def _covered(at: Ints, intervals: list[tuple[int, int]]) -> np.ndarray:
    inside = np.zeros(len(at), bool)
    for begin, stop in intervals:
        inside |= (at >= begin) & (at < stop)
    return inside


def _marks(clocks: SlaClocks, row: int, calendar: BusinessCalendar) -> pd.DataFrame:
    """When each level was or would be reached, from the pauses so far."""
    target = int(clocks.target[row])
    if target <= 0:
        return pd.DataFrame({"level": [], "at": as_datetimes(np.zeros(0, np.int64))})
    mine = np.flatnonzero(clocks.pauses.clock == row)
    count = len(MARKS)
    pauses = Pauses(
        np.repeat(np.arange(count), len(mine)),
        np.tile(clocks.pauses.begin[mine], count),
        np.tile(clocks.pauses.end[mine], count),
    )
    limits = np.array([target * percent // 100 for percent in MARKS.values()], np.int64)
    start = np.full(count, clocks.runs.started_at[row])
    at = due_instants(start, limits, np.full(count, clocks.is_business[row]), pauses, calendar)
    return pd.DataFrame({"level": list(MARKS), "at": as_datetimes(at)})


def _instant(at: int) -> pd.Timestamp:
    return as_datetimes(np.array([at]))[0]
