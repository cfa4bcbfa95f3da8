"""Agents by the printed formula, what a roster is worth, and how a day's time is divided."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from core.capacity.arguments import above_zero, at_least, share_of
from core.capacity.log_sums import Floats

DAY_MINUTES = 480.0
UTILISATION = 0.75
UTILISATION_BAND = (0.7, 0.8)
"""The printed 70 to 80 %: for promises of hours no need of the queue, but room for people and surprises."""
RAMP = (0.0, 0.0, 0.25, 0.5, 0.75, 0.75, 1.0)
"""What a newcomer carries in each week, and from the seventh on (B-097 to B-102, C-76)."""
PRESETS = {"outage": 3.0, "release": 0.5, "migration": 1.0, "holiday": -0.5, "public relations crisis": 5.0}
"""Printed changes of volume: +300, +50, +100, −50 and +500 % (B-103 to B-107)."""
SHIFT_TEMPLATE = np.array(
    [[4, 12, 6], [3, 10, 5], [3, 10, 5], [3, 10, 5], [3, 8, 4], [1, 2, 1], [1, 2, 1]], dtype=np.int64
)
"""The printed week, Monday first: early, core and late shift; 22, 18, 18, 18, 15, 4 and 4 people."""
ROUNDING = 1e-9


def required_agents(
    volume: ArrayLike,
    handle_time: ArrayLike,
    utilisation: ArrayLike = UTILISATION,
    day_minutes: ArrayLike = DAY_MINUTES,
) -> Floats:
    """Agents by the printed formula, before rounding up.

    Formula: tickets a day × minutes each ÷ (minutes of a day × utilisation). ``volume`` from 0,
    ``handle_time`` from 0 (minutes of work, C-23), ``utilisation`` above 0 (part of gross hours,
    C-22), ``day_minutes`` above 0; arrays that broadcast. Agents, from 0 up; an input of planning;
    ``whole_agents`` rounds. Undefined (NaN) where an input is. Raises ValueError for parameters
    outside. Source: required_agents, handbook 6.1.

    >>> float(required_agents(500, 20).round(2)), float(whole_agents(required_agents(500, 20)))
    (27.78, 28.0)
    """
    tickets, minutes = at_least(volume, 0.0, "volume"), at_least(handle_time, 0.0, "handle_time")
    share, day = above_zero(utilisation, "utilisation"), above_zero(day_minutes, "day_minutes")
    agents: Floats = tickets * minutes / (day * share)
    return agents


def whole_agents(agents: ArrayLike) -> Floats:
    """Rounded up, a hair above a whole number not counted as one more.

    >>> whole_agents([27.78, 20.0 + 1e-12]).tolist()
    [28.0, 20.0]
    """
    return np.ceil(np.asarray(agents, np.float64) - ROUNDING) + 0.0


def utilisation_of(
    volume: ArrayLike, handle_time: ArrayLike, agents: ArrayLike, day_minutes: ArrayLike = DAY_MINUTES
) -> Floats:
    """Part of the day that the agents there are would spend on tickets.

    Formula: volume × handle time ÷ (agents × minutes of a day); parameters as ``required_agents``,
    ``agents`` from 0. From 0 up; 70 to 80 % is the printed band, over 1 is more than they can do.
    Undefined (NaN) without agents. Source: handbook 6.13, C-20.

    >>> float(utilisation_of(500, 20, 24).round(3))
    0.868
    """
    there = at_least(agents, 0.0, "agents")
    work = at_least(volume, 0.0, "volume") * at_least(handle_time, 0.0, "handle_time")
    with np.errstate(divide="ignore", invalid="ignore"):
        part: Floats = np.where(there > 0, work / (there * above_zero(day_minutes, "day_minutes")), np.nan)
    return part


def effective_fte(
    started: ArrayLike, weeks: ArrayLike, hours_share: ArrayLike = 1.0, left: ArrayLike = np.inf
) -> Floats:
    """What a roster is worth in each week, newcomers by what they carry.

    Formula: Σ over people of hours share × ramp(week − started), while started ≤ week < left; the ramp
    is 0, 0, 25, 50, 75, 75, then 100 %. ``started``: week of each person's first day (negative or
    −inf: long ago); ``weeks``: weeks asked for; ``hours_share``: weekly hours ÷ full time; ``left``:
    week from which somebody is gone. Full-time agents, one element per week asked for, from 0 up;
    best at what is required. NaN where a start is not known. Source: effective_fte, C-76, B-097.

    >>> effective_fte([0], np.arange(8)).tolist()
    [0.0, 0.0, 0.25, 0.5, 0.75, 0.75, 1.0, 1.0]
    """
    first = np.asarray(started, np.float64)
    share = np.broadcast_to(at_least(hours_share, 0.0, "hours_share"), first.shape)
    gone = np.broadcast_to(np.asarray(left, np.float64), first.shape)
    week = np.asarray(weeks, np.float64)[..., None]
    tenure = np.clip(np.nan_to_num(np.floor(week - first), nan=0.0), -1, len(RAMP) - 1).astype(np.int64)
    carries = np.where(np.isnan(first), np.nan, np.array([*RAMP, 0.0])[tenure])
    worth: Floats = (np.where(week < gone, carries, 0.0) * share).sum(axis=-1)
    return worth


def net_volume(gross: ArrayLike, deflection_now: ArrayLike, deflection_target: ArrayLike) -> Floats:
    """Tickets that are left when self-service answers another share.

    Formula: gross × (1 − target) ÷ (1 − now), both shares of all questions. ``gross``: tickets that
    arrive now. From 0 up. Undefined (NaN) where all is deflected now. Source: handbook 6.13.

    >>> float(net_volume(700, 0.3, 0.4))
    600.0
    """
    now, then = share_of(deflection_now, "deflection_now"), share_of(deflection_target, "deflection_target")
    with np.errstate(divide="ignore", invalid="ignore"):
        left: Floats = np.where(now < 1, at_least(gross, 0.0, "gross") * (1 - then) / (1 - now), np.nan)
    return left


def drafted_handle_time(handle_time: ArrayLike, share: ArrayLike, speed_up: ArrayLike) -> Floats:
    """Handle time when answers to some of the tickets are drafted by a machine.

    Formula: time × (1 − share + share ÷ speed-up). ``share`` of tickets from 0 to 1, ``speed_up`` from
    1 (3 is the most that is printed, B-037). Minutes. Source: handbook 6.13.

    >>> round(float(drafted_handle_time(20, 0.3, 3)), 6)
    16.0
    """
    part = share_of(share, "share")
    return at_least(handle_time, 0.0, "handle_time") * (1 - part + part / at_least(speed_up, 1.0, "speed_up"))


def spread_over_hours(agents: int, shares: ArrayLike) -> Floats:
    """Agents at work in each hour when ``agents`` are there in the fullest one.

    Formula: ⌈agents × share ÷ largest share⌉; hours with share 0 stay empty. ``shares`` from 0.

    >>> spread_over_hours(10, [0, 1, 2, 0.5]).tolist()
    [0.0, 5.0, 10.0, 3.0]
    """
    wanted = at_least(shares, 0.0, "shares")
    most = float(wanted.max(initial=0.0))
    return whole_agents(agents * wanted / most) if most else np.zeros(wanted.shape)


@dataclass(frozen=True, slots=True)
class DayParts:
    """How gross working time is divided, in parts of 1; the middles of the printed ranges as given."""

    tickets: float = 0.75
    training: float = 0.075
    meetings: float = 0.065
    administration: float = 0.04
    breaks: float = 0.075

    def __post_init__(self) -> None:
        """Refuse negative parts."""
        for part in fields(self):
            at_least(getattr(self, part.name), 0.0, part.name)

    @property
    def total(self) -> float:
        """All parts together; a valid plan has 1."""
        return float(sum(getattr(self, part.name) for part in fields(self)))

    @property
    def shrinkage(self) -> float:
        """Part of the time that is not for tickets."""
        return self.total - self.tickets

    def normalised(self) -> DayParts:
        """The same proportions with a total of 1 (C-21: the printed parts sum to 88 to 113 %).

        Raises ValueError where all parts are 0.

        >>> round(DayParts(0.8, 0.1, 0.08, 0.05, 0.1).normalised().tickets, 4)
        0.708
        """
        if not self.total:
            raise ValueError("parts must not all be 0")
        return DayParts(*(getattr(self, part.name) / self.total for part in fields(self)))


def gross_agents(present: ArrayLike, shrinkage: ArrayLike) -> Floats:
    """People to employ so that so many are at work on tickets.

    Formula: present ÷ (1 − shrinkage). ``present`` from 0, ``shrinkage`` from 0 to below 1. Agents,
    from 0 up. Raises ValueError for parameters outside. Source: handbook 6.3.

    >>> float(gross_agents(14, 0.3).round(6)), float(gross_agents(99 / 5, 0.25).round(1))
    (20.0, 26.4)
    """
    away = at_least(shrinkage, 0.0, "shrinkage")
    if np.any(away >= 1):
        raise ValueError("shrinkage must be below 1")
    people: Floats = at_least(present, 0.0, "present") / (1 - away)
    return people
