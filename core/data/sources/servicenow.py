"""ServiceNow incident log: one row per update, a column per field, in the order of updates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.cleaning.draft import Draft, Frames
from core.data.cleaning.mapping import Column
from core.data.columns import MISSING_INSTANT, ActorRole, EventType, History
from core.data.sources.frames import event_frame, ticket_frame
from core.data.sources.source import Source

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
FINISHED = ("solved", "closed")
ORDER = ("created", "status", "team_id", "assignee_id", "priority", "update", "resolved")
"""The events of one update in the order they count in, where they share an instant."""
STEPS = 8

COLUMNS = (
    Column("ticket_id", aliases=("number", "incident", "task_number"), is_required=True),
    Column("created_at", "instant", ("opened_at", "opened", "sys_created_at"), is_required=True),
    Column("updated_at", "instant", ("sys_updated_at", "sys_updated_on", "updated"), is_required=True),
    Column("status", aliases=("incident_state", "state")),
    Column("resolved_at", "instant", ("resolved",)),
    Column("closed_at", "instant", ("closed",)),
    Column("actor_id", "agent", ("sys_updated_by", "updated_by")),
    Column("assignee_id", "agent", ("assigned_to",)),
    Column("team_id", aliases=("assignment_group",)),
    Column("priority"),
    Column("category"),
    Column("product_area", aliases=("subcategory",)),
    Column("channel", aliases=("contact_type",)),
    Column("customer_key", "customer", ("caller_id", "caller")),
    Column("reopen_count", "number"),
    Column("reassignment_count", "number"),
    Column("sla_met", "flag", ("made_sla",)),
)


@dataclass(frozen=True)
class _Log:
    """The good rows by incident and time; rows of one instant stay in file order."""

    owner: Places
    position: Places
    is_first: Flags
    is_last: Flags
    lines: Places
    columns: dict[str, Any]

    def instants(self, name: str) -> Places:
        values: Places = self.columns[name]
        return values

    def text(self, name: str) -> pa.StringArray:
        return self.columns[name]

    def previous(self, name: str) -> pa.StringArray:
        """The column one row earlier in the same incident; null on its first row."""
        before = np.maximum(np.arange(len(self.owner)) - 1, 0)
        return self.text(name).take(pa.array(before, mask=self.is_first))


def build(draft: Draft) -> Frames:
    """Events of every update, and the incident as its last row leaves it."""
    columns: dict[str, Any] = {
        "ticket_id": draft.cells("ticket_id"),
        "status": draft.status(),
        "priority": draft.priority(),
        "actor_id": draft.agent("actor_id"),
        "assignee_id": draft.agent("assignee_id"),
        "customer_key": draft.customer(),
        "sla_met": draft.flag("sla_met"),
        **{name: draft.text(name) for name in ("team_id", "category", "product_area", "channel")},
        **{name: draft.instants(name) for name in ("created_at", "updated_at", "resolved_at", "closed_at")},
        **{name: draft.counts(name) for name in ("reopen_count", "reassignment_count")},
    }
    log = _grouped(columns, draft.table.lines, ~draft.faults.rows())
    return Frames(_tickets(log), _events(log))


def _grouped(columns: dict[str, Any], lines: Places, good: Flags) -> _Log:
    codes = pc.dictionary_encode(columns["ticket_id"]).indices
    owner = pc.fill_null(codes, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    order = np.flatnonzero(good)[np.lexsort((columns["updated_at"][good], owner[good]))]
    owner = owner[order]
    is_first = np.ones(len(owner), dtype=bool)
    is_first[1:] = owner[1:] != owner[:-1]
    starts = np.flatnonzero(is_first)
    position = np.arange(len(owner)) - np.repeat(starts, np.diff([*starts, len(owner)]))
    picked = {
        name: value.take(pa.array(order)) if isinstance(value, pa.Array) else value[order]
        for name, value in columns.items()
    }
    return _Log(owner, position, is_first, np.roll(is_first, -1), lines[order], picked)


def _tickets(log: _Log) -> pd.DataFrame:
    last = np.flatnonzero(log.is_last)
    take = pa.array(last)
    texts = ("ticket_id", "status", "priority", "category", "product_area", "channel", "customer_key")
    return ticket_frame(
        log.lines[last],
        **{name: log.text(name).take(take) for name in (*texts, "assignee_id", "team_id")},
        created_at=log.instants("created_at")[last],
        updated_at=log.instants("updated_at")[last],
        stated_resolved_at=log.instants("resolved_at")[last],
        stated_closed_at=log.instants("closed_at")[last],
        stated_reopen_count=log.columns["reopen_count"][last],
        stated_reassignment_count=log.columns["reassignment_count"][last],
        sla_met=log.columns["sla_met"][last],
        resolution_is_stated=np.ones(len(last), dtype=bool),
        history=_history(log)[last],
    ).sort_values("line", kind="stable", ignore_index=True)


def _history(log: _Log) -> npt.NDArray[np.int8]:
    """Full for a log; a list with one row per incident tells only of those not touched since creation."""
    is_list = bool(log.is_first.all())
    is_touched = log.instants("updated_at") > log.instants("created_at")
    return np.where(is_list & is_touched, History.PARTIAL, History.FULL).astype(np.int8)


def _events(log: _Log) -> pd.DataFrame:
    """Every update leaves at least one event, so that no row of the file is without trace."""
    changes = [
        _changes(log, "status", EventType.STATUS_CHANGED, start="new"),
        _changes(log, "team_id", EventType.TEAM_CHANGED),
        _changes(log, "assignee_id", EventType.ASSIGNED),
        _changes(log, "priority", EventType.PRIORITY_CHANGED, counts_first=False),
    ]
    parts = [_created(log), *changes, _updates(log), _resolutions(log)]
    return pd.concat(parts, ignore_index=True).sort_values("line", kind="stable", ignore_index=True)


def _rows_frame(log: _Log, rows: Places, kind: EventType, name: str, **filled: Any) -> pd.DataFrame:
    take = pa.array(rows)
    at = filled.pop("at", log.instants("updated_at")[rows])
    seq = filled.pop("seq", STEPS * (log.position[rows] + 1) + ORDER.index(name))
    return event_frame(
        log.lines[rows],
        ticket_id=log.text("ticket_id").take(take),
        event_id=_event_ids(log, rows, at, name),
        at=at,
        seq=seq,
        type=np.full(len(rows), kind, dtype=np.int8),
        **{"actor_id": log.text("actor_id").take(take), **filled},
    )


def _event_ids(log: _Log, rows: Places, at: Places, name: str) -> pa.StringArray:
    """Instant, kind and how often both came before: the same in every export of the incident."""
    again = pd.DataFrame({"owner": log.owner[rows], "at": at}).groupby(["owner", "at"]).cumcount()
    parts = (pa.array(at).cast(pa.string()), name, pa.array(again.to_numpy()).cast(pa.string()))
    return pc.binary_join_element_wise(*parts, ":")


def _created(log: _Log) -> pd.DataFrame:
    rows = np.flatnonzero(log.is_first)
    return _rows_frame(
        log,
        rows,
        EventType.CREATED,
        "created",
        at=log.instants("created_at")[rows],
        seq=np.zeros(len(rows), np.int64),
        actor_id=log.text("customer_key").take(pa.array(rows)),
        actor_role=np.full(len(rows), ActorRole.CUSTOMER, dtype=np.int8),
    )


def _changes(
    log: _Log, name: str, kind: EventType, start: str | None = None, *, counts_first: bool = True
) -> pd.DataFrame:
    """Rows on which a column differs from the row before; the first row differs from ``start``."""
    now = log.text(name)
    before = pc.coalesce(log.previous(name), pa.scalar(start, pa.string())) if start else log.previous(name)
    same = pc.fill_null(pc.equal(now, before), False)
    both_missing = pc.and_(pc.is_null(now), pc.is_null(before))
    is_change = ~pc.or_(same, both_missing).to_numpy(zero_copy_only=False)
    if not counts_first:
        is_change &= ~log.is_first
    rows = np.flatnonzero(is_change)
    take = pa.array(rows)
    return _rows_frame(log, rows, kind, name, from_value=before.take(take), to_value=now.take(take))


def _updates(log: _Log) -> pd.DataFrame:
    """An update as such: who touched the incident, and when."""
    rows = np.flatnonzero(~log.is_first)
    field = pa.array(["update"] * len(rows), pa.string())
    return _rows_frame(log, rows, EventType.FIELD_CHANGED, "update", field=field)


def _resolutions(log: _Log) -> pd.DataFrame:
    """The resolution the source states, where no row shows it happen at that instant.

    Among rows of the same minute it comes after those that are still open, before the others.
    """
    resolved, at = log.instants("resolved_at"), log.instants("updated_at")
    final = _of_last_row(log, resolved)
    is_finished = pc.fill_null(pc.is_in(log.text("status"), pa.array(FINISHED)), False).to_numpy(
        zero_copy_only=False
    )
    is_shown = _any_of_owner(log, is_finished & (at == final))
    rows = np.flatnonzero(log.is_last & (final != MISSING_INSTANT) & ~is_shown)
    open_before = np.where(~is_finished & (at <= final), log.position, -1)
    highest = _highest_of_owner(log, open_before)[rows]
    states = pa.array(["solved"] * len(rows), pa.string())
    return _rows_frame(
        log,
        rows,
        EventType.STATUS_CHANGED,
        "resolved",
        at=final[rows],
        seq=STEPS * (highest + 1) + ORDER.index("resolved"),
        to_value=states,
        actor_id=pa.nulls(len(rows), pa.string()),
        actor_role=np.full(len(rows), ActorRole.UNKNOWN, dtype=np.int8),
    )


def _groups(log: _Log) -> tuple[Places, Places]:
    starts = np.flatnonzero(log.is_first)
    return starts, np.diff([*starts, len(log.owner)])


def _of_last_row(log: _Log, values: Places) -> Places:
    _, sizes = _groups(log)
    return np.repeat(values[log.is_last], sizes)


def _any_of_owner(log: _Log, mask: Flags) -> Flags:
    return _highest_of_owner(log, mask.astype(np.int64)) > 0


def _highest_of_owner(log: _Log, values: Places) -> Places:
    starts, sizes = _groups(log)
    if not len(starts):
        return values
    return np.repeat(np.maximum.reduceat(values, starts), sizes)


SOURCE = Source(
    "servicenow",
    "ServiceNow incident log (one row per update)",
    COLUMNS,
    build,
    signature=("number", "incident_state", "sys_updated_at", "opened_at"),
    missing=("?",),
)
