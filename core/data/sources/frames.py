"""Canonical frames with every column in place, whatever a source could fill."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from core.data.columns import (
    EVENT_COLUMNS,
    MISSING_INSTANT,
    TICKET_COLUMNS,
    TICKET_COUNT_COLUMNS,
    TICKET_FLAG_COLUMNS,
    TICKET_INSTANT_COLUMNS,
    TICKET_NUMBER_COLUMNS,
    ActorRole,
)

Lines = npt.NDArray[np.int64]


def ticket_frame(lines: Lines, **filled: Any) -> pd.DataFrame:
    """All ticket columns plus "line"; columns not given are missing throughout.

    >>> import numpy as np
    >>> frame = ticket_frame(np.array([2]), ticket_id=pa.array(["7"]), history=np.array([2], "int8"))
    >>> frame["ticket_id"].tolist(), frame.shape[1] == len(TICKET_COLUMNS) + 1
    (['7'], True)
    """
    columns = {name: _as_column(filled.get(name), name, len(lines)) for name in TICKET_COLUMNS}
    return pd.DataFrame({**columns, "line": lines})


def event_frame(lines: Lines, **filled: Any) -> pd.DataFrame:
    """All event columns plus "line"; columns not given are missing throughout."""
    columns = {name: _as_column(filled.get(name), name, len(lines)) for name in EVENT_COLUMNS}
    return pd.DataFrame({**columns, "line": lines})


def _as_column(value: Any, name: str, count: int) -> Any:
    if value is None:
        return _missing_column(name, count)
    return value.to_pandas() if isinstance(value, pa.Array | pa.ChunkedArray) else value


def _missing_column(name: str, count: int) -> Any:
    if name in TICKET_INSTANT_COLUMNS:
        return np.full(count, MISSING_INSTANT)
    if name in TICKET_COUNT_COLUMNS:
        return pd.arrays.IntegerArray(np.zeros(count, np.int64), np.ones(count, dtype=bool))
    if name in TICKET_NUMBER_COLUMNS or name == "value_num":
        return np.full(count, np.nan)
    if name == "resolution_is_stated":
        return np.zeros(count, dtype=bool)
    if name in TICKET_FLAG_COLUMNS:
        return pd.arrays.BooleanArray(np.zeros(count, dtype=bool), np.ones(count, dtype=bool))
    if name == "actor_role":
        return np.full(count, ActorRole.UNKNOWN, dtype=np.int8)
    if name == "seq":
        return np.zeros(count, np.int64)
    return pa.nulls(count, pa.string()).to_pandas()
