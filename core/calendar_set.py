"""Business time of a column in which every row has a calendar of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.growing import GrowingTable, always_difference, always_due, columns
from core.open_time import Instants, OpenTime

if TYPE_CHECKING:
    from core.calendars import BusinessCalendar


class CalendarSet:
    """Several calendars mixed in one column, at the price of one.

    ``which`` gives each row's position in ``calendars``. A row counts exactly as its calendar alone
    would count it.
    """

    def __init__(self, calendars: Sequence[BusinessCalendar]) -> None:
        """Raises ValueError when there is no calendar."""
        if not calendars:
            raise ValueError("calendars: at least one is needed")
        self.calendars = tuple(calendars)

    def __len__(self) -> int:
        """How many calendars."""
        return len(self.calendars)

    def elapsed(self, which: ArrayLike, start: ArrayLike, end: ArrayLike) -> Instants:
        """Open microseconds between ``start`` and ``end`` by each row's calendar, never below 0.

        Raises ValueError for a number without calendar and as `BusinessCalendar.elapsed`.

        >>> from core.calendars import BusinessCalendar
        >>> office = BusinessCalendar.from_weekly({"mon": [("09:00", "17:00")]}, "UTC")
        >>> both = CalendarSet([office, BusinessCalendar.always_open()])
        >>> monday_noon = 1_767_614_400_000_000
        >>> both.elapsed([0, 1], [monday_noon] * 2, [monday_noon + 86_400_000_000] * 2) // 3_600_000_000
        array([ 5, 24])
        """
        if np.shape(start) != np.shape(end):
            raise ValueError("end: must have as many rows as start")
        return self._difference(which, start, end, signed=False)

    def left(self, which: ArrayLike, now: ArrayLike, due: ArrayLike) -> Instants:
        """Open microseconds from ``now`` to ``due``, below 0 when overdue, by each row's calendar."""
        return self._difference(which, now, due, signed=True)

    def deadline(self, which: ArrayLike, start: ArrayLike, budget: ArrayLike) -> Instants:
        """The instant at which ``budget`` open microseconds have passed, by each row's calendar."""
        start, budget = columns(start, budget)
        numbers = self._numbers(which, len(start))
        if self._all_open:
            return always_due(start, budget)
        return self._table.due(start, budget, numbers)

    def _difference(self, which: ArrayLike, start: ArrayLike, end: ArrayLike, *, signed: bool) -> Instants:
        start, end = columns(start, end)
        numbers = self._numbers(which, len(start))
        if self._all_open:
            return always_difference(start, end, signed=signed)
        return self._table.difference(start, end, numbers, signed=signed)

    def _numbers(self, which: ArrayLike, count: int) -> NDArray[np.integer] | None:
        """Checked; None where all calendars are equal."""
        numbers = np.asarray(which) if count else np.zeros(0, np.int64)
        if numbers.shape != (count,):
            raise ValueError("which: must have as many rows as start")
        if numbers.dtype.kind not in "iu":
            raise ValueError("which: must be whole numbers")
        if count and not 0 <= numbers.min() <= numbers.max() < len(self.calendars):
            raise ValueError(f"which: must lie between 0 and {len(self.calendars) - 1}")
        return numbers if len(self._distinct) > 1 else None

    @cached_property
    def _all_open(self) -> bool:
        return all(calendar.is_always_open for calendar in self.calendars)

    @cached_property
    def _distinct(self) -> frozenset[BusinessCalendar]:
        return frozenset(self.calendars)

    @cached_property
    def _table(self) -> GrowingTable:
        return GrowingTable(self._open_times)

    def _open_times(self, start: int, stop: int) -> list[OpenTime]:
        """Equal calendars are built once."""
        built = {calendar: calendar.open_time(start, stop) for calendar in self._distinct}
        return [built[calendar] for calendar in (self.calendars if len(built) > 1 else self.calendars[:1])]
