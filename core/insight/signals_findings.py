"""What a rule says about the data: met, within noise, not met, or not known, always with its evidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.metrics.definition import Unit

NAN = math.nan


class State(StrEnum):
    """How a rule stands; ``NOISE``: past its limit, but chance alone may explain that."""

    MET = "met"
    NOISE = "within_noise"
    NOT_MET = "not_met"
    UNKNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of a window: value, rows behind it, 95 % interval, and what it needs where there is none.

    ``value``, ``low`` and ``high`` are in ``unit`` (durations in minutes, shares from 0 to 1), NaN where
    unknown. ``window`` names the days. ``is_exact``: a count of all there are, such as the people
    employed, which no other sample would change.
    """

    value: float = NAN
    n: int = 0
    low: float = NAN
    high: float = NAN
    unit: Unit = Unit.NUMBER
    window: str = ""
    needs: str = ""
    name: str = ""
    is_exact: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return not math.isnan(self.value)

    def words(self) -> str:
        """Value, window and n.

        >>> Reading(0.834, 412, unit=Unit.SHARE, window="last 4 weeks").words()
        '83.4 % (last 4 weeks, n = 412)'
        """
        where = f"{self.window}, " if self.window else ""
        return f"{figure_words(self.value, self.unit)} ({where}n = {self.n:,})"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person answered to a question: ``value`` yes or no, who, and when."""

    value: bool
    author: str = ""
    at: date | None = None

    def words(self) -> str:
        """Who said it and when.

        >>> Stated(True, "Ada", date(2026, 3, 1)).words()
        'yes, said Ada on 2026-03-01'
        """
        when = f" on {self.at}" if self.at else ""
        return f"{'yes' if self.value else 'no'}, said {self.author or 'somebody'}{when}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found: its state, the figures in words, and what it needs where it is not known."""

    state: State
    evidence: str = ""
    needs: str = ""
    since: date | None = None


@dataclass(frozen=True)
class Evidence:
    """Everything that the rules read: figures by metric and window, weeks, months, answers.

    Weeks and months are whole ones, the oldest first. ``answers``: by the id of the question.
    """

    figures: Mapping[tuple[str, str], Reading] = field(default_factory=dict)
    weeks: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    months: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    answers: Mapping[str, Stated] = field(default_factory=dict)

    def figure(self, name: str, window: str) -> Reading:
        """A figure; an unknown one where it was not measured."""
        return self.figures.get((name, window), Reading(name=name, window=window, needs=f"needs {name}"))

    def pair(self, name: str, windows: tuple[str, str]) -> tuple[Reading, Reading]:
        """A figure in two windows: now, and before."""
        return self.figure(name, windows[0]), self.figure(name, windows[1])

    def week(self, name: str, count: int) -> tuple[Reading, ...]:
        """The last ``count`` whole weeks of a metric, the oldest first; fewer where there are not so many."""
        return self.weeks.get(name, ())[-count:]

    def month(self, name: str, count: int) -> tuple[Reading, ...]:
        """The last ``count`` whole months of a metric, the oldest first."""
        return self.months.get(name, ())[-count:]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue: its id, what it is about, how to read it, and the check."""

    id: str
    name: str
    meaning: str
    check: Callable[[Evidence], Outcome]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule with what it found in the data."""

    rule: str
    name: str
    meaning: str
    state: State
    evidence: str
    needs: str = ""
    since: date | None = None


def judge(rules: tuple[Rule, ...], evidence: Evidence) -> tuple[Finding, ...]:
    """Every rule's finding, in the order of the rules."""
    return tuple(_finding(rule, rule.check(evidence)) for rule in rules)


def _finding(rule: Rule, found: Outcome) -> Finding:
    return Finding(rule.id, rule.name, rule.meaning, found.state, found.evidence, found.needs, found.since)


def unknown(needs: str) -> Outcome:
    """The outcome of a check that lacks its input."""
    return Outcome(State.UNKNOWN, "", needs)


def missing(*readings: Reading) -> Outcome | None:
    """Not known, where one of the figures is not; else None."""
    lacking = [each for each in readings if not each.is_known]
    if not lacking:
        return None
    words = [f"{each.name or 'a figure'}: {each.needs or 'nothing to measure'}" for each in lacking]
    return unknown("; ".join(dict.fromkeys(words)))


def figure_words(value: float, unit: Unit) -> str:
    """A value in words, to three digits.

    >>> [figure_words(0.8341, Unit.SHARE), figure_words(215.7, Unit.MINUTES)]
    ['83.4 %', '3.6 h']
    >>> figure_words(float("nan"), Unit.SHARE)
    'not known'
    """
    if math.isnan(value):
        return "not known"
    if unit in {Unit.SHARE, Unit.RATIO}:
        return f"{_short(100 * value)} %"
    if unit in {Unit.MINUTES, Unit.BUSINESS_MINUTES}:
        kind = "business " if unit is Unit.BUSINESS_MINUTES else ""
        return f"{_short(value)} {kind}min" if abs(value) < 60 else f"{_short(value / 60)} {kind}h"
    if unit is Unit.COUNT:
        return f"{value:,.0f}"
    return f"{_short(value)} days" if unit is Unit.DAYS else _short(value)


def _short(value: float) -> str:
    digits = 2 if abs(value) < 10 and abs(value) < 1 else 1
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shift_words(change: float, unit: Unit) -> str:
    """A signed change; shares in percentage points.

    >>> shift_words(-0.025, Unit.SHARE), shift_words(90.0, Unit.MINUTES)
    ('-2.5 pts', '+1.5 h')
    """
    sign = "+" if change > 0 else "-" if change < 0 else "±"
    if unit in {Unit.SHARE, Unit.RATIO}:
        return f"{sign}{_short(abs(100 * change))} pts"
    return f"{sign}{figure_words(abs(change), unit)}"
