"""What a detector found: an effect with its limit, how likely by chance, and the tickets it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from core.facts.event_log import Ints

NAN = float("nan")
NO_ROWS: Ints = np.zeros(0, np.int64)


class EffectUnit(StrEnum):
    """What the size of an effect counts."""

    SHARE = "share"
    RATIO = "ratio"
    POINTS = "points"
    CHANGE = "change"
    COUNT = "count"
    PLACES = "places"
    BITS = "bits"
    WEEKS = "weeks"


@dataclass(frozen=True, slots=True)
class Person:
    """One person's part in an effect; shown only to those who may see people's names."""

    name: str
    value: float
    n: int
    p: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """An effect: ``value`` against ``limit`` in ``unit``, over ``n`` cases.

    ``p`` is the chance of an effect as large without the habit (NaN: nothing was left to chance, it
    was counted); ``is_beyond`` whether the effect is beyond its limit; ``rows`` the tickets, as
    positions in the ticket facts; ``words`` the counts in plain words.
    """

    value: float
    limit: float
    unit: EffectUnit
    n: int
    p: float
    is_beyond: bool
    words: str
    rows: Ints = field(default_factory=lambda: NO_ROWS, repr=False)
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a detector cannot look: what the data would have to tell."""

    needs: str


Outcome = Evidence | Missing


def both(*parts: Outcome) -> Outcome:
    """All of several effects together: the first one leads, p is the largest (intersection–union test).

    Undefined (what is missing) where any part is.

    >>> one = Evidence(0.5, 0.1, EffectUnit.SHARE, 40, 0.01, True, "20 of 40")
    >>> two = Evidence(0.2, 0.3, EffectUnit.SHARE, 40, 0.40, False, "8 of 40")
    >>> found = both(one, two)
    >>> found.p, found.is_beyond, found.words
    (0.4, False, '20 of 40; 8 of 40')
    """
    for part in parts:
        if isinstance(part, Missing):
            return part
    known = [part for part in parts if isinstance(part, Evidence)]
    rows = next((part.rows for part in known if len(part.rows)), NO_ROWS)
    people = next((part.people for part in known if part.people), ())
    return replace(
        known[0],
        n=min(part.n for part in known),
        p=_largest([part.p for part in known]),
        is_beyond=all(part.is_beyond for part in known),
        words="; ".join(part.words for part in known),
        rows=rows,
        people=people,
    )


def either(*parts: Outcome) -> Outcome:
    """Any of several effects: the clearest one, its p multiplied by how many were looked at.

    Parts whose data is missing are left out; undefined where all are missing.

    >>> one = Evidence(0.5, 0.1, EffectUnit.SHARE, 40, 0.01, True, "20 of 40")
    >>> two = Evidence(0.2, 0.3, EffectUnit.SHARE, 40, 0.40, False, "8 of 40")
    >>> either(one, two, Missing("tags")).p
    0.02
    """
    known = [part for part in parts if isinstance(part, Evidence)]
    if not known:
        return next(part for part in parts if isinstance(part, Missing))
    best = min(known, key=lambda part: (not part.is_beyond, part.n < ENOUGH, np.nan_to_num(part.p)))
    return replace(best, p=min(1.0, best.p * len(known)))


ENOUGH = 20
"""Fewer cases than this say nothing (catalogue section 12)."""


def _largest(values: list[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return max(known, default=NAN)
