"""Who works which shift: availability, weekly hours, rest, skills, wishes and fair weekends.

Whole numbers by branch and bound. Rules are never bent: where they cannot all be kept, the roster that
lacks the fewest people comes back marked as incomplete, with the rule that stands in the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.capacity.arguments import at_least
from core.capacity.roster_model import RosterModel, Solved
from core.capacity.roster_reasons import broken_rule
from core.capacity.roster_rules import LEVELS, Person, RosterRules, Wish, checked_people
from core.capacity.scheduling import PlanError, Tell, checked_shifts, quiet
from core.capacity.scheduling_shifts import DAYS, Counts, Shift

SECONDS = 60.0
GAP = 0.01


@dataclass(frozen=True)
class Roster:
    """Who works when.

    ``assigned``: one row per person, one column per weekday (Monday first): the number of the shift, -1
    for a free day. ``missing``: people lacking by weekday, shift and level, all 0 in a complete roster.
    ``cost``: weight of wishes not met, and of uneven hours and weekends; ``bound``: what no roster can
    have less than; ``fewest_bound``: people of whom no roster lacks fewer. ``reasons``: why people are
    missing, in sentences. ``unmet``: wishes that are not met.
    """

    people: tuple[Person, ...]
    shifts: tuple[Shift, ...]
    assigned: Counts
    missing: Counts
    cost: float
    bound: float
    fewest_bound: int = 0
    reasons: tuple[str, ...] = ()
    unmet: tuple[Wish, ...] = field(default=())

    @property
    def is_complete(self) -> bool:
        """Whether every shift has the people and the levels that it needs."""
        return not self.missing.any()

    @property
    def gap(self) -> float:
        """Part of the cost that a better roster could save at most; 0 where none is better.

        Infinite where nothing is known of better ones.
        """
        if not np.isfinite(self.bound):
            return float("inf")
        return max(self.cost - self.bound, 0.0) / self.cost if self.cost > 1e-9 else 0.0

    @property
    def counts(self) -> Counts:
        """People on each weekday and shift."""
        found = np.zeros((DAYS, len(self.shifts)), np.int64)
        rows, days = np.nonzero(self.assigned >= 0)
        np.add.at(found, (days, self.assigned[rows, days]), 1)
        return found

    @property
    def hours(self) -> NDArray[np.float64]:
        """Hours of the week of each person, breaks included."""
        each = np.array([*(shift.hours for shift in self.shifts), 0.0])
        worked: NDArray[np.float64] = each[self.assigned].sum(axis=1)
        return worked

    @property
    def weekend_shifts(self) -> Counts:
        """Shifts on Saturday and Sunday of each person."""
        worked: Counts = (self.assigned[:, 5:] >= 0).sum(axis=1)
        return worked


def level_demand(counts: ArrayLike, level_2: float = 0.0, level_3: float = 0.0) -> Counts:
    """People of each level that every shift needs at least, when parts of the work ask for more skill.

    Formula: of n people, n × ``level_3`` at level 3 and n × (``level_2`` + ``level_3``) at level 2 or
    above, each to the nearest whole person. ``counts``: people by weekday and shift; shares from 0,
    together at most 1. Returns weekday by shift by level (1 to 3), whose sum is ``counts``; a higher level
    covers a lower.
    Raises ValueError for parameters outside. Source: R-SK-01 to R-SK-08, handbook 5.7.

    >>> level_demand([[10]], level_2=0.2, level_3=0.05).tolist()
    [[[7, 2, 1]]]
    """
    there = at_least(counts, 0.0, "counts")
    for name, share in (("level_2", level_2), ("level_3", level_3)):
        if not 0 <= share <= 1 or level_2 + level_3 > 1 + 1e-9:
            raise ValueError(f"{name} must be a share from 0, and both together at most 1")
    third = np.floor(there * level_3 + 0.5)
    upper = np.minimum(np.floor(there * (level_2 + level_3) + 0.5), there)
    third = np.minimum(third, upper)
    return np.stack([there - upper, upper - third, third], axis=-1).astype(np.int64)


def make_roster(
    demand: ArrayLike,
    shifts: Sequence[Shift],
    people: Sequence[Person],
    rules: RosterRules | None = None,
    *,
    gap: float = GAP,
    seconds: float = SECONDS,
    tell: Tell = quiet,
) -> Roster:
    """Names for shifts, with the fewest wishes unmet and hours and weekends as even as can be.

    Formula: least Σ weights of ``rules`` over unmet wishes, hours beyond an even share and weekend
    shifts, so that nobody works on a day off, more hours or days than agreed, two shifts on a day, or
    with less rest than ``rules`` ask (Sunday to Monday too, for the week repeats itself), and every
    shift has exactly its people, at each level as many as asked or higher ones. ``demand``: people by
    weekday (Monday first), shift and level (1 to 3), see `level_demand`; ``gap``: part of the cost that
    may be given away to be done sooner; ``seconds`` at most. Where not every shift can be filled the
    roster lacks as few people as possible (hours not evened out first), and says why in ``reasons``.
    Raises ValueError for parameters outside, `PlanError` where time ends before there is any roster.
    Source: F-081, R-WP-05, R-WP-06.

    >>> demand = np.zeros((7, 1, 3), int); demand[:2, 0, 0] = 1
    >>> day = Shift("Core", ((540, 1020),))
    >>> team = [Person("Ana", days=(True, *[False] * 6)), Person("Ben")]
    >>> make_roster(demand, [day], team).assigned[:, :2].tolist()
    [[0, -1], [-1, 0]]
    """
    kinds, team, asked = checked_shifts(shifts), checked_people(people, shifts), rules or RosterRules()
    wanted = _checked_demand(demand, kinds)
    tell("Giving shifts to people", 0.0)
    model = RosterModel(wanted, kinds, team, asked)
    found = model.solve(gap, seconds)
    if found is None:
        tell("Not every shift can be filled: looking for the rule in the way", 0.5)
        found = model.solve(gap, seconds, may_lack=True)
        if found is None:
            raise PlanError([f"No roster was found in {seconds:g} seconds."])
    lacks = bool(found.missing.any())
    reasons = broken_rule(found.missing, wanted, kinds, team, asked) if lacks else []
    return _roster(found, kinds, team, reasons)


def _roster(
    found: Solved, shifts: tuple[Shift, ...], people: tuple[Person, ...], reasons: Sequence[str]
) -> Roster:
    unmet = tuple(
        wish
        for person, row in zip(people, found.assigned, strict=True)
        for wish in person.unmet_by(row.tolist(), shifts)
    )
    return Roster(
        people,
        shifts,
        found.assigned,
        found.missing,
        found.cost,
        found.bound,
        found.fewest_bound,
        tuple(reasons),
        unmet,
    )


def _checked_demand(demand: ArrayLike, shifts: tuple[Shift, ...]) -> Counts:
    wanted = np.asarray(demand)
    if wanted.shape != (DAYS, len(shifts), LEVELS) or np.any(wanted < 0) or np.any(wanted % 1):
        raise ValueError("demand must be whole people by weekday, shift and level")
    return wanted.astype(np.int64)
