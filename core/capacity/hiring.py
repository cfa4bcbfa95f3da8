"""When to open a position, and what a newcomer carries until then: kinds of hire, lead times, the ramp."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike

from core.capacity.arguments import at_least
from core.capacity.log_sums import Floats
from core.capacity.staffing import RAMP

MONTH_DAYS = 365.25 / 12
WEEK_DAYS = 7
RAMP_WEEKS = len(RAMP) - 1
"""Weeks before a newcomer carries a full load."""
RAMP_DAYS = RAMP_WEEKS * WEEK_DAYS
"""The same in days, 42: full from the first day of the seventh week on."""
MARGIN_DAYS = (60, 90)
"""Days by which capacity should be there before growth is (B-039, C-90)."""


@dataclass(frozen=True, slots=True)
class HireKind:
    """A kind of hire and its printed lead time in months, from opening the position to the first day."""

    name: str
    low: float
    high: float
    note: str
    source: str
    is_growth: bool = False

    def lead_days(self) -> tuple[int, int]:
        """The range of the lead time in days, months of 30.4 days, rounded up.

        >>> HIRE_KINDS[0].lead_days()
        (61, 92)
        """
        return math.ceil(self.low * MONTH_DAYS), math.ceil(self.high * MONTH_DAYS)

    def lead_weeks(self) -> tuple[int, int]:
        """The same in whole weeks, rounded up: a start is planned for the beginning of a week.

        >>> HIRE_KINDS[1].lead_weeks()
        (14, 18)
        """
        short, long = self.lead_days()
        return math.ceil(short / WEEK_DAYS), math.ceil(long / WEEK_DAYS)


HIRE_KINDS = (
    HireKind("replacement", 2, 3, "notice period, interviews, training", "B-093"),
    HireKind("growth", 3, 4, "as a replacement, with fewer candidates", "B-094", is_growth=True),
    HireKind("new tier or specialty", 4, 6, "rarer skills, more training", "B-095"),
    HireKind("seasonal", 1, 2, "temporary staff is found faster", "B-096"),
)
"""The printed kinds of hire."""


def hire_kind(name: str) -> HireKind:
    """A kind of hire by its name. Raises ValueError for another name.

    >>> hire_kind("seasonal").high
    2
    """
    for kind in HIRE_KINDS:
        if kind.name == name:
            return kind
    raise ValueError(f"name must be one of {[kind.name for kind in HIRE_KINDS]}, not {name!r}")


@dataclass(frozen=True, slots=True)
class Requisition:
    """Between which days a position must be opened: ``safe`` trusts in nothing, ``last`` in all luck."""

    kind: HireKind
    safe: date
    last: date


def latest_requisition(needed: date, kind: HireKind) -> Requisition:
    """The days by which a position must be open for a full agent to be there when needed.

    Formula: date needed − 42 days of ramp − lead time − margin (60 to 90 days where growth is the
    cause, else none); ``safe`` with the longest lead time and margin, ``last`` with the shortest.
    ``needed``: the day on which a full load must be carried. Two dates; earlier is safer. Source: F-076,
    C-90, B-093 to B-096.

    >>> found = latest_requisition(date(2027, 1, 4), hire_kind("replacement"))
    >>> found.safe.isoformat(), found.last.isoformat()
    ('2026-08-23', '2026-09-23')
    """
    short, long = kind.lead_days()
    least, most = MARGIN_DAYS if kind.is_growth else (0, 0)
    last, safe = (needed - timedelta(RAMP_DAYS + days) for days in (short + least, long + most))
    return Requisition(kind, safe, last)


def all_requisitions(needed: date) -> tuple[Requisition, ...]:
    """`latest_requisition` of every kind of hire, in the printed order.

    >>> [one.last.isoformat() for one in all_requisitions(date(2027, 1, 4))]
    ['2026-09-23', '2026-06-24', '2026-07-24', '2026-10-23']
    """
    return tuple(latest_requisition(needed, kind) for kind in HIRE_KINDS)


def carried(tenure_weeks: ArrayLike) -> Floats:
    """What a newcomer carries of a full load in each week since the first day.

    Formula: 0, 0, 25, 50, 75, 75 %, then 100 %. ``tenure_weeks``: whole weeks since the first day (0: the
    first week); below 0 nobody is there. Parts of a full load, 0 to 1. NaN where the tenure is.
    Source: C-76, B-097 to B-102.

    >>> carried([-1, 0, 1, 2, 3, 4, 5, 6, 30]).tolist()
    [0.0, 0.0, 0.0, 0.25, 0.5, 0.75, 0.75, 1.0, 1.0]
    """
    weeks = np.asarray(tenure_weeks, np.float64)
    place = np.clip(np.floor(np.nan_to_num(weeks, posinf=RAMP_WEEKS)), -1, RAMP_WEEKS).astype(np.int64)
    parts: Floats = np.where(np.isnan(weeks), np.nan, np.array([*RAMP, 0.0])[place])
    return parts


@dataclass(frozen=True, slots=True)
class RampLoss:
    """What a newcomer gives and costs in the first weeks, in weeks of a full agent."""

    weeks: int
    given: float

    @property
    def lost(self) -> float:
        """Weeks of a full agent that are paid and not worked."""
        return self.weeks - self.given


def ramp_loss(weeks: int = 8) -> RampLoss:
    """What a hire carries in the first weeks, and how much less that is than a full agent.

    Formula: Σ ramp over the weeks; lost = weeks − that sum. ``weeks`` from 0. Agent-weeks; the time of
    mentors comes on top. Raises ValueError below 0. Source: handbook 6.8.

    >>> ramp_loss().given, ramp_loss().lost
    (4.25, 3.75)
    """
    at_least(weeks, 0.0, "weeks")
    return RampLoss(weeks, float(carried(np.arange(weeks)).sum()))
