"""The whole schedule in one go: shifts, then names, then breaks."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from core.capacity.roster import Roster, level_demand, make_roster
from core.capacity.roster_rules import Person, RosterRules
from core.capacity.scheduling import (
    ShiftPlan,
    Tell,
    least_cost_shifts,
    place_breaks,
    quiet,
)
from core.capacity.scheduling_coverage import Coverage
from core.capacity.scheduling_shifts import DAYS, SLOTS, Counts, Shift

GAP = 0.01


@dataclass(frozen=True)
class ScheduleOrder:
    """What to plan. ``need``: people by weekday and quarter; ``counts``: shifts that are given already
    (the printed week), None to choose the cheapest; ``people`` none: shifts without names."""

    need: ArrayLike
    shifts: tuple[Shift, ...]
    people: tuple[Person, ...] = ()
    rules: RosterRules = field(default_factory=RosterRules)
    counts: ArrayLike | None = None
    level_2: float = 0.0
    level_3: float = 0.0
    gap: float = GAP
    seconds: float = 60.0


@dataclass(frozen=True)
class Schedule:
    """A planned week.

    ``wanted``: people asked for by weekday and shift; ``plan``: those who are there, with their breaks;
    ``roster``: their names, None without people; ``breaks``: for (person, weekday) the quarters after
    midnight at which their breaks begin, in order; ``shift_gap``: part of the cost of the shifts that a
    cheaper plan could save at most.
    """

    need: Counts
    wanted: Counts
    plan: ShiftPlan
    roster: Roster | None
    breaks: dict[tuple[int, int], tuple[int, ...]]
    shift_gap: float

    @property
    def coverage(self) -> Coverage:
        """Those at work, breaks taken off, beside those needed."""
        return Coverage(self.need, self.plan.staffed)


def plan_schedule(order: ScheduleOrder, tell: Tell = quiet) -> Schedule:
    """Shifts, then names, then breaks of those who are there.

    Each step as `least_cost_shifts`, `make_roster` and `place_breaks` say, whose exceptions it passes on.

    >>> need = np.zeros((7, 96)); need[0, 36:68] = 1
    >>> made = plan_schedule(ScheduleOrder(need, (Shift("Core", ((540, 1020),)),), (Person("Ana"),)))
    >>> made.roster.assigned.tolist(), made.coverage.missing_hours
    ([[0, -1, -1, -1, -1, -1, -1]], 0.0)
    """
    steps = 3 if order.people else 2
    if order.counts is None:
        chosen = least_cost_shifts(
            order.need,
            order.shifts,
            gap=order.gap,
            seconds=order.seconds,
            tell=lambda words, share: tell(words, share / steps),
        )
    else:
        chosen = place_breaks(order.counts, order.need, order.shifts)
    roster = None
    if order.people and chosen.counts.any():
        demand = level_demand(chosen.counts, order.level_2, order.level_3)
        roster = make_roster(
            demand,
            order.shifts,
            order.people,
            order.rules,
            gap=order.gap,
            seconds=order.seconds,
            tell=lambda words, share: tell(words, (1 + share) / steps),
        )
    tell("Placing lunch and breaks", (steps - 1) / steps)
    there = chosen.counts if roster is None else roster.counts
    plan = place_breaks(there, order.need, order.shifts)
    breaks = {} if roster is None else break_times(plan, roster.assigned)
    need = np.ceil(np.asarray(order.need, float).reshape(DAYS, SLOTS) - 1e-9).astype(np.int64)
    return Schedule(need, chosen.counts, plan, roster, breaks, chosen.gap)


def break_times(plan: ShiftPlan, assigned: Counts) -> dict[tuple[int, int], tuple[int, ...]]:
    """Breaks of each person and weekday: the earliest go to those named first.

    ``assigned``: number of the shift by person and weekday, -1 free, as many as ``plan`` counts. Quarters
    after midnight of the day at which each break of the shift begins.
    """
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for day in range(DAYS):
        for number, shift in enumerate(plan.shifts):
            who = np.flatnonzero(assigned[:, day] == number)
            begins = [
                np.repeat([place[0] for place in shift.places(n)], plan.breaks[day, number, n])
                for n in range(len(shift.breaks))
            ]
            for row, person in enumerate(who):
                found[int(person), day] = tuple(int(each[row]) for each in begins)
    return found
