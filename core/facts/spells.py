"""Stretches in which a ticket was open: what backlog and queue depth are counted from."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MISSING_INSTANT, Status
from core.facts.event_log import EventLog, Ints
from core.facts.log_view import LogView, ends_of, instants_of
from core.facts.ticket_table import as_datetimes


def spells(log: EventLog, facts: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    """One row per open spell: ``ticket_row``, ``opened_at``, ``closed_at`` (NaT while open).

    A spell starts at creation or reopening and ends at the next entry into solved, closed or
    deleted, or when the ticket goes away into another one. Where the events do not tell the end of a
    finished ticket, its ``resolved_at`` does; a finished ticket whose end nobody knows has no spell.
    Ordered by ticket and time.
    """
    view = LogView.of(log, facts, as_of)
    before, after = log.from_status >= Status.SOLVED, log.to_status >= Status.SOLVED
    closing = view.rows_where(after & ~before)
    opening = view.rows_where(before & ~after)
    created = instants_of(facts, "created_at")
    first = np.flatnonzero(created != MISSING_INSTANT)
    row = np.concatenate([first, view.row[opening]])
    opened = np.concatenate([created[first], log.at[opening]])
    order = np.lexsort((opened, row))
    row, opened = row[order], np.maximum(opened[order], created[row[order]])
    closed = _ends(row, view.row[closing], np.maximum(log.at[closing], created[view.row[closing]]))
    return _frame(facts, row, opened, closed)


def _ends(row: Ints, closing_row: Ints, closing_at: Ints) -> Ints:
    """The k-th end of a ticket belongs to its k-th spell: stamped changes alternate."""
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    start = np.searchsorted(closing_row, row)
    place = start + rank
    has = place < np.searchsorted(closing_row, row, side="right")
    ends = np.full(len(row), MISSING_INSTANT, np.int64)
    ends[has] = closing_at[place[has]]
    return ends


def _frame(facts: pd.DataFrame, row: Ints, opened: Ints, closed: Ints) -> pd.DataFrame:
    is_last = np.append(row[1:] != row[:-1], True) if len(row) else np.zeros(0, bool)
    is_open = facts["is_open"].to_numpy()[row]
    ended = ends_of(facts)[row]
    settle: NDArray[np.bool_] = is_last & ~is_open & (ended != MISSING_INSTANT)
    closed = np.where(settle, np.maximum(ended, opened), closed)
    known = (closed != MISSING_INSTANT) | (is_open & is_last)
    keep = np.flatnonzero(known)
    return pd.DataFrame(
        {
            "ticket_row": row[keep],
            "opened_at": as_datetimes(opened[keep]),
            "closed_at": as_datetimes(closed[keep]),
        }
    )
