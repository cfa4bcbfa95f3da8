"""The seven figures of the handbook's team dashboard, each with how often it is reviewed and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd

from core.metrics.definition import MetricDefinition
from core.periods import Period, microseconds
from core.report import MetricResult
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models.asking import Question
from dashboard.view_models.behind import Drill, Drills, drill
from dashboard.view_models.cards import Column, change_words, statistic_of
from dashboard.view_models.sla import SOURCE_CLOCK
from dashboard.view_models.tables import Shape, TableView, table_from

SEVEN = {
    "csat_rate": "Satisfied customers",
    "response_sla_met_rate": "Responses in time",
    "resolution_sla_met_rate": "Resolutions in time",
    "sla_met_rate": "SLA met, as the help desk says",
    "backlog_count": "Backlog",
    "first_response_time": "Wait for the first response",
    "escalation_volume": "Escalations",
    "trending_issue_count": "Trending issues",
    "main_channel_share": "Main channel",
}
"""Satisfaction, promises, backlog, wait, escalations, trending issues, channel mix (1.12)."""
PROMISED = {"response_sla_met_rate": "first_response", "resolution_sla_met_rate": "resolution"}
"""The promise that a figure of the own clock is about."""
TABLE = Shape(
    "The team's dashboard, at its review",
    {
        "metric": Column("Figure", "text", None, "medium"),
        "review": Column("Reviewed", "text", None, "small"),
        "now": Column("This period", "figure"),
        "change": Column("Change", "figure", "Against the period before"),
        "target": Column("Target", "figure"),
        "status": Column("Status", "status"),
        "owner": Column("Watched by", "text", None, "medium"),
    },
    "Nothing can be measured yet.",
)


def cadence(definition: MetricDefinition) -> str:
    """How often a team looks at a figure.

    >>> from core.metrics import METRICS
    >>> [cadence(METRICS[name]) for name in ("csat_rate", "backlog_count")]
    ['daily', 'real-time']
    """
    parts = [part.strip() for part in definition.review.split(",")]
    own = next((part for part in parts if part.endswith(" by team")), definition.review)
    return own.removesuffix(" by team") or "as needed"


def seven_figures(question: Question, results: Mapping[str, MetricResult]) -> tuple[TableView, Drills]:
    """The table of the figures that there are, and the tickets behind each."""
    shown = [results[name] for name in SEVEN if name in results]
    frame = pd.DataFrame([_row(result) for result in shown], columns=list(TABLE.columns))
    return table_from(frame, TABLE), Drills([_drill(question, result.id) for result in shown])


def _row(result: MetricResult) -> tuple[str, ...]:
    business = "business" in result.id
    value = fmt.value_in_unit(statistic_of(result), result.unit, business=business)
    words = "median" if result.definition.is_duration else ""
    return (
        f"{SEVEN[result.id]}, {words}" if words else SEVEN[result.id],
        cadence(result.definition),
        value,
        change_words(result) or "",
        f.short(result.target_text),
        f.status_of(result),
        result.definition.owner,
    )


def _drill(question: Question, name: str) -> Drill | None:
    match name:
        case "csat_rate":
            return drill(question, "Rated tickets, lowest score first", "rated")
        case "backlog_count" if question.as_of is not None:
            return drill(question, "Open tickets, oldest first", "open at", _after(question))
        case "escalation_volume":
            return drill(question, "Tickets escalated in the period", "escalated")
        case "first_response_time":
            return drill(question, "New tickets", "created")
        case "main_channel_share":
            return drill(question, "New tickets by the main channel", "main channel")
        case "trending_issue_count":
            return drill(question, "Trending issues of the last seven days", "trending")
    if name in PROMISED:
        return drill(question, "Tickets whose promise was broken", "broken", PROMISED[name])
    return drill(question, "Tickets resolved in the period", "finished") if name == SOURCE_CLOCK else None


def _after(question: Question) -> int:
    """Just after the instant that is looked at, so that what happened at it counts."""
    return 0 if question.as_of is None else microseconds(question.as_of) + 1


def last_week(question: Question, categories: tuple[str, ...], title: str) -> Drill | None:
    """The tickets of some categories in the seven days before the end of the data."""
    if question.as_of is None:
        return None
    end = question.as_of + timedelta(microseconds=1)
    week = Period(end - timedelta(days=7), end, zone=question.zone)
    return drill(question, title, "created", period=week, category=categories)
