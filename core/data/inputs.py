"""Tables for the catalogue's other inputs: shifts, surveys, reviews, costs and the like."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from core.data.models import Instant, StoreModel, _instant, _key


class AgentState(StoreModel, table=True):
    """What an agent was doing, and on which channel."""

    __tablename__ = "agent_state"
    __table_args__ = (UniqueConstraint("source_id", "agent_id", "starts_at", "state"),)

    pk: int | None = _key()
    source_id: str
    agent_id: str
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime | None = _instant()
    state: str
    channel: str | None = None


class Shift(StoreModel, table=True):
    """Planned presence of an agent."""

    __tablename__ = "shift"
    __table_args__ = (UniqueConstraint("source_id", "agent_id", "starts_at"),)

    pk: int | None = _key()
    source_id: str
    agent_id: str
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    activity: str | None = None


class TimeEntry(StoreModel, table=True):
    """Work on a ticket as logged."""

    __tablename__ = "time_entry"

    source_id: str = Field(primary_key=True)
    entry_id: str = Field(primary_key=True)
    ticket_id: str
    agent_id: str
    at: datetime = Field(sa_type=Instant)
    minutes: float


class SurveyAnswer(StoreModel, table=True):
    """A satisfaction survey, offered and perhaps answered."""

    __tablename__ = "csat"

    source_id: str = Field(primary_key=True)
    survey_id: str = Field(primary_key=True)
    ticket_id: str = Field(index=True)
    kind: str = "csat"
    offered_at: datetime | None = _instant()
    rated_at: datetime | None = _instant()
    score: float | None = None
    scale_max: float | None = None


class QualityReview(StoreModel, table=True):
    """One reviewed conversation, scored by dimension on a 0 to 100 scale."""

    __tablename__ = "qa_review"

    source_id: str = Field(primary_key=True)
    review_id: str = Field(primary_key=True)
    ticket_id: str
    agent_id: str
    reviewer_id: str | None = None
    reviewed_at: datetime = Field(sa_type=Instant)
    coached_at: datetime | None = _instant()
    score: float
    dimensions: str | None = None
    is_critical_fail: bool = False
    selection: str | None = None


class KnowledgeBaseDay(StoreModel, table=True):
    """Traffic of one article (or of search) on one day."""

    __tablename__ = "kb_stat"
    __table_args__ = (UniqueConstraint("source_id", "day", "article_id"),)

    pk: int | None = _key()
    source_id: str
    day: str
    article_id: str
    category: str | None = None
    view_count: int = 0
    helpful_yes_count: int = 0
    helpful_no_count: int = 0
    search_count: int = 0
    failed_search_count: int = 0
    ticket_after_count: int = 0


class CostEntry(StoreModel, table=True):
    """Money by month: people, technology, overhead, self_service; revenue."""

    __tablename__ = "cost_entry"

    source_id: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    amount: float
    currency: str = "USD"


class Training(StoreModel, table=True):
    """A training module taken by an agent."""

    __tablename__ = "training"

    source_id: str = Field(primary_key=True)
    agent_id: str = Field(primary_key=True)
    module: str = Field(primary_key=True)
    attempt: int = Field(default=1, primary_key=True)
    kind: str | None = None
    due_at: datetime | None = _instant()
    completed_at: datetime | None = _instant()
    score: float | None = None


class Incident(StoreModel, table=True):
    """An outage or release that explains a surge."""

    __tablename__ = "incident"

    source_id: str = Field(primary_key=True)
    incident_id: str = Field(primary_key=True)
    severity: str | None = None
    title: str | None = None
    starts_at: datetime = Field(sa_type=Instant)
    resolved_at: datetime | None = _instant()


class Calendar(StoreModel, table=True):
    """Opening hours: weekly intervals as JSON, local to a zone, with a validity start."""

    __tablename__ = "calendar"

    calendar_id: str = Field(primary_key=True)
    valid_from: datetime = Field(sa_type=Instant, primary_key=True)
    name: str
    timezone: str
    weekly: str
    special_days: str | None = None


class Holiday(StoreModel, table=True):
    """A day on which a calendar is closed."""

    __tablename__ = "holiday"

    calendar_id: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    name: str | None = None


class SlaPolicy(StoreModel, table=True):
    """A named set of promises."""

    __tablename__ = "sla_policy"

    policy_id: str = Field(primary_key=True)
    name: str
    calendar_id: str | None = None
    pausing_states: str = "pending"
    source: str | None = None
    rules: str | None = None


class SlaTarget(StoreModel, table=True):
    """One promise: a metric's limit for a priority and tier from a date on."""

    __tablename__ = "sla_target"
    __table_args__ = (Index("ix_sla_target_policy", "policy_id"),)

    pk: int | None = _key()
    policy_id: str
    metric: str
    priority: str | None = None
    tier: str | None = None
    channel: str | None = None
    seconds: int
    is_business_time: bool = True
    valid_from: datetime | None = _instant()
    source: str | None = None
    printed: str | None = None
