"""What self-service returns: tickets that nobody had to write, in money, less what it costs."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeflectionBand:
    """A printed range of deflection: shares of visits, ``warn_below`` where one is printed."""

    name: str
    low: float
    high: float
    warn_below: float
    source: str


DEFLECTION_BANDS = (
    DeflectionBand("handbook", 0.30, 0.50, 0.20, "deflection_pct"),
    DeflectionBand("scaling guide", 0.20, 0.40, 0.15, "C-13"),
    DeflectionBand("growing teams", 0.20, 0.30, math.nan, "C-13"),
)
"""The sources do not agree (C-13): the handbook's 30 % is the target, 20 % the warning.

Another "20 to 40 %" is money saved by automation, not a share of visits (C-15); it is not here.
"""
BLUEPRINT_DEFLECTION = 0.25
"""What the worked example reaches in six months (C-13)."""


@dataclass(frozen=True, slots=True)
class SelfServiceReturn:
    """What self-service brings in a month (or any stretch): tickets and money.

    ``gross`` is before the investment, ``net`` after it; ``per_unit`` is net ÷ investment, NaN
    without an investment.
    """

    deflected: float
    cost_per_ticket: float
    investment: float

    @property
    def gross(self) -> float:
        """Deflected tickets × cost per ticket."""
        return self.deflected * self.cost_per_ticket

    @property
    def net(self) -> float:
        """Gross less the investment."""
        return self.gross - self.investment

    @property
    def per_unit(self) -> float:
        """Net return per unit of money invested."""
        return self.net / self.investment if self.investment > 0 else math.nan


def deflected(visits: float, rate: float) -> float:
    """Tickets that self-service spared. Formula: visits × deflection rate.

    Parameters
    ----------
    visits : self-service visits of the stretch, 0 or more
    rate : share of visits without a ticket afterwards, 0 to 1

    Tickets, 0 or more, higher is better; unknown (NaN) where either is. Raises ValueError naming
    the argument outside these ranges. Sources: deflected_tickets, 8.8, C-14.

    >>> deflected(10_000, 0.35)
    3500.0
    """
    _not_below(visits, "visits")
    if not (math.isnan(rate) or 0 <= rate <= 1):
        raise ValueError(f"rate must lie between 0 and 1, not {rate!r}")
    return visits * rate


def self_service_return(tickets: float, cost_per_ticket: float, investment: float) -> SelfServiceReturn:
    """What self-service returns. Formula: deflected tickets × cost per ticket − investment.

    The printed formula subtracts the investment, the printed example does not (C-17): ``net`` is
    what counts, ``gross`` stands beside it.

    Parameters
    ----------
    tickets : deflected tickets of the stretch, see `deflected`
    cost_per_ticket : what one ticket costs, money
    investment : what self-service costs in the same stretch, money

    All 0 or more; NaN where unknown, and then so is the return. Net may be below 0; higher is
    better. Raises ValueError naming the argument for negative numbers. Sources: 8.8, C-16, C-17.

    >>> self_service_return(deflected(10_000, 0.35), 15.0, 0.0).gross
    52500.0
    >>> found = self_service_return(deflected(1_200, 0.25), 12.5, 1_900.0)
    >>> found.gross, found.net
    (3750.0, 1850.0)
    """
    for value, name in (
        (tickets, "tickets"),
        (cost_per_ticket, "cost_per_ticket"),
        (investment, "investment"),
    ):
        _not_below(value, name)
    return SelfServiceReturn(tickets, cost_per_ticket, investment)


def break_even_rate(visits: float, cost_per_ticket: float, investment: float) -> float:
    """The deflection rate that pays for itself. Formula: investment ÷ (visits × cost per ticket).

    Parameters
    ----------
    visits : self-service visits of the stretch
    cost_per_ticket : what one ticket costs, money
    investment : what self-service costs in the same stretch, money

    A share, lower is better; above 1 no rate is enough. Undefined (NaN) without visits or cost.
    Raises ValueError naming the argument for negative numbers. Source: 8.8.

    >>> break_even_rate(10_000, 15.0, 30_000.0)
    0.2
    """
    for value, name in ((visits, "visits"), (cost_per_ticket, "cost_per_ticket"), (investment, "investment")):
        _not_below(value, name)
    saving = visits * cost_per_ticket
    return investment / saving if saving > 0 else math.nan


@dataclass(frozen=True, slots=True)
class DeflectionScenario:
    """What a printed range of deflection would return, at its low and its high end."""

    band: DeflectionBand
    at_low: SelfServiceReturn
    at_high: SelfServiceReturn


def deflection_scenarios(
    visits: float, cost_per_ticket: float, investment: float
) -> tuple[DeflectionScenario, ...]:
    """The return at both ends of every printed range (C-13), side by side.

    Parameters
    ----------
    visits : self-service visits of the stretch
    cost_per_ticket : what one ticket costs, money
    investment : what self-service costs in the same stretch, money

    Raises ValueError naming the argument for negative numbers. Sources: 8.8, C-13.

    >>> [round(each.at_low.net) for each in deflection_scenarios(1_000, 10.0, 500.0)]
    [2500, 1500, 1500]
    """
    return tuple(
        DeflectionScenario(
            band,
            *(
                self_service_return(deflected(visits, rate), cost_per_ticket, investment)
                for rate in (band.low, band.high)
            ),
        )
        for band in DEFLECTION_BANDS
    )


def _not_below(value: float, name: str) -> None:
    if value < 0:
        raise ValueError(f"{name} must not be below 0, not {value!r}")
