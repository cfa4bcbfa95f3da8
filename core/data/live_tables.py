"""Tables of the live side: deliveries that came in by webhook, messages that wait to go out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from core.data.models import Instant, StoreModel, _instant, _key

PENDING = text("applied_at IS NULL")
UNSENT = text("sent_at IS NULL")


class Inbox(StoreModel, table=True):
    """A delivery of a webhook, kept before the sender hears that it arrived.

    ``seq``: the sender's own count, where it has one. ``applied_at``: when it was dealt with;
    with ``error`` it was quarantined for that reason, without it its events are in the log.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("source_id", "delivery_id"),
        Index("ix_inbox_pending", "pk", sqlite_where=PENDING, postgresql_where=PENDING),
        Index("ix_inbox_seq", "source_id", "seq"),
    )

    pk: int | None = _key()
    source_id: str
    delivery_id: str
    kind: str
    received_at: datetime = Field(sa_type=Instant)
    sent_at: datetime | None = _instant()
    seq: int | None = Field(default=None, sa_type=BigInteger)
    body: str | None = None
    applied_at: datetime | None = _instant()
    error: str | None = None


class Outbox(StoreModel, table=True):
    """A message that was decided on and waits to be sent, so that a crash loses none.

    ``dedup_key`` is unique: the same message is never decided on twice. ``body``: JSON text.
    ``due_at``: not to be sent before; moved on after a failed attempt.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_unsent", "due_at", sqlite_where=UNSENT, postgresql_where=UNSENT),)

    pk: int | None = _key()
    kind: str
    dedup_key: str = Field(unique=True)
    alert_event_pk: int | None = Field(default=None, sa_type=BigInteger, index=True)
    channel: str
    body: str
    created_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    attempt_count: int = 0
    last_error: str | None = None
    sent_at: datetime | None = _instant()
