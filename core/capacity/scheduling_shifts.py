"""Shifts with their breaks, the printed week, and how many people a week of shifts takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.capacity.arguments import above_zero, at_least
from core.capacity.staffing import SHIFT_TEMPLATE, gross_agents, whole_agents

Counts = NDArray[np.int64]
QUARTER, DAY, DAYS = 15, 1440, 7
LONG_STRETCH, SHORT_STRETCH, LUNCH = 360, 120, 30
SLOTS = DAY // QUARTER
"""Quarters of an hour in a day."""
LATEST_END = DAY + DAY // 2
"""A shift that passes midnight ends by noon, so that rest concerns the next day only."""


def _check_quarters(name: str, minutes: int) -> None:
    if minutes % QUARTER:
        raise ValueError(f"{name} must be whole quarters of an hour")


@dataclass(frozen=True, slots=True)
class Break:
    """A pause of ``minutes`` that begins from ``earliest`` to ``latest``, in minutes after the shift begins.

    Raises ValueError where a figure is no whole quarter of an hour or the window is the wrong way round.
    """

    name: str
    minutes: int
    earliest: int
    latest: int

    def __post_init__(self) -> None:
        """Refuse what cannot be placed."""
        _check_quarters("minutes", self.minutes)
        _check_quarters("earliest", self.earliest)
        _check_quarters("latest", self.latest)
        if self.minutes <= 0 or not 0 <= self.earliest <= self.latest:
            raise ValueError("earliest must be from 0 to latest, and minutes above 0")


@dataclass(frozen=True)
class Shift:
    """A way to work a day: one or two stretches, in minutes after midnight, with breaks inside.

    ``stretches``: pairs of begin and end in order, whole quarters of an hour; an end after 1,440 is on
    the next day. ``breaks``: their windows lie inside a stretch and never overlap, in order. ``cost``:
    what one such shift costs, in any unit (default: its hours). Raises ValueError for anything else.

    >>> Shift("night", ((1320, 1800),)).hours
    8.0
    """

    name: str
    stretches: tuple[tuple[int, int], ...]
    breaks: tuple[Break, ...] = ()
    cost: float | None = None

    def __post_init__(self) -> None:
        """Refuse what nobody can work."""
        if not self.name.strip() or not self.stretches:
            raise ValueError("name and stretches must not be empty")
        edges = [minute for stretch in self.stretches for minute in stretch]
        for minute in edges:
            _check_quarters("stretches", minute)
        if edges != sorted(set(edges)) or not 0 <= edges[0] < DAY or edges[-1] > LATEST_END:
            raise ValueError("stretches must begin on the day, follow each other and end by the next noon")
        if edges[-1] - edges[0] > DAY:
            raise ValueError("stretches must end within 24 hours")
        if self.cost is not None and not 0 <= self.cost < float("inf"):
            raise ValueError("cost must be finite and at least 0")
        self._check_breaks()

    def _check_breaks(self) -> None:
        taken = self.start
        for each in self.breaks:
            begins, ends = self.start + each.earliest, self.start + each.latest + each.minutes
            inside = any(low <= begins and ends <= high for low, high in self.stretches)
            if not inside or begins < taken:
                raise ValueError(f"breaks: {each.name} must lie inside {self.name} and after other breaks")
            taken = ends

    @property
    def start(self) -> int:
        """Minute after midnight at which it begins."""
        return self.stretches[0][0]

    @property
    def end(self) -> int:
        """Minute after midnight of its day at which it ends."""
        return self.stretches[-1][1]

    @property
    def hours(self) -> float:
        """Hours worked, breaks included."""
        return sum(high - low for low, high in self.stretches) / 60

    @property
    def price(self) -> float:
        """Cost of one such shift."""
        return self.hours if self.cost is None else self.cost

    @cached_property
    def slots(self) -> tuple[int, ...]:
        """Quarters of an hour after midnight in which somebody is there, breaks not taken off."""
        return tuple(slot for low, high in self.stretches for slot in range(low // QUARTER, high // QUARTER))

    def places(self, which: int) -> list[tuple[int, ...]]:
        """Quarters after midnight that a break takes, for every instant at which it may begin."""
        each = self.breaks[which]
        firsts = range(self.start + each.earliest, self.start + each.latest + QUARTER, QUARTER)
        return [tuple(range(first // QUARTER, (first + each.minutes) // QUARTER)) for first in firsts]


def standard_breaks(stretches: Sequence[tuple[int, int]]) -> tuple[Break, ...]:
    """Breaks as is usual, since the handbook prints none: an hour in eight.

    A stretch of six hours or more has a quarter of an hour, half an hour for lunch around its middle and
    another quarter; one of two hours or more a quarter of an hour around its middle. Windows grow with
    the stretch, in whole quarters.

    >>> [(each.name, each.earliest, each.latest) for each in standard_breaks([(540, 1020)])]
    [('break', 90, 150), ('lunch', 180, 300), ('second break', 360, 420)]
    """
    found: list[Break] = []
    for low, high in stretches:
        before, length = low - stretches[0][0], high - low
        parts: tuple[tuple[int, float, float], ...] = (
            (15, 3 / 16, 5 / 16),
            (30, 6 / 16, 10 / 16),
            (15, 12 / 16, 14 / 16),
        )
        if length < LONG_STRETCH:
            parts = ((15, 3 / 8, 5 / 8),) if length >= SHORT_STRETCH else ()
        for minutes, first, last in parts:
            name = "lunch" if minutes == LUNCH else "break" if not found else "second break"
            edges = (before + int(length * part) // QUARTER * QUARTER for part in (first, last))
            found.append(Break(name, minutes, *edges))
    return tuple(found)


def shift_of(name: str, *stretches: tuple[int, int], cost: float | None = None) -> Shift:
    """A shift with its usual breaks.

    >>> shift_of("Short", (540, 600)).breaks
    ()
    """
    return Shift(name, stretches, standard_breaks(stretches), cost)


HANDBOOK_SHIFTS = (
    shift_of("Early", (360, 840)),
    shift_of("Core", (540, 1020)),
    shift_of("Late", (720, 1200)),
    shift_of("Split", (540, 780), (960, 1200)),
)
"""The printed shifts: 6 to 14, 9 to 17, 12 to 20, and 9 to 13 with 16 to 20."""


def template_counts(shifts: Sequence[Shift] = HANDBOOK_SHIFTS) -> Counts:
    """The printed week: how many people begin each shift on each weekday.

    Early, core and late as printed, 0 of every other shift; by name. Rows Monday to Sunday, one column
    per shift; people. Raises ValueError where one of the three is not among ``shifts``. Source: F-081,
    handbook 6.7.

    >>> template_counts().sum(axis=1).tolist(), template_counts().sum(axis=0).tolist()
    ([22, 18, 18, 18, 15, 4, 4], [18, 54, 27, 0])
    """
    names = [shift.name for shift in shifts]
    missing = [name for name in ("Early", "Core", "Late") if name not in names]
    if missing:
        raise ValueError(f"shifts must hold {', '.join(missing)}")
    counts = np.zeros((DAYS, len(names)), np.int64)
    counts[:, [names.index(name) for name in ("Early", "Core", "Late")]] = SHIFT_TEMPLATE
    return counts


def people_for(shift_count: ArrayLike, shifts_each: float = 5.0, shrinkage: float = 0.0) -> tuple[float, int]:
    """People to employ for a week of shifts: before and after rounding up.

    Formula: shifts ÷ shifts of a person ÷ (1 − shrinkage). ``shift_count``: shifts of a week, from 0;
    ``shifts_each`` above 0; ``shrinkage``: part of the time that people are away, from 0 to below 1.
    People, from 0 up; an input of planning. Undefined (ValueError) for parameters outside. Source:
    handbook 6.7, F-092.

    >>> people_for(99), people_for(99, shrinkage=0.25)
    ((19.8, 20), (26.4, 27))
    """
    count = at_least(shift_count, 0.0, "shift_count").sum()
    people = float(gross_agents(count / above_zero(shifts_each, "shifts_each"), shrinkage))
    return round(people, 9), int(whole_agents(people))
