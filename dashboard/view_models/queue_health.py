"""What Queue health shows: five cards, the real-time strip, ages, priorities, and the work lists."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from core.report import MetricResult, Report
from dashboard.view_models import figures as f
from dashboard.view_models import queue_tables as q
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Alert, KpiCard
from dashboard.view_models.presence import agents_gap, utilisation
from dashboard.view_models.realtime import (
    Gauge,
    agents_gauge,
    depth_gauge,
    utilisation_gauge,
    wait_gauge,
)
from dashboard.view_models.tables import Shape, TableView, table_from
from dashboard.view_models.trending import trending_alerts, trending_frame, trending_table

CARDS = {
    "backlog_age": "Backlog age",
    "queue_depth": "Waiting for us",
    "p1_share": "P1 among new tickets",
    "first_response_time": "First response",
    "open_p1_p2": "Open P1 and P2",
}
LISTED = ("backlog_24h", "unassigned_count", "stuck_tickets")


@dataclass(frozen=True)
class QueueHealth:
    """All that the page shows."""

    alerts: tuple[Alert, ...]
    cards: tuple[KpiCard, ...]
    gauges: tuple[Gauge, ...]
    ages: pd.DataFrame
    priorities: pd.DataFrame
    loads: pd.DataFrame
    ageing: TableView
    unassigned: TableView
    stuck: TableView
    trending: TableView


def build_queue_health(report: Report, question: Question) -> QueueHealth:
    """Everything on the page."""
    results = f.figures(report, question, [*CARDS, *LISTED])
    workload = report.workload(filters=question.filters, as_of=question.as_of)
    growing = trending_frame(report, question)
    opened = _list(report, question, "open")
    return QueueHealth(
        alerts=(*f.alerts_from(results.values(), {}), *q.load_alert(workload), *trending_alerts(growing)),
        cards=f.cards(results, CARDS),
        gauges=_gauges(results, _list(report, question, "unanswered"), *_presence(report, question)),
        ages=q.age_frame(report.backlog_age_histogram(filters=question.filters, as_of=question.as_of)),
        priorities=pd.DataFrame(q.priority_shares(opened["priority"])),
        loads=q.load_frame(workload),
        ageing=_listed(report, question, "old", q.AGEING),
        unassigned=_listed(report, question, "unassigned", q.UNASSIGNED),
        stuck=_listed(report, question, "stuck", q.STUCK),
        trending=trending_table(growing),
    )


def _listed(report: Report, question: Question, where: str, shape: Shape) -> TableView:
    return table_from(_list(report, question, where), shape, lambda: _list(report, question, where))


def _list(report: Report, question: Question, where: str) -> pd.DataFrame:
    return report.tickets(filters=question.filters, as_of=question.as_of, where=where)


def _presence(report: Report, question: Question) -> tuple[float, float]:
    """Utilisation today and the gap to the plan; they are about all agents, whatever is filtered."""
    if question.as_of is None:
        return math.nan, math.nan
    states, shifts = report.store.read_frame("agent_state"), report.store.read_frame("shift")
    busy = utilisation(states, question.as_of, question.zone)
    return busy, agents_gap(states, shifts, question.as_of)


def _gauges(
    results: dict[str, MetricResult], unanswered: pd.DataFrame, busy: float, gap: float
) -> tuple[Gauge, ...]:
    waits = unanswered["age_minutes"].dropna()
    median = float(waits.median()) if len(waits) else math.nan
    longest = float(waits.max()) if len(waits) else math.nan
    return (
        wait_gauge(median, longest),
        depth_gauge(results["queue_depth"].value),
        utilisation_gauge(busy),
        agents_gauge(gap),
    )
