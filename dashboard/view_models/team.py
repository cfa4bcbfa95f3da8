"""What the Team page shows: the seven team figures, the flow, where work comes from, and who needs help."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from core.periods import Period
from core.report import MetricResult, Report
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models import groups as g
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Alert, Column, KpiCard
from dashboard.view_models.flow import Flow, first_created, flow_over
from dashboard.view_models.inflow import Inflow, build_inflow
from dashboard.view_models.sla import (
    OWN_CLOCK,
    SOURCE_CLOCK,
    alerts_of_one_clock,
    cards_of_one_clock,
    one_clock,
)
from dashboard.view_models.speed import Speed, build_speed
from dashboard.view_models.tables import Shape, TableView, table_from
from dashboard.view_models.weeks import whole_weeks

CARDS = {
    "csat_rate": "Satisfied customers",
    "response_sla_met_rate": "Responses in time",
    "resolution_sla_met_rate": "Resolutions in time",
    "sla_met_rate": "SLA met",
    "backlog_count": "Backlog",
    "first_response_time": "First response",
    "resolution_time": "Resolution",
    "escalation_rate": "Escalated",
    "reopen_rate": "Reopened",
    "first_contact_resolution_rate": "Solved first time",
}
BY_TEAM = (
    "ticket_volume",
    "first_response_time",
    "resolution_time",
    *OWN_CLOCK,
    SOURCE_CLOCK,
    "csat_rate",
    "reopen_rate",
    "escalation_rate",
)
GROUP_COLUMNS = {
    "status": Column("Status", "status"),
    "ticket_volume": Column("New tickets", "count"),
    "first_response_time": Column("First response", "minutes", "Median, with the tickets still waiting"),
    "resolution_time": Column("Resolution", "minutes", "Median, with the tickets still open"),
    "response_sla_met_rate": Column("Responses in time", "share", "First responses by our own clock"),
    "resolution_sla_met_rate": Column("Resolutions in time", "share", "Resolutions by our own clock"),
    "sla_met_rate": Column(
        "SLA met, help desk", "share", "What the help desk itself says; judged only where our clock is silent"
    ),
    "csat_rate": Column("Satisfied", "share"),
    "reopen_rate": Column("Reopened", "share"),
    "escalation_rate": Column("Escalated", "share"),
    "reason": Column("Off target or close", "text", None, "large"),
}
TEAMS = Shape(
    "Teams, worst first",
    {"group": Column("Team"), **GROUP_COLUMNS},
    "No tickets of this selection name a team.",
    note="statuses compare each figure with its target",
)
CATEGORIES = Shape(
    "Categories by volume and pain",
    {
        "group": Column("Category", "text", None, "medium"),
        "ticket_volume": Column("New tickets", "count"),
        "waiting_days": Column(
            "Customer days lost", "count", "Time its resolved tickets took, added up, in days of 24 hours"
        ),
        "first_response_time": Column("First response", "minutes", "Median of the answered tickets"),
        "resolution_time": Column("Resolution", "minutes", "Median of the resolved tickets"),
        "first_contact_resolution_rate": Column("First contact", "share", "Solved first time"),
        "reopen_rate": Column("Reopened", "share"),
        "escalation_rate": Column("Escalated", "share"),
        "csat_rate": Column("Satisfied", "share"),
    },
    "No tickets of this selection name a category.",
    note="where customers lose most time first",
    limit=50,
)
RATING_COLUMNS = {
    "group": Column("Category"),
    "value": Column("Satisfied", "share"),
    "low": Column("at least", "share", "Lower end of the 95 % interval"),
    "high": Column("at most", "share", "Upper end of the 95 % interval"),
    "n": Column("Answers", "count"),
    "status": Column("Status", "status"),
}


@dataclass(frozen=True)
class Ratings:
    """Satisfaction by category, lowest first; categories with few answers come with wide intervals."""

    frame: pd.DataFrame
    columns: dict[str, Column]
    target: float | None
    note: str


@dataclass(frozen=True)
class TeamView:
    """All that the Team page shows."""

    alerts: tuple[Alert, ...]
    cards: tuple[KpiCard, ...]
    flow: Flow
    speed: Speed
    channels: pd.DataFrame
    channel_columns: dict[str, Column]
    inflow: Inflow
    ratings: Ratings
    teams: TableView
    categories: TableView


def build_team(report: Report, question: Question) -> TeamView:
    """Everything on the page, from a handful of calls to the report."""
    weeks = whole_weeks(question, first_created(report, question))
    results = f.figures(report, question, list(CARDS))
    pain = report.category_pain(period=question.period, filters=question.filters, as_of=question.as_of)
    return TeamView(
        alerts=alerts_of_one_clock(one_clock(results), {}),
        cards=_cards(results),
        flow=flow_over(report, question, weeks, "week"),
        speed=build_speed(report, question, weeks),
        channels=_channels(report, question),
        channel_columns=CHANNEL_COLUMNS,
        inflow=build_inflow(report, question),
        ratings=_ratings(g.by_group(report, question, ["csat_rate"], "category")),
        teams=_teams(report, question),
        categories=table_from(pain.round({"waiting_days": 0}), CATEGORIES),
    )


def _cards(results: dict[str, MetricResult]) -> tuple[KpiCard, ...]:
    """One clock for all, named on its cards; what the help desk says of itself is a second line."""
    said = results[SOURCE_CLOCK].value
    theirs = "" if fmt.is_missing(said) else f"; the help desk says {fmt.share(said)}"
    notes = {
        CARDS["response_sla_met_rate"]: ", our clock",
        CARDS["resolution_sla_met_rate"]: f", our clock{theirs}",
        CARDS[SOURCE_CLOCK]: ", as the help desk says",
    }
    return tuple(
        replace(card, note=f"{card.note}{notes[card.label]}")
        if card.label in notes and card.value != fmt.NO_DATA
        else card
        for card in cards_of_one_clock(one_clock(results), CARDS)
    )


CHANNEL_COLUMNS = {
    "group": Column("Channel"),
    "ticket_count": Column("New tickets", "count"),
    "share": Column("Share", "share"),
    "before": Column("Share before", "share"),
}


def _channels(report: Report, question: Question) -> pd.DataFrame:
    frame = _channel_mix(report, question, question.period)
    frame["before"] = float("nan")
    if question.comparison is not None:
        earlier = _channel_mix(report, question, question.comparison)
        frame["before"] = frame["group"].map(earlier.set_index("group")["share"])
    return frame.sort_values("ticket_count", ascending=False, ignore_index=True)


def _channel_mix(report: Report, question: Question, period: Period) -> pd.DataFrame:
    return report.mix("channel", period=period, filters=question.filters, as_of=question.as_of)


def _ratings(results: list[MetricResult]) -> Ratings:
    rated = [r for r in results if r.id == "csat_rate" and r.n]
    rows = [(r.group, r.value, r.low, r.high, r.n, f.status_of(r)) for r in rated]
    frame = pd.DataFrame(rows, columns=list(RATING_COLUMNS)).sort_values("value", ignore_index=True)
    answers = int(frame["n"].sum()) if len(frame) else 0
    return Ratings(
        frame=frame,
        columns=RATING_COLUMNS,
        target=None,
        note=f"lowest first, {fmt.plural(answers, 'answer')}" if answers else "",
    )


def _teams(report: Report, question: Question) -> TableView:
    """Each team by its worst figure; a verdict that nobody gives has no column."""
    results = g.by_group(report, question, BY_TEAM, "team")
    has_own = any(r.id == "resolution_sla_met_rate" and not fmt.is_missing(r.value) for r in results)
    judged = [r for r in results if not (has_own and r.id == SOURCE_CLOCK)]
    frame = g.wide(results).merge(g.worst(judged), on="group", how="left")
    silent = [name for name in (*OWN_CLOCK, SOURCE_CLOCK) if name in frame and frame[name].isna().all()]
    order = ["worst", "severity"]
    frame = frame.drop(columns=silent).sort_values(order, ascending=False, kind="stable")
    return table_from(frame, TEAMS)
