"""Flow per interval: what arrived, what was finished, what was left open."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MICROSECONDS_PER_MINUTE, MISSING_INSTANT
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.ticket_table import as_datetimes

WIDTHS = (15, 30, 60, 1440)


def intervals(tickets: pd.DataFrame, spells: pd.DataFrame, *, minutes: int = 60) -> pd.DataFrame:
    """One row per interval from the first creation to the last instant, empty ones included.

    ``minutes`` is 15, 30, 60 or 1440 (UTC). Columns: ``starts_at``, ``created_count``,
    ``opened_count`` (created or reopened), ``finished_count`` and ``open_count`` at the end of the
    interval. The open count is exact: it adds spells that opened and takes off those that ended.
    """
    if minutes not in WIDTHS:
        raise ValueError(f"minutes: {minutes} is not one of {WIDTHS}")
    width = minutes * MICROSECONDS_PER_MINUTE
    columns = {
        "created_count": _known(instants_of(tickets, "created_at")),
        "opened_count": _known(instants_of(spells, "opened_at")),
        "finished_count": _known(instants_of(spells, "closed_at")),
    }
    every = np.concatenate(list(columns.values()))
    if not len(every):
        return _frame(0, 0, width, {name: np.zeros(0, np.int64) for name in columns})
    first = int(every.min()) // width
    count = int(every.max()) // width - first + 1
    counts = {name: np.bincount(at // width - first, minlength=count) for name, at in columns.items()}
    return _frame(first, count, width, counts)


def _known(at: Ints) -> Ints:
    return np.asarray(at[at != MISSING_INSTANT])


def _frame(first: int, count: int, width: int, counts: dict[str, NDArray[np.int64]]) -> pd.DataFrame:
    starts = (np.arange(count, dtype=np.int64) + first) * width
    left = np.cumsum(np.subtract(counts["opened_count"], counts["finished_count"]))
    return pd.DataFrame({"starts_at": as_datetimes(starts), **counts, "open_count": left})
