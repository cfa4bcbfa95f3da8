"""The real-time strip: four gauges, their limits and what a red one calls for (R-RT-01 to R-RT-04)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dashboard import format as fmt

WAIT_LIMITS_MINUTES = (5.0, 15.0)
DEPTH_LIMITS = (10.0, 25.0)
NEEDS_RECORDS = "needs shifts and activity records"


@dataclass(frozen=True)
class Gauge:
    """One reading of the strip; texts are ready to print. ``part``, ``where``: the tab and list behind it."""

    name: str
    value: str
    status: str
    limits: str
    action: str
    definition: str
    part: str = ""
    where: str = ""

    @property
    def colour_word(self) -> str:
        """The reading as the strip's colours are called; never colour alone."""
        return COLOUR_WORDS.get(self.status, "No colour")


COLOUR_WORDS = {"on_target": "Green", "warning": "Yellow", "critical": "Red", "no_data": "No data"}


def level_below(value: float, limits: tuple[float, float]) -> str:
    """Status of a reading that should stay low; a value exactly on a limit is yellow.

    >>> [level_below(v, (5, 15)) for v in (4.9, 5.0, 15.0, 15.1)]
    ['on_target', 'warning', 'warning', 'critical']
    """
    if math.isnan(value):
        return "no_data"
    if value > limits[1]:
        return "critical"
    return "on_target" if value < limits[0] else "warning"


def level_utilisation(share: float) -> str:
    """Status of utilisation: 70 to 80 % is green on both ends, below 60 % is a warning as well.

    >>> [level_utilisation(v) for v in (.55, .65, .70, .80, .90, .91)]
    ['warning', 'no_target', 'on_target', 'on_target', 'warning', 'critical']
    """
    if math.isnan(share):
        return "no_data"
    if share > 0.9:
        return "critical"
    if share > 0.8 or share < 0.6:
        return "warning"
    return "on_target" if share >= 0.7 else "no_target"


def level_agents(gap: float) -> str:
    """Status of agents present minus planned: one missing is green, two or three yellow, four red.

    >>> [level_agents(v) for v in (0, -1, -2, -3, -4)]
    ['on_target', 'on_target', 'warning', 'warning', 'critical']
    """
    if math.isnan(gap):
        return "no_data"
    if gap <= -4:
        return "critical"
    return "warning" if gap <= -2 else "on_target"


def wait_gauge(minutes: float, longest_minutes: float) -> Gauge:
    """R-RT-01: how long the tickets that nobody has answered yet have been waiting."""
    longest = "" if math.isnan(longest_minutes) else f"; longest {fmt.duration(longest_minutes)}"
    return Gauge(
        name="Wait for a first reply",
        value=fmt.duration(minutes),
        status=level_below(minutes, WAIT_LIMITS_MINUTES),
        limits=f"green under 5 min, red over 15 min{longest}",
        action="Pull people from training and escalate.",
        definition="Median age of the open tickets that no person has answered yet, at the moment shown. "
        "The limits are those of a live queue (chat, phone); an e-mail queue will read red.",
        part="Lists",
        where="unanswered",
    )


def depth_gauge(waiting: float) -> Gauge:
    """R-RT-02: how many tickets wait for us."""
    return Gauge(
        name="Queue depth",
        value=fmt.count(waiting),
        status=level_below(waiting, DEPTH_LIMITS),
        limits="green under 10, red over 25",
        action="All hands; put off what is not urgent.",
        definition="Open tickets whose last word is the customer's: they wait for us at the moment shown.",
        part="Lists",
        where="waiting",
    )


def utilisation_gauge(share: float = math.nan) -> Gauge:
    """R-RT-03: how much of the agents' paid time goes into tickets."""
    return Gauge(
        name="Utilisation",
        value=fmt.share(share),
        status=level_utilisation(share),
        limits="green 70 to 80 %, red over 90 %" if share == share else NEEDS_RECORDS,
        action="Watch for burnout and get help.",
        definition="Time on tickets today so far, divided by all time at work, over all agents. It needs "
        "records of what agents were doing. 70 to 80 % is healthy; below 60 % is a warning as well.",
        part="People",
    )


def agents_gauge(gap: float = math.nan) -> Gauge:
    """R-RT-04: agents present compared with the plan."""
    return Gauge(
        name="Agents against plan",
        value=_gap_words(gap),
        status=level_agents(gap),
        limits="green as planned, red 4 missing" if gap == gap else NEEDS_RECORDS,
        action="Call in backups.",
        definition="Agents at work minus agents planned, at the moment shown. It needs shifts and records of "
        "what agents were doing.",
        part="People",
    )


def _gap_words(gap: float) -> str:
    """The gap as people say it.

    >>> [_gap_words(v).replace(chr(160), " ") for v in (-2.0, 0.0, 1.0)]
    ['2 missing', 'as planned', '1 more']
    """
    if math.isnan(gap):
        return fmt.NO_DATA
    if gap == 0:
        return "as planned"
    return f"{fmt.count(abs(gap))}{fmt.NO_BREAK}{'missing' if gap < 0 else 'more'}"
