"""Files into the store: read, validate, quarantine, upsert, and a report that adds up.

>>> from core.data.ingest import ImportOptions
>>> ImportOptions(profile="servicenow", timezone="UTC").profile
'servicenow'
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from core.data.cleaning.draft import Draft, Frames
from core.data.cleaning.faults import REJECTED_COLUMNS, rejected_frame
from core.data.cleaning.mapping import resolve
from core.data.cleaning.options import ImportOptions, ImportReport, Progress
from core.data.columns import History
from core.data.files.opening import read_table
from core.data.files.problem import ImportProblem, Question
from core.data.files.string_table import BrokenRow, StringTable
from core.data.files.unpacking import file_digest
from core.data.mapping_profiles import (
    completed,
    load_profile,
    named,
    save_profile,
    saved_profiles,
    source_named,
)
from core.data.preview import DateFormat, FilePreview, preview
from core.data.pseudonyms import customer_key
from core.data.quarantine import rejected_as_csv, rejected_table
from core.data.sources.source import Source
from core.data.state import ImportBatch
from core.data.store import Store

__all__ = [
    "DateFormat",
    "FilePreview",
    "ImportOptions",
    "ImportProblem",
    "ImportReport",
    "Progress",
    "Question",
    "completed",
    "import_file",
    "load_profile",
    "named",
    "preview",
    "rejected_as_csv",
    "rejected_table",
    "save_profile",
    "saved_profiles",
]

CHUNK_ROWS = 100_000
Lines = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Prepared:
    """A validated file: frames and rejected rows sorted by line, and every line that was read."""

    source_id: str
    frames: Frames
    rejected: pd.DataFrame
    lines: Lines
    warnings: tuple[str, ...]


def import_file(
    store: Store,
    path: str | Path,
    options: ImportOptions,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    chunk_rows: int = CHUNK_ROWS,
) -> ImportReport:
    """Import a file; good rows are stored, bad rows quarantined.

    ``progress`` is told how far it is; ``cancelled`` is asked between chunks of ``chunk_rows``
    rows, each of which is one transaction with the place it ends. The same call after a crash goes
    on where that one stopped; after a cancelled or finished run it finds what is stored unchanged.
    Raises ImportProblem for files that cannot be read and for questions only the user can answer,
    StoreError where another process imports the same file at the same time.
    """
    started = time.perf_counter()
    tell = progress or (lambda _: None)
    path = Path(path)
    tell(Progress("reading", 0, 0))
    options = completed(store, options)
    prepared = _prepare(store, path, options, tell)
    batch = _open_batch(store, path, options, prepared.source_id)
    state = _write(store, batch, prepared, chunk_rows, tell, cancelled or (lambda: False))
    store.finish_batch(_pk(batch), state)
    return _report(store, _pk(batch), prepared, path.name, time.perf_counter() - started)


def _prepare(store: Store, path: Path, options: ImportOptions, tell: Callable[[Progress], None]) -> _Prepared:
    source = source_named(options.profile)
    table = read_table(path, separator=options.separator, sheet=options.sheet)
    tell(Progress("checking", 0, len(table.lines)))
    draft = draft_of(table, source, options, customer_key(store))
    frames = source.build(draft)
    rejected = pd.concat([_rejected(draft), _broken(table.broken)], ignore_index=True)
    lines = np.sort(np.concatenate([table.lines, [row.line for row in table.broken]]).astype(np.int64))
    warnings = (*table.warnings, *draft.warnings)
    return _Prepared(_source_id(draft, options), frames, rejected.sort_values("line"), lines, warnings)


def draft_of(table: StringTable, source: Source, options: ImportOptions, key: bytes) -> Draft:
    """A draft of the table's columns as the source names them."""
    mapping = resolve(source.columns, table.names, options.mapping)
    columns = {column.name: column for column in source.columns}
    return Draft(table, columns, mapping, options, key, source.missing)


