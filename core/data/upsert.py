"""Write small input tables by their keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from core.data.arrow_frames import as_array
from core.data.bulk_read import arrow_schema, known_table
from core.data.models import Instant, StoreModel
from core.data.staging import stage

WRITTEN_BY_IMPORTS = frozenset({"ticket", "ticket_event", "term", "import_batch", "rejected_row"})


@dataclass(frozen=True, slots=True)
class Change:
    """Rows to write: in the place of those whose ``column`` holds ``value``, without one by their key."""

    table: str
    frame: pd.DataFrame
    column: str | None = None
    value: str = ""

    def write(self, cursor: Any) -> int:
        """Within the transaction of the cursor; returns how many rows were written."""
        if self.column is None:
            return upsert_frame(cursor, self.table, self.frame)
        return replace_frame(cursor, self.table, self.column, self.value, self.frame)


def upsert_frame(cursor: Any, name: str, frame: pd.DataFrame) -> int:
    """Insert rows, or update those whose key exists; returns how many rows were written.

    Columns that the frame lacks keep their value in existing rows and take the default in new ones.
    """
    table = known_table(name)
    if name in WRITTEN_BY_IMPORTS:
        raise ValueError(f"table {name!r} is written by imports only")
    unknown = set(frame.columns) - set(table.columns.keys())
    if unknown:
        raise ValueError(f"frame has columns that table {name!r} lacks: {sorted(unknown)}")
    key = key_columns(table)
    if not _is_enforced(table, key):
        defaults = {name: value for name, value in _defaults(table).items() if name not in frame}
        frame = frame.assign(**defaults).reindex(columns=key)
    lacking = set(key) - set(frame.columns)
    if lacking:
        raise ValueError(f"frame lacks key columns of table {name!r}: {sorted(lacking)}")
    rows = frame.drop_duplicates(key, keep="last")
    if rows.empty:
        return 0
    stage(cursor, _staged(table, rows))
    cursor.execute(_statement(table, list(rows.columns), key))
    cursor.execute("DROP TABLE staged")
    return len(rows)


def replace_frame(cursor: Any, name: str, column: str, value: str, frame: pd.DataFrame) -> int:
    """Delete the rows whose ``column`` holds ``value``, then write those of the frame."""
    table = known_table(name)
    if name in WRITTEN_BY_IMPORTS or column not in table.columns:
        raise ValueError(f"rows of table {name!r} cannot be replaced by {column!r}")
    stage(cursor, pa.table({column: pa.array([value], pa.string())}))
    cursor.execute(f'DELETE FROM "{name}" WHERE "{column}" IN (SELECT "{column}" FROM staged)')
    cursor.execute("DROP TABLE staged")
    return upsert_frame(cursor, name, frame)


def key_columns(table: sa.Table) -> list[str]:
    """The columns that say which row is meant: the unique ones, or all where nothing is unique."""
    unique = [c for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    if unique:
        return [column.name for column in unique[0].columns]
    single = [column.name for column in table.columns if column.unique]
    primary = [column.name for column in table.primary_key]
    return single[:1] or (primary if primary != ["pk"] else [c.name for c in table.columns if c.name != "pk"])


def _staged(table: sa.Table, frame: pd.DataFrame) -> pa.Table:
    kinds = arrow_schema(table)
    columns = {
        name: _stored(frame[name], table.columns[name], kinds.field(name).type) for name in frame.columns
    }
    for name, value in _defaults(table).items():
        if name not in columns:
            columns[name] = pa.repeat(pa.scalar(value, kinds.field(name).type), len(frame))
    return pa.table(columns)


def _stored(series: pd.Series, column: sa.Column[Any], kind: pa.DataType) -> pa.Array:
    if not isinstance(column.type, Instant) or series.dtype.kind in "iu":
        return as_array(series, kind)
    instants = pd.to_datetime(series, utc=True).dt.as_unit("us")
    return pa.array(instants.astype("int64").to_numpy(), kind, mask=instants.isna().to_numpy())


def _defaults(table: sa.Table) -> dict[str, Any]:
    model = next(m for m in StoreModel.__subclasses__() if m.__tablename__ == table.name)
    fields = model.model_fields.items()
    return {n: f.default for n, f in fields if not f.is_required() and f.default is not None}


def _statement(table: sa.Table, given: list[str], key: list[str]) -> str:
    names = [*given, *(name for name in _defaults(table) if name not in given)]
    listed = ", ".join(f'"{name}"' for name in names)
    insert = f'INSERT INTO "{table.name}" ({listed}) SELECT {listed} FROM staged WHERE 1 = 1'
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in given if name not in key)
    if not _is_enforced(table, key):
        same = " AND ".join(f'kept."{n}" IS NOT DISTINCT FROM staged."{n}"' for n in key)
        return f'{insert} AND NOT EXISTS (SELECT 1 FROM "{table.name}" AS kept WHERE {same})'
    target = ", ".join(f'"{name}"' for name in key)
    return f"{insert} ON CONFLICT ({target}) DO " + (f"UPDATE SET {changes}" if changes else "NOTHING")


def _is_enforced(table: sa.Table, key: list[str]) -> bool:
    return "pk" not in table.columns or any(
        isinstance(c, sa.UniqueConstraint) and [x.name for x in c.columns] == key for c in table.constraints
    )
