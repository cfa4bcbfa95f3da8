"""Who carries how much of the queue, and whose tickets need another owner today."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.report import Report
from dashboard import format as fmt
from dashboard.view_models import queue_tables as q
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Alert, Column
from dashboard.view_models.queue_lists import COLUMNS, in_words
from dashboard.view_models.queue_past import Presence
from dashboard.view_models.tables import Shape, TableView, table_from

AWAY = Shape(
    "Out of the office",
    {
        "assignee": Column("Agent"),
        "why": Column("Why", "text", "From shifts, logged states and the dates that agents left", "medium"),
        "open_count": Column("Open", "count"),
        "urgent_count": Column("P1 and P2", "count"),
        "waiting_count": Column("Waiting for us", "count"),
        "oldest_minutes": Column("Oldest", "minutes"),
    },
    "Nobody who is away holds an open ticket.",
    note="agents who are away and hold open tickets",
)
HIDDEN = ("idle_minutes",)
REASSIGN = Shape(
    "To reassign",
    {name: column for name, column in COLUMNS.items() if name not in HIDDEN},
    "No open ticket belongs to somebody who is away.",
    note="least time left first",
)
UNKNOWN_AWAY = "Who is away is unknown: there are neither shifts nor logged states."


@dataclass(frozen=True)
class QueuePeople:
    """Open tickets per agent, agents who are away, and their tickets."""

    loads: pd.DataFrame
    alerts: tuple[Alert, ...]
    away: TableView
    reassign: TableView


def build_queue_people(report: Report, question: Question, presence: Presence) -> QueuePeople:
    """As at the moment of the question."""
    if question.as_of is None:
        none = pd.DataFrame()
        return QueuePeople(none, (), table_from(none, AWAY), table_from(none, REASSIGN))
    workload = report.live(question.as_of).workload(filters=question.filters)

    def again() -> pd.DataFrame:
        return to_reassign(report, question, presence)

    return QueuePeople(
        loads=q.load_frame(workload),
        alerts=q.load_alert(workload),
        away=table_from(away_frame(workload, presence.away), AWAY),
        reassign=table_from(again(), REASSIGN, again, prepare=in_words),
    )


def away_frame(workload: pd.DataFrame, away: dict[str, str]) -> pd.DataFrame:
    """Agents who are away and hold open tickets, who holds most first.

    >>> held = pd.DataFrame({"assignee": ["ada", "bo"], "open_count": [3, 2]})
    >>> away_frame(held, {"bo": "left the team"}).to_dict("records")
    [{'assignee': 'bo', 'open_count': 2, 'why': 'left the team'}]
    """
    found = workload[workload["assignee"].isin(list(away))].reset_index(drop=True)
    return found.assign(why=[away[name] for name in found["assignee"]])


def to_reassign(report: Report, question: Question, presence: Presence) -> pd.DataFrame:
    """Open tickets of agents who are away."""
    if question.as_of is None:
        return pd.DataFrame()
    tickets = report.live(question.as_of).open_tickets(filters=question.filters)
    found = tickets[tickets["assignee"].isin(list(presence.away))]
    why = [presence.away[str(name)] for name in found["assignee"]]
    return found.assign(why=why).sort_values("remaining_minutes", na_position="last", ignore_index=True)


def away_words(frame: pd.DataFrame) -> str:
    """How many tickets of how many agents need another owner."""
    if frame.empty:
        return "none"
    return f"{fmt.plural(frame['open_count'].sum(), 'ticket')} of {fmt.plural(len(frame), 'agent')}"
