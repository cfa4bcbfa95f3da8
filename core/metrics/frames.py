"""Fact frames with their columns decoded once: tickets chosen, grouped, and placed in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import pandas as pd

from core.metrics.buckets import TIME_UNITS, buckets
from core.metrics.cuts import TALLIES, Cuts, Kept
from core.metrics.definition import Frame
from core.metrics.groups import Wanted, group_codes
from core.metrics.measure import Flags, Integers, Tally

DIMENSIONS: Mapping[str, str] = {
    "priority": "priority",
    "team": "team",
    "channel": "channel",
    "tier": "tier",
    "category": "category",
    "assignee": "assignee",
    "product_area": "product_area",
    "status": "status",
    "source": "source_id",
}
"""What tickets can be grouped and filtered by, and the column that holds it."""
Span: TypeAlias = tuple[int | None, int | None]
ALL_TIME: Span = (None, None)
MISSING = np.iinfo(np.int64).min


class Frames:
    """Fact frames ready to be measured; columns are decoded once and shared by all metrics.

    ``frames`` maps the names of `Frame` to fact frames; rows of other frames than tickets name
    their ticket by position in ``ticket_row``. ``zone`` is the zone of days, weeks and months.
    Reading from several threads is safe: what is kept is only ever replaced by equal content.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], zone: str = "UTC") -> None:
        """Keep the frames; nothing is computed until a metric asks."""
        self.frames = frames
        self.zone = zone
        self.tickets = frames[Frame.TICKETS]
        self._instants: dict[tuple[str, str], Integers] = {}
        self._codes: dict[str, tuple[Integers, list[str]]] = {}
        self._widened: dict[str, pd.DataFrame] = {}
        self._buckets: dict[tuple[str, str, str], Integers] = {}
        self._tallies: Kept[tuple[object, ...], Tally] = Kept(TALLIES)
        self._cuts = Cuts()

    def mask(self, filters: Wanted | None = None) -> Flags:
        """Tickets that take part: not deleted, and with one of the wanted values everywhere.

        The same filters give the same array, which cannot be changed. Raises ValueError for an
        unknown dimension.
        """
        wanted = {name: tuple(values) for name, values in (filters or {}).items() if values}
        return self._cuts.mask(tuple(sorted(wanted.items())), lambda: self._mask(wanted))

    def _mask(self, filters: Wanted) -> Flags:
        deleted = self.tickets.get("is_deleted")
        keep = np.ones(len(self.tickets), bool) if deleted is None else ~deleted.to_numpy(dtype=bool)
        for dimension, wanted in filters.items():
            codes, labels = self.groups(dimension)
            keep &= np.array([label in wanted for label in labels], bool).take(codes)
        return keep

    def groups(self, dimension: str) -> tuple[Integers, list[str]]:
        """Group number of every ticket, and the labels in display order."""
        if dimension not in self._codes:
            if dimension not in DIMENSIONS:
                known = ", ".join((*DIMENSIONS, *TIME_UNITS))
                raise ValueError(f"by: {dimension!r} is not a dimension; known are {known}")
            self._codes[dimension] = group_codes(self.tickets[DIMENSIONS[dimension]])
        return self._codes[dimension]

    def instants(self, frame: str, column: str) -> Integers:
        """A date column as UTC microseconds; ``finished_at`` falls back to closing, last event."""
        key = (str(frame), column)
        if key not in self._instants:
            self._instants[key] = (
                self._finished() if column == "finished_at" else microseconds(self.frames[frame][column])
            )
        return self._instants[key]

    def _finished(self) -> Integers:
        at = self.instants(Frame.TICKETS, "resolved_at")
        for column in ("closed_at", "last_event_at"):
            if column in self.tickets.columns:
                at = np.where(at == MISSING, self.instants(Frame.TICKETS, column), at)
        return np.where(self.tickets["is_finished"].to_numpy(dtype=bool), at, MISSING)

    def rows(self, mask: Flags, span: Span, date: str = "created_at") -> Integers:
        """Positions of the tickets of a mask that a span takes by a date column, in order.

        ``span`` half-open UTC microseconds; one without ends takes all, also those without a date.
        They are kept as long as the filter behind the mask is.
        """
        found: Integers = self._cuts.of(mask).results.once(
            ("tickets", date, span), lambda: np.flatnonzero(self._inside(Frame.TICKETS, date, span, mask))
        )
        return found

    def _inside(self, frame: str, column: str, span: Span, keep: Flags) -> Flags:
        """Rows to keep whose date lies in a span."""
        start, end = span
        if start is None and end is None:
            return keep
        at = self.instants(frame, column)
        inside = keep & (at >= (MISSING + 1 if start is None else start))
        return inside if end is None else np.asarray(inside & (at < end))

    def bucket(self, frame: str, column: str, by: str) -> Integers:
        """The number of the local hour, day, week or month of a date column; see `buckets`."""
        key = (str(frame), column, by)
        if key not in self._buckets:
            self._buckets[key] = buckets(self.instants(frame, column), by, self.zone)
        return self._buckets[key]


def microseconds(column: pd.Series) -> Integers:
    """Instants as UTC microseconds; missing ones are the smallest integer."""
    return np.asarray(column.dt.as_unit("us").astype("int64").to_numpy())
