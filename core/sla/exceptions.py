"""What events tell of exceptions: pauses that came early, duplicates older than their original (R-EX)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_MINUTE, ActorRole, EventType, Status
from core.facts.event_log import EventLog, Ints, is_human_reply
from core.facts.log_view import LogView
from core.facts.ticket_table import as_datetimes
from core.sla.duplicates import Originals
from core.sla.pauses import state_pauses
from core.sla.running import TicketFrames

FEWEST_MESSAGES = 2
"""How often the team writes to a silent customer before the clock may stand still (R-EX-01)."""


def silent_pauses(frames: TicketFrames) -> pd.DataFrame:
    """Every pause in which the customer was awaited: ``ticket_row``, ``began_at``, ``ended_at``,
    ``paused_minutes`` and ``message_count``, the team's messages that stood unanswered as it began.

    A message of the same instant counts. Automatic replies do not. Tickets that are deleted or
    duplicates have no clocks and no pauses.
    """
    log = frames.log
    view = LogView.of(log, frames.tickets, frames.as_of)
    pauses = state_pauses(log, frames.as_of, {Status.PENDING})
    row = view.row[log.offsets[:-1]][pauses.clock] if len(pauses.clock) else pauses.clock
    gone = (frames.tickets["is_deleted"] | frames.tickets["is_merged"]).to_numpy(dtype=bool)
    keep = np.flatnonzero((row >= 0) & ~np.append(gone, True)[row])
    row, ticket = row[keep], pauses.clock[keep]
    begin, end = pauses.begin[keep], pauses.end[keep]
    columns = {
        "ticket_row": row,
        "began_at": as_datetimes(begin),
        "ended_at": as_datetimes(end),
        "paused_minutes": (end - begin) / MICROSECONDS_PER_MINUTE,
        "message_count": unanswered_messages(log, ticket, begin),
    }
    return pd.DataFrame(columns)


def unanswered_messages(log: EventLog, ticket: Ints, at: Ints) -> Ints:
    """How many messages the team wrote until ``at`` since the customer's last; rows are those of the log."""
    asks = (log.type == EventType.CUSTOMER_REPLY) | (
        (log.type == EventType.PUBLIC_REPLY) & (log.actor_role == ActorRole.CUSTOMER)
    )
    said = np.append(0, np.cumsum(is_human_reply(log.type, log.actor_role)))
    last_ask = np.append(-1, np.maximum.accumulate(np.where(asks, np.arange(len(asks)), -1)))
    end = _end_of(log, ticket, at)
    begin = np.maximum(last_ask[end] + 1, log.offsets[ticket])
    return np.asarray(said[end] - said[begin], np.int64)


def _end_of(log: EventLog, ticket: Ints, at: Ints) -> Ints:
    """Position behind the ticket's last event until ``at``: a binary search for all rows at once."""
    low, high = log.offsets[ticket], log.offsets[ticket + 1]
    while np.any(low < high):
        middle = (low + high) // 2
        later = (low < high) & (log.at[np.minimum(middle, len(log.at) - 1)] > at)
        low = np.where((low < high) & ~later, middle + 1, low)
        high = np.where(later, middle, high)
    return low


def duplicates(tickets: pd.DataFrame, originals: Originals) -> pd.DataFrame:
    """Every ticket that was merged into another: ``ticket_row``, ``original_id``, ``original_row`` (-1
    where unknown) and ``is_older``, created before its original, whose promises then begin with it.
    """
    row, original, created = originals.row, originals.into, tickets["created_at"]
    born = created.take(original.clip(0)).to_numpy() if len(created) else created.to_numpy()
    is_older = (original >= 0) & (created.take(row).to_numpy() < born)
    columns = {"ticket_row": row, "original_id": originals.number, "original_row": original}
    return pd.DataFrame(columns | {"is_older": is_older})
