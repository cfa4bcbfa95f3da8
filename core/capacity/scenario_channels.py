"""Scenario presets, the sensitivity table and agents by channel: the printed rules of capacity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.capacity.arguments import above_zero, at_least
from core.capacity.log_sums import Floats
from core.capacity.staffing import DAY_MINUTES, PRESETS, required_agents, whole_agents

UTILISATIONS = (0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Preset:
    """A printed scenario: what it does to the tickets, and what to do then."""

    id: str
    name: str
    change: float
    response: str


SCENARIO_PRESETS = (
    Preset("B-103", "Product outage", PRESETS["outage"], "All hands, defer what can wait."),
    Preset("B-104", "Major release", PRESETS["release"], "Extra coverage, scheduled ahead."),
    Preset("B-105", "Competitor migration", PRESETS["migration"], "Temporary staff, longer hours."),
    Preset("B-106", "Holiday", PRESETS["holiday"], "Skeleton crew."),
    Preset(
        "B-107",
        "Public relations crisis",
        PRESETS["public relations crisis"],
        "Emergency protocol, executive support.",
    ),
)
"""+300, +50, +100, −50 and +500 % (F-079)."""


@dataclass(frozen=True, slots=True)
class SensitivityRow:
    """The printed formula at one utilisation."""

    utilisation: float
    minutes: float
    tickets: float
    exact: float
    agents: float


def sensitivity(
    volume: float,
    handle_time: float,
    utilisations: ArrayLike = UTILISATIONS,
    day_minutes: float = DAY_MINUTES,
) -> tuple[SensitivityRow, ...]:
    """Agents by utilisation: minutes and tickets of an agent's day, exact and whole agents.

    Formula: ``required_agents``; parameters as there. Source: F-072, handbook 6.1.

    >>> [row.agents for row in sensitivity(500, 20)]
    [35.0, 30.0, 28.0, 27.0, 24.0, 22.0, 21.0]
    """
    shares = np.atleast_1d(np.asarray(utilisations, np.float64))
    exact = required_agents(volume, handle_time, shares, day_minutes)
    minutes = day_minutes * shares
    with np.errstate(divide="ignore", invalid="ignore"):
        tickets = np.where(handle_time > 0, minutes / handle_time, np.nan)
    columns = zip(shares, minutes, tickets, exact, whole_agents(exact), strict=True)
    return tuple(SensitivityRow(*(float(value) for value in row)) for row in columns)


@dataclass(frozen=True, slots=True)
class ChannelRate:
    """A printed rate: tickets per agent-hour, and how many are held at once."""

    id: str
    channel: str
    low: float
    high: float
    concurrency: tuple[float, float]
    note: str

    @property
    def middle(self) -> float:
        """Middle of the printed range."""
        return (self.low + self.high) / 2

    @property
    def slots(self) -> float:
        """Middle of the printed concurrency."""
        return sum(self.concurrency) / 2


CHANNEL_RATES = (
    ChannelRate("B-089", "email", 4, 8, (1, 1), "deep work, can batch"),
    ChannelRate("B-090", "chat", 2, 4, (2, 3), "several at once"),
    ChannelRate("B-091", "phone", 3, 5, (1, 1), "no multitasking"),
    ChannelRate("B-092", "social", 5, 10, (1, 2), "often quick"),
)
"""Printed tickets per agent-hour by channel (F-080)."""
CONCURRENCY_SENTENCE = (
    "The handbook prints 2 to 4 chats an agent-hour with 2 to 3 at once and does not say whether the rate "
    "counts them together; taken per slot it would be 4 to 12 an hour."
)


def agents_for_rate(
    arrivals: ArrayLike,
    rate: ArrayLike,
    utilisation: ArrayLike = 0.75,
    concurrency: ArrayLike = 1.0,
    rate_includes_concurrency: bool = True,
) -> Floats:
    """Agents in an hour by the printed rate of a channel, before rounding up.

    Formula: arrivals ÷ (rate × utilisation); ÷ concurrency too where the rate is per slot.
    ``arrivals`` of the hour from 0, ``rate`` (tickets per agent-hour) and ``utilisation`` above 0,
    ``concurrency`` from 1; arrays that broadcast. Agents, from 0 up. Undefined (NaN) where an input
    is. Raises ValueError outside. Source: F-080, handbook 6.6.

    >>> float(agents_for_rate(45, 6, 0.75)), float(agents_for_rate(45, 3, 0.75, 2.5, False))
    (10.0, 8.0)
    """
    slots = at_least(concurrency, 1.0, "concurrency")
    each = above_zero(rate, "rate") * (1.0 if rate_includes_concurrency else slots)
    agents: Floats = at_least(arrivals, 0.0, "arrivals") / (each * above_zero(utilisation, "utilisation"))
    return agents


def minutes_per_ticket(rate: ArrayLike) -> Floats:
    """Minutes of agent time that a rate of tickets per hour means.

    >>> minutes_per_ticket([4, 8]).tolist()
    [15.0, 7.5]
    """
    minutes: Floats = 60.0 / above_zero(rate, "rate")
    return minutes
