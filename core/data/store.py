"""The store: every reading and writing of the database. Nothing outside ``core.data`` knows SQL."""

from __future__ import annotations

import json
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import URL, Engine, desc, func, literal, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

import core.data.inputs
import core.data.live_tables  # noqa: F401
from core.data import bulk, bulk_read, health, upsert
from core.data.arrow_frames import REJECTED
from core.data.bulk import ChunkResult
from core.data.columns import EVENT_COLUMNS, TICKET_COLUMNS
from core.data.connection import (
    DriverError,
    StoreError,
    bulk_transaction,
    default_cache_dir,
    explain,
    is_interrupted,
    is_sqlite,
    lock_beginners,
    make_engine,
    parse_url,
    prepare_file,
    shown,
)
from core.data.models import StoreModel, Ticket
from core.data.schema import migrate
from core.data.state import ImportBatch, RejectedRow, Setting

BATCH_STATES = ("running", "done", "cancelled", "failed")
COUNTED = {"tickets": "ticket", "events": "ticket_event", "terms": "term", "batches": "import_batch"}

__all__ = ["ChunkResult", "Store", "StoreError"]


class Store:
    """A database of tickets and events. Open it with `Store.open`, close it when done."""

    def __init__(self, url: URL, engine: Engine) -> None:
        self._url = url
        self.engine = engine
        weakref.finalize(self, engine.dispose)
        self._store_id = str(self.setting("store_id"))

    @classmethod
    def open(cls, url: str | Path | None = None) -> Store:
        """Open a store, creating or upgrading its tables.

        ``url``: the path of a SQLite file, ``sqlite:///file.db`` or ``postgresql://...``; without one,
        the environment variable QUEUEWISE_DATABASE_URL, then ``queuewise.db`` in the current folder.
        Raises `StoreError` in plain words where that is impossible.
        """
        address = parse_url(url)
        if is_sqlite(address):
            prepare_file(address)
        engine = make_engine(address)
        try:
            with _plain_errors(address):
                migrate(engine, address)
                return cls(address, engine)
        except BaseException:
            engine.dispose()
            raise

    @property
    def url(self) -> str:
        """The address to open this store again; show `shown_url` instead, for this one holds the password."""
        return self._url.render_as_string(hide_password=False)

    @property
    def shown_url(self) -> str:
        """The address with its password hidden, for people and logs."""
        return shown(self._url)

    @property
    def cache_dir(self) -> Path:
        """Folder for computed files of this store; everything in it may be deleted."""
        return default_cache_dir(self._url, self._store_id)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def session(self) -> Session:
        """An ORM session, for small things only; what it returned stays readable after a commit.

        On SQLite write first and read after: a transaction that has read cannot wait for a writer.
        """
        return Session(self.engine, expire_on_commit=False)

    def revision(self) -> str:
        """Changes whenever tickets, events or terms change; no other store has the same one."""
        with _plain_errors(self._url), self.engine.connect() as connection:
            return self.revision_of(connection.execute(text(bulk_read.STATE_OF_CONTENT)).scalar_one())

    def revision_of(self, state: str) -> str:
        """The revision of a state of the content, see `core.data.bulk_read`."""
        return f"{self._store_id[:12]}-{state}"

    def settings_stamp(self) -> str:
        """Changes whenever a setting or an own target is added, set or removed."""
        with _plain_errors(self._url), self.engine.connect() as connection:
            return str(connection.execute(text(bulk_read.STATE_OF_SETTINGS)).scalar_one())

    def begin_batch(
        self,
        *,
        source_id: str,
        profile: str,
        file_name: str | None,
        file_digest: str | None,
        timezone: str | None,
        options: str | None,
    ) -> ImportBatch:
        """Start an import and remember what is being imported."""
        batch = ImportBatch(
            source_id=source_id,
            profile=profile,
            file_name=file_name,
            file_digest=file_digest,
            timezone=timezone,
            options=options,
            started_at=datetime.now(UTC),
        )
        with _plain_errors(self._url), self.session() as session:
            lock_beginners(session.connection())
            session.add(batch)
            session.commit()
        return batch

    def unfinished_batch(
        self, *, source_id: str, profile: str, file_digest: str | None, options: str | None
    ) -> ImportBatch | None:
        """The latest import of the same file with the same options that was cut short, if any."""
        wanted = {"source_id": source_id, "profile": profile, "file_digest": file_digest, "options": options}
        query = select(ImportBatch).filter_by(state="running", **wanted).order_by(desc("pk"))
        with _plain_errors(self._url), self.session() as session:
            return session.execute(query.limit(1)).scalar_one_or_none()

    def write_chunk(
        self,
        batch_pk: int,
        *,
        tickets: pd.DataFrame | None,
        events: pd.DataFrame | None,
        rejected: pd.DataFrame | None,
        read_count: int,
        cursor: int,
        begins_at: int | None = None,
    ) -> ChunkResult:
        """Store a chunk of an import in one transaction, with the batch's counters and cursor.

        ``tickets`` and ``events``: canonical frames with the file's ``line``. ``cursor``: where in the
        file the next chunk begins. ``begins_at``: the cursor the batch must have, else `StoreError`,
        since somebody else went on with it. Killed at any moment, either all of it is stored or nothing.
        """
        given_tickets = whole_frame(tickets, TICKET_COLUMNS)
        given_events = whole_frame(events, EVENT_COLUMNS)
        given_rejected = whole_frame(rejected, REJECTED.names)
        with _plain_errors(self._url), bulk_transaction(self._url) as connected:
            return bulk.write_chunk(
                connected,
                batch_pk,
                given_tickets,
                given_events,
                given_rejected,
                read_count,
                cursor,
                begins_at,
            )

    def finish_batch(self, batch_pk: int, state: str) -> None:
        """Close an import as done, cancelled or failed."""
        if state not in BATCH_STATES[1:]:
            raise ValueError(f"state {state!r} is none of {BATCH_STATES[1:]}")
        closed = update(ImportBatch).filter_by(pk=batch_pk).values(state=state, finished_at=datetime.now(UTC))
        with _plain_errors(self._url), self.engine.begin() as connection:
            found = connection.execute(closed.returning(literal(1))).all()
        if not found:
            raise ValueError(f"batch_pk {batch_pk} is not an import of this store")

    def read_tickets(self, changed_since: int | None = None) -> pa.Table:
        """All ticket columns ordered by pk, instants as integers.

        ``changed_since``: only tickets that this batch or a later one touched.
        """
        with _plain_errors(self._url):
            return bulk_read.read_tickets(self._url, changed_since)

    def read_events(self, changed_since: int | None = None) -> pa.Table:
        """The event log ordered by ticket_pk; strings as numbers that index `terms`.

        ``changed_since``: the whole history of tickets that this batch or a later one touched.
        """
        with _plain_errors(self._url):
            return bulk_read.read_events(self._url, changed_since)

    def terms(self) -> list[str | None]:
        """The strings that events refer to; the index is the number, 0 is nothing."""
        with _plain_errors(self._url):
            found = bulk_read.read(self._url, "SELECT pk, value FROM term ORDER BY pk", bulk_read.TERMS)
        return [None, *found["value"].to_pylist()]

    def latest_batch(self) -> int:
        """The latest batch that touched a ticket, 0 if none did."""
        with _plain_errors(self._url), self.engine.connect() as connection:
            return int(connection.execute(select(func.max(Ticket.batch_id))).scalar() or 0)

    def read_frame(self, table: str) -> pd.DataFrame:
        """Any table of the schema; instants as datetime64[us, UTC]."""
        with _plain_errors(self._url):
            return bulk_read.read_table(self._url, table)

    def upsert_frame(self, table: str, frame: pd.DataFrame) -> int:
        """Write rows of an input table by its key; returns how many rows were written."""
        with _plain_errors(self._url), bulk_transaction(self._url) as cursor:
            return upsert.upsert_frame(cursor, table, frame)

    def replace_frame(self, table: str, column: str, value: str, frame: pd.DataFrame) -> int:
        """Put the rows of a frame in the place of those whose ``column`` holds ``value``, all at once."""
        with _plain_errors(self._url), bulk_transaction(self._url) as cursor:
            return upsert.replace_frame(cursor, table, column, value, frame)

    def write_frames(self, *changes: upsert.Change) -> None:
        """Several changes of input tables in one transaction: all of them or none."""
        with _plain_errors(self._url), bulk_transaction(self._url) as cursor:
            for change in changes:
                change.write(cursor)

    def batches(self) -> pd.DataFrame:
        """All imports, newest first."""
        return self.read_frame("import_batch").iloc[::-1].reset_index(drop=True)

    def rejected_rows(self, batch_pk: int | None = None) -> pd.DataFrame:
        """Quarantined rows, of one import or of all."""
        with _plain_errors(self._url):
            return bulk_read.read_table(
                self._url, RejectedRow.__tablename__, None if batch_pk is None else ("batch_id", batch_pk)
            )

    def setting(self, name: str, default: Any = None) -> Any:
        """A setting's value, ``default`` where it was never set."""
        with _plain_errors(self._url), self.session() as session:
            found = session.get(Setting, name)
        return default if found is None else json.loads(found.value)

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a value under a name; anything that JSON can say."""
        kept = {"name": name, "value": json.dumps(value), "updated_at": pd.Timestamp.now("UTC")}
        self.upsert_frame(str(Setting.__tablename__), pd.DataFrame([kept]))

    def faults(self) -> list[str]:
        """What is damaged in the database, in sentences; nothing for a sound one."""
        with _plain_errors(self._url), self.engine.connect() as connection:
            return list(health.faults(connection, is_file=is_sqlite(self._url)))

    def counts(self) -> dict[str, int]:
        """How many tickets, events, terms, batches and quarantined rows there are."""
        tables = StoreModel.metadata.tables
        with _plain_errors(self._url), self.engine.connect() as connection:
            return {
                name: int(connection.execute(select(func.count()).select_from(tables[table])).scalar_one())
                for name, table in {**COUNTED, "rejected_rows": "rejected_row"}.items()
            }


def whole_frame(frame: pd.DataFrame | None, columns: tuple[str, ...] | list[str]) -> pd.DataFrame:
    """The frame, or an empty one with these columns and ``line``."""
    if frame is None or frame.empty:
        return pd.DataFrame({name: [] for name in (*columns, "line")}, dtype=object)
    return frame


@contextmanager
def _plain_errors(url: URL) -> Iterator[None]:
    try:
        yield
    except (DriverError, DBAPIError) as error:
        if is_interrupted(error):
            raise KeyboardInterrupt from error
        raise explain(error.orig if isinstance(error, DBAPIError) and error.orig else error, url) from error
