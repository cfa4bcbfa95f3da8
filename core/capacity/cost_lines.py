"""What follows from the cost of an agent: the team's year, the day it assumes, tools that cost less."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.capacity.arguments import at_least, share_of
from core.capacity.cost import BUDGET_MIX, CostLines, PrintedBand, cost_per_ticket, mix_is_whole
from core.capacity.log_sums import Floats
from core.capacity.staffing import DAY_MINUTES, UTILISATION


def team_cost(lines: CostLines, agents: float) -> float:
    """What a team costs in a year. Formula: cost of an agent × agents (from 0). Money, lower is better.

    Raises ValueError below 0. Source: handbook 6.9.

    >>> team_cost(CostLines(), 28)
    2100000.0
    """
    at_least(agents, 0.0, "agents")
    return lines.per_agent * agents


def cost_after_shorter_handling(lines: CostLines, shorter: float = 0.1) -> float:
    """What a ticket costs when handling takes less time and the time saved becomes tickets.

    Formula: cost of an agent ÷ (output ÷ (1 − shorter)). ``shorter``: a share from 0 to below 1. Money,
    lower is better. Undefined (NaN) without output. Raises ValueError outside. Source: handbook 6.9.

    >>> cost_after_shorter_handling(CostLines())
    11.25
    """
    if not 0 <= shorter < 1:
        raise ValueError("shorter must be from 0 to below 1")
    return cost_per_ticket(lines) * (1.0 - shorter)


@dataclass(frozen=True, slots=True)
class DayCheck:
    """Whether a day holds the tickets that a cost model hands out.

    ``asked``: minutes of work a day; ``whole_day`` and ``productive``: minutes there are, all and on tickets;
    ``fitting``: the handle time at which the tickets fit into the productive minutes, NaN without tickets.
    """

    asked: float
    whole_day: float
    productive: float
    fitting: float

    @property
    def fits(self) -> bool:
        """Whether the productive minutes hold the tickets."""
        return self.asked <= self.productive


def day_check(
    lines: CostLines,
    handle_time: float = 20.0,
    utilisation: float = UTILISATION,
    day_minutes: float = DAY_MINUTES,
) -> DayCheck:
    """Compare the tickets a day of a cost model with the day (C-24).

    Formula: asked = tickets a day × handle time; productive = minutes of a day × utilisation; fitting =
    productive ÷ tickets a day. ``handle_time`` minutes of work from 0, ``utilisation`` a share,
    ``day_minutes`` from 0. Minutes. Raises ValueError outside. Source: handbook 6.9, C-24, C-25.

    >>> found = day_check(CostLines())
    >>> found.asked, found.whole_day, found.productive, found.fitting, found.fits
    (500.0, 480.0, 360.0, 14.4, False)
    """
    at_least(handle_time, 0.0, "handle_time")
    share_of(utilisation, "utilisation")
    at_least(day_minutes, 0.0, "day_minutes")
    productive = day_minutes * utilisation
    fitting = productive / lines.tickets_per_day if lines.tickets_per_day else math.nan
    return DayCheck(lines.minutes_asked(handle_time), day_minutes, productive, fitting)


@dataclass(frozen=True, slots=True)
class Strategy:
    """A printed way to pay less for tools: parts of the tool cost it saves, NaN where none is printed."""

    name: str
    low: float
    high: float
    trade_off: str
    source: str


STRATEGIES = (
    Strategy("right-size licences", 0.10, 0.20, "needs an audit", "B-129"),
    Strategy("pay for a year at once", 0.15, 0.25, "ties up money", "B-130"),
    Strategy("automate deflection", 0.20, 0.40, "costs money first", "B-131"),
    Strategy("consolidate tools", 0.10, 0.30, "needs a migration", "B-132"),
    Strategy("pay by use", math.nan, math.nan, "cannot be foreseen", "B-133"),
)
"""Ways to pay less for tools, with their printed ranges."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The range of what is saved: parts of the tool cost, and money."""

    low: float
    high: float
    money_low: float
    money_high: float


