"""Tickets that were merged into another one: where they went, and when the customer first asked (R-EX-05)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from core.data.columns import MISSING_INSTANT, EventType
from core.facts.event_log import Ints
from core.facts.log_view import LogView, instants_of


@dataclass(frozen=True, slots=True)
class Originals:
    """Duplicates by the row of their ticket facts, in order: ``number`` and ``into`` are the number and
    the row of the ticket that each was merged into, None and -1 where unknown."""

    row: Ints
    number: NDArray[np.object_]
    into: Ints

    @classmethod
    def of(
        cls, view: LogView, tickets: pd.DataFrame, terms: Sequence[str | None], stated: Mapping[int, str]
    ) -> Originals:
        """Read from the events in view.

        ``tickets``: ticket facts; ``terms``: the words that events refer to by number; ``stated``: by
        ticket_pk the original that a source names, used where no event does. A number may be given as
        a link, and means a ticket of the same source.
        """
        row = np.flatnonzero(tickets["is_merged"].to_numpy(dtype=bool))
        number = _numbers(view, row, tickets["ticket_pk"].to_numpy()[row], terms, stated)
        return cls(row, number, _rows_of(tickets, row, number))

    def last(self) -> Ints:
        """The row that each duplicate ended up in, over any number of merges.

        -1 where a number on the way is unknown; tickets that were merged into each other end in one of
        themselves.

        >>> rows, into = np.array([0, 1, 3, 4]), np.array([1, 2, -1, 3])
        >>> Originals(rows, np.array([None] * 4, object), into).last().tolist()
        [2, 2, -1, -1]
        """
        found = self.into.copy()
        for _ in range(len(self.row).bit_length()):
            place = np.searchsorted(self.row, found).clip(max=len(self.row) - 1)
            goes_on = (found >= 0) & (self.row[place] == found)
            if not goes_on.any():
                break
            found = np.where(goes_on, found[place], found)
        return found

    def first_asked(self, tickets: pd.DataFrame) -> Ints:
        """Per ticket the earliest creation among it and all duplicates that ended up in it (R-EX-05).

        ``tickets``: the ticket facts that the rows are about. UTC microseconds; missing where its own
        creation is unknown.
        """
        created = instants_of(tickets, "created_at")
        found, last = created.copy(), self.last()
        known = (last >= 0) & (created[self.row] != MISSING_INSTANT)
        np.minimum.at(found, last[known], created[self.row[known]])
        return found

    def asked_in(self, tickets: pd.DataFrame, row: int) -> str | None:
        """Number of the duplicate in which the customer of a ticket first asked; None if in itself."""
        created = instants_of(tickets, "created_at")
        own = self.row[self.last() == row]
        older = own[(created[own] != MISSING_INSTANT) & (created[own] < created[row])]
        return str(tickets["ticket_id"].iloc[older[created[older].argmin()]]) if len(older) else None


def stated_originals(stored: pa.Table) -> dict[int, str]:
    """The original that rows of the ticket table name, by their pk."""
    named = stored.filter(stored.column("merged_into").is_valid()).select(["pk", "merged_into"])
    return dict(zip(*(column.to_pylist() for column in named.columns), strict=True))


def _numbers(
    view: LogView, row: Ints, pk: Ints, terms: Sequence[str | None], stated: Mapping[int, str]
) -> NDArray[np.object_]:
    """The number of the original per duplicate: the last event that names one, else the source's row."""
    into: list[str | None] = [stated.get(key) for key in pk.tolist()]
    said = view.rows_where((view.log.type == EventType.MERGED) & (view.log.to_term >= 0))
    said = said[np.isin(view.row[said], row)]
    places = np.searchsorted(row, view.row[said])
    for place, term in zip(places.tolist(), view.log.to_term[said].tolist(), strict=True):
        into[place] = terms[term]
    return np.array([*map(_number, into), None], object)[:-1]


def _number(word: str | None) -> str | None:
    return word.strip().rstrip("/").rsplit("/", 1)[-1] or None if word is not None else None


def _rows_of(tickets: pd.DataFrame, row: Ints, number: NDArray[np.object_]) -> Ints:
    """Where the tickets with these numbers are, each in the source of its row; -1 where nowhere."""
    names = pd.Series(number, dtype="str")
    candidates = np.flatnonzero(tickets["ticket_id"].isin(names.dropna().unique()))
    source = tickets["source_id"].astype("category").cat.codes.to_numpy()
    known = pd.MultiIndex.from_arrays([source[candidates], tickets["ticket_id"].iloc[candidates]])
    place = known.get_indexer(pd.MultiIndex.from_arrays([source[row], names]))
    return np.asarray(np.append(candidates, -1)[place], np.int64)
