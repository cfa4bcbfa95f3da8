"""What a ticket is grouped by: its values as events left them, else as its row states them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from core.data.columns import History, Status, priority_from_word, status_from_word
from core.facts.event_log import NOBODY_WORDS
from core.facts.raw_facts import NO_EVENT, RawFacts

Codes = NDArray[np.int64]

ROW_COLUMNS = {
    "priority": "priority",
    "team": "team_id",
    "channel": "channel",
    "category": "category",
    "product_area": "product_area",
    "tier": "tier",
    "assignee": "assignee_id",
}
STATUS_NAMES = [Status(code).name.lower() for code in range(-1, 7)]
HISTORY_NAMES = [History(code).name.lower() for code in range(3)]


def dimension_columns(
    tickets: pa.Table,
    raw: RawFacts,
    terms: Sequence[str | None],
    status: NDArray[np.int8],
    history: NDArray[np.int8],
) -> dict[str, Any]:
    """Identity and dimensions of the ticket facts; all but the ticket's own id are categorical."""
    columns: dict[str, Any] = {"ticket_id": pd.array(tickets.column("ticket_id").to_numpy(), dtype="str")}
    columns["source_id"] = _from_row(tickets, "source_id", _clean)
    for name, row_name in ROW_COLUMNS.items():
        clean = READ.get(name, _clean)
        columns[name] = _from_events_or_row(tickets, row_name, raw[name], terms, clean)
    columns["customer_key"] = _from_row(tickets, "customer_key", _clean)
    columns["status"] = pd.Categorical.from_codes(status + 1, STATUS_NAMES)
    columns["history"] = pd.Categorical.from_codes(history, HISTORY_NAMES)
    return columns


def first_priorities(
    tickets: pa.Table, raw: RawFacts, terms: Sequence[str | None], known: NDArray[np.bool_]
) -> pd.Categorical:
    """The priority that tickets began with; missing where ``known`` says that nobody tells."""
    return _from_events_or_row(
        tickets, "priority", raw["first_priority"], terms, priority_from_word, known=known
    )


def status_codes(tickets: pa.Table) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Canonical status of the ticket rows, and whether they state one."""
    index, words = _encoded(tickets, "status")
    codes = np.array([*(status_from_word(word) for word in words), Status.UNKNOWN], np.int8)
    return codes[index], index >= 0


def _clean(word: str | None) -> str | None:
    return (word or "").strip() or None


def _somebody(word: str | None) -> str | None:
    cleaned = _clean(word)
    return None if cleaned is None or cleaned.lower() in NOBODY_WORDS else cleaned


READ: dict[str, Callable[[str | None], str | None]] = {
    "priority": priority_from_word,
    "assignee": _somebody,
    "team": _somebody,
}


def _encoded(tickets: pa.Table, name: str) -> tuple[Codes, list[str | None]]:
    """Index into the distinct words per row, -1 for null."""
    column = tickets.column(name)
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_null(column.type):
        return np.full(len(column), -1), []
    encoded = column.dictionary_encode() if not pa.types.is_dictionary(column.type) else column
    return np.array(encoded.indices.fill_null(-1), np.int64), encoded.dictionary.to_pylist()


def _from_row(tickets: pa.Table, name: str, clean: Callable[[str | None], str | None]) -> pd.Categorical:
    index, words = _encoded(tickets, name)
    return _categorical(index, words, clean)


def _from_events_or_row(
    tickets: pa.Table,
    row_name: str,
    event_terms: NDArray[np.int32],
    terms: Sequence[str | None],
    clean: Callable[[str | None], str | None],
    known: NDArray[np.bool_] | None = None,
) -> pd.Categorical:
    index, words = _encoded(tickets, row_name)
    if known is not None:
        index, event_terms = np.where(known, index, -1), np.where(known, event_terms, NO_EVENT)
    said = event_terms != NO_EVENT
    if not said.any():
        return _categorical(index, words, clean)
    combined = np.where(said, np.where(event_terms < 0, -1, event_terms + len(words)), index)
    return _categorical(combined, [*words, *terms], clean)


def _categorical(
    index: Codes, words: Sequence[str | None], clean: Callable[[str | None], str | None]
) -> pd.Categorical:
    """Sorted categories of the words in use; words that read the same share one."""
    used = np.flatnonzero(np.bincount(index + 1, minlength=len(words) + 1)[1:])
    read = {code: clean(words[code]) for code in used.tolist()}
    categories = sorted({word for word in read.values() if word is not None})
    place = {word: code for code, word in enumerate(categories)}
    table = np.full(len(words) + 1, -1, np.int64)
    for code, word in read.items():
        table[code] = place.get(word, -1) if word is not None else -1
    return pd.Categorical.from_codes(table[index], categories=pd.Index(categories, dtype="str"))
