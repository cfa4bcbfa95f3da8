"""Add a chunk's events to the log: known events stay as they are, words become term numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.arrow_frames import as_array, encode
from core.data.staging import append, integers, matches, next_pk

TERM_COLUMNS = {
    "actor_term": "actor_id",
    "field_term": "field",
    "from_term": "from_value",
    "to_term": "to_value",
}


@dataclass(frozen=True)
class NewEvents:
    """The events that were not in the store before."""

    keys: np.ndarray
    at: np.ndarray
    types: np.ndarray
    lines: np.ndarray
    is_alone: np.ndarray
    """Whether nothing but events came with the file line."""


def append_events(
    cursor: Any,
    events: pd.DataFrame,
    keys: np.ndarray,
    pk: np.ndarray,
    is_known: np.ndarray,
    batch_pk: int,
) -> NewEvents:
    """Store the events of tickets ``pk[keys]`` that are new; returns what was new."""
    if events.empty:
        none = np.zeros(0, np.int64)
        return NewEvents(none, none, none, none, np.zeros(0, bool))
    rows = _new_rows(cursor, as_array(events["event_id"], pa.string()), pk[keys], is_known[keys])
    events, ticket_pk = events.iloc[rows], pk[keys[rows]]
    table = _table(cursor, events, ticket_pk, batch_pk)
    append(cursor, "ticket_event", table)
    lines = integers(as_array(events["line"], pa.int64()))
    return NewEvents(
        keys[rows], integers(table["at"]), integers(table["type"]), lines, np.ones(len(rows), bool)
    )


def _new_rows(cursor: Any, event_id: pa.Array, ticket_pk: np.ndarray, is_known: np.ndarray) -> np.ndarray:
    """Places of the events to store, clustered by ticket."""
    if event_id.null_count:
        raise ValueError("event_id must not be missing in events")
    is_new = ~_repeats(event_id, ticket_pk)
    ask = np.flatnonzero(is_known & is_new)
    if len(ask):
        found = matches(
            cursor,
            {"n": ask, "ticket_pk": ticket_pk[ask], "event_id": event_id.take(pa.array(ask))},
            "SELECT n FROM staged CROSS JOIN ticket_event WHERE ticket_event.ticket_pk = staged.ticket_pk"
            " AND ticket_event.event_id = staged.event_id",
        )
        is_new[integers(found["n"])] = False
    rows = np.flatnonzero(is_new)
    clustered: np.ndarray = rows[np.argsort(ticket_pk[rows], kind="stable")]
    return clustered


def _repeats(event_id: pa.Array, ticket_pk: np.ndarray) -> np.ndarray:
    """Events that the chunk itself has already named; the first one counts."""
    encoded = event_id.dictionary_encode()
    if len(encoded.dictionary) == len(event_id):
        return np.zeros(len(event_id), bool)
    pair = pd.DataFrame({"id": encoded.indices.to_numpy(), "pk": ticket_pk})
    return np.array(pair.duplicated(), bool)


def _table(cursor: Any, events: pd.DataFrame, ticket_pk: np.ndarray, batch_pk: int) -> pa.Table:
    columns: dict[str, Any] = {
        "ticket_pk": pa.array(ticket_pk),
        "event_id": as_array(events["event_id"], pa.string()),
        "at": as_array(events["at"], pa.int64()),
        "seq": as_array(events["seq"], pa.int64()),
        "type": as_array(events["type"], pa.int16()),
        "actor_role": as_array(events["actor_role"], pa.int16()),
        **_term_columns(cursor, events),
        "value_num": as_array(events["value_num"], pa.float64()),
        "batch_id": pa.array(np.full(len(events), batch_pk)),
    }
    return pa.table(columns)


def _term_columns(cursor: Any, events: pd.DataFrame) -> dict[str, pa.Array]:
    encoded = {name: encode(events[source]) for name, source in TERM_COLUMNS.items()}
    used = {name: np.unique(codes[codes >= 0]) for name, (codes, _) in encoded.items()}
    words = pa.concat_arrays([encoded[name][1].take(pa.array(used[name])) for name in encoded]).unique()
    numbers = _term_numbers(cursor, words)
    columns = {}
    for name, (codes, values) in encoded.items():
        places = integers(pc.index_in(values, words))
        numbered = numbers[places][codes] if len(places) else np.zeros(len(codes), np.int64)
        columns[name] = pa.array(numbered, pa.int64(), mask=codes < 0)
    return columns


def _term_numbers(cursor: Any, words: pa.Array) -> np.ndarray:
    """Numbers of the words, adding those that the dictionary lacks without leaving gaps."""
    numbers = np.zeros(max(len(words), 1), np.int64)
    found = matches(
        cursor,
        {"n": np.arange(len(words)), "value": words},
        "SELECT n, pk FROM staged CROSS JOIN term WHERE term.value = staged.value",
    )
    numbers[integers(found["n"])] = integers(found["pk"])
    missing = np.flatnonzero(numbers[: len(words)] == 0)
    numbers[missing] = next_pk(cursor, "term") + np.arange(len(missing))
    append(cursor, "term", pa.table({"pk": numbers[missing], "value": words.take(pa.array(missing))}))
    return numbers
