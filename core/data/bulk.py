"""Write one chunk of an import: tickets, events, terms, quarantine and counters in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.arrow_frames import REJECTED, STORED_TICKET, TICKET_FIELDS, as_array, encode, to_arrow
from core.data.columns import MISSING_INSTANT, TICKET_COUNT_COLUMNS, EventType, History
from core.data.connection import StoreError
from core.data.event_append import NewEvents, append_events
from core.data.staging import append, integers, matches, next_pk, scalar, stage
from core.data.ticket_merge import merge_tickets

NARROW = {"history": pa.int16(), **dict.fromkeys(TICKET_COUNT_COLUMNS, pa.int32())}
TICKET_STORAGE = pa.schema([pa.field(f.name, NARROW.get(f.name, f.type)) for f in STORED_TICKET])
"""PostgreSQL takes binary rows of exactly the width of its columns."""


@dataclass(frozen=True)
class ChunkResult:
    """What became of the file rows of a chunk; quarantined rows are in neither count."""

    stored_count: int
    unchanged_count: int


@dataclass
class Tickets:
    """The tickets that a chunk names, numbered from 0, as they stand while the chunk is applied."""

    ids: pa.Array
    pk: np.ndarray
    is_known: np.ndarray
    created_at: np.ndarray
    history: np.ndarray
    is_written: np.ndarray
    has_row: np.ndarray


def write_chunk(
    cursor: Any,
    batch_pk: int,
    tickets: pd.DataFrame,
    events: pd.DataFrame,
    rejected: pd.DataFrame,
    read_count: int,
    position: int,
    begins_at: int | None = None,
) -> ChunkResult:
    """Apply a chunk through ``cursor``, which is in a transaction that holds the write lock."""
    source_id = _source_of_running(cursor, batch_pk, begins_at)
    known, row_keys, event_keys = _resolve(cursor, source_id, tickets, events)
    row_lines = _write_tickets(cursor, known, tickets, row_keys, source_id, batch_pk)
    fresh = append_events(cursor, events, event_keys, known.pk, known.is_known, batch_pk)
    fresh = replace(fresh, is_alone=_without_row(fresh, row_keys, _lines(tickets)))
    _follow_events(known, fresh)
    _write_named_by_events(cursor, known, source_id, batch_pk)
    _touch(cursor, known, fresh, batch_pk)
    stored = len(np.union1d(row_lines, fresh.lines))
    quarantined = _write_rejected(cursor, rejected, batch_pk)
    unchanged = read_count - stored - quarantined
    if unchanged < 0:
        raise ValueError(f"read_count {read_count} is below the {stored} + {quarantined} rows of the frames")
    _advance(cursor, batch_pk, read_count, stored, unchanged, quarantined, position)
    return ChunkResult(stored, unchanged)


def _lines(frame: pd.DataFrame) -> np.ndarray:
    return integers(as_array(frame["line"], pa.int64()))


def _without_row(fresh: NewEvents, row_keys: np.ndarray, row_lines: np.ndarray) -> np.ndarray:
    """Which events come from a line that says nothing else about their ticket."""
    width = max(fresh.lines.max(initial=0), row_lines.max(initial=0)) + 1
    return ~np.isin(fresh.keys * width + fresh.lines, row_keys * width + row_lines)


def _source_of_running(cursor: Any, batch_pk: int, begins_at: int | None) -> str:
    state = f"FROM import_batch WHERE pk = {int(batch_pk)} AND state = 'running'"
    source = scalar(cursor, f"SELECT source_id {state}")
    if begins_at is not None and scalar(cursor, f"SELECT cursor {state}") != begins_at:
        raise StoreError("Another process is importing the same file; this import has stopped.")
    if source is None:
        raise ValueError(f"batch_pk {batch_pk} is not a running import")
    return str(source)


def _resolve(
    cursor: Any, source_id: str, tickets: pd.DataFrame, events: pd.DataFrame
) -> tuple[Tickets, np.ndarray, np.ndarray]:
    row_codes, row_ids = encode(tickets["ticket_id"])
    event_codes, event_ids = encode(events["ticket_id"])
    if (row_codes < 0).any() or (event_codes < 0).any():
        raise ValueError("ticket_id must not be missing in tickets or events")
    ids = pc.unique(
        pa.concat_arrays([row_ids.take(np.unique(row_codes)), event_ids.take(np.unique(event_codes))])
    )
    row_keys = _numbers(row_ids, ids)[row_codes]
    event_keys = _numbers(event_ids, ids)[event_codes]
    return _look_up(cursor, source_id, ids, row_keys), row_keys, event_keys


def _numbers(values: pa.Array, ids: pa.Array) -> np.ndarray:
    return integers(pc.index_in(values, ids), -1)


def _look_up(cursor: Any, source_id: str, ids: pa.Array, row_keys: np.ndarray) -> Tickets:
    count = len(ids)
    staged = {"n": np.arange(count), "ticket_id": ids, "source_id": pa.repeat(pa.scalar(source_id), count)}
    found = matches(
        cursor,
        staged,
        "SELECT n, pk, created_at, history FROM staged CROSS JOIN ticket"
        " WHERE ticket.source_id = staged.source_id AND ticket.ticket_id = staged.ticket_id",
    )
    at = integers(found["n"])
    known = Tickets(ids, *(np.zeros(count, t) for t in (int, bool, int, int, bool, bool)))
    known.has_row[row_keys] = True
    known.is_known[at] = True
    known.pk[at] = integers(found["pk"])
    fresh = ~known.is_known
    known.pk[fresh] = next_pk(cursor, "ticket") + np.arange(fresh.sum())
    known.created_at[:] = MISSING_INSTANT
    known.created_at[at] = integers(found["created_at"], MISSING_INSTANT)
    known.history[at] = integers(found["history"])
    return known


def _write_tickets(
    cursor: Any, known: Tickets, frame: pd.DataFrame, keys: np.ndarray, source_id: str, batch_pk: int
) -> np.ndarray:
    if frame.empty:
        return np.zeros(0, np.int64)
    rows = to_arrow(frame, TICKET_FIELDS)
    rows = rows.set_column(len(rows.schema) - 1, "history", rows["history"].fill_null(int(History.SNAPSHOT)))
    flag = rows.schema.get_field_index("resolution_is_stated")
    rows = rows.set_column(flag, "resolution_is_stated", rows["resolution_is_stated"].fill_null(False))
    stored, stored_keys = _stored_rows(cursor, known, np.unique(keys))
    merged = merge_tickets(stored, stored_keys, rows, keys, _lines(frame))
    at = merged.keys
    known.created_at[at] = integers(merged.fields["created_at"], MISSING_INSTANT)
    known.history[at] = integers(merged.fields["history"])
    changed = np.flatnonzero(merged.is_changed)
    known.is_written[at[changed]] = True
    table = _storage(merged.fields.take(pa.array(changed)), known.pk[at[changed]], source_id, batch_pk)
    is_update = known.is_known[at[changed]]
    append(cursor, "ticket", table.filter(pa.array(~is_update)))
    _update(cursor, table.filter(pa.array(is_update)))
    return merged.lines


def _stored_rows(cursor: Any, known: Tickets, keys: np.ndarray) -> tuple[pa.Table, np.ndarray]:
    keys = keys[known.is_known[keys]]
    columns = ", ".join(f"ticket.{name}" for name in TICKET_FIELDS.names)
    found = matches(
        cursor,
        {"n": keys, "pk": known.pk[keys]},
        f"SELECT n, {columns} FROM staged CROSS JOIN ticket WHERE ticket.pk = staged.pk",
    )
    return found.drop(["n"]).cast(TICKET_FIELDS), integers(found["n"])


def _storage(fields: pa.Table, pk: np.ndarray, source_id: str, batch_pk: int) -> pa.Table:
    count = len(pk)
    columns = {name: fields[name] for name in TICKET_FIELDS.names}
    columns |= {
        "pk": pa.array(pk),
        "source_id": pa.repeat(pa.scalar(source_id), count),
        "batch_id": pa.array(np.full(count, batch_pk)),
    }
    return pa.table([columns[f.name].cast(f.type) for f in TICKET_STORAGE], schema=TICKET_STORAGE)


def _update(cursor: Any, table: pa.Table) -> None:
    if not table.num_rows:
        return
    stage(cursor, table)
    names = [name for name in table.column_names if name not in ("pk", "source_id", "ticket_id")]
    values = ", ".join(f"{name} = staged.{name}" for name in names)
    cursor.execute(f"UPDATE ticket SET {values} FROM staged WHERE ticket.pk = staged.pk")
    cursor.execute("DROP TABLE staged")


def _follow_events(known: Tickets, fresh: NewEvents) -> None:
    """Creation and history as the new events tell them; a ticket's own row keeps the last word."""
    created = np.full(len(known.pk), np.iinfo(np.int64).max)
    is_created = fresh.types == EventType.CREATED
    np.minimum.at(created, fresh.keys[is_created], fresh.at[is_created])
    taken = (created < np.iinfo(np.int64).max) & (known.created_at == MISSING_INSTANT)
    known.created_at[taken] = created[taken]
    learnt = np.where(is_created, History.FULL, History.PARTIAL)[fresh.is_alone]
    before = known.history.copy()
    np.maximum.at(known.history, fresh.keys[fresh.is_alone], learnt)
    known.is_written &= ~taken & (known.history == before)


