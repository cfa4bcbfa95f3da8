"""Contacts of the same customer about the same matter: what came before, and who came back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.columns import MISSING_INSTANT
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.ticket_table import as_datetimes, minutes_between
from core.facts.timeline import Timeline


def contacts(tickets: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    """One row per ticket whose customer and category are known, without deleted ones.

    Columns: ``ticket_row``, ``created_at``, ``previous_contact_minutes`` (since the ticket before of
    the same customer and category was created; NaN: none), ``next_contact_minutes`` (from its
    resolution to the next such ticket; NaN: none, or not resolved), ``ended_minutes`` (since its
    resolution; NaN: not resolved). ``as_of`` in UTC microseconds.
    """
    customer, category = (_codes(tickets[name]) for name in ("customer_key", "category"))
    created = instants_of(tickets, "created_at")
    known = (customer >= 0) & (category >= 0) & (created != MISSING_INSTANT)
    rows = np.flatnonzero(known & ~tickets["is_deleted"].to_numpy(dtype=bool))
    matter = customer[rows] * (category.max(initial=0) + 1) + category[rows]
    created, ended = created[rows], instants_of(tickets, "resolved_at")[rows]
    line = Timeline.of(matter, created)
    previous = _instant(created, line.before(matter, created))
    following = _instant(created, line.after(matter, ended))
    return pd.DataFrame(
        {
            "ticket_row": rows,
            "created_at": as_datetimes(created),
            "previous_contact_minutes": minutes_between(previous, created),
            "next_contact_minutes": minutes_between(ended, following),
            "ended_minutes": minutes_between(ended, np.full(len(rows), as_of)),
        }
    )


def _codes(column: pd.Series) -> Ints:
    return np.asarray(column.astype("category").cat.codes.to_numpy(), np.int64)


def _instant(at: Ints, place: Ints) -> Ints:
    """The instants at some places; missing for place -1."""
    return np.append(at, MISSING_INSTANT)[place]
