"""Freshdesk: the ticket export.

Its "First response time (in hrs)" is in the account's business hours and is not read; the
instants are.
"""

from __future__ import annotations

from typing import Any

from core.data.cleaning.draft import Draft, Frames
from core.data.cleaning.mapping import Column
from core.data.columns import TICKET_INSTANT_COLUMNS
from core.data.sources.partial import partial_frames
from core.data.sources.source import Source
from core.data.sources.survey_words import survey_columns

COLUMNS = (
    Column("ticket_id", aliases=("Ticket ID",), is_required=True),
    Column("created_at", "instant", ("Created time",), is_required=True),
    Column("updated_at", "instant", ("Last update time", "Last updated time")),
    Column("stated_first_response_at", "instant", ("Initial response time",)),
    Column("stated_resolved_at", "instant", ("Resolved time",)),
    Column("stated_closed_at", "instant", ("Closed time",)),
    Column("sla_due_at", "instant", ("Due by Time",)),
    Column("status", aliases=("Status",)),
    Column("priority", aliases=("Priority",)),
    Column("category", aliases=("Category", "Type")),
    Column("product_area", aliases=("Product", "Sub-Category")),
    Column("channel", aliases=("Source",)),
    Column(
        "customer_key", "customer", ("Contact ID", "Requester Email", "Email", "Full name", "Requester Name")
    ),
    Column("assignee_id", "agent", ("Agent",)),
    Column("team_id", aliases=("Group",)),
    Column("tags", aliases=("Tags",)),
    Column("stated_public_reply_count", "number", ("Agent interactions",)),
    Column("sla_met", "flag", ("Resolution status",)),
    Column("csat_score", "survey", ("Survey results", "Survey result")),
)


def build(draft: Draft) -> Frames:
    """Tickets with the instants and the SLA verdict Freshdesk states."""
    columns: dict[str, Any] = {
        "ticket_id": draft.cells("ticket_id"),
        "status": draft.status(),
        "priority": draft.priority(),
        "assignee_id": draft.agent("assignee_id"),
        "customer_key": draft.customer(),
        "sla_met": draft.flag("sla_met"),
        "stated_public_reply_count": draft.counts("stated_public_reply_count"),
        **{name: draft.text(name) for name in ("category", "product_area", "channel", "team_id", "tags")},
        **{name: draft.instants(name) for name in TICKET_INSTANT_COLUMNS},
        **survey_columns(draft),
    }
    return partial_frames(draft, columns)


SOURCE = Source(
    "freshdesk",
    "Freshdesk ticket export",
    COLUMNS,
    build,
    signature=("Ticket ID", "Created time", "Due by Time", "Agent interactions", "Resolution status"),
    missing=("No Agent", "No Group", "No Type"),
)
