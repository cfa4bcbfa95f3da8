"""The first tab of Queue health: the cards, how old and how urgent open work is, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from core.report import Report
from core.reporting.lifecycle import STATES, lifecycle
from dashboard.view_models import figures as f
from dashboard.view_models import queue_tables as q
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Alert, Column, KpiCard

CARDS = {
    "backlog_age": "Backlog age",
    "queue_depth": "Waiting for us",
    "open_p1_p2": "Open P1 and P2",
}
LISTED = ("backlog_24h", "unassigned_count", "stuck_tickets")
CARD_LISTS = {
    "Backlog age": "old",
    "Waiting for us": "waiting",
    "Open P1 and P2": "urgent",
    "First response": "unanswered",
    "P1 among new tickets": "urgent",
}
"""The work list behind each card."""
LIFE_COLUMNS = {"state": Column("State"), "open_count": Column("Open tickets", "count")}
LIFE_HELP = (
    "Where open tickets are in their life. New: no priority or category yet. Triaged: both, but no owner. "
    "Assigned: owned, not answered. In progress: owned and answered. Escalated: has been escalated. "
    "Engineering: support tier L3. Waiting for customer and on hold are the source's own states."
)


@dataclass(frozen=True)
class QueueHealth:
    """Cards and the three pictures of open work."""

    alerts: tuple[Alert, ...]
    cards: tuple[KpiCard, ...]
    ages: pd.DataFrame
    priorities: pd.DataFrame
    states: pd.DataFrame


def build_queue_health(report: Report, question: Question) -> QueueHealth:
    """As at the moment of the question; with a comparison, cards say how things stood before."""
    live = report if question.as_of is None else report.live(question.as_of)
    asked = report if question.comparison else live
    results = f.figures(asked, question, [*CARDS, *LISTED])
    opened = live.tickets(filters=question.filters)
    return QueueHealth(
        alerts=f.alerts_from(results.values(), {}),
        cards=f.cards(results, CARDS),
        ages=q.age_frame(live.backlog_age_histogram(filters=question.filters)),
        priorities=pd.DataFrame(q.priority_shares(opened["priority"])),
        states=state_counts(opened),
    )


def state_counts(opened: pd.DataFrame) -> pd.DataFrame:
    """Open tickets by where they are in their life; states that nobody is in are left out."""
    if opened.empty:
        return pd.DataFrame({"state": [], "open_count": []})
    counts = lifecycle(opened).value_counts().reindex(list(STATES))
    found = counts[counts > 0].rename_axis("state").reset_index(name="open_count")
    return found.assign(state=found["state"].astype(str).str.capitalize())


def stamped(cards: tuple[KpiCard, ...], words: str) -> tuple[KpiCard, ...]:
    """Cards that say how fresh they are."""
    return tuple(
        replace(card, note=" · ".join(part for part in (card.note, words) if part)) for card in cards
    )
