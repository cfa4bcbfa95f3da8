"""What a hiring plan may come to: leavers, lead times and volume drawn again and again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.capacity.arguments import at_least
from core.capacity.hiring import RAMP_WEEKS
from core.capacity.hiring_leavers import Leaving, Team
from core.capacity.hiring_plan import HiringPlan
from core.capacity.log_sums import Floats
from core.capacity.staffing import RAMP

PATHS = 1_000
BAND = (0.05, 0.5, 0.95)
NINETY = 1.6448536269514722
"""Standard deviations on either side of the mean that hold 90 %."""
_RISES = tuple((week, RAMP[week] - RAMP[week - 1]) for week in range(1, len(RAMP)))
"""Weeks of tenure in which a newcomer begins to carry more, and how much more."""


@dataclass(frozen=True, eq=False, slots=True)
class HiringBands:
    """5, 50 and 95 % of what may be there and of what may be needed, by week (rows: low, middle, high).

    ``enough``: the share of draws in which the team is worth what is required; ``mean``: the mean worth.
    """

    effective: Floats
    required: Floats
    enough: Floats
    mean: Floats


def draw_plan(
    plan: HiringPlan,
    team: Team,
    leaving: Leaving,
    *,
    lead: tuple[int, int],
    planned_lead: int,
    volume_spread: float = 0.0,
    paths: int = PATHS,
    seed: int = 0,
) -> HiringBands:
    """Draw leavers, lead times and volume, and see what the plan comes to.

    Every person stays for a time drawn by ``leaving``; every hire's position is opened ``planned_lead``
    weeks before the planned start and filled after a lead time drawn evenly from ``lead``; what is
    required wanders off by a factor whose 90 % range at the last week is 1 ± ``volume_spread``, its
    mean 1.

    Parameters
    ----------
    plan, team, leaving : what `plan_hires` gave and was given
    lead : shortest and longest weeks from opening a position to the first day
    planned_lead : the weeks that the plan reckons with
    volume_spread : 0 to below 1
    paths : draws, from 1; seed : equal seeds give equal draws

    Bands by week; equal seeds draw the same fates for every plan. Raises ValueError outside. Source:
    handbook 6.13, B-028, B-093 to B-096.

    >>> from core.capacity.hiring_plan import plan_hires
    >>> sure = plan_hires(np.full(12, 5.0), Team(3), Leaving(0.0), lead=2)
    >>> bands = draw_plan(sure, Team(3), Leaving(0.0), lead=(2, 2), planned_lead=2, paths=50)
    >>> bands.mean.tolist() == sure.effective.tolist(), bands.enough[8:].tolist()
    (True, [1.0, 1.0, 1.0, 1.0])
    """
    _check(lead, volume_spread, paths)
    rng, weeks = np.random.default_rng(seed), len(plan.required)
    wander = rng.standard_normal((paths, weeks)) if volume_spread else np.zeros((paths, weeks))
    effective = _trained(team.trained, leaving, rng, paths, weeks)
    for tenure, share in zip(team.newcomers, team.shares, strict=True):
        first = np.full((paths, 1), -tenure)
        effective += share * _people(first, leaving, rng, weeks)
    planned = np.repeat(np.arange(weeks), plan.starts)
    waited = rng.integers(lead[0], lead[1] + 1, (paths, len(planned)))
    effective += _people(planned - planned_lead + waited, leaving, rng, weeks)
    required = plan.required * _factors(wander, volume_spread)
    there, needed = (np.quantile(drawn, BAND, axis=0) for drawn in (effective, required))
    enough = (effective >= required - 1e-9).mean(axis=0)
    return HiringBands(there, needed, enough, effective.mean(axis=0))


def _check(lead: tuple[int, int], volume_spread: float, paths: int) -> None:
    at_least(lead, 0.0, "lead")
    if lead[1] < lead[0]:
        raise ValueError("lead must not end before it begins")
    if not 0 <= volume_spread < 1:
        raise ValueError("volume_spread must be from 0 to below 1")
    at_least(paths, 1.0, "paths")


def _trained(agents: float, leaving: Leaving, rng: np.random.Generator, paths: int, weeks: int) -> Floats:
    """Trained people by draw and week: whole ones, and the rest of a number that is not whole."""
    whole, rest = int(agents), agents - int(agents)
    shares = np.array([1.0] * whole + ([rest] if rest else []))
    stay = leaving.weeks_stayed(1.0 - rng.random((paths, len(shares))))
    gone = _total(np.arange(paths)[:, None], stay, np.broadcast_to(shares, stay.shape), paths, weeks)
    return agents - np.cumsum(gone, axis=1)


def _people(
    first: NDArray[np.float64 | np.int64], leaving: Leaving, rng: np.random.Generator, weeks: int
) -> Floats:
    """What people with these first weeks (draws by people) are worth, by draw and week.

    Those who are there already stay from now on for as long as somebody new would.
    """
    paths = len(first)
    row = np.arange(paths)[:, None]
    last = np.maximum(first, 0) + leaving.weeks_stayed(1.0 - rng.random(first.shape))
    changes = np.zeros((paths, weeks))
    for week, step in _RISES:
        rises = np.floor(first + week)
        changes += _total(row, np.maximum(rises, 0), np.where(rises < last, step, 0.0), paths, weeks)
    tenure = np.clip(np.floor(np.nan_to_num(last - 1 - first, posinf=0)), 0, RAMP_WEEKS).astype(np.int64)
    changes -= _total(row, last, np.array(RAMP)[tenure], paths, weeks)
    return np.cumsum(changes, axis=1)


def _total(row: NDArray[np.int64], week: Floats, amount: Floats, paths: int, weeks: int) -> Floats:
    """Sums of amounts by draw and week; those after the last week are left out."""
    inside = week < weeks
    place = (row * weeks + np.where(inside, week, 0)).astype(np.int64)
    sums = np.bincount(place.ravel(), np.where(inside, amount, 0.0).ravel(), paths * weeks)
    return np.asarray(sums, np.float64).reshape(paths, weeks)


def _factors(wander: Floats, spread: float) -> Floats:
    """Factors that start at 1 and wander, the mean 1 in every week."""
    weeks = wander.shape[1]
    deviation = np.log1p(spread) / NINETY
    walk = np.cumsum(wander, axis=1) * deviation / np.sqrt(weeks)
    factors: Floats = np.exp(walk - deviation**2 * np.arange(1, weeks + 1) / weeks / 2)
    return factors
