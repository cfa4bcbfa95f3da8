"""The least hires, and when they must start, so that the team is worth what is required."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp

from core.capacity.arguments import at_least
from core.capacity.hiring import RAMP_WEEKS, carried
from core.capacity.hiring_leavers import Leaving, Team, team_worth
from core.capacity.log_sums import Floats

Ints = NDArray[np.int64]
SECONDS = 2.0
"""Time to search for fewer hires than rounding found; after it the best plan so far is taken."""
LATENESS = 1e-3
"""How much an early start counts beside a hire: it only decides between plans with as many hires."""
HAIR = 1e-7


@dataclass(frozen=True, eq=False, slots=True)
class HiringPlan:
    """People to start in each week, and what the team is worth with and without them.

    ``starts``: hires by week of the first day; ``effective``: full-time agents by week with them, ``unhired``
    without; ``required``: what is asked for; ``first_week``: the first week in which a hire can be full;
    ``bound``: no plan needs fewer hires.
    """

    starts: Ints
    effective: Floats
    unhired: Floats
    required: Floats
    first_week: int
    bound: int

    @property
    def hires(self) -> int:
        """All hires together."""
        return int(self.starts.sum())

    @property
    def is_least(self) -> bool:
        """Whether it is proved that no plan needs fewer hires."""
        return self.hires == self.bound

    @property
    def short(self) -> Floats:
        """Full-time agents missing in each week, 0 where there are enough."""
        return np.maximum(self.required - self.effective, 0.0)

    def first_short(self, *, hired: bool = True) -> int | None:
        """The first week in which agents are missing, with the hires or without; None where there is none."""
        worth = self.effective if hired else self.unhired
        weeks = np.flatnonzero(worth < self.required - HAIR)
        return int(weeks[0]) if len(weeks) else None


def worth_of_starts(weeks: int, leaving: Leaving) -> Floats:
    """What one hire is worth in each week (rows), by the week of the first day (columns).

    Formula: ramp(week − start) × still there(week − start), 0 before the first day. ``weeks`` from 1. Parts
    of a full-time agent, the mean of what may come. Source: C-76.

    >>> worth_of_starts(4, Leaving(0.0)).tolist()[3]
    [0.5, 0.25, 0.0, 0.0]
    """
    tenure = np.arange(weeks)[:, None] - np.arange(weeks)[None, :]
    return carried(tenure) * leaving.still_there(tenure)


def plan_hires(required: Floats, team: Team, leaving: Leaving, *, lead: int) -> HiringPlan:
    """The fewest hires with which the team is worth what is required, each starting as late as it may.

    Formula: least Σ hires with team worth + Σ hires × ramp × still there ≥ required in every week from
    ``lead`` + 6 on, hires whole and none before ``lead``. A linear program says how many there must be at
    least; its parts of hires are rounded, and only where that needs more is the whole number searched for.
    Weeks before ``lead`` + 6 cannot be mended by hiring, for nobody is full then, and are left
    as they are.

    Parameters
    ----------
    required : full-time agents asked for in each week from now, from 0
    team : who is there now
    leaving : how many leave; hires leave like everybody
    lead : weeks from opening a position to the first day, from 0

    Raises ValueError for parameters outside. Source: F-075, handbook 6.8.

    >>> plan = plan_hires(np.full(12, 5.0), Team(3), Leaving(0.0), lead=2)
    >>> plan.starts.tolist(), plan.effective.tolist()[6:9], plan.first_short()
    ([0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0], [4.5, 4.5, 5.0], 0)
    """
    asked = at_least(required, 0.0, "required")
    if asked.ndim != 1 or not len(asked) or np.isnan(asked).any():
        raise ValueError("required must have a known number for each week")
    at_least(lead, 0.0, "lead")
    week = np.arange(len(asked))
    unhired, worth = team_worth(team, week, leaving), worth_of_starts(len(asked), leaving)
    first = min(lead + RAMP_WEEKS, len(asked))
    columns = np.arange(lead, max(len(asked) - RAMP_WEEKS, lead))
    starts = np.zeros(len(asked), np.int64)
    starts[columns], bound = _least(worth[first:, columns], (asked - unhired)[first:])
    return HiringPlan(starts, unhired + worth @ starts, unhired, asked, first, bound)


def _least(worth: Floats, missing: Floats) -> tuple[Ints, int]:
    """Whole hires per start week, and a number that no plan goes below."""
    weeks, choices = worth.shape
    if not choices or not weeks or (missing <= HAIR).all():
        return np.zeros(choices, np.int64), 0
    paid = np.arange(choices, 0.0, -1.0)
    bound = math.ceil(_relaxed(np.ones(choices), worth, missing).fun - 1e-6)
    exact = _relaxed(1.0 + LATENESS * paid / choices, worth, missing).x
    found = rounded(exact, worth, missing)
    if found.sum() > bound:
        fewer, proved = _search(worth, missing, int(found.sum()))
        found = found if fewer is None else fewer
        bound = int(found.sum()) if proved else bound
    return _later(found, worth, missing), bound


def _relaxed(cost: Floats, worth: Floats, missing: Floats) -> OptimizeResult:
    """The linear program: parts of hires allowed."""
    return linprog(cost, A_ub=-worth, b_ub=-missing, method="highs")


def _search(worth: Floats, missing: Floats, most: int) -> tuple[Ints | None, bool]:
    """The fewest whole hires found in time, and whether it is proved that there are no fewer."""
    found = milp(
        np.ones(worth.shape[1]),
        constraints=LinearConstraint(worth, missing - HAIR / 2, np.inf),
        integrality=np.ones(worth.shape[1]),
        bounds=Bounds(0, most),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    starts = None if found.x is None else np.rint(found.x).astype(np.int64)
    return starts, found.status == 0


def _later(starts: Ints, worth: Floats, missing: Floats) -> Ints:
    """The same number of hires, each moved to the latest week in which there are still enough."""
    spare, moved = worth @ starts - missing, starts.copy()
    for week in range(len(starts) - 2, -1, -1):
        while moved[week]:
            fits = (spare[:, None] - worth[:, [week]] + worth[:, week + 1 :] >= -HAIR).all(axis=0)
            if not fits.any():
                break
            to = week + 1 + int(np.flatnonzero(fits)[-1])
            spare += worth[:, to] - worth[:, week]
            moved[week], moved[to] = moved[week] - 1, moved[to] + 1
    return moved


def rounded(exact: Floats, worth: Floats, missing: Floats) -> Ints:
    """Whole hires from the linear program's parts of hires: enough, and none that can be spared.

    The running total is rounded up, so that at no time fewer have started; where leavers still leave a
    week short the start that helps it most gets one more, and hires that nothing needs are taken back,
    the earliest first.

    >>> rounded(np.array([0.5, 0.5]), np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([0.5, 1.0])).tolist()
    [1, 0]
    """
    total = np.ceil(np.cumsum(exact) - HAIR)
    starts = np.diff(total, prepend=0.0).astype(np.int64)
    while (lacking := np.flatnonzero(worth @ starts < missing - HAIR)).size:
        starts[int(worth[lacking[0]].argmax())] += 1
    for place in range(len(starts)):
        while starts[place]:
            starts[place] -= 1
            if (worth @ starts < missing - HAIR).any():
                starts[place] += 1
                break
    return starts
