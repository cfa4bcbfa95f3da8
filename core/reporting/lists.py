"""Lists of tickets: who waits, what is old, what is stuck, what nobody owns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from core.metrics.columns import DAY_MINUTES
from core.metrics.evaluate import Evaluation, Span
from core.metrics.measure import Flags, Integers
from core.metrics.queue import stuck_tickets, unassigned_count

COLUMNS = (
    "ticket_id",
    "source_id",
    "status",
    "priority",
    "category",
    "product_area",
    "team",
    "tier",
    "assignee",
    "channel",
    "customer_key",
    "created_at",
    "first_response_at",
    "resolved_at",
    "last_event_at",
    "waiting_since_at",
    "age_minutes",
    "waiting_minutes",
    "idle_minutes",
    "first_response_minutes",
    "resolution_minutes",
    "requester_wait_minutes",
    "public_reply_count",
    "reopen_count",
    "escalation_count",
    "reassignment_count",
    "csat_score",
    "sla_met",
    "history",
    "is_open",
    "is_finished",
    "is_answered",
    "is_assigned",
    "is_waiting_for_agent",
)

Choice = Callable[[pd.DataFrame], "pd.Series[bool]"]
WHERE: dict[str, Choice] = {
    "all": lambda t: pd.Series(True, t.index),
    "open": lambda t: t["is_open"],
    "waiting": lambda t: t["is_waiting_for_agent"],
    "unanswered": lambda t: t["is_open"] & ~t["is_answered"] & t["first_response_observed_minutes"].notna(),
    "unassigned": lambda t: pd.Series(unassigned_count(t).rows, t.index),
    "stuck": lambda t: pd.Series(stuck_tickets(t).rows, t.index),
    "old": lambda t: t["is_open"] & (t["age_minutes"] > DAY_MINUTES),
    "urgent": lambda t: t["is_open"] & t["priority"].isin(["P1", "P2"]),
    "finished": lambda t: t["is_finished"],
    "reopened": lambda t: t["reopen_count"] > 0,
    "escalated": lambda t: t["escalation_count"] > 0,
    "dissatisfied": lambda t: t["csat_score"] <= 0.4 * t["csat_scale_max"],
}
"""Which tickets a list shows."""
SORT: dict[str, str] = {
    "waiting": "waiting_minutes",
    "stuck": "idle_minutes",
    "unanswered": "waiting_minutes",
}
OPEN_LISTS = frozenset({"open", "waiting", "unanswered", "unassigned", "stuck", "old", "urgent"})


def ticket_list(
    evaluation: Evaluation,
    as_of: int,
    mask: Flags,
    *,
    where: str = "open",
    span: Span = (None, None),
    sort: str | None = None,
    limit: int | None = None,
) -> pd.DataFrame:
    """Tickets of a list, the worst first (or by ``sort``, largest first).

    Lists of open tickets ignore the period; the others take tickets created in it. Raises
    ValueError for an unknown list or column.
    """
    if where not in WHERE:
        raise ValueError(f"where: {where!r} is not a list; known are {', '.join(WHERE)}")
    tickets = evaluation.tickets
    chosen = mask & np.asarray(WHERE[where](tickets).to_numpy(dtype=bool))
    if where not in OPEN_LISTS:
        chosen &= created_within(evaluation, span)
    frame = tickets.loc[chosen].copy()
    now = pd.Timestamp(as_of, unit="us", tz="UTC")
    frame["waiting_minutes"] = (now - frame["waiting_since_at"]) / pd.Timedelta(minutes=1)
    frame = frame[list(COLUMNS)]
    column = sort or SORT.get(where, "age_minutes" if where in OPEN_LISTS else "created_at")
    if column not in frame.columns:
        raise ValueError(f"sort: {column!r} is not a column of the list")
    frame = frame.sort_values(column, ascending=False, na_position="last", kind="stable")
    return frame.head(limit).reset_index(drop=True) if limit is not None else frame.reset_index(drop=True)


def list_frame(tickets: pd.DataFrame, rows: Integers) -> pd.DataFrame:
    """The columns of a list for the tickets at some positions, in their order."""
    names = [name for name in COLUMNS if name in tickets.columns]
    return pd.DataFrame({name: tickets[name].array.take(rows) for name in names})


def created_within(evaluation: Evaluation, span: Span) -> Flags:
    """Tickets created in a span."""
    start, end = span
    created = evaluation.instants("tickets", "created_at")
    inside = np.ones(len(created), dtype=bool)
    if start is not None:
        inside &= created >= start
    return inside if end is None else np.asarray(inside & (created < end))
