"""Canonical events: one row per thing that happened to a ticket."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.data.cleaning.draft import Draft, Frames, map_distinct
from core.data.cleaning.mapping import Column, plain_name
from core.data.cleaning.privacy import has_address, pseudonym
from core.data.columns import ActorRole, EventType
from core.data.sources.event_values import (
    EVENT_WORDS,
    KEPT_FIELDS,
    ROLE_WORDS,
    UNKNOWN_WORD,
    actors,
    event_values,
    word_codes,
)
from core.data.sources.frames import event_frame
from core.data.sources.source import Source
from core.data.sources.ticket_state import tickets_from_events

COLUMNS = (
    Column("ticket_id", aliases=("ticket", "case_id", "case", "issue_id"), is_required=True),
    Column("at", "instant", ("ts", "timestamp", "time", "occurred_at", "event_at", "date"), is_required=True),
    Column("type", aliases=("event_type", "event", "kind"), is_required=True),
    Column("event_id", aliases=("id", "event_key")),
    Column("seq", "number", ("sequence", "position")),
    Column("actor_role", aliases=("role", "actor_type")),
    Column("actor_id", "agent", ("actor", "user", "agent", "by")),
    Column("field", aliases=("field_name",)),
    Column("from_value", aliases=("frm", "from", "old_value", "old")),
    Column("to_value", aliases=("to", "new_value", "new")),
    Column("value_num", "number", ("minutes", "score", "value")),
    Column("source", aliases=("source_id",)),
)


def build(draft: Draft) -> Frames:
    """Events as they are, and the tickets' state that follows from them."""
    kinds = _coded(draft, "type", EVENT_WORDS, "is not a known type of event")
    roles = _coded(draft, "actor_role", ROLE_WORDS, "is not a known role", ActorRole.UNKNOWN)
    roles = _customers_by_kind(roles, kinds, pc.is_null(draft.cells("actor_role")))
    fields = draft.text("field")
    is_kept = _is_kept(fields)
    to_cells = draft.cells("to_value")
    columns: dict[str, Any] = {
        "ticket_id": draft.cells("ticket_id"),
        "at": draft.instants("at"),
        "type": kinds,
        "actor_role": roles,
        "actor_id": actors(roles, draft.cells("actor_id"), draft.key),
        "field": fields,
        "from_value": event_values(kinds, is_kept, draft.cells("from_value")),
        "to_value": event_values(kinds, is_kept, to_cells),
        "value_num": _numbers(draft, kinds, to_cells),
        "seq": _sequence(draft),
    }
    for name in ("actor_id", "from_value", "to_value"):
        draft.keep_instead(name, columns[name])
    events = event_frame(draft.table.lines, **columns)
    events["event_id"] = event_ids(draft, events)
    good = events[~draft.faults.rows()]
    return Frames(tickets_from_events(good), good)


def _coded(
    draft: Draft,
    name: str,
    words: dict[str, EventType] | dict[str, ActorRole],
    rule: str,
    missing: int = EventType.FIELD_CHANGED,
) -> npt.NDArray[np.int8]:
    cells = draft.map_words(name, lambda word: word)
    codes = word_codes(cells, words)
    unknown = (codes == UNKNOWN_WORD) & pc.is_valid(cells).to_numpy(zero_copy_only=False)
    draft.faults.add(unknown, name, rule)
    codes[codes == UNKNOWN_WORD] = missing
    return codes


def _customers_by_kind(
    roles: npt.NDArray[np.int8], kinds: npt.NDArray[np.int8], is_silent: pa.BooleanArray
) -> npt.NDArray[np.int8]:
    """Without a role, who opens a ticket or answers as a customer is one, and gets a pseudonym."""
    by_customer = np.isin(kinds, (EventType.CREATED, EventType.CUSTOMER_REPLY))
    silent = is_silent.to_numpy(zero_copy_only=False)
    return np.where(silent & by_customer, np.int8(ActorRole.CUSTOMER), roles)


def _is_kept(fields: pa.StringArray) -> npt.NDArray[np.bool_]:
    coded = pc.dictionary_encode(fields)
    kept = [plain_name(word) in KEPT_FIELDS for word in coded.dictionary.to_pylist()]
    places = pc.fill_null(coded.indices, len(kept)).to_numpy(zero_copy_only=False)
    flags: npt.NDArray[np.bool_] = np.array([*kept, False])[places]
    return flags


def _numbers(draft: Draft, kinds: npt.NDArray[np.int8], to_cells: pa.StringArray) -> npt.NDArray[np.float64]:
    """Scores and minutes; a survey's score may stand in the column of new values."""
    values = draft.number("value_num", -1e9, 1e9)
    rated = (kinds == EventType.CSAT) & np.isnan(values)
    if not rated.any():
        return values
    scores = pc.if_else(pa.array(rated), to_cells, pa.scalar(None, pa.string()))
    found = pc.cast(
        pc.if_else(pc.match_substring_regex(scores, r"^\d{1,3}(\.\d+)?$"), scores, None), pa.float64()
    )
    filled = np.where(rated, pc.fill_null(found, np.nan).to_numpy(), values)
    draft.faults.add(rated & np.isnan(filled), "to_value", "is not a survey score")
    return filled


def _sequence(draft: Draft) -> npt.NDArray[np.int64]:
    """The order among events of one instant: the file's own, else its order of rows."""
    if not draft.has("seq"):
        return np.arange(draft.count, dtype=np.int64)
    return np.nan_to_num(draft.number("seq", 0, 2**53)).astype(np.int64)


def event_ids(draft: Draft, events: pd.DataFrame) -> pd.Series:
    """The file's event ids; where it has none, a digest of the event's content and its repetition.

    The same event in a later export gets the same id again.
    """
    given = _given_ids(draft)
    if draft.has("event_id") and given.null_count == 0:
        return given.to_pandas()
    content = events[["ticket_id", "at", "type", "actor_role", "actor_id", "field", "from_value", "to_value"]]
    digest = pd.util.hash_pandas_object(content, index=False).to_numpy()
    repetition = pd.Series(digest).groupby(digest).cumcount().to_numpy()
    made = pd.Series(
        [f"{code:016x}-{again}" for code, again in zip(digest.tolist(), repetition.tolist(), strict=True)]
    )
    return given.to_pandas().where(pc.is_valid(given).to_numpy(zero_copy_only=False), made.astype("str"))


def _given_ids(draft: Draft) -> pa.StringArray:
    """The file's ids; one that holds an e-mail address, as message ids do, becomes a pseudonym."""
    given = draft.cells("event_id")
    if not pc.any(pc.match_substring(given, "@")).as_py():
        return given
    return map_distinct(given, lambda word: pseudonym(word, draft.key) if has_address(word) else word)


SOURCE = Source(
    "canonical-events",
    "Any other list of events (one row per event)",
    COLUMNS,
    build,
    signature=("ticket_id", "type"),
)
