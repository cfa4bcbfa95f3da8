"""The head of the SLA page: what is measured with, what is off target, and the figures of promises."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from core.report import MetricResult, Report
from core.reporting.sla_exceptions import Coverage
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Alert, KpiCard

CARDS = {
    "response_sla_met_rate": "Responses in time",
    "resolution_sla_met_rate": "Resolutions in time",
    "response_share_of_target": "Response time used",
    "resolution_share_of_target": "Resolution time used",
    "breach_count": "Broken",
    "severe_breach_count": "Severe",
}
MORE_CARDS = {
    "next_response_sla_met_rate": "Later answers in time",
    "update_sla_met_rate": "Updates in time",
}
FIRST = ("response_sla_met_rate", "resolution_sla_met_rate", "severe_breach_count")
"""What a manager should read first."""
MOST_PRIORITIES = 3
OWN_CLOCK = ("response_sla_met_rate", "resolution_sla_met_rate")
SOURCE_CLOCK = "sla_met_rate"
"""What the help desk itself says of its promises: judged where the own clock has nothing to say."""


@dataclass(frozen=True)
class Trend:
    """Broken promises by whole week: the frame, the slope in words and in brief, how it stands (R-CP-01)."""

    frame: pd.DataFrame
    note: str
    status: str
    brief: str = ""


@dataclass(frozen=True)
class SlaView:
    """What stands above the parts: ``notes`` say what is not counted, ``empty`` why nothing is."""

    policy: str
    alerts: tuple[Alert, ...]
    calm: str
    cards: tuple[KpiCard, ...]
    notes: tuple[str, ...]
    empty: str
    detail: str


def build_sla(report: Report, question: Question) -> SlaView:
    """The policy in force, warnings and figures."""
    results = f.figures(report, question, list(CARDS))
    covered = report.sla_coverage(**dated(question))
    known = {name: label for name, label in CARDS.items() if f.status_of(results[name]) != "no_data"}
    if known.keys() <= {"breach_count", "severe_breach_count"}:
        empty, detail = _why_empty(covered)
        return SlaView(policy_line(report), (), "", (), tuple(_notes(covered)), empty, detail)
    trend = build_trend(report, question)
    first = promise_alerts([results[name] for name in FIRST], {})
    later = promise_alerts([results[name] for name in CARDS if name not in FIRST], {})
    alerts = (*first, *_trend_alerts(trend), *later)
    kept = "" if alerts else "Every figure of promises is on target, or too few to judge."
    cards = tuple(_with_trend(card, trend) for card in promise_cards(results, known))
    return SlaView(policy_line(report), alerts, kept, cards, tuple(_notes(covered)), "", "")


def asked(question: Question) -> dict[str, Any]:
    """The arguments that every call to the report takes."""
    return {"filters": question.filters, "as_of": question.as_of}


def dated(question: Question) -> dict[str, Any]:
    """The same, with the period."""
    return asked(question) | {"period": question.period}


def policy_line(report: Report) -> str:
    """The policy in force and its opening hours, in a sentence."""
    hours = report.contact_hours()
    week = "; ".join(line for line in hours.week_words() if not line.endswith(": closed"))
    return (
        f"Measured with the policy “{report.policy().name}” and the opening hours "
        f"“{report.facts().calendar_name}” ({week}; {hours.timezone})."
    )


def one_clock(results: Mapping[str, MetricResult]) -> dict[str, MetricResult]:
    """Without the source's verdict where the own clock has one, else without the own clock's silence."""
    silent = {name for name in OWN_CLOCK if f.status_of(results[name]) == "no_data"}
    left_out = silent if "resolution_sla_met_rate" in silent else {*silent, SOURCE_CLOCK}
    return {name: result for name, result in results.items() if name not in left_out}


def cards_of_one_clock(results: dict[str, MetricResult], labels: Mapping[str, str]) -> tuple[KpiCard, ...]:
    """Cards of the figures that there are; those of the own clock count promises."""
    there = {name: label for name, label in labels.items() if name in results}
    own = {name: label for name, label in there.items() if name in OWN_CLOCK}
    promises = {card.label: card for card in promise_cards(results, own)}
    return tuple(promises.get(card.label, card) for card in f.cards(results, there))


def alerts_of_one_clock(results: Mapping[str, MetricResult], pages: Mapping[str, str]) -> tuple[Alert, ...]:
    """Alerts of the figures that there are; those of the own clock count promises."""
    own = [result for name, result in results.items() if name in OWN_CLOCK]
    others = [result for name, result in results.items() if name not in OWN_CLOCK]
    return (*f.alerts_from(others, pages), *promise_alerts(own, pages))


def promise_cards(results: dict[str, MetricResult], labels: dict[str, str]) -> tuple[KpiCard, ...]:
    """Cards that count promises, not tickets."""
    return tuple(
        replace(card, note=card.note.replace("tickets", "promises").replace("ticket", "promise"))
        for card in f.cards(results, labels)
    )


def promise_alerts(results: Iterable[MetricResult], pages: Mapping[str, str]) -> tuple[Alert, ...]:
    """Alerts that count promises, not tickets."""
    found = f.alerts_from(results, pages)
    return tuple(replace(alert, detail=alert.detail.replace("ticket", "promise")) for alert in found)


def build_trend(report: Report, question: Question) -> Trend:
    """The last eight whole weeks; on target while the share of broken promises falls."""
    frame, slope = report.breach_trend(**asked(question))
    frame = frame.assign(day=pd.to_datetime(frame["week"]))
    if math.isnan(slope):
        return Trend(frame, "too few weeks to say where it goes", "too_few")
    if not frame["breach_share"].fillna(0).any():
        return Trend(frame, f"none in {len(frame)} weeks", "on_target")
    brief = f"{fmt.change(slope, 0.0, 'share')} a week"
    return Trend(frame, _verdict(slope), "on_target" if slope < 0 else "warning", brief)


def _verdict(slope: float) -> str:
    if slope == 0:
        return "level from week to week"
    step = abs(slope) * 100
    words = f"by {fmt.number(step)} points" if step >= 0.05 else "by less than 0.1 points"
    return f"{'falling' if slope < 0 else 'rising'} {words} a week"


def _trend_alerts(trend: Trend) -> tuple[Alert, ...]:
    if trend.status != "warning":
        return ()
    weeks = fmt.plural(len(trend.frame), "whole week")
    return (Alert("warning", "Broken promises do not fall:", f"their share is {trend.note}, over {weeks}"),)


def _with_trend(card: KpiCard, trend: Trend) -> KpiCard:
    """The count of breaches has no limit of its own: what counts is where it goes (B-077)."""
    if card.label != CARDS["breach_count"]:
        return card
    return replace(card, target="target falling", status=trend.status, note=trend.brief)


def _why_empty(covered: Coverage) -> tuple[str, str]:
    if covered.promised:
        return "No promise was decided in this period", "Choose a longer period in the bar on top."
    if covered.unpromised:
        return (
            "No promise fits these tickets",
            "The policy in force has no limit for their priorities, customer tiers and channels.",
        )
    return "No promise to measure", "The tickets of this selection have no clock that could be read."


def _notes(covered: Coverage) -> Iterator[str]:
    """Which tickets of the period are not measured, or not fully."""
    if covered.unpromised:
        counts = list(covered.unpromised_by_priority.items())
        words = [f"{fmt.shorten(name, 16)} {fmt.count(n)}" for name, n in counts[:MOST_PRIORITIES]]
        more = ", …" if len(counts) > MOST_PRIORITIES else ""
        tickets = fmt.plural(covered.unpromised, "ticket")
        yield (
            f"No policy: no promise fits {tickets} of {fmt.count(covered.total)} ({', '.join(words)}{more})."
        )
    if covered.without_history:
        tickets = fmt.plural(covered.without_history, "ticket")
        yield (
            f"{tickets} of {fmt.count(covered.total)} came without a history of states: their pauses are "
            "unknown, so their clocks read too long."
        )
    if covered.unmeasured:
        tickets = fmt.plural(covered.unmeasured, "ticket")
        yield f"{tickets} cannot be measured: the source does not tell when they were answered or resolved."
