"""Read whole tables as Arrow: through ADBC, in one snapshot, large logs by several threads."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy import URL

from core.data.arrow_frames import STORED_EVENT, STORED_TICKET
from core.data.connection import connect_bulk, is_sqlite
from core.data.models import Instant, StoreModel
from core.data.staging import scalar

BATCH_ROWS = "adbc.sqlite.query.batch_rows"
"""SQLite columns have no type of their own: the driver guesses from the first batch of rows, so a
column whose first value comes late would be guessed wrongly unless all rows are one batch. The driver
reserves memory for a whole batch before it reads, so the batch is as large as the answer, not larger."""
LEAST_EVENT_BYTES = 24
"""No stored event takes less of the file: its two instants and its header alone are longer."""
PARALLEL_FROM = 200_000
READERS = 2
STATE_OF_CONTENT = (
    "SELECT coalesce(max(pk), 0) || '-' || coalesce(sum(stored_count), 0)"
    " FROM import_batch WHERE stored_count > 0"
)
STATE_OF_SETTINGS = (
    "SELECT coalesce((SELECT max(updated_at) FROM setting), 0) || '-' || (SELECT count(*) FROM setting)"
    " || '-' || coalesce((SELECT max(pk) FROM target_override), 0)"
    " || '-' || coalesce((SELECT max(valid_from) FROM target_override), 0)"
    " || '-' || (SELECT count(*) FROM target_override)"
)
TERMS = pa.schema([("pk", pa.int64()), ("value", pa.string())])


def read_tickets(url: URL, changed_since: int | None) -> pa.Table:
    """All tickets, or those touched by batch ``changed_since`` or later, ordered by pk."""
    return read(url, changed_tickets(changed_since), STORED_TICKET)


def read_events(url: URL, changed_since: int | None) -> pa.Table:
    """The log ordered by ticket, or the whole history of tickets touched since a batch."""
    if changed_since is None:
        return _read_log(url)
    return read(url, changed_events(changed_since), STORED_EVENT)


def changed_tickets(since: int | None) -> str:
    """The query for the tickets that a batch or a later one touched; without one for all."""
    rest = "ORDER BY pk" if since is None else f"WHERE batch_id >= {int(since)} ORDER BY +pk"
    return f"SELECT {_listed(STORED_TICKET)} FROM ticket {rest}"


def changed_events(since: int) -> str:
    """The query for the whole history of these tickets.

    The sign before the key keeps SQLite from reading all tickets in the order of their keys.
    """
    columns = ", ".join(f"event.{name}" for name in STORED_EVENT.names)
    return (
        f"SELECT {columns} FROM ticket CROSS JOIN ticket_event AS event"
        f" WHERE event.ticket_pk = ticket.pk AND ticket.batch_id >= {int(since)} ORDER BY +ticket.pk"
    )


def read(url: URL, select: str, schema: pa.Schema) -> pa.Table:
    """The answer of one query with exactly the columns and types of ``schema``."""
    with closing(connect_bulk(url)) as connection:
        return fetch(connection, url, select, schema)


def read_table(url: URL, name: str, only: tuple[str, int] | None = None) -> pd.DataFrame:
    """A table as a frame, or its rows where a column is a number; instants are datetime64[us, UTC]."""
    table = known_table(name)
    schema = arrow_schema(table)
    order = ", ".join(f'"{column.name}"' for column in table.primary_key)
    where = f' WHERE "{only[0]}" = {int(only[1])}' if only else ""
    found = read(url, f'SELECT {_listed(schema)} FROM "{name}"{where} ORDER BY {order}', schema)
    shown = [pa.field(c.name, _shown_type(c)) for c in table.columns]
    return found.cast(pa.schema(shown)).to_pandas()


def known_table(name: str) -> sa.Table:
    """The description of a table of the canonical schema."""
    if name not in StoreModel.metadata.tables:
        raise ValueError(f"table {name!r} is none of {sorted(StoreModel.metadata.tables)}")
    return StoreModel.metadata.tables[name]


def arrow_schema(table: sa.Table) -> pa.Schema:
    """The Arrow types in which a table is stored."""
    return pa.schema([pa.field(column.name, _stored_type(column)) for column in table.columns])


def _stored_type(column: sa.Column[Any]) -> pa.DataType:
    for kind, arrow in ((Instant, pa.int64()), (sa.Boolean, pa.bool_()), (sa.Integer, pa.int64())):
        if isinstance(column.type, kind):
            return arrow
    return pa.float64() if isinstance(column.type, sa.Float) else pa.string()


def _shown_type(column: sa.Column[Any]) -> pa.DataType:
    return pa.timestamp("us", "UTC") if isinstance(column.type, Instant) else _stored_type(column)


def _read_log(url: URL) -> pa.Table:
    with closing(connect_bulk(url)) as first, closing(connect_bulk(url)) as second:
        readers = (first, second)
        if is_sqlite(url) and len({_state(reader) for reader in readers}) == 1:
            return _read_parts(readers, url, _cuts(first))
    with closing(connect_bulk(url)) as connection:
        return fetch(connection, url, _log_part(""), STORED_EVENT, is_log=True)


def _state(connection: Any) -> str:
    """What the connection sees; from here on it keeps seeing it."""
    with connection.cursor() as cursor:
        return str(scalar(cursor, STATE_OF_CONTENT))


def _cuts(connection: Any) -> list[str]:
    """Conditions that split the log into parts of about equal size."""
    with connection.cursor() as cursor:
        count = scalar(cursor, "SELECT coalesce(sum(stored_count), 0) FROM import_batch")
        if count < PARALLEL_FROM:
            return [""]
        last = scalar(cursor, "SELECT max(ticket_pk) FROM ticket_event") or 0
    bounds = [last * part // READERS for part in range(1, READERS)]
    lower = ["", *(f" AND ticket_pk > {bound}" for bound in bounds)]
    upper = [*(f" AND ticket_pk <= {bound}" for bound in bounds), ""]
    return [f" WHERE 1 = 1{low}{high}" for low, high in zip(lower, upper, strict=True)]


def _read_parts(connections: Sequence[Any], url: URL, conditions: list[str]) -> pa.Table:
    with ThreadPoolExecutor(len(conditions)) as pool:
        parts = pool.map(
            lambda given: fetch(given[0], url, _log_part(given[1]), STORED_EVENT, is_log=True),
            zip(connections, conditions, strict=False),
        )
        return pa.concat_tables(list(parts))


def _log_part(condition: str) -> str:
    return f"SELECT {_listed(STORED_EVENT)} FROM ticket_event{condition} ORDER BY ticket_pk"


def fetch(connection: Any, url: URL, select: str, schema: pa.Schema, *, is_log: bool = False) -> pa.Table:
    """The answer of one query on an open connection. ``is_log``: it asks for much of the event log."""
    options = {BATCH_ROWS: str(_most_rows(connection, select, is_log) + 1)} if is_sqlite(url) else None
    with connection.cursor(adbc_stmt_kwargs=options) as cursor:
        cursor.execute(select)
        return cursor.fetch_arrow_table().cast(schema)


def _most_rows(connection: Any, select: str, is_log: bool) -> int:
    """An upper bound of the answer's rows: counted, or for the log, which is slow to count, by size."""
    count = f"SELECT count(*) FROM ({select})"
    if is_log:
        count = (
            f"SELECT page_count * page_size / {LEAST_EVENT_BYTES} FROM pragma_page_count, pragma_page_size"
        )
    with connection.cursor() as cursor:
        return int(scalar(cursor, count) or 0)


def _listed(schema: pa.Schema) -> str:
    return ", ".join(f'"{name}"' for name in schema.names)
