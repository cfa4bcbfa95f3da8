"""Contradictions in the data, and the tickets that have one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from core.report import DataQuality, Report
from core.reporting.anomalies import KINDS
from dashboard import format as fmt
from dashboard.view_models import tables as t
from dashboard.view_models.cards import Column
from dashboard.view_models.tables import Shape, TableView, table_from
from dashboard.view_models.ticket import told

ANOMALIES = Shape(
    "Contradictions",
    {
        "name": Column("What is odd", "text", None, "medium"),
        "count": Column("Tickets", "count", None, "small"),
        "events": Column("Events", "figure", "Odd events; empty where the ticket as a whole is odd", "small"),
        "share": Column("Share", "share", None, "small"),
        "meaning": Column("What may be behind it", "text", None, "large"),
        "handling": Column("What Queuewise makes of it", "text", None, "large"),
    },
    "No ticket contradicts itself.",
    note="most frequent first",
)
TICKETS = Shape(
    "Tickets",
    {
        "ticket_id": t.TICKET,
        "what": Column("What was recorded", "text", "The first odd event", "medium"),
        "at": Column("When", "instant"),
        "event_count": Column("Odd events", "count"),
        "status": t.STATE,
        "created_at": Column("Created", "instant"),
        "first_reply_at": Column("Answered", "instant"),
        "resolved_at": Column("Resolved", "instant"),
        "team": t.TEAM,
        "assignee": t.ASSIGNEE,
    },
    "No ticket has it any more.",
    note="newest first",
)


@dataclass(frozen=True)
class AnomalyTickets:
    """The tickets of one kind of anomaly; ``words`` say what may be behind it and what is made of it."""

    id: str
    words: str
    tickets: TableView


def anomalies_table(quality: DataQuality) -> TableView:
    """Every kind that occurs, the most frequent first."""
    rows = [
        (a.name, a.count, _events(a.event_count), a.count / a.ticket_count, a.meaning, a.handling)
        for a in quality.anomalies
    ]
    frame = pd.DataFrame(rows, columns=list(ANOMALIES.columns))
    return table_from(frame.sort_values("count", ascending=False, kind="stable"), ANOMALIES)


def _events(count: int | None) -> str:
    return "" if not count else fmt.count(count)


def build_anomaly_tickets(report: Report, name: str, count: int) -> AnomalyTickets:
    """The tickets of the kind with this name, of ``count`` as many as a page can show."""
    key = next(key for key, kind in KINDS.items() if kind.name == name)
    shape = replace(TICKETS, title=name)
    table = table_from(_listed(report, key, shape.limit), shape)
    if count > shape.limit:
        table = replace(table, total=count, whole=partial(_whole, report, key, shape))
    kind = KINDS[key]
    words = f"What may be behind it: {kind.meaning}. What Queuewise makes of it: {kind.handling}."
    return AnomalyTickets(key, words, table)


def _whole(report: Report, key: str, shape: Shape) -> pd.DataFrame:
    tickets = _listed(report, key)
    return table_from(tickets, replace(shape, limit=len(tickets))).frame


def _listed(report: Report, key: str, limit: int | None = None) -> pd.DataFrame:
    tickets = report.anomaly_tickets(key, limit)
    if "type" not in tickets:
        return tickets
    events = tickets.to_dict("records")
    return tickets.assign(what=[None if fmt.is_missing(e["type"]) else told(e) for e in events])
