"""Who is on call after hours: a first responder and a backup for every week, by turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.capacity.roster_rules import LEVELS, Person
from core.capacity.scheduling import PlanError

FEWEST = 2
"""A rotation has at least two people (R-OC-03)."""
EVEN_ENOUGH = 1.5
"""Nobody has more than this times an even share of the weeks (R-OC-09)."""


@dataclass(frozen=True, slots=True)
class OnCall:
    """``weeks``: (first responder, backup) for each week; ``people``: how many take turns."""

    weeks: tuple[tuple[str, str], ...]
    people: int

    @property
    def largest_share(self) -> float:
        """Weeks as first responder of whoever has most ÷ an even share; best 1, at most 1.5 (R-OC-09).

        From 1 up; not told (NaN) before everybody could have had a turn.
        """
        if len(self.weeks) < self.people:
            return float("nan")
        most = max(Counter(first for first, _ in self.weeks).values())
        return most * self.people / len(self.weeks)


def on_call_rotation(people: Sequence[Person], weeks: int, least_level: int = 2) -> OnCall:
    """A first responder and a backup for each week, nobody first in two weeks running.

    Formula: those of at least ``least_level`` in the order of late weekend shifts, fewest first, take
    turns; the backup is half a round away. ``weeks`` from 1. Raises ValueError for parameters outside,
    `PlanError` with fewer than two such people. Source: R-OC-01 to R-OC-03, R-OC-09, R-WP-06.

    >>> team = [Person("Ana", 2), Person("Ben", 3), Person("Cleo", 1)]
    >>> on_call_rotation(team, 3).weeks
    (('Ana', 'Ben'), ('Ben', 'Ana'), ('Ana', 'Ben'))
    """
    if weeks < 1:
        raise ValueError("weeks must be at least 1")
    if least_level not in range(1, LEVELS + 1):
        raise ValueError(f"least_level must be 1 to {LEVELS}")
    able = sorted((each for each in people if each.level >= least_level), key=lambda each: each.weekends)
    if len(able) < FEWEST:
        raise PlanError(
            [f"At least two people of level {least_level} or above are needed for turns on call."]
        )
    names = [each.name for each in able]
    count, half = len(names), max(len(names) // 2, 1)
    turns = tuple((names[week % count], names[(week + half) % count]) for week in range(weeks))
    return OnCall(turns, count)