def _write_named_by_events(cursor: Any, known: Tickets, source_id: str, batch_pk: int) -> None:
    at = np.flatnonzero(~known.is_known & ~known.has_row)
    fields = to_arrow(pd.DataFrame({"ticket_id": np.empty(len(at), object)}), TICKET_FIELDS)
    given = {
        "ticket_id": known.ids.take(pa.array(at)),
        "created_at": pa.array(known.created_at[at], mask=known.created_at[at] == MISSING_INSTANT),
        "history": pa.array(known.history[at]),
        "resolution_is_stated": pa.repeat(pa.scalar(False), len(at)),
    }
    for name, values in given.items():
        fields = fields.set_column(fields.schema.get_field_index(name), name, values)
    append(cursor, "ticket", _storage(fields, known.pk[at], source_id, batch_pk))
    known.is_written[at] = True


def _touch(cursor: Any, known: Tickets, fresh: NewEvents, batch_pk: int) -> None:
    """Mark known tickets that got events, so that readers of changes see them."""
    at = np.unique(fresh.keys)
    at = at[~known.is_written[at]]
    if not len(at):
        return
    created = pa.array(known.created_at[at], mask=known.created_at[at] == MISSING_INSTANT)
    stage(cursor, pa.table({"pk": known.pk[at], "created_at": created, "history": known.history[at]}))
    cursor.execute(
        "UPDATE ticket SET created_at = staged.created_at, history = staged.history,"
        f" batch_id = {int(batch_pk)} FROM staged WHERE ticket.pk = staged.pk"
    )
    cursor.execute("DROP TABLE staged")


def _write_rejected(cursor: Any, rejected: pd.DataFrame, batch_pk: int) -> int:
    if rejected.empty:
        return 0
    table = to_arrow(rejected, REJECTED)
    table = table.append_column("batch_id", pa.array(np.full(len(rejected), batch_pk)))
    append(
        cursor, "rejected_row", table.append_column("is_fixed", pa.repeat(pa.scalar(False), len(rejected)))
    )
    return len(pc.unique(table["line"]))


def _advance(
    cursor: Any, batch_pk: int, read: int, stored: int, unchanged: int, quarantined: int, position: int
) -> None:
    cursor.execute(
        f"UPDATE import_batch SET read_count = read_count + {int(read)},"
        f" stored_count = stored_count + {stored}, unchanged_count = unchanged_count + {unchanged},"
        f" quarantined_count = quarantined_count + {quarantined}, cursor = {int(position)}"
        f" WHERE pk = {int(batch_pk)}"
    )
