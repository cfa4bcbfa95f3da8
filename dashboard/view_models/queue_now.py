"""What is always on top of Queue health: the real-time strip and the promises that break next."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from core.report import Report
from dashboard import format as fmt
from dashboard.view_models import sla_words as w
from dashboard.view_models import tables as t
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column
from dashboard.view_models.queue_past import Presence
from dashboard.view_models.realtime import (
    Gauge,
    agents_gauge,
    depth_gauge,
    utilisation_gauge,
    wait_gauge,
)
from dashboard.view_models.sla_lists import RUNNING
from dashboard.view_models.tables import NOBODY, Shape, TableView, table_from

LADDER = {
    "severe": "Twice the limit",
    "breach": "Broken",
    "red": "90 %",
    "orange": "80 %",
    "yellow": "50 %",
}
"""The steps of the ladder, the worst first (R-BR-01 to R-BR-05)."""
OWNERS = {
    "severe": "tell the director",
    "breach": "tell the manager, escalate",
    "red": "alert the team lead",
    "orange": "alert the assignee",
    "yellow": "watch",
}
NEXT_SHOWN = 8
PROMISE = Column("Promise")
NEXT = Shape(
    "Next to break",
    {
        "ticket_id": t.TICKET,
        "promise": PROMISE,
        "remaining_minutes": w.LEFT,
        "level": w.LEVEL,
        "priority": t.PRIORITY,
        "assignee": t.ASSIGNEE,
        "team": t.TEAM,
        "due_at": w.DUE,
    },
    "No promise is running inside its limit.",
    limit=NEXT_SHOWN,
    fill={"assignee": NOBODY},
)


@dataclass(frozen=True)
class Step:
    """Running promises that have reached one step of the ladder, and whom the rules tell."""

    level: str
    name: str
    count: int
    action: str


@dataclass(frozen=True)
class QueueNow:
    """The strip, how many promises stand on each step of the ladder, and which break next."""

    gauges: tuple[Gauge, ...]
    ladder: tuple[Step, ...]
    next: TableView


def build_queue_now(report: Report, question: Question, presence: Presence) -> QueueNow:
    """The moment of the question, which must not lie before the latest event."""
    if question.as_of is None:
        return QueueNow((), (), table_from(pd.DataFrame(), NEXT))
    live, asked = report.live(question.as_of), question.filters
    unanswered = live.tickets(filters=asked, where="unanswered")
    clocks = live.sla_clocks(filters=asked)
    clocks = clocks[clocks["metric"].isin(w.MAIN)]
    return QueueNow(
        gauges=_gauges(live.metric("queue_depth", filters=asked).value, unanswered, presence),
        ladder=ladder_of(clocks["level"]),
        next=next_table(clocks),
    )


def ladder_of(levels: pd.Series) -> tuple[Step, ...]:
    """How many promises stand on each step; each counts on the highest it has reached.

    >>> [(step.name, step.count) for step in ladder_of(pd.Series(["red", "none", "severe", "red"]))][:3]
    [('Twice the limit', 1), ('Broken', 0), ('90 %', 2)]
    """
    counts = levels.astype(str).value_counts()
    return tuple(
        Step(level, name, int(counts.get(level, 0)), OWNERS[level]) for level, name in LADDER.items()
    )


def next_table(clocks: pd.DataFrame) -> TableView:
    """Running promises inside their limit by the time left; those that stand still come last."""
    running = clocks[clocks["outcome"].isin(RUNNING)]
    paused = running["outcome"] == "paused"
    running = running.assign(paused=paused).sort_values(["paused", "remaining_minutes"], ignore_index=True)
    words = running["metric"].astype(object).map(w.PROMISES)
    words = words.where(running["outcome"] != "paused", words + ", paused")
    shown = running.assign(promise=words, level=running["level"].astype(object))
    found = table_from(shown, NEXT)
    going = int((running["outcome"] == "running").sum())
    return replace(found, note=f"{fmt.count(going)} running, least time left first")


def _gauges(depth: float, unanswered: pd.DataFrame, presence: Presence) -> tuple[Gauge, ...]:
    waits = unanswered["age_minutes"].dropna()
    median = float(waits.median()) if len(waits) else math.nan
    longest = float(waits.max()) if len(waits) else math.nan
    return (
        wait_gauge(median, longest),
        depth_gauge(depth),
        utilisation_gauge(presence.busy),
        agents_gauge(presence.gap),
    )
