"""What support costs, what a ticket costs, what savings are worth; every assumption can be changed."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class CostLines:
    """What one agent costs in a year, and hands out: the printed example as given (75,000; 6,000)."""

    salary: float = 60_000.0
    tools: float = 5_000.0
    training: float = 2_000.0
    management: float = 8_000.0
    tickets_per_day: float = 25.0
    working_days: float = 240.0

    def __post_init__(self) -> None:
        """Refuse negative figures."""
        for line in fields(self):
            if getattr(self, line.name) < 0:
                raise ValueError(f"{line.name} must be at least 0")

    @property
    def per_agent(self) -> float:
        """Money an agent costs in a year."""
        return self.salary + self.tools + self.training + self.management

    @property
    def output(self) -> float:
        """Tickets an agent resolves in a year."""
        return self.tickets_per_day * self.working_days

    def shares(self) -> dict[str, float]:
        """Each cost line in parts of all four; NaN where nothing is paid.

        >>> {name: round(share, 3) for name, share in CostLines().shares().items()}
        {'salary': 0.8, 'tools': 0.067, 'training': 0.027, 'management': 0.107}
        """
        names = ("salary", "tools", "training", "management")
        return {name: _quotient(getattr(self, name), self.per_agent) for name in names}

    def minutes_asked(self, handle_time: float) -> float:
        """Minutes of work a day that the output takes; the printed 25 at 20 minutes are 500 (C-24).

        >>> CostLines().minutes_asked(20)
        500.0
        """
        return self.tickets_per_day * handle_time


def cost_per_ticket(lines: CostLines) -> float:
    """What a ticket costs.

    Formula: cost of an agent ÷ tickets of an agent, both of a year. Money, from 0 up, lower is better
    as long as quality holds. Undefined (NaN) without output. Source: cost_per_ticket, handbook 6.9.

    >>> cost_per_ticket(CostLines())
    12.5
    """
    return _quotient(lines.per_agent, lines.output)


@dataclass(frozen=True, slots=True)
class PrintedBand:
    """A published range, in money or in parts of revenue."""

    name: str
    low: float
    high: float
    source: str

    def place(self, value: float) -> str:
        """Where a value stands: "below", "inside", "above", or "no data".

        >>> TICKET_BANDS[2].place(12.5)
        'above'
        """
        if math.isnan(value):
            return "no data"
        return "below" if value < self.low else "above" if value > self.high else "inside"


TICKET_BANDS = (
    PrintedBand("any ticket, by complexity", 5.0, 25.0, "B-034"),
    PrintedBand("answered by people only", 5.0, 15.0, "B-035"),
    PrintedBand("with AI assistance", 1.0, 4.0, "B-036"),
)
"""The three published bands of the cost of a ticket, in dollars (C-16)."""
BUDGET_BANDS = (
    PrintedBand("SaaS", 0.05, 0.15, "B-031"),
    PrintedBand("e-commerce", 0.02, 0.05, "B-032"),
    PrintedBand("enterprise software", 0.10, 0.20, "B-033"),
)
"""Support budget in parts of revenue."""
BUDGET_MIX = (
    PrintedBand("people", 0.60, 0.70, "B-031"),
    PrintedBand("technology", 0.20, 0.30, "B-031"),
    PrintedBand("overhead", 0.10, 0.10, "B-031"),
)
"""Parts of a SaaS support budget. The printed ones total 90 to 110 %: a mix must total 100."""


def saving_of_shorter_handling(lines: CostLines, shorter: float = 0.1) -> float:
    """What a ticket gets cheaper when handling takes less time, at once and only on paper.

    Formula: cost per ticket × ``shorter`` (a share from 0 to below 1), the printed example. It is
    exact: output grows to output ÷ (1 − shorter). Money per ticket. Undefined (NaN) without output.

    >>> saving_of_shorter_handling(CostLines())
    1.25
    """
    if not 0 <= shorter < 1:
        raise ValueError("shorter must be from 0 to below 1")
    return cost_per_ticket(lines) * shorter


def saving_of_first_contact(lines: CostLines, points: float = 5.0) -> float:
    """What an agent's year saves when more tickets end with the first contact.

    Formula: points ÷ 100 × tickets of an agent × cost per ticket: each point is taken to spare one
    ticket in a hundred. ``points`` from 0 to 100. Money per agent and year. Undefined (NaN) without
    output. Source: handbook 6.9.

    >>> saving_of_first_contact(CostLines())
    3750.0
    """
    if not 0 <= points <= 100:
        raise ValueError("points must be from 0 to 100")
    return points / 100.0 * lines.output * cost_per_ticket(lines)


@dataclass(frozen=True, slots=True)
class Deflected:
    """Tickets that nobody had to write, what they would have cost, and what is left of it."""

    tickets: float
    gross: float
    net: float


def self_service_return(visits: float, rate: float, per_ticket: float, investment: float = 0.0) -> Deflected:
    """What self-service saves, before and after what it costs.

    Formula: visits × rate tickets, × cost per ticket gross, − investment net (C-17: the printed example
    leaves it out). ``visits`` from 0, ``rate`` a share, ``per_ticket`` and ``investment`` money from 0,
    of the same stretch. NaN where an input is. Raises ValueError outside. Source: handbook 8.8.

    >>> self_service_return(10_000, 0.35, 15)
    Deflected(tickets=3500.0, gross=52500.0, net=52500.0)
    """
    given = {"visits": visits, "rate": rate, "per_ticket": per_ticket, "investment": investment}
    for name, value in given.items():
        if value < 0:
            raise ValueError(f"{name} must be at least 0")
    if rate > 1:
        raise ValueError("rate must be from 0 to 1")
    tickets = visits * rate
    return Deflected(tickets, tickets * per_ticket, tickets * per_ticket - investment)


def budget_share(cost: float, revenue: float) -> float:
    """Support cost in parts of revenue, of the same stretch; NaN without revenue. See ``BUDGET_BANDS``.

    >>> budget_share(75_000, 1_000_000)
    0.075
    """
    return _quotient(cost, revenue)


def mix_is_whole(parts: dict[str, float]) -> bool:
    """Whether the parts of a budget total 100 %, to a tenth of a point.

    >>> mix_is_whole({"people": 0.7, "technology": 0.3, "overhead": 0.1})
    False
    """
    return math.isclose(sum(parts.values()), 1.0, abs_tol=1e-3)


def _quotient(part: float, whole: float) -> float:
    """NaN where there is nothing to divide by."""
    return part / whole if whole else float("nan")
