"""Where events are silent: what the source states about a ticket, as far as it was known by then."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from core.data.columns import FINISHED_STATUSES, MISSING_INSTANT, History, Status
from core.facts.dimensions import status_codes
from core.facts.event_log import Ints
from core.facts.raw_facts import RawFacts
from core.facts.ticket_table import Flags, flags, instants, numbers, stated_until
from core.facts.traits import SourceTraits

OPEN_CODES = np.array([-1, 0, 1, 2, 3], np.int8)
FINISHED_CODES = np.array(sorted(FINISHED_STATUSES), np.int8)


def status_of(raw: RawFacts, tickets: pa.Table, full: Flags, as_of: int) -> NDArray[np.int8]:
    """Events decide where they speak; else the ticket row, unless it finished after ``as_of``.

    A row that names no end finished with its later changes of status, where the log holds any.
    """
    stated, is_stated = status_codes(tickets)
    resolved, closed = instants(tickets, "stated_resolved_at"), instants(tickets, "stated_closed_at")
    ended = np.where(resolved == MISSING_INSTANT, closed, resolved)
    stated = np.where((stated == Status.CLOSED) & (closed > as_of), np.int8(Status.SOLVED), stated)
    ends_later = np.isin(stated, FINISHED_CODES) & (ended > as_of)
    ends_later |= (stated >= Status.SOLVED) & (ended == MISSING_INSTANT) & raw["changes_status_later"]
    stated = np.where(ends_later, np.int8(Status.OPEN), stated)
    from_row = is_stated & ~raw["has_status_event"] & ~(full & raw["changes_status_later"])
    return np.where(from_row, stated, raw["status"]).astype(np.int8)


def resolved_of(raw: RawFacts, tickets: pa.Table, full: Flags, finished: Flags, as_of: int) -> Ints:
    """Instant of resolution of finished tickets; the stated one where the source names it."""
    stated = stated_until(tickets, "stated_resolved_at", as_of)
    closed = stated_until(tickets, "stated_closed_at", as_of)
    claim = np.where(stated == MISSING_INSTANT, closed, stated)
    use_claim = (claim != MISSING_INSTANT) & (~full | (raw["finished_at"] == MISSING_INSTANT))
    derived = np.where(use_claim, claim, raw["finished_at"])
    resolved = np.where(flags(tickets, "resolution_is_stated"), stated, derived)
    return np.where(finished, resolved, MISSING_INSTANT)


def first_response_of(
    raw: RawFacts, tickets: pa.Table, history: NDArray[np.int8], as_of: int, traits: SourceTraits
) -> tuple[Ints, Flags]:
    """First response, and whether "none" may be read as "not answered yet"."""
    stated = stated_until(tickets, "stated_first_response_at", as_of)
    full = history == History.FULL
    response = np.where(~full & (stated != MISSING_INSTANT), stated, raw["first_response_at"])
    unanswered = numbers(tickets, "stated_public_reply_count") == 0
    told = np.where(
        full, traits.tells(tickets, "public_reply"), unanswered | traits.states_responses(tickets)
    )
    return response, (response != MISSING_INSTANT) | told
