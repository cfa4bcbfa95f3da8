"""Whether targets for output and handle time fit into a working day, and levels into each other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from core.metrics.capacity import DAY_MINUTES, PLANNED_UTILISATION
from core.metrics.targets import Band, Target

PRODUCTIVE_MINUTES = DAY_MINUTES * PLANNED_UTILISATION


@dataclass(frozen=True, slots=True)
class ImpliedLoad:
    """The work that an output and a handle time ask for in a day, beside the time that is there.

    ``needed``: minutes from the low output at the short handle time to the high output at the long
    one; ``productive``: minutes there; ``possible``: tickets that fit, at the long and at the short
    handle time.
    """

    needed: Band
    productive: float
    possible: Band

    @property
    def is_feasible(self) -> bool:
        """Whether even the most work fits into the day."""
        return self.needed.high <= self.productive

    @property
    def warning(self) -> str:
        """What does not fit, in words; "" where everything fits.

        >>> implied_load(Band.between(30, 50), Band.between(10, 15)).warning
        'asks for up to 750 min of work a day where 360 min are there: 24 to 36 tickets fit'
        """
        if self.is_feasible:
            return ""
        low, high = (f"{math.floor(tickets + 1e-9):,}" for tickets in (self.possible.low, self.possible.high))
        fit = low if low == high else f"{low} to {high}"
        most = "endless" if math.isinf(self.needed.high) else f"up to {self.needed.high:.10g}"
        there = f"{self.productive:.10g} min are there"
        return f"asks for {most} min of work a day where {there}: {fit} tickets fit"


def implied_load(
    tickets: Band, handle_minutes: Band, *, productive_minutes: float = PRODUCTIVE_MINUTES
) -> ImpliedLoad:
    """The work that targets imply, against the time for tickets in a day (C-25).

    Formula: needed = tickets × handle time; possible = productive minutes ÷ handle time.

    Parameters
    ----------
    tickets : tickets per agent and day, from 0 up
    handle_minutes : minutes of work per ticket, above 0
    productive_minutes : minutes of a day for tickets; shipped 480 × 75 % = 360

    Raises ValueError naming the argument for figures outside these ranges. Sources: C-24, C-25, 5.2.

    >>> found = implied_load(Band.between(10, 20), Band.between(30, 60))
    >>> found.needed, found.possible == Band(6, 12)
    (Band(low=300, high=1200, strict_low=False, strict_high=False), True)
    """
    if not tickets.low >= 0:
        raise ValueError("tickets must be a range from 0 up")
    if not (handle_minutes.low > 0 and math.isfinite(handle_minutes.high)):
        raise ValueError("handle_minutes must be a range above 0 with an end")
    if not productive_minutes > 0:
        raise ValueError("productive_minutes must be above 0")
    needed = Band(tickets.low * handle_minutes.low, tickets.high * handle_minutes.high)
    possible = Band(productive_minutes / handle_minutes.high, productive_minutes / handle_minutes.low)
    return ImpliedLoad(needed, productive_minutes, possible)


def load_warning(targets: Mapping[str, Target], *, productive_minutes: float = PRODUCTIVE_MINUTES) -> str:
    """In words, why the targets of a set for output and handle time cannot both be met; "" if they can.

    ``targets``: by metric id, of which ``tickets_per_agent_day`` and ``average_handle_time`` are
    looked at; where one of them is missing or open there is nothing to compare. Raises ValueError
    for a ``productive_minutes`` that is not above 0.

    >>> output = Target(Band.between(3, 8), Band(), ("B-085",))
    >>> load_warning({"tickets_per_agent_day": output})
    ''
    """
    output, work = (targets.get(name) for name in ("tickets_per_agent_day", "average_handle_time"))
    if output is None or work is None:
        return ""
    if not (output.good.low >= 0 and work.good.low > 0 and math.isfinite(work.good.high)):
        return ""
    return implied_load(output.good, work.good, productive_minutes=productive_minutes).warning


def flow_share(*escalation_rates: Band) -> Band:
    """Part of all tickets that passes through several levels, one after the other.

    Formula: product of the escalation rates. ``escalation_rates``: shares 0..1 of each level's
    tickets. Raises ValueError for rates outside. Source: 5.2 (15 to 25 %, then 5 to 10 %, is 0.75
    to 2.5 % of all tickets at level 3, inside the 5 % of B-082).

    >>> found = flow_share(Band.between(0.15, 0.25), Band.between(0.05, 0.10))
    >>> round(found.low, 4), round(found.high, 4)
    (0.0075, 0.025)
    """
    if not all(rate.low >= 0 and rate.high <= 1 for rate in escalation_rates):
        raise ValueError("escalation_rates must lie between 0 and 1")
    low = math.prod(rate.low for rate in escalation_rates)
    return Band(low, math.prod(rate.high for rate in escalation_rates))
