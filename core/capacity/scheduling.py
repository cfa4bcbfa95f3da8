"""The cheapest shifts, with lunch and breaks in place, that put enough people at work in every quarter.

Whole numbers by branch and bound. Days are solved one by one unless a shift passes midnight; the last
quarter of a Sunday night is followed by Monday morning, for the week repeats itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from core.capacity.scheduling_shifts import DAY, DAYS, SLOTS, Counts, Shift

Tell = Callable[[str, float], None]
"""Told in words what is being done, and which part of it is done (0 to 1)."""
SECONDS = 60.0
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class PlanError(Exception):
    """There is no such plan; ``reasons`` says in sentences which rule cannot be kept, and where."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


def quiet(words: str, share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class ShiftPlan:
    """How many people begin each shift on each day, and when they have their breaks.

    ``counts``: weekday (Monday first) by shift; ``breaks``: for (weekday, shift, number of the break)
    how many people begin it in each quarter of its window; ``staffed``: people at work, weekday by
    quarter of an hour; ``cost`` and ``bound``: what the plan costs, and what none can cost less than.
    """

    shifts: tuple[Shift, ...]
    counts: Counts
    breaks: dict[tuple[int, int, int], Counts]
    staffed: Counts
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """Part of the cost that a cheaper plan could save at most; 0 where none is cheaper."""
        return max(self.cost - self.bound, 0.0) / self.cost if self.cost > 0 else 0.0


def least_cost_shifts(
    need: ArrayLike,
    shifts: Sequence[Shift],
    *,
    gap: float = 0.0,
    seconds: float = SECONDS,
    tell: Tell = quiet,
) -> ShiftPlan:
    """The cheapest shifts that cover what is needed, with every break inside its window.

    Formula: least Σ cost × people of a shift, so that in every quarter those there less those on a break
    are at least ``need``. ``need``: people, 7 rows (Monday first) of 96 quarters, from 0, fractions
    rounded up; ``shifts`` to choose from, of different names; ``gap``: part of the cost that may be
    given away to be done sooner (0: the very cheapest); ``seconds`` at most. Unit of cost: that of the
    shifts (hours by default). Raises ValueError for parameters outside, `PlanError` where no shift is
    there in a quarter that needs somebody, and where time ends before there is any plan. Source: F-081,
    handbook 6.7.

    >>> need = np.zeros((7, 96)); need[0, 36:68] = 2
    >>> plan = least_cost_shifts(need, [Shift("Core", ((540, 1020),))])
    >>> plan.counts[0].tolist(), plan.cost
    ([2], 16.0)
    """
    wanted, kinds = checked_need(need), checked_shifts(shifts)
    _refuse_holes(wanted, kinds)
    counts = np.zeros((DAYS, len(kinds)), np.int64)
    breaks: dict[tuple[int, int, int], Counts] = {}
    cost = bound = 0.0
    known: dict[bytes, _Solved] = {}
    groups = day_groups(kinds)
    for number, days in enumerate(groups):
        tell(f"Choosing shifts for {' and '.join(DAY_NAMES[day] for day in days[:1])}", number / len(groups))
        key = wanted[days].tobytes()
        if key not in known:
            known[key] = _cheapest(wanted, kinds, days, gap, seconds / len(groups))
        solved = known[key]
        counts[days] = solved.counts
        breaks |= {(days[day], shift, n): each for (day, shift, n), each in solved.breaks.items()}
        cost, bound = cost + solved.cost, bound + solved.bound
    return ShiftPlan(kinds, counts, breaks, staffed_by(kinds, counts, breaks), cost, bound)


def place_breaks(counts: ArrayLike, need: ArrayLike, shifts: Sequence[Shift]) -> ShiftPlan:
    """When people have their breaks, given who is there, so that as little as possible is missing.

    Formula: least Σ of people missing below ``need`` in each quarter; ``counts``: people by weekday and
    shift; the rest as `least_cost_shifts`. ``cost`` of the plan is that of its shifts.

    >>> need = np.zeros((7, 96)); need[0, 36:68] = 1
    >>> place_breaks([[1]] + [[0]] * 6, need, [Shift("Core", ((540, 1020),))]).staffed[0].sum()
    np.int64(32)
    """
    wanted, kinds = checked_need(need), checked_shifts(shifts)
    there = np.asarray(counts)
    if there.shape != (DAYS, len(kinds)) or np.any(there < 0) or np.any(there != np.floor(there)):
        raise ValueError("counts must be whole people, one row per weekday, one column per shift")
    there = there.astype(np.int64)
    breaks: dict[tuple[int, int, int], Counts] = {}
    for days in day_groups(kinds):
        model = _Model(kinds, len(days))
        solved = model.solve(wanted[days], there[days], 0.001, SECONDS)
        breaks |= {(days[day], shift, n): each for (day, shift, n), each in solved.breaks.items()}
    cost = float((there * [shift.price for shift in kinds]).sum())
    return ShiftPlan(kinds, there, breaks, staffed_by(kinds, there, breaks), cost, cost)


def staffed_by(shifts: Sequence[Shift], counts: Counts, breaks: dict[tuple[int, int, int], Counts]) -> Counts:
    """People at work in each quarter: those on a shift less those on a break; weekday by quarter."""
    week = np.zeros(DAYS * SLOTS, np.int64)
    for day, shift in zip(*np.nonzero(counts), strict=True):
        kind = shifts[shift]
        week[(day * SLOTS + np.array(kind.slots)) % week.size] += counts[day, shift]
        for number in range(len(kind.breaks)):
            for place, people in zip(kind.places(number), breaks[int(day), int(shift), number], strict=True):
                week[(day * SLOTS + np.array(place)) % week.size] -= people
    return week.reshape(DAYS, SLOTS)


def day_groups(shifts: Sequence[Shift]) -> list[list[int]]:
    """Weekdays that must be planned together: each alone, or all where a shift passes midnight."""
    return [list(range(DAYS))] if any(s.end > DAY for s in shifts) else [[day] for day in range(DAYS)]


def checked_need(need: ArrayLike) -> Counts:
    """Whole people by weekday and quarter; ValueError for anything else."""
    wanted = np.asarray(need, np.float64)
    if wanted.shape != (DAYS, SLOTS) or not np.all(np.isfinite(wanted)) or np.any(wanted < 0):
        raise ValueError("need must be 7 rows of 96 numbers from 0")
    return np.ceil(wanted - 1e-9).astype(np.int64)


def checked_shifts(shifts: Sequence[Shift]) -> tuple[Shift, ...]:
    """Shifts of different names; ValueError for anything else."""
    if not shifts or len({shift.name for shift in shifts}) < len(shifts):
        raise ValueError("shifts must be at least one, each with a name of its own")
    return tuple(shifts)


def clock(minute: int) -> str:
    """A minute after midnight as hours and minutes.

    >>> clock(570), clock(1440), clock(1500)
    ('09:30', '24:00', '01:00')
    """
    hour = minute // 60 if minute <= DAY else minute // 60 - 24
    return f"{hour:02d}:{minute % 60:02d}"


@dataclass(frozen=True)
class _Solved:
    counts: Counts
    breaks: dict[tuple[int, int, int], Counts]
    cost: float
    bound: float


class _Model:
    """Columns: people per day and shift, then people per day, shift, break and place, then who is missing."""

    def __init__(self, shifts: tuple[Shift, ...], days: int) -> None:
        self.shifts, self.days = shifts, days
        self.slots = days * SLOTS
        self.heads = days * len(shifts)
        self.break_of: list[tuple[int, int, int]] = []
        there: list[tuple[int, int, int]] = []
        tied: list[tuple[int, int, int]] = []
        column = self.heads
        for day in range(days):
            for number, shift in enumerate(shifts):
                head = day * len(shifts) + number
                there += [(self._row(day, slot), head, 1) for slot in shift.slots]
                for which in range(len(shift.breaks)):
                    tied.append((len(self.break_of), head, -1))
                    for place in shift.places(which):
                        there += [(self._row(day, slot), column, -1) for slot in place]
                        tied.append((len(self.break_of), column, 1))
                        column += 1
                    self.break_of.append((day, number, which))
        self.columns = column
        self.there = _matrix(there, self.slots, column)
        self.tied = _matrix(tied, len(self.break_of), column)

    def _row(self, day: int, slot: int) -> int:
        return (day * SLOTS + slot) % self.slots

    def solve(self, need: Counts, counts: Counts | None, gap: float, seconds: float) -> _Solved:
        """Cheapest, or with ``counts`` given, least missing."""
        spare = 0 if counts is None else self.slots
        cost = np.zeros(self.columns + spare)
        cost[: self.heads] = np.tile([shift.price for shift in self.shifts], self.days)
        low, high = np.zeros(cost.size), np.full(cost.size, np.inf)
        if counts is not None:
            cost[:] = 0.0
            cost[self.columns :] = 1.0
            low[: self.heads] = high[: self.heads] = counts.ravel()
        rows = _wider(self.there, spare, ones=True)
        limits = [LinearConstraint(rows, need.ravel().astype(float), np.inf)]
        if self.break_of:
            limits.append(LinearConstraint(_wider(self.tied, spare), 0.0, 0.0))
        whole = np.r_[np.ones(self.columns), np.zeros(spare)]
        options = {"mip_rel_gap": gap, "time_limit": seconds}
        found = milp(cost, constraints=limits, integrality=whole, bounds=Bounds(low, high), options=options)
        if found.x is None:
            raise PlanError([f"No plan was found in {seconds:g} seconds."])
        return self._read(np.rint(found.x[: self.columns]).astype(np.int64), found.fun, found.mip_dual_bound)

    def _read(self, people: Counts, cost: float, bound: float | None) -> _Solved:
        counts = people[: self.heads].reshape(self.days, len(self.shifts))
        breaks, column = {}, self.heads
        for day, number, which in self.break_of:
            width = len(self.shifts[number].places(which))
            breaks[day, number, which] = people[column : column + width]
            column += width
        proven = -math.inf if bound is None else float(bound)
        return _Solved(counts, breaks, float(cost), proven)


def _cheapest(
    need: Counts, shifts: tuple[Shift, ...], days: list[int], gap: float, seconds: float
) -> _Solved:
    if not need[days].any():
        model = _Model(shifts, len(days))
        return model._read(np.zeros(model.columns, np.int64), 0.0, 0.0)
    return _Model(shifts, len(days)).solve(need[days], None, gap, seconds)


def _matrix(cells: list[tuple[int, int, int]], rows: int, columns: int) -> csr_array:
    row, column, value = np.array(cells).T if cells else np.zeros((3, 0), int)
    return csr_array(coo_array((value.astype(float), (row, column)), shape=(rows, columns)))


def _wider(matrix: csr_array, spare: int, *, ones: bool = False) -> csr_array:
    """The same with a column more for each row (1 on the diagonal) or empty columns."""
    if not spare:
        return matrix
    made = coo_array(matrix)
    row, column = made.coords
    extra = np.arange(spare) if ones else np.zeros(0, int)
    cells = (
        np.r_[made.data, np.ones(extra.size)],
        (np.r_[row, extra], np.r_[column, matrix.shape[1] + extra]),
    )
    return csr_array(coo_array(cells, shape=(matrix.shape[0], matrix.shape[1] + spare)))


def _refuse_holes(need: NDArray[np.int64], shifts: tuple[Shift, ...]) -> None:
    """No plan where somebody is needed and no shift is there."""
    reached = np.zeros(DAYS * SLOTS, bool)
    for day in range(DAYS):
        for shift in shifts:
            reached[(day * SLOTS + np.array(shift.slots)) % reached.size] = True
    holes = (need > 0) & ~reached.reshape(DAYS, SLOTS)
    if holes.any():
        raise PlanError([_hole(DAY_NAMES[day], holes[day]) for day in range(DAYS) if holes[day].any()])


def _hole(day: str, missing: NDArray[np.bool_]) -> str:
    edges = np.flatnonzero(np.diff(np.r_[False, missing, False]))
    spans = [
        f"{clock(int(a) * 15)} to {clock(int(b) * 15)}" for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]
    return f"{day}, {' and '.join(spans)}: somebody is needed and no shift is there."
