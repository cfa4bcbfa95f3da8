"""What a metric *is*: identity, unit, meaning, formula, dates. No data, no targets, no UI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from core.metrics.measure import Tally


class Unit(StrEnum):
    """What a value counts. Durations are minutes; only the dashboard turns them into words."""

    COUNT = "count"
    SHARE = "share"
    RATIO = "ratio"
    MINUTES = "minutes"
    BUSINESS_MINUTES = "business_minutes"
    SCORE = "score"
    PER_TICKET = "per_ticket"
    DAYS = "days"
    MONEY = "money"
    POINTS = "points"
    NUMBER = "number"


class Direction(StrEnum):
    """Which way is better; ``CONTEXT`` metrics explain others and are never judged alone."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"
    IN_RANGE = "in_range"
    CONTEXT = "context"


class Level(StrEnum):
    """Level of the metric pyramid: outcomes are shown before activity."""

    BUSINESS = "business"
    CUSTOMER = "customer"
    OPERATIONS = "operations"
    ACTIVITY = "activity"


class Frame(StrEnum):
    """Which table of facts has one row per thing measured."""

    TICKETS = "tickets"
    RESPONSES = "responses"
    ESCALATIONS = "escalations"
    SLA_CLOCKS = "sla_clocks"
    SURVEYS = "surveys"
    REVIEWS = "reviews"
    AGENT_TIME = "agent_time"
    AGENTS = "agents"
    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    TRENDS = "trends"
    QUEUE_WEEKS = "queue_weeks"
    COMPANY_DAYS = "company_days"
    STAFFED_HOURS = "staffed_hours"
    AGENT_WEEKS = "agent_weeks"
    REVIEWED_AGENTS = "reviewed_agents"
    NEWCOMERS = "newcomers"
    KB_DAYS = "kb_days"
    KB_TOPICS = "kb_topics"
    TRAININGS = "trainings"
    INCIDENTS = "incidents"


BESIDE_TICKETS = frozenset(Frame) - {Frame.TICKETS, Frame.RESPONSES, Frame.ESCALATIONS, Frame.SLA_CLOCKS}
"""Frames of inputs beside the tickets: where one has no row, nobody told, and nothing is known.

One with a column ``ticket_row`` (−1: no known ticket) follows the filters of its tickets; one
without has dimensions of its own, as columns, and no value under any other filter.
"""

ROWS: dict[Frame, str] = {
    Frame.TICKETS: "ticket",
    Frame.RESPONSES: "message",
    Frame.ESCALATIONS: "escalation",
    Frame.SLA_CLOCKS: "promise",
    Frame.SURVEYS: "survey",
    Frame.REVIEWS: "review",
    Frame.AGENT_TIME: "agent day",
    Frame.AGENTS: "agent",
    Frame.CUSTOMERS: "customer",
    Frame.CONTACTS: "ticket",
    Frame.TRENDS: "category",
    Frame.QUEUE_WEEKS: "ticket",
    Frame.COMPANY_DAYS: "day",
    Frame.STAFFED_HOURS: "hour",
    Frame.AGENT_WEEKS: "agent week",
    Frame.REVIEWED_AGENTS: "agent",
    Frame.NEWCOMERS: "newcomer",
    Frame.KB_DAYS: "article day",
    Frame.KB_TOPICS: "topic",
    Frame.TRAININGS: "training",
    Frame.INCIDENTS: "incident",
}
"""What one row of a frame is, for sentences about how much a value rests on."""

COUNTED_BY: dict[str | None, str] = {
    "created_at": "tickets created in the period",
    "finished_at": "tickets resolved in the period (by their closing, then their last event, "
    "where the instant of resolution is unknown)",
    "asked_at": "customer messages sent in the period",
    "at": "events of the period",
    "decided_at": "promises kept or broken in the period (broken at the due instant, not at the answer)",
    "offered_at": "surveys sent in the period",
    "rated_at": "answers given in the period",
    "reviewed_at": "conversations reviewed in the period",
    "coached_at": "reviews talked over in the period",
    "day": "days of the period",
    "hour": "hours of the period",
    "week": "weeks that begin in the period",
    "month": "months that begin in the period",
    "hired_at": "people hired in the period",
    "due_at": "modules due in the period",
    "completed_at": "modules finished in the period",
    "starts_at": "incidents that began in the period",
    None: "the state at the end of the data; the period does not matter",
}
"""Date column by which rows are placed in a period, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDefinition:
    """One metric of the registry.

    ``inputs`` are the columns of ``frame`` that ``formula`` reads; it gets that frame and returns
    a tally, row by row. ``attribution`` is the date column that places a row in a period (None:
    the state at ``as_of``). ``needs`` says what the source must tell for a row to be counted;
    ``needs_history`` that a mere snapshot cannot. ``known_from``: for other frames than tickets,
    the ticket column that is NaN where the source cannot tell.
    Below ``min_sample`` rows the value is shown but not judged. ``owner`` watches it, every
    ``review``; ``gamed_by`` are the detectors (D-ids) of how it is bent. ``waits_for``: the inputs
    that a metric without any formula needs. ``variant`` names a chosen definition other than the
    shipped one.
    """

    id: str
    name: str
    question: str
    unit: Unit
    direction: Direction
    level: Level
    inputs: tuple[str, ...]
    formula: Callable[[pd.DataFrame], Tally]
    formula_text: str
    attribution: str | None
    min_sample: int
    sources: tuple[str, ...]
    frame: Frame = Frame.TICKETS
    catalog_ids: tuple[str, ...] = ()
    needs: str = ""
    needs_history: bool = False
    known_from: str = ""
    caveats: str = ""
    alternatives: str = ""
    owner: str = ""
    review: str = ""
    gamed_by: tuple[str, ...] = ()
    waits_for: str = ""
    variant: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether nothing that the store can hold answers it: it says what it waits for instead."""
        return bool(self.waits_for)

    @property
    def is_duration(self) -> bool:
        """Whether the value is a time, so that median, p90 and waiting tickets belong to it."""
        return self.unit in {Unit.MINUTES, Unit.BUSINESS_MINUTES}

    @property
    def is_state(self) -> bool:
        """Whether it describes the queue at ``as_of`` rather than a period."""
        return self.attribution is None

    @property
    def counted_by(self) -> str:
        """In words, which rows a period takes."""
        return COUNTED_BY[self.attribution]

    def row_words(self, count: int) -> str:
        """How many rows, in words: "1 agent day", "3 categories"."""
        noun = ROWS[self.frame]
        plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"
        return f"{count:,} {noun if count == 1 else plural}"
