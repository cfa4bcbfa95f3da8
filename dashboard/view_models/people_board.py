"""Newcomers and training: the six figures, the ramp week by week, what is due, and everybody here."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from core.report import MetricResult, Report
from core.reporting.people_tables import PLANNED, RampBoard
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models import tables as t
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column, KpiCard
from dashboard.view_models.counted_cards import CardShape, counted_card
from dashboard.view_models.long_view import year_up_to
from dashboard.view_models.quality_words import AGENT, day_of
from dashboard.view_models.sla import asked, dated
from dashboard.view_models.tables import Shape, TableView, table_from

CARDS = {
    "time_to_proficiency": CardShape("Until proficient"),
    "certification_pass_rate": CardShape("Passed at first try", "certificate"),
    "training_completion_rate": CardShape("Training finished", "module"),
    "post_training_qa": CardShape("QA after training"),
    "knowledge_retention": CardShape("Refresh quizzes", "answer"),
    "training_satisfaction": CardShape("Training rated"),
    "ramp_load": CardShape("Load of newcomers"),
    "agent_tenure": CardShape("Tenure"),
    "agent_turnover": CardShape("Turnover, a year"),
}
"""The six training metrics of catalogue 1.9, then the ramp and how long people stay."""
MOST_NEWCOMERS = 12
DAYS_PER_MONTH = 30.4
NEWCOMERS = Shape(
    "Newcomers",
    {
        "assignee": AGENT,
        "team": t.TEAM,
        "hired": Column("Hired"),
        "load": Column("Load", "share", "Tickets handled ÷ full load of experienced colleagues, all weeks"),
        "planned": Column("Planned", "share", "Of the same weeks: 0, 0, 25, 50, 75, 75, 100, 100 %"),
        "reading": Column("Reading", "text", "More than planned: look at their quality"),
        "proficiency": Column("Proficient", "text", "First contact resolution at its target over four weeks"),
    },
    "Nobody was hired in this time.",
    note="last hired first",
    limit=50,
)
DUE = Shape(
    "Modules not finished",
    {
        "assignee": AGENT,
        "module": Column("Module"),
        "due": Column("Due"),
        "days": Column("Days", "figure", "Since it was due, or until it is"),
        "team": t.TEAM,
    },
    "Every module that was planned is finished, or no training is recorded.",
    note="longest overdue first",
    limit=100,
)
MODULES = Shape(
    "Modules",
    {
        "module": Column("Module"),
        "kind": Column("Kind", "text", None, "small"),
        "completed_count": Column("Finished", "count"),
        "due_count": Column("of", "count", "Agents for whom it is due or finished"),
        "first_score": Column("First score", "number", "Mean of the first attempts, 0 to 100"),
        "again_count": Column("Again", "count", "Attempts after the first"),
    },
    "No module was due in this time.",
    limit=50,
)
STAFF = Shape(
    "Everybody",
    {
        "assignee": AGENT,
        "team": t.TEAM,
        "tier": Column("Tier", "text", None, "small"),
        "role": Column("Role", "text", None, "small"),
        "months": Column("Months here", "number"),
        "certificate": Column("Certificate", "text", "The last one passed", "medium"),
        "refresh_score": Column("Last refresh quiz", "count", "0 to 100"),
        "overdue_count": Column("Overdue", "count", "Modules past their day"),
        "open_count": Column("Open", "count", "Modules not finished"),
    },
    "No agent is known, or a filter is set that people do not know.",
    note="by name",
    limit=300,
)
CLOSE = 0.10
"""A tenth of a full load more or less than planned is as planned."""


@dataclass(frozen=True)
class PeopleView:
    """All that the part "People" shows."""

    cards: tuple[KpiCard, ...]
    note: str
    grid: pd.DataFrame
    planned: list[float]
    newcomers: TableView
    due: TableView
    modules: TableView
    staff: TableView


def build_people(report: Report, question: Question) -> PeopleView:
    """Figures and boards of the year up to the end of the period, for trainings and hires are rare."""
    year = year_up_to(question)
    results = f.figures(report, year, list(CARDS))
    board = report.ramp_board(**dated(year))
    return PeopleView(
        cards=tuple(_card(results[name], shape) for name, shape in CARDS.items()),
        note=f"Hires and trainings are rare: all of this looks at {_words(year.period.label)}.",
        grid=grid_of(board),
        planned=list(PLANNED),
        newcomers=table_from(_newcomers(board, question.zone), NEWCOMERS),
        due=table_from(_due(report.open_modules(**asked(question)), question.zone), DUE),
        modules=table_from(report.modules(**dated(year)), MODULES),
        staff=table_from(_staff(report.staff(**asked(question))), STAFF),
    )


def _words(label: str) -> str:
    return label if label.startswith(("the ", "all")) else f"the {label}"


def _card(result: MetricResult, shape: CardShape) -> KpiCard:
    card = counted_card(result, shape)
    if fmt.is_missing(result.value):
        return card
    if result.id == "agent_tenure":
        months = f"{fmt.number(result.value / DAYS_PER_MONTH)}{fmt.NO_BREAK}months"
        return replace(card, value=months, delta=None)
    return card


def grid_of(board: RampBoard) -> pd.DataFrame:
    """Newcomers by week of tenure, the last hired on top; NaN where a week is not over or not known."""
    names = list(board.newcomers["assignee"].head(MOST_NEWCOMERS))
    weeks = board.weeks[board.weeks["assignee"].isin(names)]
    grid = weeks.pivot(index="assignee", columns="tenure_week", values="load")
    return grid.reindex(index=names, columns=range(1, len(PLANNED) + 1)).astype(float)


def _newcomers(board: RampBoard, zone: str) -> pd.DataFrame:
    rows = board.newcomers
    return rows.assign(
        hired=[day_of(at, zone) for at in rows["hired_at"]],
        reading=[_reading(load, plan) for load, plan in zip(rows["load"], rows["planned"], strict=True)],
        proficiency=[
            _proficiency(days, learning, left)
            for days, learning, left in zip(
                rows["proficiency_days"], rows["is_learning"], rows["left_at"].notna(), strict=True
            )
        ],
    )


def _reading(load: float, planned: float) -> str:
    if fmt.is_missing(load) or fmt.is_missing(planned):
        return "nobody to compare with"
    if abs(load - planned) <= CLOSE:
        return "as planned"
    return "less than planned" if load < planned else "more than planned"


def _proficiency(days: float, learning: bool, left: bool) -> str:
    if not fmt.is_missing(days):
        return f"after {fmt.plural(days, 'day')}"
    return "still learning" if learning else "left before" if left else ""


def _due(modules: pd.DataFrame, zone: str) -> pd.DataFrame:
    late = modules["overdue_days"]
    return modules.assign(
        due=[day_of(at, zone) for at in modules["due_at"]],
        days=[fmt.NO_DATA if fmt.is_missing(each) else _days(each) for each in late],
    )


def _days(late: float) -> str:
    """Whole days that have passed since, or days that are left, begun ones included.

    >>> _days(1.7), _days(-0.2), _days(0.3)
    ('1 late', 'in 1', 'today')
    """
    days = math.floor(late)
    return "today" if days == 0 else f"{days} late" if days > 0 else f"in {-days}"


def _staff(staff: pd.DataFrame) -> pd.DataFrame:
    return staff.assign(months=staff["tenure_days"] / DAYS_PER_MONTH)
