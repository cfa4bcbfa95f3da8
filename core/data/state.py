"""Tables for the product's own state: settings, saved work, imports, quarantine, audit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from core.data.models import Instant, StoreModel, _instant, _key


class Setting(StoreModel, table=True):
    """A named setting as JSON text (display zone, escalation teams, pseudonym salt id)."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: str
    updated_at: datetime | None = _instant()


class TargetOverride(StoreModel, table=True):
    """A user's own target for a metric."""

    __tablename__ = "target_override"

    pk: int | None = _key()
    metric_id: str
    stage: str | None = None
    team_id: str | None = None
    target_low: float | None = None
    target_high: float | None = None
    warn_low: float | None = None
    warn_high: float | None = None
    author: str | None = None
    valid_from: datetime | None = _instant()


class Scenario(StoreModel, table=True):
    """A saved what-if."""

    __tablename__ = "scenario"

    pk: int | None = _key()
    name: str = Field(unique=True)
    body: str
    created_at: datetime | None = _instant()


class AlertRule(StoreModel, table=True):
    """When to tell whom."""

    __tablename__ = "alert_rule"

    pk: int | None = _key()
    name: str = Field(unique=True)
    body: str
    is_enabled: bool = True


class AlertEvent(StoreModel, table=True):
    """An alert that was raised."""

    __tablename__ = "alert_event"

    pk: int | None = _key()
    rule_pk: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=Instant)
    body: str
    delivered_at: datetime | None = _instant()
    metric_id: str | None = None
    scope: str | None = None
    level: str | None = None
    acknowledged_at: datetime | None = _instant()
    acknowledged_by: str | None = None
    snoozed_until: datetime | None = _instant()
    resolved_at: datetime | None = _instant()
    dedup_key: str | None = Field(default=None, index=True)


class SavedView(StoreModel, table=True):
    """A page with its filters, under a name."""

    __tablename__ = "saved_view"

    pk: int | None = _key()
    name: str = Field(unique=True)
    page: str
    query: str


class MappingProfile(StoreModel, table=True):
    """A saved column mapping for files that no shipped profile fits."""

    __tablename__ = "mapping_profile"

    name: str = Field(primary_key=True)
    base: str
    body: str
    timezone: str | None = None


class ImportBatch(StoreModel, table=True):
    """One file (or one continued import) with what became of its rows."""

    __tablename__ = "import_batch"

    pk: int | None = _key()
    source_id: str
    profile: str
    file_name: str | None = None
    file_digest: str | None = Field(default=None, index=True)
    timezone: str | None = None
    started_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = _instant()
    state: str = "running"
    options: str | None = None
    cursor: int = Field(default=0, sa_type=BigInteger)
    read_count: int = 0
    stored_count: int = 0
    unchanged_count: int = 0
    quarantined_count: int = 0


class RejectedRow(StoreModel, table=True):
    """A row that was not stored, and the rule that says why."""

    __tablename__ = "rejected_row"
    __table_args__ = (Index("ix_rejected_row_batch", "batch_id"),)

    pk: int | None = _key()
    batch_id: int = Field(sa_type=BigInteger)
    line: int
    column: str | None = None
    value: str | None = None
    rule: str
    row: str | None = None
    is_fixed: bool = False


class SyncState(StoreModel, table=True):
    """Where a connector left off."""

    __tablename__ = "sync_state"

    source_id: str = Field(primary_key=True)
    stream: str = Field(primary_key=True)
    cursor: str | None = None
    updated_at: datetime | None = _instant()


class AuditLog(StoreModel, table=True):
    """Who changed which setting, and when."""

    __tablename__ = "audit_log"

    pk: int | None = _key()
    at: datetime = Field(sa_type=Instant)
    actor: str | None = None
    action: str
    subject: str | None = None
    detail: str | None = None
