"""JSON lines and Parquet to a table of strings."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.data.files.problem import ImportProblem
from core.data.files.sniffing import decode
from core.data.files.string_table import (
    BrokenRow,
    StringTable,
    clean_names,
    doubled_names,
    drop_blank_rows,
)
from core.data.files.unpacking import MAX_BYTES

Records = tuple[list[dict[str, Any]], list[int], list[BrokenRow]]
"""Objects, the line each one is on, and the lines that are none."""
WRAPPERS = ("tickets", "incidents", "issues", "events", "records", "result", "results", "data", "items")
"""Names under which interfaces and exports put the list of rows into one object."""
MAX_DEPTH = 3
"""Objects in objects deeper than this are left out."""


def read_json_lines(data: bytes) -> StringTable:
    """One JSON object a line; numbers keep the digits they were written with.

    An object in an object becomes columns of its own (``via.channel``), a list of plain values one
    text; lists of objects are left out, since they hold messages and people. Lines that are not an
    object come back as ``broken``. Raises ImportProblem where no line is one. A file that is one
    JSON array of objects, or one object around such an array, is read as well.
    """
    text, encoding = decode(data)
    text = text.removeprefix("\ufeff")
    records, lines, broken = _parse_array(text) if text.lstrip().startswith("[") else _parse_lines(text)
    if len(records) <= 1 and (items := _wrapped(text)):
        records, lines, broken = _of_items(items, text)
    if not records:
        raise ImportProblem("No line of the file is a JSON object.")
    flat = [_flat(record) for record in records]
    keys = dict.fromkeys(key for record in flat for key in record)
    names, _ = clean_names(list(keys))
    columns = [pa.array([record.get(key) for record in flat], pa.string()) for key in keys]
    table, kept = drop_blank_rows(pa.table(columns, names=names), np.array(lines, dtype=np.int64))
    return StringTable(table, kept, tuple(broken), "jsonl", encoding)


def _parse_lines(text: str) -> Records:
    records, lines, broken = [], [], []
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = decoder.decode(line)
            record = record if "\\ud" not in line.lower() or _is_text(record) else None
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            records.append(record)
            lines.append(number)
        else:
            broken.append(BrokenRow(number, "is not a JSON object"))
    return records, lines, broken


def _parse_array(text: str) -> Records:
    try:
        items = json.loads(text, parse_float=str, parse_int=str)
    except ValueError as error:
        raise ImportProblem(f"The file is not valid JSON: {str(error)[:120]}") from error
    except RecursionError as error:
        raise ImportProblem("The file is not valid JSON for a table: it is nested too deeply.") from error
    return _of_items(items, text)


def _wrapped(text: str) -> list[Any]:
    """The list of rows in a file that is one object around it; nothing for any other file."""
    try:
        document = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return []
    found = [document[key] for key in WRAPPERS if key in document] if isinstance(document, dict) else []
    return found[0] if len(found) == 1 and isinstance(found[0], list) else []


def _of_items(items: list[Any], text: str) -> Records:
    """The objects of a list with their places in it; whatever else is in it is broken."""
    has_halves = "\\ud" in text.lower()
    is_good = [isinstance(item, dict) and (not has_halves or _is_text(item)) for item in items]
    records = [item for item, good in zip(items, is_good, strict=True) if good]
    lines = [number for number, good in enumerate(is_good, start=1) if good]
    broken = [
        BrokenRow(number, "is not a JSON object") for number, good in enumerate(is_good, start=1) if not good
    ]
    return records, lines, broken


def _is_text(value: Any) -> bool:
    """Whether the value has no half characters (lone surrogates), which no text file can hold."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _flat(record: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str | None]:
    cells: dict[str, str | None] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            cells |= _flat(value, f"{prefix}{key}.", depth + 1) if depth < MAX_DEPTH else {}
        elif isinstance(value, list):
            cells[f"{prefix}{key}"] = _joined(value)
        else:
            cells[f"{prefix}{key}"] = _as_text(value)
    return cells


def _joined(items: list[Any]) -> str | None:
    """The plain values of a list as one text; None for a list of lists or objects."""
    if any(isinstance(item, list | dict) for item in items):
        return None
    return " ".join(_as_text(item) or "" for item in items)


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def read_parquet(data: bytes) -> StringTable:
    """A Parquet file, every value as text; instants with a zone are written in UTC.

    Columns of lists, objects and bytes that are no text are left empty. Raises ImportProblem for a
    damaged file.
    """
    try:
        table = _bounded(data)
        columns = [_column_as_text(column) for column in table.columns]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ImportProblem(f"The Parquet file cannot be read: {reason}") from error
    names, doubled = clean_names(table.column_names)
    lines = np.arange(1, table.num_rows + 1, dtype=np.int64)
    table, lines = drop_blank_rows(pa.table(columns, names=names), lines)
    return StringTable(table, lines, format="parquet", warnings=doubled_names(doubled))


def _bounded(data: bytes) -> pa.Table:
    """The table, unless its text is larger than 2 GB: a few bytes can repeat a value a million times."""
    file = pq.ParquetFile(io.BytesIO(data))
    schema, rows = file.schema_arrow, file.metadata.num_rows
    texts = [item.name for item in schema if pa.types.is_string(item.type) or pa.types.is_binary(item.type)]
    if rows * len(schema) > MAX_BYTES // 2:
        raise ImportProblem(f"The Parquet file has {rows:,} rows; split it by month and import the parts.")
    table = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts).read()
    folded = [column for column in table.columns if pa.types.is_dictionary(column.type)]
    if sum(_text_bytes(chunk) for column in folded for chunk in column.chunks) > MAX_BYTES:
        raise ImportProblem("The Parquet file unpacks to more than 2 GB of text; it was not opened.")
    return table


def _text_bytes(chunk: pa.DictionaryArray) -> int:
    if not (pa.types.is_string(chunk.type.value_type) or pa.types.is_binary(chunk.type.value_type)):
        return 0
    lengths = pc.binary_length(chunk.dictionary)
    return pc.sum(pc.cast(lengths.take(chunk.indices), pa.int64())).as_py() or 0


def _column_as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_timestamp(kind):
        text = pc.cast(pc.cast(column, pa.timestamp("us"), safe=False), pa.string())
        return pc.binary_join_element_wise(text, "Z", "") if kind.tz else text
    if pa.types.is_float16(kind):
        column = column.cast(pa.float32())
    if pa.types.is_floating(kind):
        whole = pc.and_(pc.equal(column, pc.floor(column)), pc.less(pc.abs(column), 2.0**53))
        if pc.all(pc.fill_null(whole, True)).as_py():
            return pc.cast(pc.cast(column, pa.int64()), pa.string())
    if pa.types.is_nested(kind) or _is_no_text(column):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    return pc.cast(column, pa.string())


def _is_no_text(column: pa.ChunkedArray) -> bool:
    """Whether the column holds bytes other than text, which some tools write without saying so."""
    if not (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)):
        return bool(pa.types.is_fixed_size_binary(column.type))
    try:
        pc.cast(column, pa.string())
    except pa.ArrowInvalid:
        return True
    return False
