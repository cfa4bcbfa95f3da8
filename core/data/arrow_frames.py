"""Arrow shapes of what the store writes and reads in bulk."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.columns import (
    MISSING_INSTANT,
    TICKET_COUNT_COLUMNS,
    TICKET_FLAG_COLUMNS,
    TICKET_INSTANT_COLUMNS,
    TICKET_NUMBER_COLUMNS,
    TICKET_TEXT_COLUMNS,
)

TICKET_FIELDS = pa.schema(
    [
        *((name, pa.string()) for name in TICKET_TEXT_COLUMNS),
        *((name, pa.int64()) for name in TICKET_INSTANT_COLUMNS),
        *((name, pa.int64()) for name in TICKET_COUNT_COLUMNS),
        *((name, pa.float64()) for name in TICKET_NUMBER_COLUMNS),
        *((name, pa.bool_()) for name in TICKET_FLAG_COLUMNS),
        ("history", pa.int64()),
    ]
)
"""The columns of a canonical ticket with their types."""

STORED_TICKET = pa.schema(
    [("pk", pa.int64()), ("source_id", pa.string()), *TICKET_FIELDS, ("batch_id", pa.int64())]
)
STORED_EVENT = pa.schema(
    [
        ("ticket_pk", pa.int64()),
        ("at", pa.int64()),
        ("seq", pa.int64()),
        ("type", pa.int64()),
        ("actor_role", pa.int64()),
        ("actor_term", pa.int64()),
        ("field_term", pa.int64()),
        ("from_term", pa.int64()),
        ("to_term", pa.int64()),
        ("value_num", pa.float64()),
        ("batch_id", pa.int64()),
    ]
)
REJECTED = pa.schema(
    [
        ("line", pa.int32()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("rule", pa.string()),
        ("row", pa.string()),
    ]
)


def to_arrow(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """The frame's columns with exactly these types; a column that is not there is null."""
    return pa.table([_column(frame, field) for field in schema], schema=schema)


def _column(frame: pd.DataFrame, field: pa.Field) -> pa.Array:
    if field.name not in frame.columns:
        return pa.nulls(len(frame), field.type)
    array = as_array(frame[field.name], field.type)
    if field.name in TICKET_INSTANT_COLUMNS:
        return pc.if_else(pc.equal(array, MISSING_INSTANT), pa.scalar(None, field.type), array)
    return array


def as_array(series: pd.Series, kind: pa.DataType) -> pa.Array:
    """One contiguous Arrow array of the wanted type; categories are written out."""
    if series.dtype == object and pa.types.is_string(kind):
        return without_nul(pa.array(series.to_numpy(), kind, from_pandas=True))
    array = one_chunk(pa.array(series, from_pandas=True))
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    array = array if array.type == kind else array.cast(kind)
    return without_nul(array) if pa.types.is_string(kind) else array


def without_nul(array: pa.Array) -> pa.Array:
    """Text without NUL characters, which PostgreSQL does not store."""
    held = pc.any(pc.match_substring(array, "\0")).as_py()
    return pc.replace_substring(array, "\0", "") if held else array


def one_chunk(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The array itself, or the chunks of a chunked one put together."""
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def encode(series: pd.Series) -> tuple[np.ndarray, pa.Array]:
    """Codes (int64, -1 for null) and the distinct texts they point to."""
    array = one_chunk(pa.array(series, from_pandas=True))
    if not pa.types.is_dictionary(array.type):
        array = as_array(series, pa.string()).dictionary_encode()
    codes = array.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    return codes, without_nul(one_chunk(array.dictionary.cast(pa.string())))
