"""What advice is made of: a decision, reasons for and against it, and the figures behind them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.insight.diagnosis import Answer
from core.metrics.measure import wilson

SIMPLE_FROM = 0.60
"""From this share of simple tickets on, automation can take much of the work."""
LEAST_TICKETS = 30
"""Fewer tickets say nothing about their mix."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that speaks for a decision (``is_for``) or against it, whether it holds, and the figures."""

    rule: str
    name: str
    holds: Answer
    figures: str
    is_for: bool = True


@dataclass(frozen=True, slots=True)
class Advice:
    """A decision, what the evidence says, and every reason with its figures."""

    id: str
    question: str
    verdict: str
    reasons: tuple[Reason, ...]

    def those(self, *, is_for: bool, holds: Answer) -> tuple[Reason, ...]:
        """Reasons of one kind with one answer."""
        return tuple(each for each in self.reasons if each.is_for is is_for and each.holds is holds)


def said_reason(rule: str, name: str, said: bool | None) -> Reason:
    """A reason that only people can tell; unknown while nobody has."""
    if said is None:
        return Reason(rule, name, Answer.UNKNOWN, "nobody has said")
    return Reason(rule, name, Answer.YES if said else Answer.NO, "as you said")


def compare(holds: bool, *figures: float) -> Answer:
    """The answer, unknown where a figure behind it is."""
    if any(math.isnan(each) for each in figures):
        return Answer.UNKNOWN
    return Answer.YES if holds else Answer.NO


def share_words(value: float) -> str:
    """A share in words.

    >>> share_words(0.954), share_words(float("nan"))
    ('95.4 %', 'not known')
    """
    return "not known" if math.isnan(value) else f"{value:.1%}".replace("%", " %")


def hours_words(minutes: float) -> str:
    """Minutes in hours, in words.

    >>> hours_words(252.0)
    '4.2 h'
    """
    return "not known" if math.isnan(minutes) else f"{minutes / 60:.1f} h"


def counted(part: int, total: int) -> str:
    """A share with its whole and 95 % interval, in words.

    >>> counted(9, 10)
    '90.0 % of 10 (95 % interval 59.6 % to 98.2 %)'
    """
    if not total:
        return "no tickets"
    low, high = (float(end[0]) for end in wilson(np.array([float(part)]), np.array([float(total)])))
    return (
        f"{share_words(part / total)} of {total:,} (95 % interval {share_words(low)} to {share_words(high)})"
    )
