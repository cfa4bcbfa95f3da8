"""Open time of one or several calendars between two instants, as tables that need no search.

``B(t)`` is the open time that has passed at the instant ``t``. A table of cells no wider than the
shortest closed gap meets one open interval a cell, so ``B`` is a clip and an addition; a table of
open time with cells no wider than the shortest open interval meets one gap a cell, so its inverse
is a comparison and an addition. Several calendars lie behind one another in the same table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.opening_hours import Interval

Instants = NDArray[np.int64]

MAX_CELLS = 1 << 22
MAX_SHIFT = 36
"""Cells of 19 hours at most, so that the outermost end within the two spare days of the intervals."""
BLOCK = 32_768
FAR = 1 << 60
"""Beyond every instant: where open time that the intervals do not hold would be reached."""


class OutsideRangeError(Exception):
    """An instant lies outside the cells that were built."""


@dataclass(frozen=True, slots=True)
class OpenTime:
    """The open intervals of one calendar with the open time before each."""

    opens: Instants
    closes: Instants
    passed: Instants

    @classmethod
    def of(cls, intervals: list[Interval], start: int) -> OpenTime:
        """From sorted disjoint intervals; ``start`` stands for "never open"."""
        pairs = np.array(intervals or [(start, start)], np.int64).T
        opens, closes = np.ascontiguousarray(pairs[0]), np.ascontiguousarray(pairs[1])
        return cls(opens, closes, np.concatenate([[0], np.cumsum(closes - opens)]).astype(np.int64))

    @property
    def gap_shift(self) -> int:
        """Cells of 2^shift meet one open interval at most."""
        return _widest(self.opens[1:] - self.closes[:-1])

    @property
    def open_shift(self) -> int:
        """Cells of 2^shift open microseconds meet one closed gap at most."""
        return _widest(self.closes - self.opens)

    def search(self, at: Instants) -> Instants:
        """B by binary search; for calendars with closures of a few seconds."""
        index = np.maximum(np.searchsorted(self.opens, at, side="right") - 1, 0)
        inside = np.clip(at - self.opens[index], 0, self.closes[index] - self.opens[index])
        return np.asarray(self.passed[index] + inside)

    def search_due(self, passed: Instants) -> Instants:
        """The inverse of B by binary search."""
        return np.asarray(passed + self._ahead(np.searchsorted(self.passed, passed, side="left")))

    def _ahead(self, index: NDArray[np.intp]) -> Instants:
        """What to add to open time: 0 is before the first opening, the last is after all."""
        bounds = np.array([-FAR]), self.opens - self.passed[:-1], np.array([FAR, FAR])
        return np.asarray(np.concatenate(bounds)[index])

    def cells(self, cell_start: Instants, width: int) -> tuple[Instants, Instants, Instants]:
        """Of each cell: where its open part begins and ends, and what B adds to a time within."""
        index = np.minimum(np.searchsorted(self.closes, cell_start, side="right"), len(self.closes) - 1)
        low = np.maximum(self.opens[index], cell_start)
        high = np.minimum(self.closes[index], cell_start + width)
        closed = high <= low
        low, high = np.where(closed, cell_start, low), np.where(closed, cell_start, high)
        return low, high, self.search(cell_start) - low

    def due_cells(self, first: Instants) -> tuple[Instants, Instants]:
        """Of each cell of open time: its closing, and what to add until and after it."""
        index = np.searchsorted(self.passed, first, side="left")
        closing = np.append(self.passed, 2 * FAR)[index]
        return closing, np.stack([self._ahead(index), self._ahead(index + 1)], axis=1).ravel()


def _widest(lengths: Instants) -> int:
    """The exponent of the largest power of two that is no more than any of the lengths."""
    known = lengths[lengths > 0]
    return min(int(known.min()).bit_length() - 1, MAX_SHIFT) if len(known) else MAX_SHIFT


@dataclass(frozen=True, slots=True)
class _Table:
    """B of all calendars: ``count`` cells each, one calendar after the other."""

    shift: int
    first: int
    count: int
    low: Instants
    high: Instants
    base: Instants

    @classmethod
    def build(cls, calendars: Sequence[OpenTime], start: int, stop: int) -> _Table | None:
        shift = min(each.gap_shift for each in calendars)
        first, count = start >> shift, (stop >> shift) - (start >> shift) + 1
        if count * len(calendars) > MAX_CELLS:
            return None
        cell_start = (np.arange(count, dtype=np.int64) + first) << shift
        parts = zip(*(each.cells(cell_start, 1 << shift) for each in calendars), strict=True)
        return cls(shift, first, count, *(np.concatenate(part) for part in parts))

    def fill(self, at: Instants, out: Instants, offset: Instants | None, scratch: Instants) -> None:
        cell = scratch[0, : len(at)]
        np.right_shift(at, self.shift, out=cell)
        np.subtract(cell, self.first, out=cell)
        if cell.view(np.uint64).max() >= self.count:
            raise OutsideRangeError
        if offset is not None:
            np.add(cell, offset, out=cell)
        # take() into an array of its own is faster than with out=, which is copied or clipped first
        np.maximum(at, self.low.take(cell), out=out)
        np.minimum(out, self.high.take(cell), out=out)
        np.add(out, self.base.take(cell), out=out)


@dataclass(frozen=True, slots=True)
class _DueTable:
    """The inverse: cell 0 is "nothing has passed", cell k the open time ((k-1) width, k width]."""

    shift: int
    count: int
    closing: Instants
    ahead: Instants

    @classmethod
    def build(cls, calendars: Sequence[OpenTime]) -> _DueTable | None:
        shift = min(each.open_shift for each in calendars)
        count = max(int(each.passed[-1]) for each in calendars) // (1 << shift) + 2
        if count * len(calendars) > MAX_CELLS:
            return None
        first = ((np.arange(count, dtype=np.int64) - 1) << shift) + 1
        first[0] = 0
        parts = zip(*(each.due_cells(first) for each in calendars), strict=True)
        return cls(shift, count, *(np.concatenate(part) for part in parts))

    def fill(self, passed: Instants, out: Instants, offset: Instants | None, scratch: Instants) -> None:
        cell, bound = scratch[0, : len(passed)], scratch[1, : len(passed)]
        np.subtract(passed, 1, out=cell)
        np.right_shift(cell, self.shift, out=cell)
        np.add(cell, 1, out=cell)
        if cell.max() >= self.count:
            raise OutsideRangeError
        if offset is not None:
            np.add(cell, offset, out=cell)
        self.closing.take(cell, out=bound, mode="clip")
        np.left_shift(cell, 1, out=cell)
        np.add(cell, passed > bound, out=cell)
        self.ahead.take(cell, out=bound, mode="clip")
        np.add(passed, bound, out=out)


class OpenTable:
    """Both directions for whole columns, in blocks that stay in the processor's cache.

    ``which`` numbers the calendar of each row; None where there is only one.
    """

    def __init__(self, calendars: Sequence[OpenTime], start: int, stop: int) -> None:
        """Build for the instants [start, stop]."""
        self.calendars, self.start, self.stop = tuple(calendars), start, stop
        self._table = _Table.build(self.calendars, start, stop)
        self._due_table: _DueTable | None = None
        self._knows_due = False

    def difference(
        self, start: Instants, end: Instants, which: NDArray[np.integer] | None, *, signed: bool = True
    ) -> Instants:
        """B(end) - B(start); where the end is the earlier, 0 unless ``signed``."""
        passed, scratch, before = np.empty(len(start), np.int64), _scratch(), np.empty(BLOCK, np.int64)
        count = self._table.count if self._table else 0
        for first in range(0, len(start), BLOCK):
            out = passed[first : first + BLOCK]
            part, own = slice(first, first + len(out)), before[: len(out)]
            numbers = None if which is None else which[part]
            offset = _offsets(numbers, count, scratch)
            self._fill(end[part], out, numbers, offset, scratch)
            self._fill(start[part], own, numbers, offset, scratch)
            np.subtract(out, own, out=out)
            if not signed:
                np.maximum(out, 0, out=out)
        return passed

    def due(self, start: Instants, budget: Instants, which: NDArray[np.integer] | None) -> Instants:
        """The first instant at or after ``start`` with B(instant) - B(start) = ``budget``."""
        found, scratch, passed = np.empty(len(start), np.int64), _scratch(), np.empty(BLOCK, np.int64)
        table, due_table = self._table, self._due()
        counts = (table.count if table else 0), (due_table.count if due_table else 0)
        for first in range(0, len(start), BLOCK):
            out = found[first : first + BLOCK]
            part, own = slice(first, first + len(out)), passed[: len(out)]
            numbers = None if which is None else which[part]
            self._fill(start[part], own, numbers, _offsets(numbers, counts[0], scratch), scratch)
            np.add(own, budget[part], out=own)
            self._fill_due(own, out, numbers, _offsets(numbers, counts[1], scratch), scratch)
            if out.max() >= FAR // 2:
                raise OutsideRangeError
            np.maximum(out, start[part], out=out)
        return found

    def _due(self) -> _DueTable | None:
        """Built when first asked for; two threads may both build it, to the same result."""
        if not self._knows_due:
            self._due_table = _DueTable.build(self.calendars)
            self._knows_due = True
        return self._due_table

    def _fill(
        self,
        at: Instants,
        out: Instants,
        which: NDArray[np.integer] | None,
        offset: Instants | None,
        scratch: Instants,
    ) -> None:
        if self._table is not None:
            self._table.fill(at, out, offset, scratch)
            return
        if at.min() < self.start or at.max() > self.stop:
            raise OutsideRangeError
        for number, rows in _rows_of(which, len(self.calendars)):
            out[rows] = self.calendars[number].search(at[rows])

    def _fill_due(
        self,
        passed: Instants,
        out: Instants,
        which: NDArray[np.integer] | None,
        offset: Instants | None,
        scratch: Instants,
    ) -> None:
        if self._due_table is not None:
            self._due_table.fill(passed, out, offset, scratch)
            return
        for number, rows in _rows_of(which, len(self.calendars)):
            out[rows] = self.calendars[number].search_due(passed[rows])


def _scratch() -> Instants:
    return np.empty((3, BLOCK), np.int64)


def _offsets(which: NDArray[np.integer] | None, count: int, scratch: Instants) -> Instants | None:
    """Where the cells of each row's calendar begin."""
    if which is None:
        return None
    return np.asarray(np.multiply(which, count, out=scratch[2, : len(which)], dtype=np.int64))


def _rows_of(which: NDArray[np.integer] | None, count: int) -> list[tuple[int, NDArray[np.bool_] | slice]]:
    if which is None:
        return [(0, slice(None))]
    return [(number, which == number) for number in range(count)]