def _source_id(draft: Draft, options: ImportOptions) -> str:
    """The user's name for the help desk, else the one the file's source column gives."""
    if options.source_id:
        return options.source_id
    named = draft.text("source").drop_null().unique().to_pylist() if "source" in draft.columns else []
    if len(named) > 1:
        question = Question("source_id", "Which help desk is this file from?", tuple(sorted(named))[:20])
        raise ImportProblem(f"The file holds rows of {len(named)} sources; import them one by one.", question)
    return str(named[0]) if named else options.profile


def _rejected(draft: Draft) -> pd.DataFrame:
    cells: dict[str, pa.StringArray] = {}
    if not draft.faults.rows().any():
        return pd.DataFrame(columns=list(REJECTED_COLUMNS))
    for name in draft.map.files:
        cells[name] = draft.kept(name)
    return rejected_frame(draft.faults, draft.table.lines, draft.map.files, cells)


def _broken(rows: tuple[BrokenRow, ...]) -> pd.DataFrame:
    """Rows that could not be split: only where and why, since any cell might be message text."""
    frame = pd.DataFrame({"line": [row.line for row in rows], "rule": [row.rule for row in rows]})
    return frame.reindex(columns=list(REJECTED_COLUMNS))


def _open_batch(store: Store, path: Path, options: ImportOptions, source_id: str) -> ImportBatch:
    digest, text = file_digest(path), options.to_json()
    unfinished = store.unfinished_batch(
        source_id=source_id, profile=options.profile, file_digest=digest, options=text
    )
    return unfinished or store.begin_batch(
        source_id=source_id,
        profile=options.profile,
        file_name=path.name,
        file_digest=digest,
        timezone=options.timezone,
        options=text,
    )


def _pk(batch: ImportBatch) -> int:
    if batch.pk is None:
        raise ValueError("batch must have been stored")
    return batch.pk


def _write(
    store: Store,
    batch: ImportBatch,
    prepared: _Prepared,
    chunk_rows: int,
    tell: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> str:
    """Chunk after chunk from the batch's cursor (the last line stored) on."""
    lines, total, cursor = prepared.lines, len(prepared.lines), batch.cursor
    start = int(np.searchsorted(lines, batch.cursor, side="right")) if batch.cursor else 0
    while start < total:
        if cancelled():
            return "cancelled"
        tell(Progress("storing", start, total))
        end = min(start + chunk_rows, total)
        first, last = int(lines[start]), int(lines[end - 1])
        store.write_chunk(
            _pk(batch),
            tickets=_between(prepared.frames.tickets, first, last),
            events=_between(prepared.frames.events, first, last),
            rejected=_between(prepared.rejected, first, last),
            read_count=end - start,
            cursor=last,
            begins_at=cursor,
        )
        cursor = last
        start = end
    tell(Progress("storing", total, total))
    return "done"


def _between(frame: pd.DataFrame | None, first: int, last: int) -> pd.DataFrame | None:
    if frame is None:
        return None
    lines = frame["line"].to_numpy()
    low, high = np.searchsorted(lines, first), np.searchsorted(lines, last, side="right")
    return frame.iloc[low:high].reset_index(drop=True)


def _report(store: Store, batch_pk: int, prepared: _Prepared, file_name: str, seconds: float) -> ImportReport:
    batches = store.batches()
    batch = batches[batches["pk"] == batch_pk].iloc[0]
    tickets = prepared.frames.tickets
    history = tickets["history"] if tickets is not None else pd.Series([], dtype="int8")
    return ImportReport(
        batch_id=batch_pk,
        source_id=str(batch["source_id"]),
        profile=str(batch["profile"]),
        file_name=file_name,
        read=int(batch["read_count"]),
        stored=int(batch["stored_count"]),
        unchanged=int(batch["unchanged_count"]),
        quarantined=int(batch["quarantined_count"]),
        state=str(batch["state"]),
        warnings=prepared.warnings,
        full=int((history == History.FULL).sum()),
        partial=int((history == History.PARTIAL).sum()),
        snapshot=int((history == History.SNAPSHOT).sum()),
        seconds=round(seconds, 3),
    )
