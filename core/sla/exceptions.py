"""What events tell of exceptions: pauses that came early, duplicates older than their original (R-EX)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MICROSECONDS_PER_MINUTE, ActorRole, EventType, Status
from core.facts.event_log import EventLog, Ints, is_human_reply
from core.facts.log_view import LogView
from core.facts.ticket_table import as_datetimes
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


def duplicates(
    frames: TicketFrames, terms: Sequence[str | None], stated: Sequence[str | None]
) -> pd.DataFrame:
    """Every ticket that was merged into another: ``ticket_row``, ``original_id``, ``original_row`` (-1
    where unknown) and ``is_older``, created before its original, whose promise then began too late.

    ``stated``: per ticket the original that its source names, used where no event does.
    """
    tickets = frames.tickets
    row = np.flatnonzero(tickets["is_merged"].to_numpy(dtype=bool))
    named = _merged_into(frames, terms, stated)[row]
    original = _rows_of(tickets, row, named)
    created = tickets["created_at"]
    born = created.take(original.clip(0)).to_numpy() if len(created) else created.to_numpy()
    is_older = (original >= 0) & (created.take(row).to_numpy() < born)
    return pd.DataFrame(
        {"ticket_row": row, "original_id": named, "original_row": original, "is_older": is_older}
    )


def _merged_into(
    frames: TicketFrames, terms: Sequence[str | None], stated: Sequence[str | None]
) -> NDArray[np.object_]:
    """The number of the original per ticket; a source may give it as a link."""
    view = LogView.of(frames.log, frames.tickets, frames.as_of)
    into = np.array([*stated, None], object)[:-1]
    events = view.rows_where((view.log.type == EventType.MERGED) & (view.log.to_term >= 0))
    words = np.array([*terms, None], object)
    into[view.row[events]] = words[view.log.to_term[events]]
    return np.array([_number(word) for word in into], object)


def _number(word: object) -> str | None:
    return word.strip().rstrip("/").rsplit("/", 1)[-1] or None if isinstance(word, str) else None


def _rows_of(tickets: pd.DataFrame, row: Ints, number: NDArray[np.object_]) -> Ints:
    """Where the tickets with these numbers are, each in the source of its row; -1 where nowhere."""
    known = pd.MultiIndex.from_arrays([tickets["source_id"].astype("object"), tickets["ticket_id"]])
    source = tickets["source_id"].astype("object").take(row)
    wanted = pd.MultiIndex.from_arrays([source, number])
    return np.asarray(known.get_indexer(wanted), np.int64)
