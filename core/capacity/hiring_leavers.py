"""How many people leave: two ways of reading a yearly rate, and what a team without hires is worth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from core.capacity.arguments import at_least
from core.capacity.hiring import carried
from core.capacity.log_sums import Floats

WEEKS_A_YEAR = 52
TURNOVER_BAND = (0.30, 0.40)
"""Yearly turnover of agents in the trade (B-028)."""
_EMPTY: tuple[float, ...] = ()


class LeavingRule(StrEnum):
    """How a yearly rate is spread over weeks.

    ``HAZARD``: everybody has the same chance to leave in every week, so that after a year the rate has
    left. ``SIMPLE``: every week the same number of the people of today leaves.
    """

    HAZARD = "hazard"
    SIMPLE = "simple"


@dataclass(frozen=True, slots=True)
class Leaving:
    """A yearly rate of leavers (0 to below 1) and how it is read. Raises ValueError outside."""

    yearly_rate: float = 0.35
    rule: LeavingRule = LeavingRule.HAZARD

    def __post_init__(self) -> None:
        """Refuse rates outside 0 to below 1."""
        if not 0 <= self.yearly_rate < 1:
            raise ValueError("yearly_rate must be from 0 to below 1")

    @property
    def weekly_chance(self) -> float:
        """The chance to leave in a week that loses the yearly rate in a year.

        >>> round(Leaving(0.35).weekly_chance, 5)
        0.00825
        """
        return float(1.0 - (1.0 - self.yearly_rate) ** (1.0 / WEEKS_A_YEAR))

    def still_there(self, weeks: ArrayLike) -> Floats:
        """The part of a group that is still there after so many weeks.

        Formula: hazard (1 − rate)^(weeks ÷ 52); simple 1 − rate × weeks ÷ 52, not below 0. ``weeks``
        from 0; below 0 nobody has left. Parts of 1; higher is better. NaN where weeks are.

        >>> Leaving(0.35).still_there([0, 52]).round(6).tolist()
        [1.0, 0.65]
        >>> Leaving(0.36, LeavingRule.SIMPLE).still_there([26, 52, 520]).round(6).tolist()
        [0.82, 0.64, 0.0]
        """
        passed = np.maximum(np.asarray(weeks, np.float64), 0.0) / WEEKS_A_YEAR
        if self.rule is LeavingRule.HAZARD:
            there: Floats = (1.0 - self.yearly_rate) ** passed
            return there
        return np.maximum(1.0 - self.yearly_rate * passed, 0.0)

    def weeks_stayed(self, chance: ArrayLike) -> Floats:
        """Whole weeks that somebody stays, by a number drawn evenly from 0 to 1.

        The smallest k with ``still_there(k)`` ≤ chance, so that somebody is there in week k with just
        that probability; infinite where nobody leaves.

        >>> Leaving(0.35).weeks_stayed([0.999, 0.65]).tolist(), Leaving(0.0).weeks_stayed([0.5]).tolist()
        ([1.0, 52.0], [inf])
        """
        drawn = np.asarray(chance, np.float64)
        with np.errstate(divide="ignore"):
            if not self.yearly_rate:
                return np.full(drawn.shape, np.inf)
            if self.rule is LeavingRule.SIMPLE:
                exact = WEEKS_A_YEAR * (1.0 - drawn) / self.yearly_rate
            else:
                exact = WEEKS_A_YEAR * np.log(drawn) / np.log(1.0 - self.yearly_rate)
        return np.maximum(np.ceil(exact - 1e-9), 1.0)


def leavers_a_year(seats: float, leaving: Leaving) -> float:
    """People who leave in a year when every seat that falls free is filled at once.

    Formula: hazard seats × 52 × weekly chance; simple seats × rate. ``seats`` from 0. People, lower is
    better. The two differ because those who come may leave in the same year. Raises ValueError below 0.

    >>> round(leavers_a_year(28, Leaving(0.35)), 2)
    12.01
    >>> round(leavers_a_year(28, Leaving(0.35, LeavingRule.SIMPLE)), 2)
    9.8
    """
    at_least(seats, 0.0, "seats")
    if leaving.rule is LeavingRule.SIMPLE:
        return seats * leaving.yearly_rate
    return seats * WEEKS_A_YEAR * leaving.weekly_chance


@dataclass(frozen=True, slots=True)
class Team:
    """Those who are there now: ``trained`` full-time agents, and newcomers by weeks since their first day.

    ``newcomers``: tenure in weeks of each (from 0; below 0: will start so many weeks from now);
    ``newcomer_share``: weekly hours ÷ full time of each, one number for all by default.
    """

    trained: float
    newcomers: tuple[float, ...] = _EMPTY
    newcomer_share: tuple[float, ...] = _EMPTY

    def __post_init__(self) -> None:
        """Refuse negative numbers, and shares that do not fit the newcomers."""
        at_least(self.trained, 0.0, "trained")
        at_least(self.shares, 0.0, "newcomer_share")
        if len(self.shares) != len(self.newcomers):
            raise ValueError("newcomer_share must have one number for each newcomer")

    @property
    def shares(self) -> Floats:
        """Full-time share of each newcomer."""
        return np.array(self.newcomer_share or [1.0] * len(self.newcomers), np.float64)


def team_worth(team: Team, weeks: ArrayLike, leaving: Leaving) -> Floats:
    """What the team of today is worth in coming weeks if nobody is hired.

    Formula: trained × still there(week) + Σ share × ramp(tenure + week) × still there(weeks since now or
    since the first day). ``weeks``: weeks from now, from 0. Full-time agents, the mean of what may come; best
    at what is required. Source: effective_fte, C-76, B-028.

    >>> team_worth(Team(10, (0.0,)), [0, 6, 52], Leaving(0.2)).round(3).tolist()
    [10.0, 10.72, 8.8]
    """
    week = np.asarray(weeks, np.float64)
    worth = team.trained * leaving.still_there(week)
    for tenure, share in zip(team.newcomers, team.shares, strict=True):
        there = leaving.still_there(week + min(tenure, 0.0))
        worth = worth + share * carried(week + tenure) * there
    return worth
