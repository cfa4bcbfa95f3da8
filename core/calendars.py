"""Business time: opening hours of one zone as a piecewise-linear function of UTC time.

``B(t)`` is the open time that has passed at the instant ``t``; elapsed business time is
``B(end) - B(start)`` for whole columns at once. Time zones, daylight saving, holidays, split days
and overnight windows matter only while the function is built. `CalendarSet` does the same for a
column in which every row has a calendar of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from core.calendar_set import CalendarSet
from core.growing import LAST, GrowingTable, always_difference, always_due, check_range, columns
from core.open_time import Instants, OpenTime
from core.opening_hours import EPOCH, WEEKDAYS, Interval, OpeningHours, clipped, merged, without

__all__ = ["WEEKDAYS", "BusinessCalendar", "CalendarSet", "Instants", "Interval"]


@dataclass(frozen=True)
class BusinessCalendar:
    """Opening hours in one zone.

    Every local date has its weekday's windows and the tail of a window that began the evening
    before; a holiday closes the date, a special day replaces its windows. A 24-hour day on a clock
    change has 23 or 25 hours. A wall time in a fold means the first of the two. ``later`` holds the
    hours that replaced ``hours``, each with the UTC microsecond from which they count.
    """

    hours: OpeningHours
    name: str = "business hours"
    closures: tuple[Interval, ...] = ()
    later: tuple[tuple[int, OpeningHours], ...] = ()

    @property
    def timezone(self) -> str:
        """The zone whose wall clock the hours follow; after a change, the latest."""
        return (self.later[-1][1] if self.later else self.hours).timezone

    @classmethod
    def from_weekly(
        cls,
        weekly: Mapping[str, Iterable[Sequence[str]]],
        timezone: str,
        holidays: Iterable[date | str] = (),
        special_days: Mapping[Any, Iterable[Sequence[str]]] | None = None,
        name: str = "business hours",
        gap: str = "first_instant",
    ) -> BusinessCalendar:
        """A calendar from windows ``{"mon": [("09:00", "17:00")], ...}`` local to ``timezone``.

        A window that does not end after its start runs over midnight. ``gap`` says what a wall time
        means that a clock change skips: "shift" later by the skipped time (RFC 5545, PEP 495), or
        "first_instant" the first that exists. Raises ValueError naming the argument: unknown zone or
        weekday, malformed times or dates, overlapping windows, no open hours at all.

        >>> hours = BusinessCalendar.from_weekly({"mon": [("09:00", "17:00")]}, "UTC")
        >>> monday_noon = np.array([1_767_614_400_000_000])
        >>> (hours.elapsed(monday_noon, monday_noon + 86_400_000_000) // 3_600_000_000).tolist()
        [5]
        """
        return cls(OpeningHours.parse(weekly, timezone, holidays, special_days or {}, gap), name)

    @classmethod
    def always_open(cls, timezone: str = "UTC") -> BusinessCalendar:
        """Every hour of every day."""
        return cls.from_weekly({day: [("00:00", "24:00")] for day in WEEKDAYS}, timezone, name="24x7")

    @classmethod
    def changing(
        cls, schedule: Iterable[tuple[int, BusinessCalendar]], name: str | None = None
    ) -> BusinessCalendar:
        """One calendar from several, each counting from its UTC microsecond until the next one's.

        Before the first one the first hours count. ``name`` defaults to that of the latest. Raises
        ValueError naming ``schedule`` when it is empty, repeats an instant or nests a change.

        >>> short = BusinessCalendar.from_weekly({"mon": [("09:00", "12:00")]}, "UTC")
        >>> long = BusinessCalendar.from_weekly({"mon": [("09:00", "17:00")]}, "UTC")
        >>> hours = BusinessCalendar.changing([(0, short), (1_767_787_200_000_000, long)])  # 7 January
        >>> two_weeks = hours.elapsed([1_767_571_200_000_000], [1_768_780_800_000_000])  # from the 5th
        >>> two_weeks // 3_600_000_000
        array([11])
        """
        parts = sorted(((int(at), calendar) for at, calendar in schedule), key=lambda part: part[0])
        if not parts:
            raise ValueError("schedule: no calendar")
        if any(before[0] == after[0] for before, after in pairwise(parts)):
            raise ValueError("schedule: two calendars are valid from the same instant")
        if any(calendar.later for _, calendar in parts):
            raise ValueError("schedule: a calendar in it changes already")
        later = tuple((at, calendar.hours) for at, calendar in parts[1:])
        shut = [
            interval
            for (_, calendar), (start, stop) in zip(parts, _validity(later), strict=True)
            for interval in clipped(calendar.closures, start, stop)
        ]
        return cls(parts[0][1].hours, name or parts[-1][1].name, tuple(shut), later)

    def closed_during(self, closures: Iterable[Interval]) -> BusinessCalendar:
        """The same calendar, also closed in these [from, to) UTC microsecond intervals (pauses)."""
        more = tuple((int(start), int(stop)) for start, stop in closures)
        return replace(self, closures=self.closures + more)

    @cached_property
    def is_always_open(self) -> bool:
        """Whether no instant is ever closed."""
        every = (self.hours, *(hours for _, hours in self.later))
        return not self.closures and all(hours.is_always_open for hours in every)

    def elapsed(self, start: ArrayLike, end: ArrayLike) -> Instants:
        """Open microseconds between ``start`` and ``end``, elementwise; 0 where end is before start.

        Both are int64 UTC microseconds of shape (n,). Raises ValueError outside the years 1900 to
        2199, which also catches missing instants.
        """
        if np.shape(start) != np.shape(end):
            raise ValueError("end: must have as many rows as start")
        return self._difference(start, end, signed=False)

    def left(self, now: ArrayLike, due: ArrayLike) -> Instants:
        """Open microseconds from ``now`` to ``due``; below 0 when overdue: minus the time since.

        UTC microseconds; a single value stands for a whole column. ValueError as in `elapsed`.

        >>> hours = BusinessCalendar.from_weekly({"mon": [("09:00", "17:00")]}, "UTC")
        >>> noon, day = 1_767_614_400_000_000, 86_400_000_000
        >>> hours.left(noon, [noon + day, noon - day]) // 3_600_000_000
        array([ 5, -3])
        """
        return self._difference(now, due, signed=True)

    def deadline(self, start: ArrayLike, budget: ArrayLike) -> Instants:
        """The instant at which ``budget`` open microseconds have passed since ``start``.

        A deadline on closing time is the closing time, not the next opening; no budget gives the
        start itself. Raises ValueError for a negative budget and for a deadline after 2199.

        >>> hours = BusinessCalendar.from_weekly({"mon": [("09:00", "17:00")]}, "UTC")
        >>> due = hours.deadline(np.array([1_767_614_400_000_000]), np.array([6 * 3_600_000_000]))
        >>> np.datetime64(int(due[0]), "us").item().isoformat()
        '2026-01-12T10:00:00'
        """
        start, budget = columns(start, budget)
        if self.is_always_open:
            return always_due(start, budget)
        return self._table.due(start, budget)

    def intervals_between(self, start: int, end: int) -> list[Interval]:
        """Open intervals within [start, end), sorted and disjoint, in UTC microseconds."""
        if end <= start:
            return []
        check_range(start, end)
        return clipped(self._intervals(start, end), start, end)

    def open_time(self, start: int, stop: int) -> OpenTime:
        """Open intervals that cover [start, stop] with two days to spare on each side."""
        return OpenTime.of(self._intervals(start, stop), start)

    def _intervals(self, start: int, stop: int) -> list[Interval]:
        first = (EPOCH + timedelta(microseconds=start)).date() - timedelta(days=2)
        last = (EPOCH + timedelta(microseconds=stop)).date() + timedelta(days=2)
        if not self.later:
            return without(self.hours.intervals(first, last), self.closures)
        found: list[Interval] = []
        every = (self.hours, *(hours for _, hours in self.later))
        for hours, (begins, ends) in zip(every, _validity(self.later), strict=True):
            since = max(first, _day(begins) - timedelta(days=2))
            until = min(last, _day(ends) + timedelta(days=2))
            found += clipped(hours.intervals(since, until), begins, ends)
        return without(merged(found), self.closures)

    def _difference(self, start: ArrayLike, end: ArrayLike, *, signed: bool) -> Instants:
        start, end = columns(start, end)
        if self.is_always_open:
            return always_difference(start, end, signed=signed)
        return self._table.difference(start, end, signed=signed)

    @cached_property
    def _table(self) -> GrowingTable:
        return GrowingTable(lambda start, stop: [self.open_time(start, stop)])


def _validity(later: tuple[tuple[int, OpeningHours], ...]) -> list[Interval]:
    """From when until when each of the hours counts; the first and last are without bound."""
    return list(pairwise((-2 * LAST, *(at for at, _ in later), 2 * LAST)))


def _day(at: int) -> date:
    return (EPOCH + timedelta(microseconds=max(min(at, LAST), -LAST))).date()
