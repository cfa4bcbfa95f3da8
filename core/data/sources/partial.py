"""Exports with one row per ticket: the instants they name become events, the rest stays stated."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.cleaning.draft import Draft, Frames
from core.data.columns import MISSING_INSTANT, ActorRole, EventType, History
from core.data.sources.frames import event_frame, ticket_frame

Instants = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
FINISHED = pa.array(["solved", "closed"])


def partial_frames(draft: Draft, columns: dict[str, Any]) -> Frames:
    """Ticket rows from canonical columns, with events for the instants they know.

    Created, first reply, solved and closed are events at their own instants. The state of an
    unfinished ticket is an event at ``updated_at``: at that instant it was seen to be so. What
    lay between is not made up, so the history is partial (snapshot without any such column).
    """
    _refuse_time_travel(draft, columns)
    good = ~draft.faults.rows()
    keep = _latest_of_each(columns, good)
    picked = {
        name: value.filter(pa.array(keep)) if isinstance(value, pa.Array) else value[keep]
        for name, value in columns.items()
    }
    lines = draft.table.lines[keep]
    picked["history"] = np.full(len(lines), _history(draft), dtype=np.int8)
    picked["resolution_is_stated"] = np.full(len(lines), draft.has("stated_resolved_at"))
    return Frames(ticket_frame(lines, **picked), _events(lines, picked))


def _refuse_time_travel(draft: Draft, columns: dict[str, Any]) -> None:
    created = columns["created_at"]
    for name in ("stated_first_response_at", "stated_resolved_at", "stated_closed_at"):
        at = columns.get(name)
        if at is not None and draft.has(name):
            before = (at != MISSING_INSTANT) & (created != MISSING_INSTANT) & (at < created)
            draft.faults.add(before, name, "is earlier than created_at")


def _history(draft: Draft) -> History:
    known = ("stated_first_response_at", "first_reply_minutes", "stated_resolved_at", "stated_closed_at")
    return History.PARTIAL if any(draft.has(name) for name in known) else History.SNAPSHOT


def _latest_of_each(columns: dict[str, Any], good: Flags) -> Flags:
    """Of rows with the same ticket only the last updated one counts (the last, where equal)."""
    codes = pc.fill_null(pc.dictionary_encode(columns["ticket_id"]).indices, -1).to_numpy(
        zero_copy_only=False
    )
    updated = columns.get("updated_at", np.zeros(len(codes), dtype=np.int64))
    frame = pd.DataFrame({"code": codes, "updated": updated})[good].sort_values("updated", kind="stable")
    keep = np.zeros(len(codes), dtype=bool)
    keep[frame.drop_duplicates("code", keep="last").index.to_numpy()] = True
    return keep


def _events(lines: Instants, ticket: dict[str, Any]) -> pd.DataFrame:
    nothing = np.full(len(lines), MISSING_INSTANT)
    solved = ticket.get("stated_resolved_at", nothing)
    closed = ticket.get("stated_closed_at", nothing)
    replied = ticket.get("stated_first_response_at", nothing)
    parts = [
        _created(lines, ticket),
        _event(lines, ticket, replied, "first_reply", 1, EventType.PUBLIC_REPLY, role=ActorRole.AGENT),
        _event(lines, ticket, solved, "solved", 2, EventType.STATUS_CHANGED, to="solved"),
        _event(lines, ticket, closed, "closed", 3, EventType.STATUS_CHANGED, to="closed"),
        *_seen(lines, ticket, (solved != MISSING_INSTANT) | (closed != MISSING_INSTANT)),
    ]
    return pd.concat(parts, ignore_index=True).sort_values("line", kind="stable", ignore_index=True)


def _created(lines: Instants, ticket: dict[str, Any]) -> pd.DataFrame:
    customers = ticket.get("customer_key", pa.nulls(len(lines), pa.string()))
    frame = _event(lines, ticket, ticket["created_at"], "created", 0, EventType.CREATED)
    known = ticket["created_at"] != MISSING_INSTANT
    actor = customers.filter(pa.array(known))
    frame["actor_id"] = actor.to_pandas()
    role = np.where(pc.is_valid(actor).to_numpy(zero_copy_only=False), ActorRole.CUSTOMER, ActorRole.UNKNOWN)
    frame["actor_role"] = role.astype(np.int8)
    return frame


def _event(
    lines: Instants,
    ticket: dict[str, Any],
    at: Instants,
    name: str,
    seq: int,
    kind: EventType,
    *,
    role: ActorRole = ActorRole.UNKNOWN,
    to: str | pa.StringArray | None = None,
) -> pd.DataFrame:
    """One event per ticket whose instant is known.

    What happens once has its name as id; what can happen again has the instant in it too, so
    that a later export adds the second resolution and leaves the first.
    """
    known = at != MISSING_INSTANT
    count = int(known.sum())
    once = kind in (EventType.CREATED, EventType.PUBLIC_REPLY)
    names = pa.array([name] * count, pa.string())
    stamped = pc.binary_join_element_wise(names, pa.array(at[known]).cast(pa.string()), ":")
    new_value = (
        to.filter(pa.array(known)) if isinstance(to, pa.Array) else pa.array([to] * count, pa.string())
    )
    return event_frame(
        lines[known],
        ticket_id=ticket["ticket_id"].filter(pa.array(known)),
        event_id=names if once else stamped,
        at=at[known],
        seq=np.full(count, seq, dtype=np.int64),
        type=np.full(count, kind, dtype=np.int8),
        actor_role=np.full(count, role, dtype=np.int8),
        to_value=new_value,
    )


def _seen(lines: Instants, ticket: dict[str, Any], has_end: Flags) -> list[pd.DataFrame]:
    """The state at ``updated_at`` of tickets that are not finished, or finished at no known time."""
    status, updated = ticket.get("status"), ticket.get("updated_at")
    if status is None or updated is None:
        return []
    finished = pc.fill_null(pc.is_in(status, FINISHED), False).to_numpy(zero_copy_only=False)
    deleted = pc.fill_null(pc.equal(status, "deleted"), False).to_numpy(zero_copy_only=False)
    fresh = pc.fill_null(pc.equal(status, "new"), True).to_numpy(zero_copy_only=False)
    tells = ~deleted & ~fresh & ~(finished & has_end)
    seen_at = np.where(tells, updated, MISSING_INSTANT)
    gone_at = np.where(deleted, updated, MISSING_INSTANT)
    return [
        _event(lines, ticket, seen_at, "seen", 4, EventType.STATUS_CHANGED, to=status),
        _event(lines, ticket, gone_at, "deleted", 5, EventType.DELETED),
    ]
