"""What a rule wants and when it looks, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.alerts.figures import figure_named
from core.alerts.rule import Against, AlertRule
from core.alerts.windows import Step, Window
from core.metrics.definition import Unit
from dashboard import format as fmt

STEPS_IN_WORDS = {
    Step.FIVE_MINUTES: ("5 minutes", "5 minutes"),
    Step.QUARTER: ("15 minutes", "15 minutes"),
    Step.HOUR: ("hour", "hours"),
    Step.DAY: ("day", "days"),
    Step.WEEK: ("week", "weeks"),
}


def value_words(figure: str, value: float | None) -> str:
    """A value of a figure in its unit.

    >>> value_words("csat_rate", 0.8).replace(chr(160), " ")
    '80 %'
    """
    unit = figure_named(figure).unit
    if unit is Unit.NUMBER and value is not None and not fmt.is_missing(value) and value == round(value):
        return fmt.count(value)
    return fmt.value_in_unit(value, unit, business="business" in figure)


def wanted_words(rule: AlertRule, detail: Mapping[str, Any] | None = None) -> str:
    """What a rule wants, in words.

    >>> queue = AlertRule(name="Q", figure="queue_depth", high=25, window=Window(Step.HOUR))
    >>> wanted_words(queue)
    'at most 25 is wanted'
    """
    if rule.against is Against.LIMITS:
        low, high = (None if end is None else value_words(rule.figure, end) for end in (rule.low, rule.high))
        if low and high:
            return f"{low} to {high} is wanted"
        return f"at most {high} is wanted" if high else f"at least {low} is wanted"
    target = str((detail or {}).get("target") or "")
    words = f" ({target})" if target else ""
    return f"{'on target' if rule.against is Against.TARGET else 'not critical'}{words} is wanted"


def period_words(window: Window, periods: int) -> str:
    """Which periods are looked at.

    >>> period_words(Window(Step.DAY), 2), period_words(Window(Step.DAY, 7), 1)
    ('2 days in a row', 'the last 7 days')
    """
    one, many = STEPS_IN_WORDS[window.step]
    length = f"the last {one}" if window.length == 1 else f"the last {_times(window.length, window.step)}"
    if periods == 1:
        return length
    if window.length == 1 and window.step not in (Step.FIVE_MINUTES, Step.QUARTER):
        return f"{periods} {many} in a row"
    return f"{length}, {periods} times in a row"


def _times(count: int, step: Step) -> str:
    if step in (Step.FIVE_MINUTES, Step.QUARTER):
        return f"{count * (5 if step is Step.FIVE_MINUTES else 15)} minutes"
    return f"{count} {STEPS_IN_WORDS[step][1]}"
