"""The roster as whole numbers: a column for every shift that a person could work on a day."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, csr_array

from core.capacity.roster_rules import LEVELS, Person, RosterRules
from core.capacity.scheduling_shifts import DAYS, Counts, Shift

Floats = NDArray[np.float64]
BELOW_HALF = 5.0
"""Weight of a person missing on a shift that has less than half of its people."""


@dataclass(frozen=True)
class Solved:
    """Who works what, who is missing, and what it costs beside the least that is possible.

    ``fewest_bound``: people of whom no roster lacks fewer.
    """

    assigned: Counts
    missing: Counts
    cost: float
    bound: float
    fewest_bound: int


@dataclass
class _Rows:
    """Limits on sums of columns, gathered one kind at a time."""

    row: list[NDArray[np.int64]] = field(default_factory=list)
    column: list[NDArray[np.int64]] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        group: NDArray[np.int64],
        column: NDArray[np.int64],
        value: Floats | float,
        low: Floats | float,
        high: Floats | float,
        count: int,
    ) -> None:
        """``count`` limits; column i counts in limit ``group[i]`` with a weight."""
        self.row.append(group + self.count)
        self.column.append(column)
        self.value.append(np.broadcast_to(np.asarray(value, np.float64), group.shape))
        self.low.append(np.broadcast_to(np.asarray(low, np.float64), (count,)))
        self.high.append(np.broadcast_to(np.asarray(high, np.float64), (count,)))
        self.count += count

    def limit(self, columns: int) -> LinearConstraint:
        """All of them as one; limits without columns too."""
        cells = (np.concatenate(self.value), (np.concatenate(self.row), np.concatenate(self.column)))
        matrix = csr_array(coo_array(cells, shape=(self.count, columns)))
        return LinearConstraint(matrix, np.concatenate(self.low), np.concatenate(self.high))


class RosterModel:
    """Columns: who works what (x), hours beyond an even share and whole weekends per person, who lacks,
    and who lacks beyond half of a shift."""

    def __init__(
        self, demand: Counts, shifts: tuple[Shift, ...], people: tuple[Person, ...], rules: RosterRules
    ) -> None:
        self.demand, self.shifts, self.people, self.rules = demand, shifts, people, rules
        can = np.array([person.days for person in people], bool)
        used = demand.sum(axis=2) > 0
        self.who, self.day, self.shift = np.nonzero(can[:, :, None] & used[None])
        self.x = np.arange(self.who.size)
        self.count = len(people)
        self.beyond = self.x.size + np.arange(self.count)
        self.weekend = self.beyond + self.count
        self.lack_at = np.argwhere(demand > 0)
        self.lack = self.x.size + 2 * self.count + np.arange(len(self.lack_at))
        self.half = self.x.size + 2 * self.count + self.lack.size + np.arange(used.size)
        self.columns = int(self.half[-1]) + 1
        self.hours = np.array([shift.hours for shift in shifts])
        self.level = np.array([person.level for person in people])
        self.rows = _Rows()
        self._days()
        self._hours()
        self._rest()
        self._demand()
        self._halves()
        self._fair()

    def solve(self, gap: float, seconds: float, *, may_lack: bool = False) -> Solved | None:
        """The best roster; None where there is none, or none was found in time."""
        cost, most, fewest_bound = self._cost(), 0.0, 0
        if may_lack:
            fewest = self.fewest_missing(seconds)
            if fewest is None:
                return None
            most, fewest_bound = float(fewest[0]), fewest[1]
        found = self._milp(cost, gap, seconds, most_lack=most)
        if found.x is None:
            return None
        chosen = np.rint(found.x[self.x]).astype(bool)
        assigned = np.full((self.count, DAYS), -1, np.int64)
        assigned[self.who[chosen], self.day[chosen]] = self.shift[chosen]
        missing = np.zeros(self.demand.shape, np.int64)
        missing[tuple(self.lack_at.T)] = np.rint(found.x[self.lack]).astype(np.int64)
        bound = -np.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
        return Solved(assigned, missing, float(found.fun), bound, fewest_bound)

    def fewest_missing(self, seconds: float) -> tuple[int, int] | None:
        """People missing by all rules at best, as found and as proven; None where time ended before."""
        cost = np.zeros(self.columns)
        cost[self.lack] = 1.0
        found = self._milp(cost, 0.0, seconds, most_lack=np.inf)
        if found.x is None:
            return None
        proven = 0.0 if found.mip_dual_bound is None else max(float(found.mip_dual_bound), 0.0)
        return round(found.fun), int(np.ceil(proven - 1e-6))

    def _milp(self, cost: Floats, gap: float, seconds: float, *, most_lack: float) -> OptimizeResult:
        integral = np.zeros(self.columns)
        integral[self.x] = integral[self.lack] = 1.0
        high = np.full(self.columns, np.inf)
        high[self.x] = 1.0
        high[self.lack] = self.demand[tuple(self.lack_at.T)] if most_lack > 0 else 0.0
        limits = [self.rows.limit(self.columns)]
        if 0 < most_lack < np.inf:
            total = np.zeros((1, self.columns))
            total[0, self.lack] = 1.0
            limits.append(LinearConstraint(total, -np.inf, most_lack))
        options = {"mip_rel_gap": gap, "time_limit": seconds}
        bounds = Bounds(np.zeros(self.columns), high)
        return milp(cost, constraints=limits, integrality=integral, bounds=bounds, options=options)

    def _cost(self) -> Floats:
        """Weights of what should not be."""
        rules = self.rules
        names = np.array([shift.name for shift in self.shifts], object)
        prefers = np.array([person.prefers for person in self.people], object)[self.who]
        off = np.array([-1 if p.wishes_off is None else p.wishes_off for p in self.people])[self.who]
        before = np.array([person.weekends for person in self.people])
        cost = np.zeros(self.columns)
        unlike = np.array([want is not None for want in prefers], bool) & (prefers != names[self.shift])
        cost[self.x] = rules.shift_wish * unlike + rules.day_wish * (off == self.day)
        cost[self.x] += rules.weekend_before * (before - before.min())[self.who] * (self.day >= 5)
        cost[self.half] = BELOW_HALF
        cost[self.beyond], cost[self.weekend] = rules.uneven_hour, rules.whole_weekend
        return cost

    def _days(self) -> None:
        """One shift a day, and so many days a week; a day's limit follows from rest where there is one."""
        self.rows.add(self.who * DAYS + self.day, self.x, 1.0, -np.inf, 1.0, self.count * DAYS)
        self.rows.add(self.who, self.x, 1.0, -np.inf, float(self.rules.most_days), self.count)

    def _hours(self) -> None:
        agreed = np.array([person.weekly_hours for person in self.people])
        self.rows.add(self.who, self.x, self.hours[self.shift], -np.inf, agreed + 1e-6, self.count)

    def _rest(self) -> None:
        """Of shifts that end late and those that begin early the next day at most one."""
        for start in sorted({shift.start for shift in self.shifts}):
            first = next(shift for shift in self.shifts if shift.start == start)
            late = np.array([self.rules.too_close(shift, first) for shift in self.shifts])
            early = np.array([shift.start <= start for shift in self.shifts])
            if not late.any():
                continue
            evening, morning = late[self.shift], early[self.shift]
            group = np.r_[
                (self.who * DAYS + self.day)[evening], (self.who * DAYS + (self.day - 1) % DAYS)[morning]
            ]
            column = np.r_[self.x[evening], self.x[morning]]
            self.rows.add(group, column, 1.0, -np.inf, 1.0, self.count * DAYS)

    def _demand(self) -> None:
        """Exactly so many on a shift, those who lack counted; of each level and above at least so many."""
        place = self.day * len(self.shifts) + self.shift
        size = DAYS * len(self.shifts)
        lack_place = self.lack_at[:, 0] * len(self.shifts) + self.lack_at[:, 1]
        for level in range(LEVELS):
            able, lacks = self.level[self.who] > level, self.lack_at[:, 2] >= level
            wanted = self.demand[:, :, level:].sum(axis=2).ravel().astype(float)
            group, column = np.r_[place[able], lack_place[lacks]], np.r_[self.x[able], self.lack[lacks]]
            self.rows.add(group, column, 1.0, wanted, np.inf if level else wanted, size)

    def _halves(self) -> None:
        """People missing beyond half of a shift."""
        place = self.lack_at[:, 0] * len(self.shifts) + self.lack_at[:, 1]
        group, column = np.r_[place, np.arange(self.half.size)], np.r_[self.lack, self.half]
        value = np.r_[np.ones(self.lack.size), -np.ones(self.half.size)]
        half = self.demand.sum(axis=2).ravel() / 2
        self.rows.add(group, column, value, -np.inf, half, self.half.size)

    def _fair(self) -> None:
        """Hours beyond an even share, and both days of a weekend."""
        agreed = np.array([person.weekly_hours for person in self.people])
        asked = float((self.demand.sum(axis=2) * self.hours).sum())
        share = min(asked / agreed.sum(), 1.0) if agreed.sum() else 1.0
        group, column = np.r_[self.who, np.arange(self.count)], np.r_[self.x, self.beyond]
        value = np.r_[self.hours[self.shift], -np.ones(self.count)]
        self.rows.add(group, column, value, -np.inf, agreed * share, self.count)
        free = self.day >= 5
        group, column = np.r_[self.who[free], np.arange(self.count)], np.r_[self.x[free], self.weekend]
        value = np.r_[np.ones(int(free.sum())), -np.ones(self.count)]
        self.rows.add(group, column, value, -np.inf, 1.0, self.count)
