"""What changed in a store since somebody last looked, read as of one moment."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from core.data import bulk_read
from core.data.arrow_frames import STORED_EVENT, STORED_TICKET
from core.data.connection import connect_bulk, is_sqlite, parse_url
from core.data.staging import scalar
from core.data.store import Store

WATERMARK = (
    "SELECT coalesce((SELECT min(pk) FROM import_batch WHERE state = 'running'),"
    " (SELECT max(pk) FROM import_batch) + 1, 0)"
)
"""The batch to ask for next time: the first that is still at work, else the one that comes next."""


@dataclass(frozen=True)
class Mark:
    """How far somebody has read: the store's revision, and the first batch that may bring more."""

    revision: str
    batch: int


@dataclass(frozen=True)
class Changes:
    """Tickets that some batch touched, ascending by pk, and all their events; ``terms`` are the new ones."""

    mark: Mark
    tickets: pa.Table
    events: pa.Table
    terms: list[str]


def current_mark(store: Store) -> Mark:
    """Take it before reading: what is written meanwhile is then read again, not missed."""
    with closing(connect_bulk(parse_url(store.url))) as connection:
        return _mark(connection, store)


def read_changes(store: Store, since: int, known_terms: int) -> Changes:
    """Everything about tickets that batch ``since`` or a later one touched.

    ``known_terms``: the highest number of a word that is known already. All of it is from one moment,
    so that no event refers to a word or a ticket that is not there.
    """
    url = parse_url(store.url)
    words = f"SELECT pk, value FROM term WHERE pk > {int(known_terms)} ORDER BY pk"
    with closing(connect_bulk(url)) as connection:
        if not is_sqlite(url):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        mark = _mark(connection, store)
        tickets = bulk_read.fetch(connection, url, bulk_read.changed_tickets(since), STORED_TICKET)
        events = bulk_read.fetch(connection, url, bulk_read.changed_events(since), STORED_EVENT)
        terms = bulk_read.fetch(connection, url, words, bulk_read.TERMS)
    return Changes(mark, tickets, events, terms["value"].to_pylist())


def _mark(connection: Any, store: Store) -> Mark:
    with connection.cursor() as cursor:
        state = scalar(cursor, bulk_read.STATE_OF_CONTENT)
        batch = scalar(cursor, WATERMARK)
    return Mark(store.revision_of(state), int(batch or 0))
