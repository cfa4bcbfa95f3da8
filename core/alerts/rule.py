"""A rule: which figure, when it is out of its band, how long before anybody is told, and whom."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.alerts.figures import figure_named, is_live
from core.alerts.quiet import QuietHours
from core.alerts.windows import Step, Window

NAME_LENGTH = 80
MOST_PERIODS = 12
DIMENSIONS = ("team", "priority", "channel", "tier", "category", "assignee")
"""What a rule may be narrowed to, or told apart by."""


class Severity(StrEnum):
    """How bad it is; whoever is told sees it."""

    WARNING = "warning"
    CRITICAL = "critical"


class Against(StrEnum):
    """What a figure is held against."""

    LIMITS = "limits"
    TARGET = "target"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """One rule.

    ``figure``: a metric or reading id. ``against``: ``limits`` (below ``low`` or above ``high`` is out, the
    limit itself is not, all in the figure's unit), ``target`` (out when off the target in force) or
    ``critical`` (out when critical by it). ``window``: which periods are looked at; a metric that describes
    the queue of one moment is taken at the end of each. ``periods``: how many in a row must be out (R:
    two, against daily noise). ``by``: one alert for each team, priority …; ``filters``: wanted values by
    dimension. ``again_minutes``: how long until a reminder while nobody has taken note; None for never.
    ``tells_end``: whether being back in band is told as well. ``channels``: names of channels. ``advice``
    says what to do, ``source`` who says so. Raises ValueError naming the argument.

    >>> rule = AlertRule(name="Queue", figure="queue_depth", high=25, window=Window(Step.QUARTER))
    >>> AlertRule.from_json(rule.name, rule.to_json()) == rule
    True
    """

    name: str
    figure: str
    window: Window
    against: Against = Against.LIMITS
    low: float | None = None
    high: float | None = None
    periods: int = 2
    by: str | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity: Severity = Severity.WARNING
    quiet: QuietHours | None = None
    again_minutes: int | None = 240
    tells_end: bool = True
    channels: tuple[str, ...] = ()
    is_on: bool = False
    advice: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse rules that nobody could understand."""
        _check_name(self.name)
        figure_named(self.figure)
        if self.against is Against.LIMITS:
            _check_limits(self.low, self.high)
        elif is_live(self.figure):
            raise ValueError("against: this reading has no target; give it a limit")
        if not 1 <= self.periods <= MOST_PERIODS:
            raise ValueError(f"periods: 1 to {MOST_PERIODS} in a row, not {self.periods}")
        for name in (*self.filters, *([self.by] if self.by else [])):
            if name not in DIMENSIONS:
                raise ValueError(f"filters: {name!r} is none of {', '.join(DIMENSIONS)}")
        if self.by and is_live(self.figure):
            raise ValueError("by: this reading is taken over all chosen tickets; filter it instead")
        if self.again_minutes is not None and self.again_minutes < 5:
            raise ValueError("again_minutes: at least 5 minutes between reminders")

    @property
    def measure_key(self) -> str:
        """Equal for rules that need the same measurements."""
        wanted = sorted((name, values) for name, values in self.filters.items() if values)
        return repr((self.figure, self.window, self.by, wanted))

    def to_json(self) -> dict[str, Any]:
        """Everything but the name, as JSON can say it."""
        return {
            "figure": self.figure,
            "step": self.window.step.value,
            "length": self.window.length,
            "against": self.against.value,
            "low": self.low,
            "high": self.high,
            "periods": self.periods,
            "by": self.by,
            "filters": {name: list(values) for name, values in self.filters.items()},
            "severity": self.severity.value,
            "quiet": self.quiet.to_json() if self.quiet else None,
            "again_minutes": self.again_minutes,
            "tells_end": self.tells_end,
            "channels": list(self.channels),
            "is_on": self.is_on,
            "advice": self.advice,
            "source": self.source,
        }

    @classmethod
    def from_json(cls, name: str, body: Mapping[str, Any]) -> AlertRule:
        """A rule as `to_json` wrote it. Raises ValueError for anything else."""
        try:
            return cls(name=name, **_arguments(body))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"name: the rule {name!r} cannot be read") from error


def _arguments(body: Mapping[str, Any]) -> dict[str, Any]:
    given = {key: value for key, value in body.items() if key not in ("step", "length", "kind")}
    return given | {
        "window": Window(Step(body["step"]), int(body["length"])),
        "against": Against(body["against"]),
        "severity": Severity(body["severity"]),
        "filters": {key: tuple(values) for key, values in body["filters"].items()},
        "quiet": QuietHours.from_json(body["quiet"]) if body["quiet"] else None,
        "channels": tuple(body["channels"]),
    }


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > NAME_LENGTH:
        raise ValueError(f"name: a rule has a name of at most {NAME_LENGTH} characters")


def _check_limits(low: float | None, high: float | None) -> None:
    if low is None and high is None:
        raise ValueError("high: give at least one limit")
    if any(limit is not None and not math.isfinite(limit) for limit in (low, high)):
        raise ValueError("high: a limit is a number")
    if low is not None and high is not None and low > high:
        raise ValueError("low: must not be above the other limit")
