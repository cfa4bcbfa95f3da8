"""From number columns to canonical Arrow batches, without making a Python object per row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from core.data.columns import EVENT_COLUMNS, TICKET_COLUMNS, History
from sample_data import settings as s
from sample_data.eventlog import FIXED_VALUES
from sample_data.raw import UNKNOWN, RawChunk

MICRO = 1_000_000
ID_WIDTH = 8
CUSTOMER_WIDTH = 7
_TAG_STYLES = ("{0}", "{1}", "{2}", "{0},misc", "{0},Other,todo")
TAG_SETS = tuple(
    style.format(c.tags, c.tags.upper(), c.tags.title()) for c in s.CATEGORIES for style in _TAG_STYLES
)
"""Tag sets by category: the proper one, then the sloppy ones."""
EVENT_IDS = pa.array([f"e{number:02d}" for number in range(400)])
EMPTY_WORDS = pa.array([], pa.string())


def numbered(prefix: str, numbers: NDArray[np.int64], width: int = ID_WIDTH) -> pa.StringArray:
    """Strings such as QW-00000042, written digit by digit into one buffer."""
    lead = np.frombuffer(prefix.encode(), np.uint8)
    text = np.empty((len(numbers), len(lead) + width), np.uint8)
    text[:, : len(lead)] = lead
    rest = numbers.copy()
    for place in range(width - 1, -1, -1):
        rest, digit = np.divmod(rest, 10)
        text[:, len(lead) + place] = digit + ord("0")
    offsets = np.arange(len(numbers) + 1, dtype=np.int32) * text.shape[1]
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets), pa.py_buffer(text))


def instants(seconds: NDArray[np.int64]) -> pd.Series:
    """UTC instants from UTC seconds; negative is missing."""
    known = np.where(seconds < 0, np.iinfo(np.int64).min, seconds * 1_000_000)
    return pd.Series(known.view("M8[us]")).dt.tz_localize("UTC")


def ticket_ids(rows: NDArray[np.int64]) -> pa.StringArray:
    """Ids of tickets by their row number in the company."""
    return numbered("QW-", rows + 1)


def words(codes: NDArray[Any], dictionary: pa.Array, missing: bool = False) -> pa.DictionaryArray:
    """Dictionary-encoded strings; with ``missing``, negative codes are null."""
    kind = np.int32 if len(dictionary) > 32_000 else np.int16
    indices = pa.array(codes.astype(kind, copy=False), mask=codes < 0 if missing else None)
    return pa.DictionaryArray.from_arrays(indices, dictionary, safe=False)


def ticket_batch(chunk: RawChunk, agent_codes: tuple[str, ...]) -> pa.RecordBatch:
    """The tickets of a chunk in canonical columns."""
    raw, count = chunk.tickets, len(chunk.tickets["status"])
    rows = chunk.first + np.arange(count)
    known: dict[str, pa.Array] = {
        "ticket_id": ticket_ids(rows),
        "created_at": pa.array(raw["created_at"] * MICRO),
        "updated_at": pa.array(raw["updated_at"] * MICRO),
        "sla_due_at": pa.array(raw["due_at"] * MICRO),
        "customer_key": numbered("c-", raw["customer"], CUSTOMER_WIDTH),
        "assignee_id": words(raw["agent"], pa.array(agent_codes), missing=True),
        "merged_into": _merged_into(raw["merged_into"]),
        "tags": _tags(raw["tags"], rows),
        "csat_score": pa.array(raw["csat_score"], from_pandas=True),
        "csat_scale_max": pa.array(np.full(count, 5.0), mask=np.isnan(raw["csat_score"])),
        "csat_offered": _flag(raw["csat_offered"]),
        "sla_met": _flag(raw["sla_met"]),
        "resolution_is_stated": pa.array(np.zeros(count, bool)),
        "history": pa.array(np.full(count, int(History.FULL), np.int8)),
    }
    for name, column, dictionary in _TICKET_WORDS:
        known[name] = words(raw[column], pa.array(dictionary))
    return pa.record_batch(
        [known.get(name, _nothing(name, count)) for name in TICKET_COLUMNS], list(TICKET_COLUMNS)
    )


_TICKET_WORDS = (
    ("status", "status", s.STATUSES),
    ("priority", "priority", s.PRIORITIES),
    ("category", "category", s.CATEGORY_NAMES),
    ("product_area", "product_area", s.PRODUCT_AREAS),
    ("channel", "channel", s.CHANNELS),
    ("team_id", "team", s.TEAMS),
    ("tier", "tier", s.TIERS),
)


def event_batch(chunk: RawChunk, agent_codes: tuple[str, ...]) -> pa.RecordBatch:
    """The events of a chunk in canonical columns, clustered by ticket."""
    count, raw = chunk.events.count, chunk.events.columns
    total = len(raw["at"])
    rank = np.arange(total) - np.repeat(np.cumsum(count) - count, count)
    ids = ticket_ids(chunk.first + np.arange(len(count)))
    values = pa.array((*FIXED_VALUES, *agent_codes, s.BOT))
    merged = chunk.tickets["merged_into"]
    values = pa.concat_arrays([values, ticket_ids(np.unique(merged[merged >= 0]))])
    columns = (
        words(np.repeat(np.arange(len(count), dtype=np.int32), count), ids),
        words(rank, EVENT_IDS),
        pa.array(raw["at"] * MICRO),
        pa.array(rank),
        pa.array(raw["type"]),
        pa.array(raw["actor_role"]),
        words(raw["actor"], pa.array((*agent_codes, s.BOT)), missing=True),
        words(np.full(total, UNKNOWN, np.int16), EMPTY_WORDS, missing=True),
        words(raw["from"], values, missing=True),
        words(raw["to"], values, missing=True),
        pa.array(raw["value"].astype(np.float64), mask=np.isnan(raw["value"])),
    )
    return pa.record_batch(list(columns), list(EVENT_COLUMNS))


def _merged_into(rows: NDArray[np.int64]) -> pa.Array:
    merged = rows >= 0
    targets, codes = np.unique(rows, return_inverse=True)
    known = targets[targets >= 0]
    codes = np.where(merged, codes - (len(targets) - len(known)), UNKNOWN)
    return words(codes, ticket_ids(known), missing=True)


def _tags(codes: NDArray[np.int64], rows: NDArray[np.int64]) -> pa.Array:
    once = codes < 0
    own = numbered("tmp-", rows[once])
    codes = np.where(once, len(TAG_SETS) + np.cumsum(once) - 1, codes)
    return words(codes, pa.concat_arrays([pa.array(TAG_SETS), own]))


def _flag(codes: NDArray[np.int64]) -> pa.Array:
    return pa.array(codes == 1, mask=codes < 0)


def _nothing(name: str, count: int) -> pa.Array:
    return pa.nulls(count, pa.int64() if name.startswith("stated_") else pa.string())
