"""Zendesk: the ticket export with its metric columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.data.cleaning.draft import Draft, Frames
from core.data.cleaning.mapping import Column
from core.data.columns import MICROSECONDS_PER_MINUTE, MISSING_INSTANT
from core.data.sources.partial import partial_frames
from core.data.sources.source import Source
from core.data.sources.survey_words import survey_columns

COLUMNS = (
    Column("ticket_id", aliases=("Id", "Ticket ID", "Zendesk Ticket ID"), is_required=True),
    Column(
        "created_at",
        "instant",
        ("Created at", "Ticket created", "Ticket created - Timestamp"),
        is_required=True,
    ),
    Column("updated_at", "instant", ("Updated at", "Ticket updated", "Ticket updated - Timestamp")),
    Column("stated_resolved_at", "instant", ("Solved at", "Ticket solved", "Ticket solved - Timestamp")),
    Column("stated_closed_at", "instant", ("Closed at",)),
    Column("status", aliases=("Status", "Ticket status")),
    Column("priority", aliases=("Priority", "Ticket priority")),
    Column("category", aliases=("Category", "Ticket Category [list]", "Ticket type", "Type")),
    Column("product_area", aliases=("Product", "Product [list]", "Brand")),
    Column("channel", aliases=("Via", "via.channel", "Channel", "Ticket channel")),
    Column("customer_key", "customer", ("Requester id", "Requester email", "Requester")),
    Column("assignee_id", "agent", ("Assignee", "Assignee name", "Assignee id")),
    Column("team_id", aliases=("Group", "Group name", "Ticket group", "Group id")),
    Column("tags", aliases=("Tags", "Ticket tags")),
    Column("first_reply_minutes", "number", ("First reply time in minutes", "First reply time (min)")),
    Column("full_resolution_minutes", "number", ("Full resolution time in minutes",)),
    Column("stated_reopen_count", "number", ("Reopens",)),
    Column("stated_public_reply_count", "number", ("Replies", "Agent replies")),
    Column("assignee_stations", "number", ("Assignee stations",)),
    Column(
        "csat_score",
        "survey",
        ("Satisfaction Score", "satisfaction_rating.score", "Ticket satisfaction rating", "Satisfaction"),
    ),
)


def build(draft: Draft) -> Frames:
    """Tickets with the metrics Zendesk states; replies and solutions as events."""
    created = draft.instants("created_at")
    columns: dict[str, Any] = {
        "ticket_id": draft.cells("ticket_id"),
        "created_at": created,
        "updated_at": draft.instants("updated_at"),
        "stated_closed_at": draft.instants("stated_closed_at"),
        "stated_first_response_at": _after(created, draft.number("first_reply_minutes", 0, 1e8)),
        "stated_resolved_at": _solved_at(draft, created),
        "status": draft.status(),
        "priority": draft.priority(),
        "assignee_id": draft.agent("assignee_id"),
        "customer_key": draft.customer(),
        **{name: draft.text(name) for name in ("category", "product_area", "channel", "team_id", "tags")},
        **{name: draft.counts(name) for name in ("stated_reopen_count", "stated_public_reply_count")},
        "stated_reassignment_count": _reassignments(draft),
        **survey_columns(draft),
    }
    return partial_frames(draft, columns)


def _after(start: npt.NDArray[np.int64], minutes: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    known = np.isfinite(minutes) & (start != MISSING_INSTANT)
    span = np.where(known, minutes, 0) * MICROSECONDS_PER_MINUTE
    return np.where(known, start + np.rint(span).astype(np.int64), MISSING_INSTANT)


def _solved_at(draft: Draft, created: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The stated instant; in exports without it, creation plus the full resolution time."""
    if draft.has("stated_resolved_at"):
        return draft.instants("stated_resolved_at")
    return _after(created, draft.number("full_resolution_minutes", 0, 1e8))


def _reassignments(draft: Draft) -> pd.api.extensions.ExtensionArray:
    """Stations are the assignees a ticket had; it was reassigned one time fewer."""
    stations = draft.counts("assignee_stations")
    return (
        pd.array(np.maximum(stations - 1, 0), dtype="Int64") if draft.has("assignee_stations") else stations
    )


SOURCE = Source(
    "zendesk",
    "Zendesk ticket export",
    COLUMNS,
    build,
    signature=("Created at", "Satisfaction Score", "Reopens", "Replies", "Via"),
)
