"""What the Overview shows: warnings, the figures each reader opens first, and the flow of tickets."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from core.report import MetricResult, Report
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import NO_CLEAR_CHANGE, Alert, KpiCard, statistic_of
from dashboard.view_models.flow import Flow, build_flow
from dashboard.view_models.money import cost_card
from dashboard.view_models.sla import alerts_of_one_clock, cards_of_one_clock, one_clock
from dashboard.view_models.tables import TableView
from dashboard.view_models.trending import trending_alerts, trending_frame

NOW = {"queue_depth": "Waiting for us", "backlog_count": "Backlog", "unassigned_count": "Unassigned"}
PROMISES = {
    "first_response_time": "First response",
    "response_sla_met_rate": "Responses in time",
    "resolution_time": "Resolution",
    "resolution_sla_met_rate": "Resolutions in time",
    "sla_met_rate": "SLA met",
    "csat_rate": "Satisfied customers",
}
DIRECTION = {"ticket_volume": "New tickets", "first_contact_resolution_rate": "Solved first time"}
MORE = (
    "resolved_count",
    "resolution_rate",
    "one_touch_rate",
    "reopen_rate",
    "escalation_rate",
    "csat_response_rate",
    "backlog_age",
    "stuck_tickets",
)
IDS = (*NOW, *PROMISES, *DIRECTION, *MORE)
PAGE_OF = {
    "queue_depth": "queue_health.py",
    "backlog_age": "queue_health.py",
    "backlog_count": "queue_health.py",
    "unassigned_count": "queue_health.py",
    "stuck_tickets": "queue_health.py",
    "response_sla_met_rate": "sla.py",
    "resolution_sla_met_rate": "sla.py",
}


@dataclass(frozen=True)
class Overview:
    """All that the Overview shows."""

    alerts: tuple[Alert, ...]
    now: tuple[KpiCard, ...]
    promises: tuple[KpiCard, ...]
    direction: tuple[KpiCard, ...]
    flow: Flow
    comparison: TableView


def build_overview(report: Report, question: Question) -> Overview:
    """Ask the report once for every figure and arrange them by reader."""
    results = one_clock(f.figures(report, question, IDS))
    return Overview(
        alerts=_alerts(report, question, results),
        now=_now(report, question, results),
        promises=cards_of_one_clock(results, PROMISES),
        direction=_direction(report, question, results),
        flow=build_flow(report, question),
        comparison=f.comparison_table(results.values(), question.comparison_label),
    )


def _alerts(report: Report, question: Question, results: dict[str, MetricResult]) -> tuple[Alert, ...]:
    pages = {name: PAGE_OF.get(name, "team.py") for name in IDS}
    growing = trending_frame(report, question)
    return (*alerts_of_one_clock(results, pages), *trending_alerts(growing, "queue_health.py"))


def _now(report: Report, question: Question, results: dict[str, MetricResult]) -> tuple[KpiCard, ...]:
    waiting, backlog, unassigned = f.cards(results, NOW)
    oldest = _oldest_waiting(report, question)
    if f.status_of(results["queue_depth"]) == "no_data":
        oldest = replace(oldest, value=fmt.NO_DATA, note=waiting.note)
    return waiting, oldest, backlog, unassigned


def _oldest_waiting(report: Report, question: Question) -> KpiCard:
    longest = report.tickets(filters=question.filters, as_of=question.as_of, where="waiting", limit=1)
    known = longest[longest["waiting_minutes"].notna()]
    first = known.iloc[0] if len(known) else None
    return KpiCard(
        label="Oldest waiting",
        value=_nobody(question) if first is None else fmt.duration(first["waiting_minutes"]),
        definition="**Oldest waiting**\n\nHow long ago the customer who waits longest wrote the message "
        "that nobody has answered, at the moment shown.",
        note="nobody is waiting" if first is None else f"ticket {fmt.shorten(first['ticket_id'], 16)}",
    )


def _nobody(question: Question) -> str:
    return fmt.NO_DATA if question.as_of is None else "none"


def _direction(report: Report, question: Question, results: dict[str, MetricResult]) -> tuple[KpiCard, ...]:
    volume, solved = f.cards(results, DIRECTION)
    booked = report.store.read_frame("cost_entry")
    filtered = bool(question.filters.wanted())
    price = f.figures(report, question, ("cost_per_ticket",))["cost_per_ticket"]
    cost = cost_card(price, booked, is_filtered=filtered)
    return volume, _contact_trend(results["ticket_volume"]), cost, solved


def _contact_trend(volume: MetricResult) -> KpiCard:
    """Growth of the volume against the comparison period."""
    before = volume.previous.value if volume.previous is not None else math.nan
    growth = volume.value / before - 1 if before else math.nan
    known = not fmt.is_missing(growth)
    return KpiCard(
        label="Contact trend",
        value=f"{'+' if growth >= 0 else fmt.MINUS}{fmt.share(abs(growth))}" if known else fmt.NO_DATA,
        definition="**Contact trend**\n\nNew tickets in this period against the comparison period. "
        "Growth faster than that of the customers deserves a look at the categories behind it.",
        status="no_target" if known else "no_data",
        note=_trend_note(volume) if known else "nothing to compare with",
    )


def _trend_note(volume: MetricResult) -> str:
    before = f"{fmt.count(statistic_of(volume.previous))} before"
    return before if volume.is_clear else f"{before}, {NO_CLEAR_CHANGE}"
