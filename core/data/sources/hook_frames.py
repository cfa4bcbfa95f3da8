"""Deliveries of webhooks as canonical frames, checked and cleaned like the rows of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from core.data.cleaning.draft import Draft, Frames
from core.data.cleaning.faults import REJECTED_COLUMNS, rejected_frame
from core.data.cleaning.mapping import Column, resolve
from core.data.cleaning.options import ImportOptions
from core.data.columns import EventType, History
from core.data.files.string_table import StringTable
from core.data.sources import canonical_events
from core.data.sources.delivery import Delivery, Record
from core.data.sources.frames import Lines, ticket_frame
from core.data.sources.ticket_state import tickets_from_events

EVENT_COLUMNS = tuple(column for column in canonical_events.COLUMNS if column.name != "source")
TICKET_COLUMNS = (
    Column("ticket_id", is_required=True),
    Column("created_at", "instant"),
    Column("updated_at", "instant"),
    Column("status"),
    Column("priority"),
    Column("category"),
    Column("channel"),
    Column("customer_key", "customer"),
    Column("assignee_id", "agent"),
    Column("team_id"),
    Column("tags"),
)
OPTIONS = ImportOptions("hook", timezone="UTC", decimal=".", date_order="ymd")


@dataclass(frozen=True)
class Checked:
    """Deliveries as frames: ``line`` counts their records; ``owner`` is each record's delivery.

    ``errors`` has the reason by delivery where some of its records were refused.
    """

    tickets: pd.DataFrame | None
    events: pd.DataFrame | None
    rejected: pd.DataFrame
    record_count: int
    errors: dict[int, str]


def checked(deliveries: Sequence[Delivery], key: bytes, first_line: int = 1) -> Checked:
    """Frames of all records: what a message states about a ticket never takes away what is known.

    ``key``: the secret of pseudonyms; ``first_line``: the number of the first record.
    """
    records = [(n, kind, one) for n, each in enumerate(deliveries) for kind, one in _records(each)]
    kinds = np.array([kind == "event" for _, kind, _ in records], bool)
    lines = first_line + np.arange(len(records))
    owner = np.array([n for n, _, _ in records], np.int64)
    some = [one for _, _, one in records]
    events, refused = _frames(EVENT_COLUMNS, some, lines, kinds, key, canonical_events.build)
    tickets, also_refused = _frames(TICKET_COLUMNS, some, lines, ~kinds, key, _stated)
    rejected = pd.concat([refused, also_refused], ignore_index=True).sort_values("line")
    parts = [part for part in (_opened(events.events), tickets.tickets) if part is not None and len(part)]
    rows = pd.concat(parts, ignore_index=True).sort_values("line", kind="stable") if parts else None
    errors = _errors(rejected, owner, first_line)
    return Checked(rows, events.events, rejected, len(records), errors)


def _records(delivery: Delivery) -> Iterable[tuple[str, Record]]:
    yield from (("ticket", one) for one in delivery.tickets)
    yield from (("event", one) for one in delivery.events)


def _frames(
    columns: tuple[Column, ...],
    records: Sequence[Record],
    lines: Lines,
    chosen: np.ndarray,
    key: bytes,
    build: Callable[[Draft], Frames],
) -> tuple[Frames, pd.DataFrame]:
    """The frames of the chosen records, and the rows that were refused."""
    picked = [one for one, is_chosen in zip(records, chosen.tolist(), strict=True) if is_chosen]
    if not picked:
        return Frames(), pd.DataFrame(columns=list(REJECTED_COLUMNS))
    cells = {c.name: pa.array([one.get(c.name) for one in picked], pa.string()) for c in columns}
    table = StringTable(pa.table(cells), lines[chosen])
    draft = Draft(table, {c.name: c for c in columns}, resolve(columns, table.names, {}), OPTIONS, key)
    frames = build(draft)
    kept = {name: draft.kept(name) for name in draft.map.files}
    return frames, rejected_frame(draft.faults, table.lines, draft.map.files, kept)


def _stated(draft: Draft) -> Frames:
    """The tickets' state as messages tell it; of the past they know nothing."""
    columns = {
        "ticket_id": draft.cells("ticket_id"),
        "status": draft.status(),
        "priority": draft.priority(),
        "assignee_id": draft.agent("assignee_id"),
        "customer_key": draft.customer(),
        **{name: draft.text(name) for name in ("category", "channel", "team_id", "tags")},
        **{name: draft.instants(name) for name in ("created_at", "updated_at")},
    }
    history = np.full(draft.count, int(History.SNAPSHOT), np.int8)
    rows = ticket_frame(draft.table.lines, **columns, history=history)
    return Frames(rows[~draft.faults.rows()])


def _opened(events: pd.DataFrame | None) -> pd.DataFrame | None:
    """What the creation of tickets says about them: since when, and whose they are."""
    if events is None or not (created := events["type"] == EventType.CREATED).any():
        return None
    return tickets_from_events(events[created])


def _errors(rejected: pd.DataFrame, owner: np.ndarray, first_line: int) -> dict[int, str]:
    """The first reason of every delivery that has one."""
    errors: dict[int, str] = {}
    for line, column, rule in rejected[["line", "column", "rule"]].itertuples(index=False):
        errors.setdefault(int(owner[int(line) - first_line]), f"{column} {rule}")
    return errors
