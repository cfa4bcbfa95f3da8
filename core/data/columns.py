"""Canonical columns and vocabularies: the one place that says what an imported row may contain.

Importers produce frames with these columns, the store keeps them, the facts read them.
Codes are part of the stored format: append new members, never renumber.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

import numpy as np

MISSING_INSTANT: int = int(np.iinfo(np.int64).min)
"""Stands for "no instant" in integer microsecond columns (the value NumPy uses for NaT)."""

MISSING_TERM: int = -1
"""Stands for "no value" in term-coded columns."""

MICROSECONDS_PER_MINUTE = 60_000_000
MICROSECONDS_PER_HOUR = 3_600_000_000
MICROSECONDS_PER_DAY = 86_400_000_000


class EventType(IntEnum):
    """What happened. Resolved, reopened, escalated and one-touch are derived, never stored."""

    CREATED = 0
    PUBLIC_REPLY = 1
    CUSTOMER_REPLY = 2
    INTERNAL_NOTE = 3
    ASSIGNED = 4
    TEAM_CHANGED = 5
    STATUS_CHANGED = 6
    PRIORITY_CHANGED = 7
    TIER_CHANGED = 8
    MERGED = 9
    CSAT = 10
    TIME_WORKED = 11
    FIELD_CHANGED = 12
    DELETED = 13


class ActorRole(IntEnum):
    """Who acted. A public reply counts as a human response for AGENT and UNKNOWN only."""

    UNKNOWN = 0
    AGENT = 1
    CUSTOMER = 2
    BOT = 3
    SYSTEM = 4


class Status(IntEnum):
    """Canonical ticket state; a source's own word that maps to none of them is UNKNOWN."""

    UNKNOWN = -1
    NEW = 0
    OPEN = 1
    PENDING = 2
    HOLD = 3
    SOLVED = 4
    CLOSED = 5
    DELETED = 6


class History(IntEnum):
    """How much of a ticket's past the source told us; decides what is honestly computable.

    FULL: every change is an event. PARTIAL: some instants are known (created, first response,
    solved) but not what lay between. SNAPSHOT: only the state at export time.
    """

    SNAPSHOT = 0
    PARTIAL = 1
    FULL = 2


class Priority(StrEnum):
    """Canonical priorities; a word that maps to none of them is kept as the source wrote it."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"
    P5 = "P5"


OPEN_STATUSES = frozenset({Status.UNKNOWN, Status.NEW, Status.OPEN, Status.PENDING, Status.HOLD})
FINISHED_STATUSES = frozenset({Status.SOLVED, Status.CLOSED})

STATUS_WORDS: dict[str, Status] = {
    "new": Status.NEW,
    "open": Status.OPEN,
    "opened": Status.OPEN,
    "reopened": Status.OPEN,
    "active": Status.OPEN,
    "in progress": Status.OPEN,
    "work in progress": Status.OPEN,
    "assigned": Status.OPEN,
    "pending": Status.PENDING,
    "stalled": Status.PENDING,
    "waiting on customer": Status.PENDING,
    "awaiting user info": Status.PENDING,
    "awaiting caller": Status.PENDING,
    "hold": Status.HOLD,
    "on-hold": Status.HOLD,
    "on hold": Status.HOLD,
    "waiting on third party": Status.HOLD,
    "awaiting vendor": Status.HOLD,
    "awaiting problem": Status.HOLD,
    "awaiting evidence": Status.HOLD,
    "solved": Status.SOLVED,
    "resolved": Status.SOLVED,
    "done": Status.SOLVED,
    "closed": Status.CLOSED,
    "rejected": Status.CLOSED,
    "cancelled": Status.CLOSED,
    "canceled": Status.CLOSED,
    "deleted": Status.DELETED,
}

PRIORITY_WORDS: dict[str, Priority] = {
    "p1": Priority.P1,
    "urgent": Priority.P1,
    "critical": Priority.P1,
    "1 - critical": Priority.P1,
    "p2": Priority.P2,
    "high": Priority.P2,
    "2 - high": Priority.P2,
    "p3": Priority.P3,
    "normal": Priority.P3,
    "medium": Priority.P3,
    "moderate": Priority.P3,
    "3 - moderate": Priority.P3,
    "p4": Priority.P4,
    "low": Priority.P4,
    "4 - low": Priority.P4,
    "p5": Priority.P5,
    "planning": Priority.P5,
    "5 - planning": Priority.P5,
}

TICKET_TEXT_COLUMNS = (
    "ticket_id",
    "source_rev",
    "status",
    "priority",
    "category",
    "product_area",
    "channel",
    "customer_key",
    "assignee_id",
    "team_id",
    "tier",
    "merged_into",
    "tags",
)
TICKET_INSTANT_COLUMNS = (
    "created_at",
    "updated_at",
    "stated_first_response_at",
    "stated_resolved_at",
    "stated_closed_at",
    "sla_due_at",
)
TICKET_COUNT_COLUMNS = (
    "stated_reopen_count",
    "stated_reassignment_count",
    "stated_public_reply_count",
)
TICKET_NUMBER_COLUMNS = ("csat_score", "csat_scale_max")
TICKET_FLAG_COLUMNS = ("sla_met", "csat_offered", "resolution_is_stated")
TICKET_COLUMNS = (
    *TICKET_TEXT_COLUMNS,
    *TICKET_INSTANT_COLUMNS,
    *TICKET_COUNT_COLUMNS,
    *TICKET_NUMBER_COLUMNS,
    *TICKET_FLAG_COLUMNS,
    "history",
)
"""Columns of a canonical ticket frame.

Text columns are strings (missing: null). Instants are int64 UTC microseconds in the frames that
reach the store (missing: null). ``stated_*`` is what the source itself claims; it is used where
events cannot tell. ``resolution_is_stated``: the source names the instant of resolution, so a
finished ticket without one has an unknown resolution time rather than a derived one.
``status`` holds the lower-case name of a `Status` or the source's own word.
"""

EVENT_COLUMNS = (
    "ticket_id",
    "event_id",
    "at",
    "seq",
    "type",
    "actor_role",
    "actor_id",
    "field",
    "from_value",
    "to_value",
    "value_num",
)
"""Columns of a canonical event frame.

``at`` int64 UTC microseconds; ``seq`` int64, the order among events of a ticket that share an
instant; ``type`` and ``actor_role`` small-integer codes of `EventType` and `ActorRole`;
``actor_id``, ``field``, ``from_value``, ``to_value`` text or null; ``value_num`` float: a CSAT
score, minutes worked. Status values are lower-case `Status` names or the source's own words.
"""


def status_from_word(word: str | None) -> Status:
    """The canonical status for a source's word; UNKNOWN where none fits.

    >>> status_from_word(" Awaiting User Info ").name, status_from_word("-100").name
    ('PENDING', 'UNKNOWN')
    """
    return STATUS_WORDS.get((word or "").strip().lower(), Status.UNKNOWN)


def priority_from_word(word: str | None) -> str | None:
    """P1 to P5 for a known word, otherwise the word itself, stripped; None for nothing.

    >>> priority_from_word("3 - Moderate"), priority_from_word("50"), priority_from_word("  ")
    ('P3', '50', None)
    """
    stripped = (word or "").strip()
    return str(PRIORITY_WORDS.get(stripped.lower(), stripped)) or None
