"""Clustered event logs and fact tables as Arrow files beside the database.

Uncompressed and memory-mapped, so that reading costs nothing until a column is used. Every file
belongs to one revision of the store; files of other revisions are removed, and a file that is
missing, torn or of another format is simply built again. The folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from core.facts.event_log import EVENT_FIELDS, EventLog

REST = 20
"""How many times as long as writing took nothing is written again."""
FORMAT = b"2"
"""Part of every file; raised when the layout or the meaning of a column changes."""


class FactCache:
    """Arrow files of one store.

    ``event_log`` and ``table`` return what is stored for the revision, else build and store it. A
    folder that cannot be written costs speed, not correctness.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: str | None = None
        self._next_at = 0.0

    def is_due(self) -> bool:
        """Whether it is time to write again: writing takes at most a twentieth of the time."""
        return time.monotonic() >= self._next_at

    def keep(self, revision: str, log: EventLog, tickets: pa.Table) -> None:
        """Write the log and the ticket rows of a revision, unless they are there already."""
        if self._kept == revision:
            return
        began = time.monotonic()
        self._write("events", revision, _batch_of(log))
        self._write("tickets", revision, _single_batch(tickets))
        self._kept, ended = revision, time.monotonic()
        self._next_at = ended + REST * (ended - began)

    def event_log(self, revision: str, build: Callable[[], EventLog]) -> EventLog:
        """The clustered log of a revision."""
        batch = self._read("events", revision)
        log = _log_of(batch) if batch is not None else None
        if log is None:
            log = build()
            self._write("events", revision, _batch_of(log))
        self._kept = revision
        return log

    def table(self, name: str, revision: str, build: Callable[[], pa.Table]) -> pa.Table:
        """A table of a revision, for example the ticket rows."""
        batch = self._read(name, revision)
        if batch is not None:
            return pa.Table.from_batches([batch])
        table = build()
        self._write(name, revision, _single_batch(table))
        return table

    def clear(self) -> None:
        """Remove every file; they are built again when next needed."""
        for path in self.folder.glob("*.arrow"):
            path.unlink(missing_ok=True)

    def path(self, name: str, revision: str) -> Path:
        """The file of one name and revision."""
        digest = hashlib.blake2b(FORMAT + b"\0" + revision.encode(), digest_size=8).hexdigest()
        return self.folder / f"{name}-{digest}.arrow"

    def _read(self, name: str, revision: str) -> pa.RecordBatch | None:
        try:
            source = pa.memory_map(str(self.path(name, revision)), "r")
            reader = pa.ipc.open_file(source)
            if reader.num_record_batches != 1 or (reader.schema.metadata or {}).get(b"format") != FORMAT:
                return None
            batch = reader.get_batch(0)
            batch.validate()
        except (OSError, pa.ArrowException):
            return None
        return batch

    def _write(self, name: str, revision: str, batch: pa.RecordBatch) -> None:
        target = self.path(name, revision)
        batch = batch.replace_schema_metadata({**(batch.schema.metadata or {}), b"format": FORMAT})
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write_whole(target, batch)
        except OSError:
            return
        self._drop_others(name, target)

    def _drop_others(self, name: str, current: Path) -> None:
        for path in self.folder.glob(f"{name}-*.arrow"):
            if path != current:
                try:
                    path.unlink()
                except OSError:
                    continue  # another process still reads it (Windows keeps mapped files)


def _write_whole(target: Path, batch: pa.RecordBatch) -> None:
    """Write beside the target, then rename: a reader sees the old file or the new, never a part."""
    handle, name = tempfile.mkstemp(suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
            writer.write_batch(batch)
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _single_batch(table: pa.Table) -> pa.RecordBatch:
    combined = table.combine_chunks()
    if combined.num_rows:
        return combined.to_batches(max_chunksize=combined.num_rows)[0]
    return pa.RecordBatch.from_pylist([], schema=table.schema)


def _batch_of(log: EventLog) -> pa.RecordBatch:
    """One row per ticket, its events as a list: offsets and columns lie in one file."""
    values = pa.StructArray.from_arrays([pa.array(getattr(log, name)) for name in EVENT_FIELDS], EVENT_FIELDS)
    events = pa.LargeListArray.from_arrays(pa.array(log.offsets), values)
    return pa.RecordBatch.from_arrays([pa.array(log.ticket_pk), events], ["ticket_pk", "events"])


def _log_of(batch: pa.RecordBatch) -> EventLog | None:
    if batch.schema.names != ["ticket_pk", "events"]:
        return None
    events = batch.column("events")
    values = events.values
    names = tuple(values.type.field(index).name for index in range(values.type.num_fields))
    offsets = events.offsets.to_numpy()
    if names != EVENT_FIELDS or not _is_whole(offsets, len(values), batch.num_rows):
        return None
    columns = {name: values.field(name).to_numpy() for name in EVENT_FIELDS}
    return EventLog(ticket_pk=batch.column("ticket_pk").to_numpy(), offsets=offsets, **columns)


def _is_whole(offsets: np.ndarray[tuple[int], np.dtype[np.int64]], events: int, tickets: int) -> bool:
    if len(offsets) != tickets + 1:
        return False
    return bool(offsets[0] == 0 and offsets[-1] == events and (np.diff(offsets) >= 0).all())