def combined_saving(tool_cost: float, chosen: Iterable[Strategy]) -> Saved:
    """What several ways of saving come to together: each works on what the others leave.

    Formula: 1 − Π (1 − saving), of the tool cost; ranges from all low ends to all high ends. Ways without a
    printed range save an unknown part and are left out. ``tool_cost`` money from 0. Higher is better.
    Raises ValueError below 0. Source: 11.4, R-CT-01.

    >>> found = combined_saving(100_000, STRATEGIES[:2])
    >>> round(found.low, 3), round(found.high, 3), round(found.money_high)
    (0.235, 0.4, 40000)
    """
    at_least(tool_cost, 0.0, "tool_cost")
    printed = [one for one in chosen if not math.isnan(one.low + one.high)]
    low, high = (1.0 - math.prod(1.0 - getattr(one, end) for one in printed) for end in ("low", "high"))
    return Saved(low, high, tool_cost * low, tool_cost * high)


@dataclass(frozen=True, slots=True)
class PartCheck:
    """One part of a budget beside its printed range."""

    band: PrintedBand
    share: float
    place: str


@dataclass(frozen=True, slots=True)
class SplitCheck:
    """The parts of a budget beside their ranges, and whether they total 100 %."""

    parts: tuple[PartCheck, ...]
    total: float
    is_whole: bool


def split_check(shares: Mapping[str, float]) -> SplitCheck:
    """Compare how a budget is split with the printed split.

    ``shares``: parts of 1 by "people", "technology" and "overhead", from 0. Each is below, inside or above
    its range; the total must be 1, for the printed ranges allow 90 to 110 %. Raises ValueError for a
    missing part or one below 0. Source: budget_split, 11.5, B-031, C-91.

    >>> found = split_check({"people": 0.8, "technology": 0.067, "overhead": 0.133})
    >>> [part.place for part in found.parts], found.is_whole
    (['above', 'below', 'above'], True)
    """
    missing = [band.name for band in BUDGET_MIX if band.name not in shares]
    if missing:
        raise ValueError(f"shares must have {', '.join(missing)}")
    for name, share in shares.items():
        at_least(share, 0.0, name)
    parts = [PartCheck(band, shares[band.name], _place(band, shares[band.name])) for band in BUDGET_MIX]
    return SplitCheck(tuple(parts), sum(shares.values()), mix_is_whole(dict(shares)))


def _place(band: PrintedBand, share: float) -> str:
    """As `PrintedBand.place`, to a tenth of a point: a budget is not split finer."""
    return band.place(round(share, 3))


CUSTOMER_BANDS = (
    PrintedBand("complex software", 200.0, 400.0, "B-024"),
    PrintedBand("simple online trade", 2_000.0, 5_000.0, "B-025"),
)
"""Customers for each agent."""
GROWING, SCALING = 200.0, 500.0
"""New customers for each new agent: a team that merely grows (B-026), and one that scales (B-027)."""


def customers_per_new_agent(customers: ArrayLike, agents: ArrayLike, *, months: int = 12) -> Floats:
    """New customers for each agent more, over the months up to each one.

    Formula: (customers − those ``months`` before) ÷ (agents − those ``months`` before). ``customers`` and
    ``agents``: one number a month, equally long. Customers for an agent, higher is better: 200 is a team
    that grows, 500 one that scales at equal service. Infinite where customers came and no agent did;
    undefined (NaN) in the first months, where customers did not become more, and where fewer agents serve
    them. Raises ValueError for unequal lengths or ``months`` below 1. Source: F-087, B-026, B-027.

    >>> customers_per_new_agent([1_000, 1_200, 1_700], [10, 11, 12], months=1).tolist()
    [nan, 200.0, 500.0]
    """
    who, heads = np.asarray(customers, np.float64), np.asarray(agents, np.float64)
    if who.shape != heads.shape:
        raise ValueError("agents must be as long as customers")
    if months < 1:
        raise ValueError("months must be at least 1")
    found = np.full(who.shape, np.nan)
    more, hired = who[months:] - who[:-months], heads[months:] - heads[:-months]
    with np.errstate(divide="ignore", invalid="ignore"):
        found[months:] = np.where((more > 0) & (hired >= 0), more / hired, np.nan)
    return found
