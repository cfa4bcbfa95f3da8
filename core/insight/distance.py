"""How far a figure is from its target: in its own unit, and in tickets that must turn out otherwise."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.targets import Target

Floats = NDArray[np.float64]
STAGE_METRICS = (
    "csat_rate",
    "first_response_time",
    "resolution_time",
    "first_contact_resolution_rate",
)
"""The four figures that the stages set targets for (B-001 to B-004)."""


@dataclass(frozen=True, slots=True)
class Distance:
    """A figure beside a target.

    ``gap``: value − target in the figure's unit, NaN where unknown; ``is_met``; ``ticket_count``: the
    fewest tickets that would have to turn out otherwise (0 where it is met, NaN where unknown).
    """

    target: float
    gap: float
    is_met: bool | None
    ticket_count: float


UNKNOWN = math.nan
TINY = 1e-12


def share_distance(part: int, whole: int, target: Target) -> Distance:
    """Distance of a share from the least that is good, and the tickets that must go well instead.

    Parameters
    ----------
    part, whole : tickets that went well, and all that were counted
    target : its good band has a lower end

    Formula: fewest k with (part + k) ÷ whole in the good band, whole unchanged. Shares 0..1, best at
    the target or above. Undefined for an empty whole. Raises ValueError unless 0 ≤ part ≤ whole.
    Source: F-089, B-001 to B-004.

    >>> from core.metrics.targets import Band
    >>> good = Target(Band.at_least(0.85), Band.at_least(0.80), ("B-001",))
    >>> found = share_distance(80, 100, good)
    >>> round(found.gap, 2), found.ticket_count
    (-0.05, 5.0)
    """
    if not 0 <= part <= whole:
        raise ValueError(f"part: {part} is not between 0 and {whole}")
    limit = target.good.low
    if not whole:
        return Distance(limit, UNKNOWN, None, UNKNOWN)
    if part / whole in target.good:
        return Distance(limit, part / whole - limit, True, 0.0)
    missing = max(math.ceil(round(limit * whole - part, 9)), 1)
    if target.good.strict_low and (part + missing) / whole <= limit:
        missing += 1
    return Distance(limit, part / whole - limit, False, float(missing))


def time_distance(minutes: Floats, target: Target) -> Distance:
    """Distance of a mean time from the most that is good, and the tickets that must be as quick as that.

    Parameters
    ----------
    minutes : finished times, one for each ticket; NaN is left out
    target : its good band has an upper end

    Formula: the fewest k such that the mean is in the good band once the k slowest tickets took the
    target's time; where the target itself is not good enough and no ticket is below it, all that are
    not, for each has to be quicker still. Minutes, best below the target. Undefined without a time.
    Source: F-089, B-001 to B-004.

    >>> from core.metrics.targets import Band
    >>> good = Target(Band.under(60), Band.at_most(240), ("B-003",))
    >>> found = time_distance(np.array([30.0, 50.0, 100.0, 200.0]), good)
    >>> found.gap, found.ticket_count
    (35.0, 2.0)
    """
    known = minutes[~np.isnan(minutes)]
    limit = target.good.high
    if not len(known):
        return Distance(limit, UNKNOWN, None, UNKNOWN)
    mean = float(known.mean())
    if mean in target.good:
        return Distance(limit, mean - limit, True, 0.0)
    saved = np.cumsum(np.sort(np.maximum(known - limit, 0.0))[::-1])
    excess = (mean - limit) * len(known)
    enough = excess * (1 + TINY) if target.good.strict_high else excess * (1 - TINY)
    tickets = int(np.searchsorted(saved, enough)) + 1
    return Distance(limit, mean - limit, False, float(min(tickets, (known >= limit).sum())))
