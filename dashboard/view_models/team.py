"""What the Team page opens with: speed, quality and volume together, in all and by team, at their review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.report import MetricResult, Report
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models import groups as g
from dashboard.view_models.asking import Question
from dashboard.view_models.behind import Drills, drill, stated
from dashboard.view_models.cards import Alert, Column, KpiCard
from dashboard.view_models.flow import Flow, first_created, flow_over
from dashboard.view_models.sla import (
    OWN_CLOCK,
    SOURCE_CLOCK,
    alerts_of_one_clock,
    cards_of_one_clock,
    one_clock,
)
from dashboard.view_models.speed import Speed, build_speed
from dashboard.view_models.tables import Shape, TableView, table_from
from dashboard.view_models.team_seven import SEVEN, cadence, seven_figures
from dashboard.view_models.weeks import whole_weeks

SCORECARD: Mapping[str, Mapping[str, str]] = {
    "Speed": {
        "first_response_time": "First response",
        "resolution_time": "Resolution",
        "response_sla_met_rate": "Responses in time",
        "resolution_sla_met_rate": "Resolutions in time",
        "sla_met_rate": "SLA met",
    },
    "Quality": {
        "csat_rate": "Satisfied customers",
        "first_contact_resolution_rate": "Solved first time",
        "reopen_rate": "Reopened",
        "escalation_rate": "Escalated",
    },
    "Volume": {
        "ticket_volume": "New tickets",
        "resolved_count": "Resolved",
        "lasting_resolved_count": "Net resolved",
        "backlog_count": "Backlog",
    },
}
"""Speed, quality and volume always together (1.15, F-060): no card shows one of the three alone."""
CARDS = {name: label for section in SCORECARD.values() for name, label in section.items()}
NOTES = {"Net resolved": ", less what was reopened"}
BY_TEAM = (
    "first_response_time",
    "resolution_time",
    *OWN_CLOCK,
    SOURCE_CLOCK,
    "csat_rate",
    "reopen_rate",
    "escalation_rate",
    "ticket_volume",
    "resolved_count",
    "lasting_resolved_count",
)
TEAMS = Shape(
    "Scorecard by team, worst first",
    {
        "group": Column("Team"),
        "status": Column("Status", "status"),
        "first_response_time": Column("First response", "minutes", "Median, with the tickets still waiting"),
        "resolution_time": Column("Resolution", "minutes", "Median, with the tickets still open"),
        "response_sla_met_rate": Column("Responses in time", "share", "First responses by our own clock"),
        "resolution_sla_met_rate": Column("Resolutions in time", "share", "Resolutions by our own clock"),
        "sla_met_rate": Column(
            "SLA met, help desk",
            "share",
            "As the help desk itself says; judged only where our clock is silent",
        ),
        "csat_rate": Column("Satisfied", "share"),
        "reopen_rate": Column("Reopened", "share"),
        "escalation_rate": Column("Escalated", "share"),
        "ticket_volume": Column("New tickets", "count"),
        "resolved_count": Column("Resolved", "count"),
        "lasting_resolved_count": Column("Net resolved", "count", "Resolved, less what was reopened"),
        "reason": Column("Off target or close", "text", None, "large"),
    },
    "No tickets of this selection name a team.",
    note="speed, quality and volume in this order; statuses compare each figure with its target",
)


@dataclass(frozen=True)
class TeamView:
    """All that the first tab of the Team page shows."""

    alerts: tuple[Alert, ...]
    scorecard: dict[str, tuple[KpiCard, ...]]
    seven: TableView
    seven_drills: Drills
    teams: TableView
    team_drills: Drills
    flow: Flow
    speed: Speed

    @property
    def cards(self) -> tuple[KpiCard, ...]:
        """Every card of the scorecard."""
        return tuple(card for cards in self.scorecard.values() for card in cards)


def build_team(report: Report, question: Question) -> TeamView:
    """Everything on the tab, from a handful of calls to the report."""
    weeks = whole_weeks(question, first_created(report, question))
    results = f.figures(report, question, list(dict.fromkeys([*CARDS, *SEVEN])))
    known = one_clock({name: results[name] for name in CARDS})
    seven, seven_drills = seven_figures(question, one_clock(results))
    teams = _teams(report, question)
    return TeamView(
        alerts=alerts_of_one_clock(known, {}),
        scorecard=_scorecard(results, known),
        seven=seven,
        seven_drills=seven_drills,
        teams=teams,
        team_drills=Drills(
            [
                drill(question, f"New tickets of {stated(name)}", "created", team=name)
                for name in teams.frame["group"]
            ]
        ),
        flow=flow_over(report, question, weeks, "week"),
        speed=build_speed(report, question, weeks, results),
    )


def _scorecard(
    results: dict[str, MetricResult], known: dict[str, MetricResult]
) -> dict[str, tuple[KpiCard, ...]]:
    """One clock for all, named on its cards; what the help desk says of itself is a second line."""
    said = results[SOURCE_CLOCK].value
    theirs = "" if fmt.is_missing(said) else f"; the help desk says {fmt.share(said)}"
    notes = NOTES | {
        CARDS["response_sla_met_rate"]: ", our clock",
        CARDS["resolution_sla_met_rate"]: f", our clock{theirs}",
        CARDS[SOURCE_CLOCK]: ", as the help desk says",
    }
    return {
        section: tuple(_card(card, notes, labels, results) for card in cards_of_one_clock(known, labels))
        for section, labels in SCORECARD.items()
    }


def _card(
    card: KpiCard, notes: Mapping[str, str], labels: Mapping[str, str], results: Mapping[str, MetricResult]
) -> KpiCard:
    """A card with what belongs to its figure, and how often it is looked at."""
    name = next(name for name, label in labels.items() if label == card.label)
    told = card.value != fmt.NO_DATA
    note = f"{card.note}{notes[card.label]}".removeprefix(", ") if card.label in notes and told else card.note
    review = f"reviewed {cadence(results[name].definition)}"
    return replace(card, note=" · ".join(part for part in (note, review) if part))


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
