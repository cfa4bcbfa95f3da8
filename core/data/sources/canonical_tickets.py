"""Canonical tickets: one row per ticket, its columns named or mapped by the user."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.data.cleaning.draft import Draft, Frames
from core.data.cleaning.mapping import Column
from core.data.columns import MISSING_INSTANT, TICKET_COUNT_COLUMNS, TICKET_INSTANT_COLUMNS
from core.data.sources.partial import partial_frames
from core.data.sources.source import Source
from core.data.sources.survey_words import survey_columns

COLUMNS = (
    Column("ticket_id", aliases=("id", "ticket", "case_id", "number", "key"), is_required=True),
    Column("created_at", "instant", ("created", "opened_at", "opened", "open_date"), is_required=True),
    Column("updated_at", "instant", ("updated", "last_updated", "modified_at")),
    Column("stated_first_response_at", "instant", ("first_response_at", "first_reply_at", "responded_at")),
    Column("stated_resolved_at", "instant", ("resolved_at", "solved_at", "resolved", "resolution_date")),
    Column("stated_closed_at", "instant", ("closed_at", "closed", "closed_date")),
    Column("sla_due_at", "instant", ("due_at", "due_date", "due_by")),
    Column("status", aliases=("state",)),
    Column("priority", aliases=("severity", "urgency")),
    Column("category", aliases=("type", "topic", "issue_type")),
    Column("product_area", aliases=("product", "component", "subcategory")),
    Column("channel", aliases=("via", "origin", "contact_type")),
    Column(
        "customer_key", "customer", ("customer_id", "customer", "requester_id", "requester", "contact_id")
    ),
    Column("assignee_id", "agent", ("assignee", "agent", "owner", "assigned_to")),
    Column("team_id", aliases=("team", "group", "queue", "assignment_group")),
    Column("tier", aliases=("support_tier", "level")),
    Column("tags", aliases=("labels",)),
    Column("merged_into"),
    Column("source_rev", aliases=("revision", "version")),
    Column("stated_reopen_count", "number", ("reopen_count", "reopens")),
    Column("stated_reassignment_count", "number", ("reassignment_count", "reassignments")),
    Column("stated_public_reply_count", "number", ("public_reply_count", "replies", "reply_count")),
    Column("csat_score", "survey", ("csat", "satisfaction", "satisfaction_score", "rating")),
    Column("csat_scale_max", "number"),
    Column("csat_offered", "flag"),
    Column("sla_met", "flag", ("made_sla", "on_time", "within_sla")),
)
_PLAIN = ("category", "product_area", "channel", "team_id", "tier", "tags", "source_rev")


def build(draft: Draft) -> Frames:
    """Ticket rows as named, and events for the instants they know."""
    columns: dict[str, Any] = {
        "ticket_id": draft.cells("ticket_id"),
        "merged_into": draft.cells("merged_into"),
        "status": draft.status(),
        "priority": draft.priority(),
        "assignee_id": draft.agent("assignee_id"),
        "customer_key": draft.customer(),
        "sla_met": draft.flag("sla_met"),
        **{name: draft.text(name) for name in _PLAIN},
        **{name: draft.instants(name) for name in TICKET_INSTANT_COLUMNS},
        **{name: draft.counts(name) for name in TICKET_COUNT_COLUMNS},
        **survey_columns(draft),
    }
    columns["sla_met"] = _verdict(draft, columns)
    if draft.has("csat_scale_max"):
        scale = draft.number("csat_scale_max", 1, 100)
        columns["csat_scale_max"] = np.where(np.isnan(scale), columns["csat_scale_max"], scale)
    if draft.has("csat_offered"):
        columns["csat_offered"] = draft.flag("csat_offered")
    return partial_frames(draft, columns)


def _verdict(draft: Draft, columns: dict[str, Any]) -> pd.arrays.BooleanArray:
    """The stated verdict; without one, whether the stated resolution came by the stated due instant.

    In a file that names due instants, a ticket without one was promised nothing: no verdict.
    """
    stated = columns["sla_met"]
    if not draft.has("sla_due_at"):
        return stated
    due, resolved = columns["sla_due_at"], columns["stated_resolved_at"]
    has_due = due != MISSING_INSTANT
    derivable = has_due & (resolved != MISSING_INSTANT)
    missing = np.asarray(stated.isna())
    met = np.where(missing, resolved <= due, stated.to_numpy(bool, na_value=False))
    return pd.arrays.BooleanArray(met, ~has_due | (missing & ~derivable))


SOURCE = Source(
    "canonical-tickets",
    "Any other list of tickets (one row per ticket)",
    COLUMNS,
    build,
    signature=("ticket_id", "created_at", "status", "stated_resolved_at"),
)
