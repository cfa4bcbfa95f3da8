"""What the advisors need, counted from the facts: weeks, simple and complex tickets, parts of the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from core.calendars import BusinessCalendar
from core.insight.advisors_service import Segment
from core.metrics.columns import flags, numbers
from core.metrics.evaluate import Evaluation, Span
from core.metrics.frames import MISSING
from core.metrics.groups import NOT_STATED
from core.metrics.measure import NAN, Flags, Floats, Integers

ANSWERS = "advice_answers"
"""The setting with what the founder said."""
MINUTE = 60_000_000
SIMPLE_REPLIES, COMPLEX_REPLIES = 1, 3
"""A ticket is simple with at most one reply, complex from three on, by a proposal of ours."""


@dataclass(frozen=True, slots=True)
class AdviceAnswers:
    """What only people can tell; None: nobody has said, money and hours by month."""

    is_displacing: bool | None = None
    is_expected: bool | None = None
    is_critical: bool | None = None
    deals_lost: bool | None = None
    saved_hours: float | None = None
    hour_cost: float | None = None
    tool_price: float | None = None
    response_threshold_minutes: float | None = None

    @classmethod
    def of(cls, kept: object) -> AdviceAnswers:
        """Read what was kept; what is not understood counts as not said."""
        told: Mapping[Any, Any] = kept if isinstance(kept, Mapping) else {}
        found: dict[str, Any] = {}
        for name in cls.__dataclass_fields__:
            value = told.get(name)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if isinstance(value, bool) if name.startswith(("is_", "deals")) else is_number:
                found[name] = value
        return cls(**found)

    def kept(self) -> dict[str, Any]:
        """What is written into the setting."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def known_number(value: float | None) -> float:
    """NaN for what nobody has said."""
    return NAN if value is None else float(value)


@dataclass(frozen=True)
class Course:
    """How finished tickets went: rows whose course is known, and which of them were simple or complex."""

    known: Flags
    simple: Flags
    complex: Flags
    escalated: Flags


def course_of(evaluation: Evaluation) -> Course:
    """Simple and complex tickets among the finished ones whose replies, reopenings and escalations are known.

    Simple: at most one public reply of a human, never reopened or escalated. Complex: escalated, reopened
    or three such replies and more.
    """
    tickets = evaluation.tickets
    replies, reopens, escalations = (
        numbers(tickets, f"{name}_count") for name in ("public_reply", "reopen", "escalation")
    )
    known = flags(tickets, "is_finished") & ~np.isnan(replies + reopens + escalations)
    moved = (reopens > 0) | (escalations > 0)
    simple = known & ~moved & (replies <= SIMPLE_REPLIES)
    hard = known & (moved | (replies >= COMPLEX_REPLIES))
    return Course(known, simple, hard, known & (escalations > 0))


def out_of_hours(evaluation: Evaluation, rows: Integers, calendar: BusinessCalendar) -> Flags:
    """Whether some tickets were created while support was closed."""
    at = evaluation.instants("tickets", "created_at")[rows]
    told = at != MISSING
    closed = np.zeros(len(rows), bool)
    closed[told] = np.asarray(calendar.elapsed(at[told], at[told] + MINUTE)) == 0
    return closed


def segments(
    evaluation: Evaluation, mask: Flags, span: Span, calendar: BusinessCalendar | None, valued: Flags
) -> list[Segment]:
    """The parts of the work by channel, category and hours, with what says whether they could be given away.

    ``calendar`` None: opening hours are not known. ``valued`` marks tickets of customers of the highest tier.
    """
    rows = evaluation.rows(mask, span)
    course = course_of(evaluation)
    found = []
    for kind in ("channel", "category"):
        codes, labels = evaluation.groups(kind)
        for code, label in enumerate(labels):
            mine = rows[codes[rows] == code]
            if len(mine) and label != NOT_STATED:
                found.append(_segment(kind, label, mine, course, valued))
    if calendar is not None:
        late = rows[out_of_hours(evaluation, rows, calendar)]
        found.append(_segment("hours", "while support is closed", late, course, valued))
    return found


def _segment(kind: str, name: str, rows: Integers, course: Course, valued: Flags) -> Segment:
    known = rows[course.known[rows]]
    return Segment(
        kind,
        name,
        len(rows),
        int(course.simple[known].sum()),
        int(course.escalated[known].sum()),
        valued_count=int(valued[rows].sum()),
        known=len(known),
    )


def valued_tickets(tiers: Sequence[str | None], highest: str | None) -> Flags:
    """Tickets of customers of the highest tier; none where no tier is told."""
    if highest is None:
        return np.zeros(len(tiers), bool)
    return np.array([tier is not None and tier.lower() == highest.lower() for tier in tiers], bool)


def overtime_shares(agent_time: pd.DataFrame, edges: Sequence[int]) -> list[float]:
    """Between neighbouring edges (UTC microseconds) the share of agents with overtime; NaN if not told."""
    if agent_time.empty:
        return [NAN] * (len(edges) - 1)
    at = agent_time["day"].dt.as_unit("us").astype("int64").to_numpy()
    extra: Floats = numbers(agent_time, "overtime_minutes")
    who = agent_time["assignee"].astype("object").to_numpy()
    found = []
    for start, end in pairwise(edges):
        mine = (at >= start) & (at < end) & ~np.isnan(extra)
        people = pd.Series(extra[mine] > 0).groupby(who[mine]).any()
        found.append(float(people.mean()) if len(people) else NAN)
    return found
