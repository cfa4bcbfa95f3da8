"""Limits of promises as people write them, and what the rules of a policy are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from core.data.columns import Status
from core.sla.policies import BUSINESS_DAY
from core.sla.policy import BotRule, ClockKind, Promise, ReopenRule, SlaMetric
from dashboard import format as fmt
from dashboard.view_models.sla_words import PROMISES

METRICS = tuple(SlaMetric)
CLOCKS = {ClockKind.BUSINESS: "opening hours", ClockKind.ALWAYS_ON: "around the clock"}
ANY = "any"
ANY_TIER = "Any customer tier"
STATES = {
    Status.NEW: "New",
    Status.OPEN: "Open",
    Status.PENDING: "Waiting for customer",
    Status.HOLD: "On hold",
    Status.UNKNOWN: "Not understood",
}
"""States in which a clock may pause."""
REOPENS = {
    ReopenRule.NEW_PERIOD: ("A new period", "The reopened ticket gets the whole limit again."),
    ReopenRule.CONTINUE: (
        "Go on counting",
        "The clock goes on from where it stood when the ticket was solved.",
    ),
    ReopenRule.EXTEND: ("Add another limit", "The clock goes on, and the limit grows by another one."),
}
BOTS = {
    BotRule.HUMAN_ONLY: ("Only people", "An automatic reply does not stop the response clock."),
    BotRule.ANY_REPLY: (
        "Any reply",
        "An automatic reply stops the response clock, as some help desks count.",
    ),
}
HELP = (
    "Write 15 min, 4 h, 1 h 30 min or 5 bd (business days of 9 hours). An empty cell promises nothing. "
    "To count one cell by another clock than its row's, add 24/7 or open: 15 min 24/7."
)
LONGEST = 366 * 86_400
SHOWN = 24
_SIZES = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "bd": BUSINESS_DAY}
_UNITS = {
    "s": ("s", "sec", "secs", "second", "seconds"),
    "min": ("min", "mins", "m", "minute", "minutes"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "d": ("d", "day", "days"),
    "bd": ("bd", "business day", "business days"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_PART = re.compile(r"(\d+(?:[.,]\d+)?) ?(business days?|[a-z]+) ?")
_SUFFIXES = {
    "24/7": ClockKind.ALWAYS_ON,
    "24x7": ClockKind.ALWAYS_ON,
    "around the clock": ClockKind.ALWAYS_ON,
    "open": ClockKind.BUSINESS,
    "opening hours": ClockKind.BUSINESS,
}


@dataclass(frozen=True, slots=True)
class Limit:
    """What a cell says: how long, on which clock, and the wording where it is more than a length."""

    seconds: float
    clock: ClockKind
    printed: str = ""


def length_words(seconds: float) -> str:
    """A length as it can be typed back, exactly.

    >>> length_words(900), length_words(5400), length_words(450), length_words(259_200)
    ('15 min', '1 h 30 min', '7 min 30 s', '72 h')
    """
    whole, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(whole), 60)
    parts = [(hours, "h"), (minutes, "min")]
    texts = [f"{amount} {unit}" for amount, unit in parts if amount]
    return " ".join([*texts, f"{_plain(rest)} s"] if rest or not texts else texts)


def _plain(amount: float) -> str:
    return f"{Decimal(repr(round(amount, 6))).normalize():f}"


def limit_words(promise: Promise, row_clock: ClockKind | None = None) -> str:
    """The limit of a promise; names its clock where that is not the one of its row.

    >>> limit_words(Promise(SlaMetric.RESOLUTION, 162_000, printed="5 business days"))
    '5 bd'
    >>> limit_words(Promise(SlaMetric.RESOLUTION, 900, clock=ClockKind.ALWAYS_ON), ClockKind.BUSINESS)
    '15 min 24/7'
    """
    days = _plain(promise.seconds / BUSINESS_DAY)
    in_days = "business day" in promise.printed and float(days) * BUSINESS_DAY == promise.seconds
    if in_days and promise.clock is ClockKind.BUSINESS:
        return f"{days} bd"
    words = length_words(promise.seconds)
    if row_clock is None or promise.clock is row_clock:
        return words
    return f"{words} {'24/7' if promise.clock is ClockKind.ALWAYS_ON else 'open'}"


def read_limit(text: str, row_clock: ClockKind) -> Limit | None:
    """What a cell says; None where it promises nothing. ValueError says what is wrong with it.

    >>> read_limit("1 h 30 min", ClockKind.BUSINESS).seconds, read_limit("1.5h", ClockKind.BUSINESS).seconds
    (5400.0, 5400.0)
    >>> read_limit("5 bd", ClockKind.ALWAYS_ON)
    Limit(seconds=162000.0, clock=<ClockKind.BUSINESS: 'business'>, printed='5 business days')
    >>> read_limit(" - ", ClockKind.BUSINESS) is None
    True
    """
    plain = " ".join(text.split()).casefold()
    if plain in ("", "-", "–", "none", "no promise"):
        return None
    words, clock = _without_suffix(plain)
    parts = _parts(words, text)
    _check_clock(parts, clock or row_clock, is_written=clock is not None)
    seconds = float(round(sum(amount * _SIZES[unit] for amount, unit in parts), 6))
    if not 1 <= seconds <= LONGEST:
        raise ValueError(f"“{_short(text)}” must lie between a second and a year")
    if all(unit != "bd" for _, unit in parts):
        return Limit(seconds, clock or row_clock)
    return Limit(seconds, ClockKind.BUSINESS, _printed(seconds) if len(parts) == 1 else "")


def _printed(seconds: float) -> str:
    days = _plain(seconds / BUSINESS_DAY)
    return f"{days} business day{'' if days == '1' else 's'}"


def _without_suffix(text: str) -> tuple[str, ClockKind | None]:
    for suffix, clock in _SUFFIXES.items():
        if text.endswith(suffix):
            return text.removesuffix(suffix).strip(), clock
    return text, None


def _parts(words: str, typed: str) -> list[tuple[float, str]]:
    if words.startswith(("-", "−")):
        raise ValueError(f"“{_short(typed)}” must be longer than nothing")
    found = [(match[1], match[2]) for match in _PART.finditer(words)]
    is_whole = "".join(match[0] for match in _PART.finditer(words)) == words and words
    if not is_whole or any(unit not in _UNIT_OF for _, unit in found):
        raise ValueError(f"“{_short(typed)}” is not understood; write 15 min, 4 h or 5 bd")
    return [(float(amount.replace(",", ".")), _UNIT_OF[unit]) for amount, unit in found]


def _check_clock(parts: list[tuple[float, str]], clock: ClockKind, *, is_written: bool) -> None:
    units = {unit for _, unit in parts}
    if "d" in units and clock is ClockKind.BUSINESS:
        raise ValueError("days have 24 hours only around the clock; write h, or bd for business days")
    if "bd" in units and is_written and clock is ClockKind.ALWAYS_ON:
        raise ValueError("business days cannot run around the clock")


def _short(text: str) -> str:
    return fmt.shorten(text, SHOWN)


def group_words(tier: str | None, channel: str | None) -> str:
    """Which customers and channel a table is about.

    >>> group_words(None, None), group_words("Gold", "chat"), group_words(None, "chat")
    ('Any customer tier', 'Gold, chat', 'Any customer tier, chat')
    """
    return ", ".join([tier or ANY_TIER, *([channel] if channel else [])])


def cell_words(metric: SlaMetric, priority: str | None, tier: str | None, channel: str | None) -> str:
    """The name of a cell in messages.

    >>> cell_words(SlaMetric.FIRST_RESPONSE, "P2", "Gold", None)
    'P2 first response (Gold)'
    """
    place = f" ({group_words(tier, channel)})" if tier or channel else ""
    return f"{priority or 'Any priority'} {PROMISES[metric.value].lower()}{place}"
