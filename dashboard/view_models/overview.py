"""What the Overview shows: warnings, the figures each reader opens first, and the flow of tickets."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

from core.report import MetricResult, Report
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Alert, KpiCard
from dashboard.view_models.flow import Flow, build_flow
from dashboard.view_models.money import cost_card
from dashboard.view_models.sla import promise_alerts, promise_cards
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
OWN_CLOCK = ("response_sla_met_rate", "resolution_sla_met_rate")
SOURCE_CLOCK = "sla_met_rate"
"""What the help desk itself says of its promises: shown where the own clock has nothing to say."""
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
    results = _one_clock(f.figures(report, question, IDS))
    return Overview(
        alerts=_alerts(report, question, results),
        now=_now(report, question, results),
        promises=_promises(results),
        direction=_direction(report, question, results),
        flow=build_flow(report, question),
        comparison=f.comparison_table(results.values(), question.comparison_label),
    )


def _one_clock(results: dict[str, MetricResult]) -> dict[str, MetricResult]:
    """Without the source's verdict where the own clock has one, else without the own clock's silence."""
    own = f.status_of(results["resolution_sla_met_rate"]) != "no_data"
    silent = [name for name in OWN_CLOCK if f.status_of(results[name]) == "no_data"]
    left_out = {*silent, SOURCE_CLOCK} if own else set(silent)
    return {name: result for name, result in results.items() if name not in left_out}


def _alerts(report: Report, question: Question, results: dict[str, MetricResult]) -> tuple[Alert, ...]:
    pages = {name: PAGE_OF.get(name, "team.py") for name in IDS}
    growing = trending_frame(report, question)
    own = [result for name, result in results.items() if name in OWN_CLOCK]
    others = [result for name, result in results.items() if name not in OWN_CLOCK]
    alerts = (*f.alerts_from(others, pages), *promise_alerts(own, pages))
    return (*alerts, *trending_alerts(growing, "queue_health.py"))


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


def _promises(results: dict[str, MetricResult]) -> tuple[KpiCard, ...]:
    labels = {name: label for name, label in PROMISES.items() if name in results}
    own = {card.label: card for card in promise_cards(results, _only(labels, OWN_CLOCK))}
    return tuple(own.get(card.label, card) for card in f.cards(results, labels))


def _only(labels: dict[str, str], names: Collection[str]) -> dict[str, str]:
    return {name: label for name, label in labels.items() if name in names}


def _direction(report: Report, question: Question, results: dict[str, MetricResult]) -> tuple[KpiCard, ...]:
    volume, solved = f.cards(results, DIRECTION)
    booked = report.store.read_frame("cost_entry")
    filtered = bool(question.filters.wanted())
    cost = cost_card(booked, question.period, results["resolved_count"].value, is_filtered=filtered)
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
        note=f"{fmt.count(before)} before" if known else "nothing to compare with",
    )
