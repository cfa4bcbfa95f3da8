"""The editor of a rule: its fields as they were typed, and the rule or the sentences that come of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time

from core.alerts.figures import LIVE_FIGURES, figure_named
from core.alerts.ladder import Ladder, Role
from core.alerts.quiet import QuietHours
from core.alerts.rule import Against, AlertRule, Severity
from core.alerts.windows import Step, Window
from core.metrics import METRICS
from core.metrics.definition import Unit
from dashboard.view_models.targets import example, limit_text, read_value

STEP_WORDS = {
    Step.FIVE_MINUTES: "every 5 minutes",
    Step.QUARTER: "every 15 minutes",
    Step.HOUR: "every hour",
    Step.DAY: "every day",
    Step.WEEK: "every week",
}
AGAINST_WORDS = {
    Against.LIMITS: "own limits",
    Against.TARGET: "the target in force",
    Against.CRITICAL: "the critical limit of the target",
}
SEVERITY_WORDS = {Severity.WARNING: "Warning", Severity.CRITICAL: "Critical"}
NEVER, TOGETHER = 0, ""
"""Stand for "no reminder" and "not told apart" in the fields."""
AGAIN_WORDS = {
    NEVER: "never again",
    60: "every hour",
    240: "every 4 hours",
    1440: "every day",
}
BY_WORDS = {
    TOGETHER: "all together",
    "team": "each team",
    "priority": "each priority",
    "category": "each category",
}
NOBODY = "nobody"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LABELS = {
    "name": "Name",
    "figure": "Figure",
    "low": "At least",
    "high": "At most",
    "against": "Held against",
    "periods": "Times in a row",
    "length": "Periods together",
    "by": "Told apart by",
    "zone": "Zone",
    "weekdays": "Quiet days",
    "url": "Address",
    "channel": "Channel",
    "address": "Address of the dashboard",
    "who": "Noted by",
    "own": "Own channels",
    "metrics": "Promises",
}


@dataclass(frozen=True)
class QuietForm:
    """The fields of quiet hours; ``days``: 0 Monday to 6 Sunday."""

    is_on: bool
    start: time
    end: time
    days: tuple[int, ...]


@dataclass(frozen=True)
class RuleForm:
    """The fields as they stand; limits are texts."""

    name: str
    figure: str
    against: Against
    low: str
    high: str
    step: Step
    length: int
    periods: int
    by: str
    filters: Mapping[str, tuple[str, ...]]
    severity: Severity
    quiet: QuietForm
    again_minutes: int
    tells_end: bool
    channels: tuple[str, ...]
    is_on: bool
    zone: str


@dataclass(frozen=True)
class RuleReading:
    """What the fields mean: a rule, or why not."""

    rule: AlertRule | None
    problems: tuple[str, ...] = ()


def figure_names() -> dict[str, str]:
    """Everything that can be watched, by id: readings of the moment first, then metrics by name."""
    metrics = {name: metric.name for name, metric in METRICS.items() if not metric.is_waiting}
    live = {name: figure.name for name, figure in LIVE_FIGURES.items()}
    return live | dict(sorted(metrics.items(), key=lambda item: item[1].casefold()))


def unit_of(figure: str) -> Unit:
    """The unit of a figure."""
    return figure_named(figure).unit


def limit_words(rule: AlertRule | None, figure: str, side: str) -> str:
    """A limit as it can be typed back, "" for none or for another figure's."""
    if rule is None or rule.figure != figure:
        return ""
    return limit_text(rule.low if side == "low" else rule.high, unit_of(figure))


def limit_example(figure: str) -> str:
    """How a limit of a figure is written."""
    return example(unit_of(figure))


def read_rule(form: RuleForm, like: AlertRule | None = None) -> RuleReading:
    """The rule that the fields make; ``like`` gives what no field asks for: the advice and its source."""
    unit, problems, limits = unit_of(form.figure), [], dict[str, float | None]()
    for side, text in (("low", form.low), ("high", form.high)):
        try:
            limits[side] = read_value(text, unit) if form.against is Against.LIMITS else None
        except ValueError as error:
            problems.append(f"{LABELS[side]}: {error}")
    if problems:
        return RuleReading(None, tuple(problems))
    try:
        return RuleReading(_rule(form, limits, like))
    except ValueError as error:
        return RuleReading(None, (in_words(error),))


def _rule(form: RuleForm, limits: Mapping[str, float | None], like: AlertRule | None) -> AlertRule:
    return AlertRule(
        name=form.name.strip(),
        figure=form.figure,
        against=form.against,
        low=limits["low"],
        high=limits["high"],
        window=Window(form.step, form.length),
        periods=form.periods,
        by=form.by or None,
        filters={name: values for name, values in form.filters.items() if values},
        severity=form.severity,
        quiet=read_quiet(form.quiet, form.zone),
        again_minutes=form.again_minutes or None,
        tells_end=form.tells_end,
        channels=form.channels,
        is_on=form.is_on,
        advice=like.advice if like and like.figure == form.figure else "",
        source=like.source if like and like.figure == form.figure else "",
    )


def read_quiet(form: QuietForm, zone: str) -> QuietHours | None:
    """Quiet hours in the display zone, None where none are wanted. ValueError as `QuietHours` raises it."""
    return QuietHours(form.start, form.end, zone, form.days) if form.is_on else None


@dataclass(frozen=True)
class LadderForm:
    """The fields of the ladder; ``told``: a channel or `NOBODY` by role, ``own``: role, who, channel."""

    is_on: bool
    told: Mapping[Role, str]
    metrics: tuple[str, ...]
    own: Iterable[tuple[str, str, str]]
    quiet: QuietForm
    zone: str


def read_ladder(form: LadderForm, like: Ladder) -> Ladder:
    """The ladder that the fields make; filters stay. Raises ValueError naming what is wrong."""
    return Ladder(
        metrics=form.metrics,
        filters=like.filters,
        channels={role: (name,) for role, name in form.told.items() if name != NOBODY},
        own={f"{role}:{who.strip()}": (channel,) for role, who, channel in form.own},
        quiet=read_quiet(form.quiet, form.zone),
        is_on=form.is_on,
    )


def stamp_of(kept: object) -> str:
    """A short text that changes with what is stored, so that fields start anew when it was changed."""
    return hashlib.blake2b(repr(kept).encode(), digest_size=6).hexdigest()


def in_words(error: Exception) -> str:
    """A refusal of the core with the labels of the fields in place of argument names.

    >>> in_words(ValueError("high: give at least one limit"))
    'At most: give at least one limit'
    """
    name, colon, rest = str(error).partition(": ")
    return f"{LABELS[name]}: {rest}" if colon and name in LABELS else str(error)
