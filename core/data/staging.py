"""Joining Arrow columns with stored tables: temporary tables through ADBC, the same on both databases."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa


def matches(cursor: Any, columns: dict[str, Any], select: str) -> pa.Table:
    """The answer of ``select`` with ``columns`` at hand as the temporary table ``staged``.

    Parameters: ``columns`` name -> array of equal length; ``select`` a statement that ends after its
    WHERE clause. Write ``FROM staged CROSS JOIN ...``: SQLite then keeps ``staged`` outermost.
    """
    stage(cursor, pa.table(columns))
    answer = fetch(cursor, select)
    cursor.execute("DROP TABLE staged")
    return answer


def stage(cursor: Any, table: pa.Table) -> None:
    """Write ``table`` to the temporary table ``staged``."""
    cursor.adbc_ingest("staged", table, mode="create", temporary=True)


def fetch(cursor: Any, select: str, parameters: tuple[Any, ...] | None = None) -> pa.Table:
    """The answer of a query as Arrow."""
    cursor.execute(select, parameters)
    return cursor.fetch_arrow_table()


def scalar(cursor: Any, select: str, parameters: tuple[Any, ...] | None = None) -> Any:
    """The first column of the first row; None where there is no row."""
    cursor.execute(select, parameters)
    row = cursor.fetchone()
    return None if row is None else row[0]


def append(cursor: Any, name: str, table: pa.Table) -> None:
    """Add rows to a stored table."""
    if table.num_rows:
        cursor.adbc_ingest(name, table, mode="append")


def integers(column: pa.Array | pa.ChunkedArray, missing: int = 0) -> np.ndarray:
    """A column as int64, ``missing`` for null."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    numbers: np.ndarray = whole.cast(pa.int64()).fill_null(missing).to_numpy(zero_copy_only=False)
    return numbers


def next_pk(cursor: Any, table: str) -> int:
    """The next free key of a table; the caller holds the write lock."""
    return int(scalar(cursor, f"SELECT coalesce(max(pk), 0) FROM {table}")) + 1
