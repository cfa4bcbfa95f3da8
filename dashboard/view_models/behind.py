"""The tickets behind a bar, a cell or a row: which they are, and their list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd

from core.metrics.groups import NOT_STATED
from core.periods import Period
from core.report import Filters, Report
from core.reporting.team_tickets import PART_MINUTES, Behind
from dashboard import format as fmt
from dashboard.view_models import tables as t
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column
from dashboard.view_models.tables import TableView

SHOWN = 200
PART = {"state": "Time in it", "repeat": "Since the contact before"}
"""What the time beside a ticket means, by kind."""


@dataclass(frozen=True)
class Drill:
    """Which tickets a figure leads to; small and printable, so that it is a key as well."""

    title: str
    behind: Behind
    period: Period | None = None
    filters: Filters = field(default_factory=Filters)
    as_of: datetime | None = None


@dataclass(frozen=True)
class Drills:
    """What the rows of a table lead to, in their order; None: to nothing. ``hint`` says how to choose."""

    rows: Sequence[Drill | None]
    hint: str = "Select a row, by the box at its left, to see its tickets."

    def at(self, row: pd.Series | None) -> Drill | None:
        """What a row of the table leads to."""
        place = -1 if row is None else int(str(row.name))
        return self.rows[place] if 0 <= place < len(self.rows) else None


def drill(
    question: Question,
    title: str,
    kind: str,
    *values: str | int,
    period: Period | None = None,
    **only: str | tuple[str, ...],
) -> Drill:
    """The tickets of a question that lie behind a figure, with only one or some values of dimensions."""
    wanted = {name: value if isinstance(value, tuple) else (value,) for name, value in only.items()}
    return Drill(
        title,
        Behind(kind, values),
        period or question.period,
        replace(question.filters, **wanted),
        question.as_of,
    )


BAR_HINT = "Select a bar to see its tickets."
DOT_HINT = "Select a dot to see its tickets."
CELL_HINT = "Select an hour to see its tickets."

LISTED = {
    "ticket_id": t.TICKET,
    "status": Column("State"),
    "priority": t.PRIORITY,
    "category": Column("Category"),
    "team": Column("Team"),
    "assignee": t.ASSIGNEE,
    "created_at": Column("Created", "instant"),
    PART_MINUTES: Column("", "minutes"),
    "first_response_minutes": Column("First response", "minutes"),
    "resolution_minutes": Column("Resolution", "minutes"),
    "csat_score": Column("Score", "count"),
}


def build_behind(report: Report, asked: Drill) -> TableView:
    """The list of the tickets behind a figure."""

    def listed(limit: int | None = None) -> tuple[pd.DataFrame, int]:
        found = report.tickets_behind(
            asked.behind, period=asked.period, filters=asked.filters, as_of=asked.as_of, limit=limit
        )
        return _dressed(found.frame), found.total

    frame, total = listed(SHOWN)
    shown = f"{fmt.count(len(frame))} of {fmt.count(total)} shown; the export has all"
    return TableView(
        title=asked.title,
        frame=frame,
        columns={name: column for name, column in _columns(asked).items() if name in frame},
        empty="No ticket lies behind it.",
        note=shown if total > len(frame) else fmt.plural(total, "ticket"),
        total=total,
        whole=(lambda: listed()[0]) if total > len(frame) else None,
    )


def _columns(asked: Drill) -> dict[str, Column]:
    part = Column(PART.get(asked.behind.kind, ""), "minutes")
    return {name: part if name == PART_MINUTES else column for name, column in LISTED.items()}


def _dressed(frame: pd.DataFrame) -> pd.DataFrame:
    """Only what the list shows, in the dashboard's words; a score that nobody gave has no column."""
    names = [name for name in (*LISTED, *t.LINKING) if name in frame]
    table = frame[names].copy()
    words = t.WORDS["status"]
    table["status"] = table["status"].astype(object).map(lambda value: words.get(value, value))
    table["assignee"] = table["assignee"].astype(object).where(table["assignee"].notna(), t.NOBODY)
    return table.drop(columns="csat_score") if table["csat_score"].isna().all() else table


def stated(group: object) -> str:
    """A group's name in a title.

    >>> stated("not stated"), stated("API errors")
    ('nothing stated', 'API errors')
    """
    return "nothing stated" if group == NOT_STATED else str(group)
