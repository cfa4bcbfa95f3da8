"""What a ticket is after a chunk of rows: newer wins, older and equal rows change nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.data.arrow_frames import TICKET_FIELDS
from core.data.staging import integers

STEADY = ("created_at", "channel", "customer_key", "csat_offered", "csat_scale_max")
"""What a ticket never loses again: a newer row that does not tell it leaves what was told before."""
CONTENT = tuple(name for name in TICKET_FIELDS.names if name not in ("ticket_id", "history"))


@dataclass(frozen=True)
class Merged:
    """Final rows of the tickets that changed, and the file lines that changed anything."""

    keys: np.ndarray
    fields: pa.Table
    is_changed: np.ndarray
    lines: np.ndarray


def merge_tickets(
    stored: pa.Table, stored_keys: np.ndarray, rows: pa.Table, keys: np.ndarray, lines: np.ndarray
) -> Merged:
    """Apply ``rows`` in the order of their lines to ``stored`` tickets, all columns at once.

    Parameters: ``stored`` and ``rows`` with the columns of `TICKET_FIELDS`; ``keys`` int64 ticket
    numbers of the rows, ``stored_keys`` those of the stored tickets; ``lines`` int64 file lines.
    A row applies when (updated_at, source_rev) is not below the newest seen so far; null is oldest.
    Returns one final row per ticket, in the order of ascending ticket number.
    """
    rows = _keep_knowledge(stored, stored_keys, rows, keys)
    every = pa.concat_tables([stored.select(TICKET_FIELDS.names), rows]).combine_chunks()
    group = np.concatenate([stored_keys, keys])
    line = np.concatenate([np.full(len(stored_keys), -1), lines])
    order = np.lexsort((line, group))
    group, line, rank = group[order], line[order], version_rank(every)[order]
    starts = np.r_[True, group[1:] != group[:-1]]
    applied = _is_newest(group, starts, rank)
    raised, history = _history(integers(every["history"])[order], np.cumsum(starts) - 1, starts)
    changed = raised & ~starts
    kept = np.flatnonzero(applied)
    changed[kept] |= _differs(every, order[kept], group[kept])
    changed &= line >= 0
    last = kept[np.r_[group[kept][1:] != group[kept][:-1], True]]
    final, filled = _fill_steady(every.take(pa.array(order)), last, np.cumsum(starts) - 1)
    changed[filled] = line[filled] >= 0
    final = final.set_column(final.schema.get_field_index("history"), "history", pa.array(history))
    touched = np.isin(group[last], group[changed])
    return Merged(group[last], final, touched, np.unique(line[changed]))


def version_rank(rows: pa.Table) -> np.ndarray:
    """Dense rank of (updated_at, source_rev); revisions compare as numbers do: shorter is smaller."""
    updated = integers(rows["updated_at"], int(np.iinfo(np.int64).min))
    revision = _revision_rank(rows["source_rev"])
    order = np.lexsort((revision, updated))
    step = (np.diff(updated[order]) != 0) | (np.diff(revision[order]) != 0)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.r_[0, np.cumsum(step)] if len(order) else 0
    return rank


def _revision_rank(column: pa.ChunkedArray) -> np.ndarray:
    encoded = column.combine_chunks().dictionary_encode()
    codes = integers(encoded.indices, -1)
    words = encoded.dictionary.to_pylist()
    place = {word: at for at, word in enumerate(sorted(words, key=lambda word: (len(word), word)))}
    ranks: np.ndarray = np.array([*(place[word] for word in words), -1])[codes]
    return ranks


def _is_newest(group: np.ndarray, starts: np.ndarray, rank: np.ndarray) -> np.ndarray:
    width = int(rank.max(initial=0)) + 1
    value = (np.cumsum(starts) - 1) * width + rank
    highest = np.maximum.accumulate(value)
    newest: np.ndarray = starts | (value >= np.r_[0, highest[:-1]])
    return newest


def _history(history: np.ndarray, number: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows that know more of the past than those before, and the most that is known per ticket."""
    value = number * 8 + history
    highest = np.maximum.accumulate(value)
    raised = value > np.r_[-1, highest[:-1]]
    ends = np.r_[starts[1:], True] if len(starts) else starts
    return raised, highest[ends] % 8


def _differs(rows: pa.Table, places: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Whether each row says something else than the row before it about the same ticket."""
    same_ticket = np.r_[False, group[1:] == group[:-1]]
    at = np.flatnonzero(same_ticket)
    here, before = pa.array(places[at]), pa.array(places[at - 1])
    unequal = np.zeros(len(at), bool)
    for name in CONTENT:
        column = rows[name].combine_chunks()
        if column.null_count < len(column):
            unequal |= _unequal(column.take(here), column.take(before))
    differs: np.ndarray = ~same_ticket
    differs[at] = unequal
    return differs


def _unequal(left: pa.Array, right: pa.Array) -> np.ndarray:
    told = pc.fill_null(pc.not_equal(left, right), False)
    appeared = pc.not_equal(pc.is_null(left), pc.is_null(right))
    unequal: np.ndarray = np.asarray(pc.or_(told, appeared))
    return unequal


def _fill_steady(rows: pa.Table, last: np.ndarray, number: np.ndarray) -> tuple[pa.Table, np.ndarray]:
    """The last rows of the tickets, their gaps filled from older rows; and the rows that filled one.

    ``rows`` are ordered by ticket, ``number`` counts the tickets. The first row that tells fills the gap,
    as it would have if every row had come alone.
    """
    final, helped = rows.take(pa.array(last)), [np.zeros(0, np.int64)]
    for name in STEADY:
        column = rows[name].combine_chunks()
        told = np.flatnonzero(np.asarray(pc.is_valid(column)))[::-1]
        teller = np.full(len(last), -1)
        teller[number[told]] = told
        helps = np.asarray(pc.is_null(final[name].combine_chunks())) & (teller >= 0)
        if helps.any():
            at = np.where(helps, teller, last)
            final = final.set_column(final.schema.get_field_index(name), name, column.take(pa.array(at)))
            helped.append(teller[helps])
    return final, np.concatenate(helped)


def _keep_knowledge(stored: pa.Table, stored_keys: np.ndarray, rows: pa.Table, keys: np.ndarray) -> pa.Table:
    """Fill gaps from the stored ticket: always what is steady, the rest where the row knows less history."""
    if not len(stored_keys) or not len(keys):
        return rows
    order = np.argsort(stored_keys)
    at = np.searchsorted(stored_keys, keys, sorter=order).clip(0, len(order) - 1)
    found = stored_keys[order[at]] == keys
    known = stored.take(pa.array(order[at], mask=~found))
    lower = found & (integers(rows["history"]) < integers(known["history"]))
    for name in CONTENT if lower.any() else STEADY:
        allowed = found if name in STEADY else lower
        column = rows[name].combine_chunks()
        gap = pc.and_(pc.is_null(column), pa.array(allowed))
        filled = pc.if_else(gap, known[name].combine_chunks().cast(column.type), column)
        rows = rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), filled)
    return rows
