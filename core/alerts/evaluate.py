"""Is a rule out of its band? From readings of its periods to findings; unknown is neither in nor out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.alerts.rule import Against, AlertRule
from core.metrics.assess import Status

OFF_TARGET = {Against.TARGET: (Status.WARNING, Status.CRITICAL), Against.CRITICAL: (Status.CRITICAL,)}
JUDGED = (Status.ON_TARGET, Status.WARNING, Status.CRITICAL)


class State(StrEnum):
    """How a rule stands at an instant."""

    OUT = "out"
    PENDING = "pending"
    IN_BAND = "in_band"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure in one period; ``is_enough``: whether it rests on as many rows as it takes to judge it."""

    end: datetime
    value: float
    n: int = 0
    status: Status = Status.NO_TARGET
    is_enough: bool = True
    target_text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule, or a step of the ladder, has to say about one scope at an instant.

    ``key`` is the same for as long as the same trouble lasts. ``since``: the end of the first period that
    was out. ``is_news``: whether it may be raised (the ladder tells only what has just happened).
    ``detail``: what a message needs, as JSON can say it. ``clock``: which promise, for the ladder.
    """

    rule: str
    key: str
    scope: str
    level: str
    state: State
    since: datetime
    is_news: bool = True
    figure: str = ""
    clock: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def is_out(rule: AlertRule, reading: Reading) -> bool | None:
    """Whether a reading is out of the rule's band; None where it says nothing.

    Nothing is said by a missing value, by one that rests on too few rows, and, against a target, by one
    that cannot be judged. A value exactly on a limit is not out.

    >>> from core.alerts.windows import Step, Window
    >>> rule = AlertRule(name="Queue", figure="queue_depth", high=25, window=Window(Step.HOUR))
    >>> at = datetime(2026, 3, 2)
    >>> [is_out(rule, Reading(at, value)) for value in (25.0, 26.0, float("nan"))]
    [False, True, None]
    """
    if math.isnan(reading.value) or not reading.is_enough:
        return None
    if rule.against is not Against.LIMITS:
        return reading.status in OFF_TARGET[rule.against] if reading.status in JUDGED else None
    low = -math.inf if rule.low is None else rule.low
    high = math.inf if rule.high is None else rule.high
    return not low <= reading.value <= high


def finding_of(rule: AlertRule, scope: str, readings: Sequence[Reading]) -> Finding:
    """How the rule stands after its last periods; ``readings``: the latest first, at least one.

    Out when ``periods`` of them in a row are out, in band when the latest is in band, pending when the
    latest is out but not yet long enough, unknown when the latest says nothing: an open alert then stays.
    """
    verdicts = [is_out(rule, reading) for reading in readings[: rule.periods]]
    if verdicts[0] is None:
        state = State.UNKNOWN
    elif not verdicts[0]:
        state = State.IN_BAND
    else:
        state = State.OUT if verdicts == [True] * rule.periods else State.PENDING
    first = readings[min(rule.periods, len(readings)) - 1] if state is State.OUT else readings[0]
    return Finding(
        rule=rule.name,
        key=rule_key(rule, scope),
        scope=scope,
        level=rule.severity.value,
        state=state,
        since=first.end,
        figure=rule.figure,
        detail=_detail(rule, readings[0]),
    )


def rule_key(rule: AlertRule, scope: str) -> str:
    """What tells alerts of a rule apart: one for each scope."""
    return f"rule|{rule.name}|{scope}"


def _detail(rule: AlertRule, latest: Reading) -> dict[str, Any]:
    return {
        "figure": rule.figure,
        "value": None if math.isnan(latest.value) else latest.value,
        "n": latest.n,
        "low": rule.low if rule.against is Against.LIMITS else None,
        "high": rule.high if rule.against is Against.LIMITS else None,
        "target": latest.target_text if rule.against is not Against.LIMITS else "",
        "end": latest.end.isoformat(),
    }
