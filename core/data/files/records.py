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
from core.data.files.string_table import BrokenRow, StringTable, clean_names, drop_blank_rows
from core.data.files.unpacking import MAX_BYTES


def read_json_lines(data: bytes) -> StringTable:
    """One JSON object a line; numbers keep the digits they were written with.

    Nested objects and lists become JSON text. Lines that are not an object come back as
    ``broken``. Raises ImportProblem where no line is one. A file that is one JSON array of
    objects is read as well.
    """
    text, encoding = decode(data)
    records, lines, broken = _parse_array(text) if text.lstrip().startswith("[") else _parse_lines(text)
    if not records:
        raise ImportProblem("No line of the file is a JSON object.")
    names, _ = clean_names(list(dict.fromkeys(key for record in records for key in record)))
    keys = dict.fromkeys(key for record in records for key in record)
    columns = [pa.array([_as_text(record.get(key)) for record in records], pa.string()) for key in keys]
    table, kept = drop_blank_rows(pa.table(columns, names=names), np.array(lines, dtype=np.int64))
    return StringTable(table, kept, tuple(broken), "jsonl", encoding)


def _parse_lines(text: str) -> tuple[list[dict[str, Any]], list[int], list[BrokenRow]]:
    records, lines, broken = [], [], []
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
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


def _parse_array(text: str) -> tuple[list[dict[str, Any]], list[int], list[BrokenRow]]:
    try:
        items = json.loads(text, parse_float=str, parse_int=str)
        if "\\ud" in text.lower():
            items = [item if _is_text(item) else None for item in items]
    except (ValueError, RecursionError) as error:
        raise ImportProblem(f"The file is not valid JSON: {str(error)[:120]}") from error
    records = [item for item in items if isinstance(item, dict)]
    lines = [number for number, item in enumerate(items, start=1) if isinstance(item, dict)]
    broken = [
        BrokenRow(number, "is not a JSON object")
        for number, item in enumerate(items, start=1)
        if not isinstance(item, dict)
    ]
    return records, lines, broken


def _is_text(value: Any) -> bool:
    """Whether the value has no half characters (lone surrogates), which no text file can hold."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def read_parquet(data: bytes) -> StringTable:
    """A Parquet file, every value as text; instants with a zone are written in UTC.

    Raises ImportProblem for a damaged file.
    """
    try:
        table = _bounded(data)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise ImportProblem(f"The Parquet file cannot be read: {str(error)[:200]}") from error
    names, _ = clean_names(table.column_names)
    columns = [_column_as_text(column) for column in table.columns]
    lines = np.arange(1, table.num_rows + 1, dtype=np.int64)
    table, lines = drop_blank_rows(pa.table(columns, names=names), lines)
    return StringTable(table, lines, format="parquet")


def _bounded(data: bytes) -> pa.Table:
    """The table, unless its text is larger than 2 GB: a few bytes can repeat a value a million times."""
    schema = pq.read_schema(io.BytesIO(data))
    texts = [item.name for item in schema if pa.types.is_string(item.type) or pa.types.is_binary(item.type)]
    rows = pq.read_metadata(io.BytesIO(data)).num_rows
    if rows * len(schema) > MAX_BYTES // 2:
        raise ImportProblem(f"The Parquet file has {rows:,} rows; split it by month and import the parts.")
    table = pq.read_table(io.BytesIO(data), read_dictionary=texts)
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
    if pa.types.is_floating(kind):
        whole = pc.and_(pc.equal(column, pc.floor(column)), pc.less(pc.abs(column), 2.0**53))
        if pc.all(pc.fill_null(whole, True)).as_py():
            return pc.cast(pc.cast(column, pa.int64()), pa.string())
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    return pc.cast(column, pa.string())
