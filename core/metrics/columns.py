"""Typed access to the columns of a fact frame."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.measure import Flags, Floats

DAY_MINUTES = 1440.0


def numbers(frame: pd.DataFrame, column: str) -> Floats:
    """A column as floats, NaN where unknown; the frame's own where it holds floats, so do not change it."""
    given = frame[column]
    if given.dtype == np.float64:
        return np.asarray(given.to_numpy())
    return np.asarray(given.to_numpy(dtype=np.float64, na_value=np.nan))


def flags(frame: pd.DataFrame, column: str) -> Flags:
    """A column as plain booleans."""
    return np.asarray(frame[column].to_numpy(dtype=np.bool_))


def is_known(frame: pd.DataFrame, column: str) -> Flags:
    """Where a column has a value."""
    return np.asarray(frame[column].notna().to_numpy())


def is_one_of(frame: pd.DataFrame, column: str, values: tuple[str, ...]) -> Flags:
    """Where a column has one of the values; a column of categories is looked up by its codes.

    >>> is_one_of(pd.DataFrame({"tier": pd.Categorical(["L1", None, "L2"])}), "tier", ("L2",)).tolist()
    [False, False, True]
    """
    given = frame[column].array
    if not isinstance(given, pd.Categorical):
        return np.asarray(frame[column].isin(values).to_numpy())
    wanted = np.append(given.categories.isin(values), False)  # the code of a missing value is -1
    return np.asarray(wanted.take(given.codes))


RANKED_PRIORITIES = ("P1", "P2", "P3", "P4", "P5")
MIN_SILENT_ROWS = 20
"""From this many rows on, a column without one value says that the source does not record it."""


def silent_sources(frame: pd.DataFrame, told: Flags, asked: Flags | None = None) -> Flags:
    """Rows whose source tells nothing in so many rows (``asked``: all) that it cannot be recording it."""
    source = frame["source_id"].astype("category").array
    number, count = source.codes + np.int64(1), len(source.categories) + 1
    asked = everything(frame) if asked is None else asked
    rows, telling = (
        np.bincount(number.take(np.flatnonzero(mask)), minlength=count) for mask in (asked, asked & told)
    )
    return np.asarray(((rows >= MIN_SILENT_ROWS) & (telling == 0)).take(number))


def everything(frame: pd.DataFrame) -> Flags:
    """True for every row."""
    return np.ones(len(frame), dtype=np.bool_)
