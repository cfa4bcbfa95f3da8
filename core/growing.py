"""A table of open time that grows with the data it is asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.data.columns import MICROSECONDS_PER_DAY
from core.open_time import Instants, OpenTable, OpenTime, OutsideRangeError
from core.opening_hours import microseconds

FIRST = microseconds(datetime(1900, 1, 1, tzinfo=UTC))
LAST = microseconds(datetime(2200, 1, 1, tzinfo=UTC))
MARGIN = 400 * MICROSECONDS_PER_DAY
TOO_LATE = "budget: the deadline lies after the year 2199"

Which = NDArray[np.integer] | None


def columns(start: ArrayLike, end: ArrayLike) -> tuple[Instants, Instants]:
    """Two columns of int64, contiguous, of one length; a single value is repeated."""
    both = np.broadcast_arrays(np.asarray(start, np.int64), np.asarray(end, np.int64))
    return np.ascontiguousarray(both[0]), np.ascontiguousarray(both[1])


class GrowingTable:
    """Builds the table for the range of the data, and again when data reach beyond it.

    Readers may share it between threads: a table never changes, a wider one replaces it whole.
    """

    def __init__(self, build: Callable[[int, int], Sequence[OpenTime]]) -> None:
        """``build`` gives the open time of every calendar between two instants."""
        self._build = build
        self._table: OpenTable | None = None

    def difference(
        self, start: Instants, end: Instants, which: Which = None, *, signed: bool = True
    ) -> Instants:
        """Open time from ``start`` to ``end``; where the end is the earlier negative, or 0."""
        if not start.size:
            return np.empty(0, np.int64)
        table = self._table
        try:
            if table is not None:
                return table.difference(start, end, which, signed=signed)
        except OutsideRangeError:
            pass
        return self.covering(start, end).difference(start, end, which, signed=signed)

    def due(self, start: Instants, budget: Instants, which: Which = None) -> Instants:
        """The instant at which ``budget`` open microseconds have passed since ``start``."""
        if not start.size:
            return np.empty(0, np.int64)
        check_budget(budget)
        table = self.covering(start, start)
        while True:
            try:
                return within_range(table.due(start, budget, which))
            except OutsideRangeError:
                if table.stop >= LAST:
                    raise ValueError(TOO_LATE) from None
            table = self._between(table.start, min(2 * table.stop - table.start, LAST))

    def covering(self, start: Instants, end: Instants) -> OpenTable:
        """The table, widened first where the data reach beyond it."""
        low = min(int(start.min()), int(end.min()))
        high = max(int(start.max()), int(end.max()))
        check_range(low, high)
        table = self._table
        if table is not None and table.start <= low and high < table.stop:
            return table
        if table is not None:
            low, high = min(low, table.start), max(high, table.stop)
        return self._between(max(low - MARGIN, FIRST), min(high + MARGIN, LAST))

    def _between(self, start: int, stop: int) -> OpenTable:
        table = OpenTable(self._build(start, stop), start, stop)
        self._table = table
        return table


def check_range(low: int, high: int) -> None:
    """ValueError where an instant is missing or outside the years that calendars know."""
    if low < FIRST or high >= LAST:
        raise ValueError("start: instants must lie in the years 1900 to 2199")


def check_budget(budget: Instants) -> None:
    """ValueError for a negative budget, or one longer than all the years that calendars know."""
    if budget.min() < 0:
        raise ValueError("budget: must not be negative")
    if budget.max() > LAST - FIRST:
        raise ValueError(TOO_LATE)


def within_range(due: Instants) -> Instants:
    """The deadlines; ValueError where one lies after the years that calendars know."""
    if due.size and due.max() >= LAST:
        raise ValueError(TOO_LATE)
    return due


def always_difference(start: Instants, end: Instants, *, signed: bool = True) -> Instants:
    """Open time when every hour is open."""
    if start.size:
        check_range(min(int(start.min()), int(end.min())), max(int(start.max()), int(end.max())))
    passed = end - start
    return passed if signed else np.maximum(passed, 0, out=passed)


def always_due(start: Instants, budget: Instants) -> Instants:
    """The deadline when every hour is open."""
    if start.size:
        check_budget(budget)
        check_range(int(start.min()), int(start.max()))
    return within_range(np.asarray(start + budget))
