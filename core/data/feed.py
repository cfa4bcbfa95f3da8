"""How lately the store was fed by webhooks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Table, select

from core.data.live_tables import Inbox
from core.data.models import StoreModel
from core.data.store import Store

INBOX: Table = StoreModel.metadata.tables[Inbox.__tablename__]


def last_delivery(store: Store) -> datetime | None:
    """When the last delivery that was understood came in; None if never."""
    query = select(INBOX.c.received_at).where(INBOX.c.error.is_(None)).order_by(INBOX.c.pk.desc()).limit(1)
    with store.engine.connect() as connection:
        found: datetime | None = connection.execute(query).scalar()
    return found
