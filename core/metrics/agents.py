"""How work moves between people and teams, and how much of it a ticket takes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import flags, numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import NAN, Count, Duration, Mean, Share


def reassignment_rate(tickets: pd.DataFrame) -> Share:
    """Share of created tickets that changed their assignee at least once after the first.

    Formula: tickets with reassignments ÷ tickets where they are known; lower is better.

    >>> from core.metrics.reduce import measure
    >>> measure(reassignment_rate(pd.DataFrame({"reassignment_count": [0.0, 2.0, NAN]}))).value
    0.5
    """
    moves = numbers(tickets, "reassignment_count")
    unknown = np.isnan(moves)
    return Share(moves > 0, ~unknown, unknown=unknown)


def handoffs_per_ticket(tickets: pd.DataFrame) -> Mean:
    """Changes of assignee or team per created ticket. Formula: Σ changes ÷ tickets; lower is better.

    >>> from core.metrics.reduce import measure
    >>> rows = {"reassignment_count": [0.0, 2.0], "team_change_count": [1.0, 0.0]}
    >>> measure(handoffs_per_ticket(pd.DataFrame(rows))).value
    1.5
    """
    moves = numbers(tickets, "reassignment_count") + numbers(tickets, "team_change_count")
    return Mean(moves, unknown=np.isnan(moves), least=0)


def replies_per_ticket(tickets: pd.DataFrame) -> Mean:
    """Public replies of people per finished ticket. Formula: Σ replies ÷ finished tickets.

    Neither end is better: many replies can be thorough help (C-27).

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, True, False], "public_reply_count": [1.0, 2.0, 9.0]}
    >>> measure(replies_per_ticket(pd.DataFrame(rows))).value
    1.5
    """
    finished, replies = flags(tickets, "is_finished"), numbers(tickets, "public_reply_count")
    return Mean(np.where(finished, replies, NAN), unknown=finished & np.isnan(replies), least=0)


def escalation_volume(escalations: pd.DataFrame) -> Count:
    """Escalations that happened: each move to a higher tier or an escalation team counts.

    A move to a team and to a tier at the same instant is one escalation.

    >>> from core.metrics.reduce import measure
    >>> measure(escalation_volume(pd.DataFrame({"ticket_row": [3, 3], "at": [10, 20]}))).value
    2.0
    """
    return Count(np.ones(len(escalations), dtype=bool))


def average_handle_time(tickets: pd.DataFrame) -> Duration:
    """Work minutes per finished ticket, as logged: not elapsed time.

    Formula: Σ work minutes ÷ finished tickets with logged work. Neither end is better (C-23, C-27).

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, True, True], "time_worked_minutes": [10.0, 20.0, NAN]}
    >>> measure(average_handle_time(pd.DataFrame(rows))).value
    15.0
    """
    finished, worked = flags(tickets, "is_finished"), numbers(tickets, "time_worked_minutes")
    return Duration(np.where(finished, worked, NAN), unknown=finished & np.isnan(worked))


REASSIGNMENT_RATE = MetricDefinition(
    id="reassignment_rate",
    name="Reassignment rate",
    question="How often does a ticket change hands?",
    unit=Unit.SHARE,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.OPERATIONS,
    inputs=("reassignment_count",),
    formula=reassignment_rate,
    formula_text="tickets reassigned at least once ÷ tickets",
    attribution="created_at",
    min_sample=20,
    sources=("handbook 1.2",),
    needs="every change of assignee",
    needs_history=True,
    caveats="The first assignment is not a reassignment.",
    owner="team leads",
    review="weekly",
    gamed_by=("D-002",),
)
HANDOFFS_PER_TICKET = MetricDefinition(
    id="handoffs_per_ticket",
    name="Handoffs per ticket",
    question="How much tennis is played with tickets?",
    unit=Unit.PER_TICKET,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.OPERATIONS,
    inputs=("reassignment_count", "team_change_count"),
    formula=handoffs_per_ticket,
    formula_text="(changes of assignee + changes of team) ÷ tickets",
    attribution="created_at",
    min_sample=20,
    sources=("handbook 1.2",),
    needs="every change of assignee and team",
    needs_history=True,
    owner="team leads",
    review="weekly",
    gamed_by=("D-002", "D-093"),
)
REPLIES_PER_TICKET = MetricDefinition(
    id="replies_per_ticket",
    name="Replies per ticket",
    question="How many answers does a solution take?",
    unit=Unit.PER_TICKET,
    direction=Direction.CONTEXT,
    level=Level.ACTIVITY,
    inputs=("is_finished", "public_reply_count"),
    formula=replies_per_ticket,
    formula_text="Σ public human replies ÷ finished tickets",
    attribution="finished_at",
    min_sample=20,
    sources=("handbook 1.5", "C-27"),
    needs="replies with their authors",
    needs_history=True,
    owner="agents",
    review="weekly",
    gamed_by=("D-007", "D-114"),
)
ESCALATION_VOLUME = MetricDefinition(
    id="escalation_volume",
    name="Escalations",
    question="How much reaches the higher tiers?",
    unit=Unit.COUNT,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.OPERATIONS,
    frame=Frame.ESCALATIONS,
    known_from="escalation_count",
    inputs=("ticket_row", "at"),
    formula=escalation_volume,
    formula_text="number of moves to a higher tier or an escalation team",
    attribution="at",
    min_sample=0,
    sources=("handbook 1.2",),
    needs="changes of team and tier",
    needs_history=True,
    caveats="A ticket that is escalated twice counts twice; the escalation rate counts it once.",
    owner="team leads",
    review="daily",
    gamed_by=("D-005", "D-032"),
)
AVERAGE_HANDLE_TIME = MetricDefinition(
    id="average_handle_time",
    name="Average handle time",
    question="How much work does a ticket take?",
    unit=Unit.MINUTES,
    direction=Direction.CONTEXT,
    level=Level.ACTIVITY,
    inputs=("time_worked_minutes", "is_finished"),
    formula=average_handle_time,
    formula_text="Σ logged work ÷ finished tickets with logged work",
    attribution="finished_at",
    min_sample=20,
    sources=("handbook 1.5", "C-23", "C-27"),
    catalog_ids=("aht_min",),
    needs="logged work",
    caveats="Never judge a person by it alone: pair it with quality.",
    owner="agents",
    review="weekly",
    gamed_by=("D-001", "D-114"),
)

DEFINITIONS = (
    REASSIGNMENT_RATE,
    HANDOFFS_PER_TICKET,
    REPLIES_PER_TICKET,
    ESCALATION_VOLUME,
    AVERAGE_HANDLE_TIME,
)
