"""SQLModel tables: the canonical schema. Instants are UTC microseconds in the database.

The tables live in their own registry, so that a hot reload of the dashboard may import this
module twice. Anything that reads many rows goes through `core.data.store`, not the ORM.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, Dialect, Index, Integer, SmallInteger, UniqueConstraint
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as whole UTC microseconds on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Aware datetime to microseconds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instant must carry a time zone")
        return (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Microseconds to aware datetime."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class StoreModel(SQLModel, registry=registry()):
    """Base of every table; ``StoreModel.metadata`` is what migrations compare with."""

    __tablename__: ClassVar[str]


def _instant(**options: Any) -> Any:
    return Field(default=None, sa_type=Instant, **options)


BigKey = BigInteger().with_variant(Integer, "sqlite")
"""SQLite gives automatic keys to INTEGER PRIMARY KEY only."""


def _key() -> Any:
    return Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))


class Ticket(StoreModel, table=True):
    """A ticket as its source last described it."""

    __tablename__ = "ticket"
    __table_args__ = (UniqueConstraint("source_id", "ticket_id"), Index("ix_ticket_batch", "batch_id"))

    pk: int | None = _key()
    source_id: str
    ticket_id: str
    created_at: datetime | None = _instant()
    updated_at: datetime | None = _instant()
    source_rev: str | None = None
    status: str | None = None
    priority: str | None = None
    category: str | None = None
    product_area: str | None = None
    channel: str | None = None
    customer_key: str | None = None
    assignee_id: str | None = None
    team_id: str | None = None
    tier: str | None = None
    merged_into: str | None = None
    tags: str | None = None
    history: int = Field(sa_type=SmallInteger)
    stated_first_response_at: datetime | None = _instant()
    stated_resolved_at: datetime | None = _instant()
    stated_closed_at: datetime | None = _instant()
    stated_reopen_count: int | None = None
    stated_reassignment_count: int | None = None
    stated_public_reply_count: int | None = None
    csat_score: float | None = None
    csat_scale_max: float | None = None
    csat_offered: bool | None = None
    sla_met: bool | None = None
    sla_due_at: datetime | None = _instant()
    resolution_is_stated: bool = False
    batch_id: int = Field(sa_type=BigInteger)


class Term(StoreModel, table=True):
    """Dictionary of the strings that events refer to by number."""

    __tablename__ = "term"

    pk: int | None = _key()
    value: str = Field(unique=True)


class TicketEvent(StoreModel, table=True):
    """Append-only event log, clustered by ticket; strings are `Term` numbers."""

    __tablename__ = "ticket_event"
    __table_args__ = {"sqlite_with_rowid": False}

    ticket_pk: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    event_id: str = Field(primary_key=True)
    at: int = Field(sa_type=BigInteger)
    seq: int = Field(sa_type=BigInteger)
    type: int = Field(sa_type=SmallInteger)
    actor_role: int = Field(sa_type=SmallInteger)
    actor_term: int | None = Field(default=None, sa_type=BigInteger)
    field_term: int | None = Field(default=None, sa_type=BigInteger)
    from_term: int | None = Field(default=None, sa_type=BigInteger)
    to_term: int | None = Field(default=None, sa_type=BigInteger)
    value_num: float | None = None
    batch_id: int = Field(sa_type=BigInteger)


class Agent(StoreModel, table=True):
    """A person or a bot that answers tickets."""

    __tablename__ = "agent"

    source_id: str = Field(primary_key=True)
    agent_id: str = Field(primary_key=True)
    name: str | None = None
    is_bot: bool = False
    tier: str | None = None
    role: str | None = None
    timezone: str | None = None
    weekly_hours: float | None = None
    hired_at: datetime | None = _instant()
    left_at: datetime | None = _instant()
    monthly_cost: float | None = None


class Team(StoreModel, table=True):
    """A team or queue."""

    __tablename__ = "team"

    source_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    name: str | None = None
    is_escalation: bool = False


class TeamMember(StoreModel, table=True):
    """Who belonged to which team, and when."""

    __tablename__ = "team_member"

    source_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True)
    agent_id: str = Field(primary_key=True)
    valid_from: datetime = Field(sa_type=Instant, primary_key=True)
    valid_to: datetime | None = _instant()


class Customer(StoreModel, table=True):
    """A customer under a pseudonym; no name, address or number is kept."""

    __tablename__ = "customer"

    source_id: str = Field(primary_key=True)
    customer_key: str = Field(primary_key=True)
    org: str | None = None
    tier: str | None = None
    segment: str | None = None
    mrr: float | None = None
    signup_at: datetime | None = _instant()
    left_at: datetime | None = _instant()
