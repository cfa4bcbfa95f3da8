"""Durations, limits and clocks in plain words, for documents and explanations."""

from __future__ import annotations

import math
from collections.abc import Iterable

from core.sla.policy import ClockKind, Promise, SlaMetric

METRIC_WORDS: dict[SlaMetric, str] = {
    SlaMetric.FIRST_RESPONSE: "first response",
    SlaMetric.NEXT_RESPONSE: "next response",
    SlaMetric.PERIODIC_UPDATE: "status update",
    SlaMetric.RESOLUTION: "resolution",
}
AROUND_THE_CLOCK = "around the clock"
_UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
_SHORT = {"day": "d", "hour": "h", "minute": "min", "second": "s"}
_DAYS_FROM = 2 * 86_400
"""From two days on, time around the clock is said in days."""


def duration_words(seconds: float, *, business: bool = False) -> str:
    """A duration in full words, exact to the second; opening time never turns into days.

    >>> [duration_words(s) for s in (450, 900, 5400, 86_400, 259_200, 64_800 * 3)]
    ['7 minutes 30 seconds', '15 minutes', '1 hour 30 minutes', '24 hours', '3 days', '2 days 6 hours']
    >>> duration_words(4 * 3600, business=True), duration_words(450, business=True)
    ('4 business hours', '7 minutes 30 seconds of business time')
    """
    parts = _parts(seconds, with_days=not business)
    words = " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts)
    if not business:
        return words
    if len(parts) == 1 and parts[0][1] in ("hour", "minute"):
        return words.replace(" ", " business ", 1)
    return f"{words} of business time"


def short_duration(minutes: float, *, business: bool = False) -> str:
    """The same from minutes, abbreviated; "no data" where unknown.

    >>> short_duration(96), short_duration(4560, business=True), short_duration(math.nan)
    ('1 h 36 min', '76 h', 'no data')
    """
    if not math.isfinite(minutes):
        return "no data"
    parts = _parts(minutes * 60, with_days=not business)[:2]
    return " ".join(f"{number} {_SHORT[unit]}" for number, unit in parts)


def limit_words(promise: Promise) -> str:
    """What a promise allows, in words for customers.

    >>> limit_words(Promise(SlaMetric.FIRST_RESPONSE, 900, "P1", clock=ClockKind.ALWAYS_ON))
    'within 15 minutes, around the clock'
    >>> limit_words(Promise(SlaMetric.RESOLUTION, 28_800, "P2"))
    'within 8 business hours'
    >>> limit_words(Promise(SlaMetric.PERIODIC_UPDATE, 7200, "P2"))
    'every 2 business hours'
    >>> limit_words(Promise(SlaMetric.PERIODIC_UPDATE, 3600, "P2"))
    'every business hour'
    >>> limit_words(Promise(SlaMetric.RESOLUTION, 162_000, "P5", printed="5 business days"))
    'within 5 business days (45 business hours)'
    """
    is_business = promise.clock is ClockKind.BUSINESS
    exact = duration_words(promise.seconds, business=is_business)
    tail = "" if is_business else f", {AROUND_THE_CLOCK}"
    if promise.metric is SlaMetric.PERIODIC_UPDATE:
        return f"every {exact.removeprefix('1 ') if exact.count(' ') <= 1 + is_business else exact}{tail}"
    if promise.printed:
        preposition = "" if promise.printed.startswith(("next", "same")) else "within "
        return f"{preposition}{promise.printed} ({exact}{tail})"
    return f"within {exact}{tail}"


def listed(words: Iterable[str], joiner: str = "and") -> str:
    """Words as an enumeration.

    >>> listed(["P1"]), listed(["P1", "P2", "P3"]), listed([])
    ('P1', 'P1, P2 and P3', '')
    """
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {joiner} {found[-1]}"


def percent(share: float) -> str:
    """A share of 0..1 in percent, never rounded up to 100 or down to 0.

    >>> percent(0.83), percent(0.9996), percent(1.0), percent(math.nan)
    ('83 %', '99.96 %', '100 %', 'no data')
    """
    if not math.isfinite(share):
        return "no data"
    value = share * 100
    for digits in range(5):
        text = f"{value:.{digits}f}"
        if float(text) not in (0, 100) or value in (0, 100):
            return f"{text} %"
    return f"{value:.4f} %"


def promise_words(
    metric: SlaMetric, priority: str | None, tier: str | None = None, channel: str | None = None
) -> str:
    """What a promise is about.

    >>> promise_words(SlaMetric.FIRST_RESPONSE, "P1", "Free")
    'P1 Free first response'
    >>> promise_words(SlaMetric.RESOLUTION, None)
    'resolution'
    """
    return " ".join(word for word in (priority, tier, channel, METRIC_WORDS[metric]) if word)


def _parts(seconds: float, *, with_days: bool) -> list[tuple[int, str]]:
    left = round(seconds)
    days = with_days and left >= _DAYS_FROM
    parts = []
    for size, unit in _UNITS if days else _UNITS[1:]:
        number, left = divmod(left, size)
        if number:
            parts.append((number, unit))
    return parts or [(0, "minute")]
