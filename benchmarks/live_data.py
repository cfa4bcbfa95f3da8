"""A store of a million tickets of which ten thousand are open, written in bulk, and events that come next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.event_data import AGENTS, NOW, SOLVED, TERMS, make_columns
from core.data.arrow_frames import STORED_TICKET
from core.data.bulk import TICKET_STORAGE
from core.data.columns import ActorRole, EventType, History
from core.data.connection import bulk_transaction, parse_url
from core.data.staging import append
from core.data.store import Store

SOURCE = "bench"
BLOCK = 100_000


def fill_store(path: Path, tickets: int, open_tickets: int) -> None:
    """Write tickets with their history; all but ``open_tickets`` of them are solved."""
    columns = closed_but(make_columns(tickets, first_pk=1), tickets, open_tickets)
    order = np.argsort(columns["ticket_pk"], kind="stable")
    columns = {name: column[order] for name, column in columns.items()}
    with Store.open(path) as store:
        batch = store.begin_batch(
            source_id=SOURCE,
            profile="bench",
            file_name="bench",
            file_digest=None,
            timezone="UTC",
            options=None,
        )
        with bulk_transaction(parse_url(store.url)) as cursor:
            append(cursor, "term", _terms())
            append(cursor, "ticket", _tickets(columns, tickets))
            for first in range(0, len(order), BLOCK * 10):
                part = {name: column[first : first + BLOCK * 10] for name, column in columns.items()}
                append(cursor, "ticket_event", _events(part, first))
            cursor.execute(f"UPDATE import_batch SET stored_count = {len(order)}, read_count = {len(order)}")
        store.finish_batch(int(batch.pk or 0), "done")


def closed_but(columns: dict[str, NDArray[Any]], tickets: int, open_tickets: int) -> dict[str, NDArray[Any]]:
    """The same events, and a solution for tickets that would be open otherwise, all but the last ones."""
    changes = np.flatnonzero(columns["type"] == EventType.STATUS_CHANGED)
    last = np.full(tickets + 1, -1)
    in_time = changes[np.argsort(columns["at"][changes], kind="stable")]
    last[columns["ticket_pk"][in_time]] = columns["to_term"][in_time]
    told = np.unique(columns["ticket_pk"])
    unfinished = told[~np.isin(last[told], (SOLVED, SOLVED + 1))]
    closing = unfinished[: max(0, len(unfinished) - open_tickets)]
    more: dict[str, Any] = {name: np.full(len(closing), -1, column.dtype) for name, column in columns.items()}
    more |= {"ticket_pk": closing, "at": np.full(len(closing), NOW - 1), "seq": np.full(len(closing), 99)}
    more["type"] = np.full(len(closing), int(EventType.STATUS_CHANGED), np.int8)
    more["to_term"] = np.full(len(closing), SOLVED, np.int32)
    more["value_num"] = np.full(len(closing), np.nan)
    more["actor_role"] = np.full(len(closing), int(ActorRole.AGENT), np.int8)
    return {name: np.concatenate([column, more[name]]) for name, column in columns.items()}


def next_events(known: NDArray[np.int64], count: int, at: int, seed: int = 1) -> pd.DataFrame:
    """``count`` events of as many known tickets, one a millisecond from ``at`` on."""
    chance = np.random.default_rng(seed)
    kinds = np.array([EventType.PUBLIC_REPLY, EventType.CUSTOMER_REPLY, EventType.STATUS_CHANGED])
    kind = kinds[chance.integers(0, 3, count)]
    words = np.where(
        kind == EventType.STATUS_CHANGED, chance.choice(["open", "pending", "solved"], count), None
    )
    ticket = chance.choice(known, count, replace=False)
    return pd.DataFrame(
        {
            "ticket_id": ticket.astype(str),
            "event_id": [f"next-{seed}-{number}" for number in range(count)],
            "at": at + np.arange(count) * 1_000,
            "seq": np.arange(count),
            "type": kind,
            "actor_role": np.where(kind == EventType.CUSTOMER_REPLY, ActorRole.CUSTOMER, ActorRole.AGENT),
            "actor_id": chance.choice(AGENTS, count),
            "field": pd.Series([None] * count, dtype="str"),
            "from_value": pd.Series([None] * count, dtype="str"),
            "to_value": pd.Series(words, dtype="str"),
            "value_num": np.nan,
            "line": np.arange(count),
        }
    )


def _terms() -> pa.Table:
    return pa.table({"pk": np.arange(1, len(TERMS)), "value": TERMS[1:]})


def _tickets(columns: dict[str, NDArray[Any]], tickets: int) -> pa.Table:
    pk = np.arange(1, tickets + 1)
    created = np.full(tickets + 1, NOW)
    np.minimum.at(created, columns["ticket_pk"], columns["at"])
    given: dict[str, Any] = {
        "pk": pk,
        "source_id": np.full(tickets, SOURCE),
        "ticket_id": pk.astype(str),
        "created_at": created[1:],
        "channel": np.array(["email", "chat", "phone"])[pk % 3],
        "priority": np.array(["P1", "P2", "P3", "P4"])[(pk % 10) // 3],
        "category": np.array(["billing", "login", "how to", "bug"])[pk % 4],
        "history": np.full(tickets, int(History.FULL)),
        "resolution_is_stated": np.zeros(tickets, bool),
        "batch_id": np.ones(tickets, np.int64),
    }
    arrays = [
        pa.array(given[field.name]).cast(field.type) if field.name in given else pa.nulls(tickets, field.type)
        for field in TICKET_STORAGE
    ]
    assert TICKET_STORAGE.names == STORED_TICKET.names
    return pa.table(arrays, schema=TICKET_STORAGE)


def _events(part: dict[str, NDArray[Any]], first: int) -> pa.Table:
    count = len(part["at"])

    def term(name: str) -> pa.Array:
        return pa.array(part[name].astype(np.int64), mask=part[name] < 0)

    return pa.table(
        {
            "ticket_pk": part["ticket_pk"],
            "event_id": (first + np.arange(count)).astype(str),
            "at": part["at"],
            "seq": part["seq"],
            "type": part["type"].astype(np.int16),
            "actor_role": part["actor_role"].astype(np.int16),
            **{name: term(name) for name in ("actor_term", "field_term", "from_term", "to_term")},
            "value_num": pa.array(part["value_num"], from_pandas=True),
            "batch_id": np.ones(count, np.int64),
        }
    )
