"""What a person may and would like to work, and the rules of a roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from core.capacity.scheduling_shifts import DAY, DAYS, Shift

LEVELS = 3
EVERY_DAY = (True,) * DAYS


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish of a person that is not met: the shift asked for, or the free day (0 Monday), on a day."""

    person: str
    day: int
    shift: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be put on shifts.

    ``level`` 1 to 3 (a higher level covers a lower); ``weekly_hours`` at most, breaks included;
    ``days`` on which they can work, Monday first; ``prefers`` the name of a shift; ``wishes_off`` a
    weekday (0 Monday) they would like free; ``weekends``: weekend shifts worked lately, for fairness.
    """

    name: str
    level: int = 1
    weekly_hours: float = 40.0
    days: tuple[bool, ...] = EVERY_DAY
    prefers: str | None = None
    wishes_off: int | None = None
    weekends: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.level not in range(1, LEVELS + 1):
            raise ValueError(f"level of {self.name} must be 1 to {LEVELS}")
        if not 0 <= self.weekly_hours <= 168:
            raise ValueError(f"weekly_hours of {self.name} must be from 0 to 168")
        if len(self.days) != DAYS or self.wishes_off not in (None, *range(DAYS)):
            raise ValueError(f"days of {self.name} must be seven, and wishes_off one of them")
        if not 0 <= self.weekends < float("inf"):
            raise ValueError(f"weekends of {self.name} must be finite and at least 0")

    def unmet_by(self, row: Sequence[int], shifts: Sequence[Shift]) -> list[Wish]:
        """Wishes that a week (numbers of shifts, -1 free) does not meet."""
        found = []
        for day, shift in enumerate(row):
            if shift < 0:
                continue
            if day == self.wishes_off:
                found.append(Wish(self.name, day))
            if self.prefers is not None and shifts[shift].name != self.prefers:
                found.append(Wish(self.name, day, self.prefers))
        return found


@dataclass(frozen=True, slots=True)
class RosterRules:
    """What must be kept, and how much weighs what should be.

    ``rest_hours`` between the end of a shift and the next; ``most_days`` of work in a week; weights from
    0: of a shift other than preferred, of a day wished free, of an hour beyond an even share of hours, of
    the second weekend day of a person, and of a weekend shift for each one worked before.
    """

    rest_hours: float = 11.0
    most_days: int = 5
    shift_wish: float = 1.0
    day_wish: float = 2.0
    uneven_hour: float = 0.25
    whole_weekend: float = 1.0
    weekend_before: float = 1.0

    def __post_init__(self) -> None:
        """Refuse negative figures."""
        for each in fields(self):
            if not 0 <= getattr(self, each.name) < float("inf"):
                raise ValueError(f"{each.name} must be finite and at least 0")
        if self.rest_hours > 24:
            raise ValueError("rest_hours must be at most 24")

    def too_close(self, before: Shift, after: Shift) -> bool:
        """Whether a shift leaves too little rest before another on the next day.

        >>> late, early = Shift("Late", ((720, 1200),)), Shift("Early", ((360, 840),))
        >>> RosterRules().too_close(late, early), RosterRules().too_close(early, late)
        (True, False)
        """
        return before.end + self.rest_hours * 60 > DAY + after.start + 1e-9


def checked_people(people: Sequence[Person], shifts: Sequence[Shift]) -> tuple[Person, ...]:
    """People of different names who prefer shifts that exist; ValueError for anything else."""
    names = [person.name for person in people]
    if not names or len(set(names)) < len(names):
        raise ValueError("people must be at least one, each with a name of their own")
    known = {shift.name for shift in shifts} | {None}
    for person in people:
        if person.prefers not in known:
            raise ValueError(f"prefers: there is no shift {person.prefers!r} for {person.name}")
    return tuple(people)
