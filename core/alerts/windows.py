"""The periods that a rule looks at: whole steps of clock or calendar, each looked at when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from core.periods import Period, local_date, midnight

_MICROSECOND = timedelta(microseconds=1)
MOST_STEPS = 400
"""How many steps one period may reach back."""


class Step(StrEnum):
    """How often a rule looks."""

    FIVE_MINUTES = "5 min"
    QUARTER = "15 min"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


MINUTES = {Step.FIVE_MINUTES: 5, Step.QUARTER: 15, Step.HOUR: 60}
DAYS = {Step.DAY: 1, Step.WEEK: 7}


@dataclass(frozen=True, slots=True)
class Window:
    """A period of ``length`` whole steps, looked at at the end of every step.

    Days and weeks (Monday first) are those of the display zone. Because a period is only looked at when it
    is over, what a rule says depends on the step alone and not on the minute of the look.
    Raises ValueError for a length below 1.
    """

    step: Step
    length: int = 1

    def __post_init__(self) -> None:
        """Refuse a period that holds nothing or reaches back for ever."""
        if not 1 <= self.length <= MOST_STEPS:
            raise ValueError(f"length: a period has 1 to {MOST_STEPS} steps, not {self.length}")

    def ends(self, at: datetime, zone: str) -> Iterator[datetime]:
        """The ends of all steps that are over at ``at``, the latest first, without end.

            >>> ends = Window(Step.DAY).ends(datetime(2026, 3, 30, 12, tzinfo=UTC), "Europe/Berlin")
        >>> [next(ends).isoformat() for _ in range(2)]
        ['2026-03-29T22:00:00+00:00', '2026-03-28T23:00:00+00:00']
        """
        end = begin_of_step(self.step, at, zone)
        while True:
            yield end
            end = begin_of_step(self.step, end - _MICROSECOND, zone)

    def last_ends(self, at: datetime, zone: str, count: int) -> list[datetime]:
        """The ends of the last ``count`` steps that are over at ``at``, the latest first."""
        return list(islice(self.ends(at, zone), count))

    def ends_between(self, start: datetime, end: datetime, zone: str) -> list[datetime]:
        """The ends of steps in ``(start, end]``, the first one first.

            >>> start, end = (datetime(2026, 3, 1, hour, 30, tzinfo=UTC) for hour in (9, 11))
        >>> [each.hour for each in Window(Step.HOUR).ends_between(start, end, "UTC")]
        [10, 11]
        """
        return list(takewhile(lambda each: each > start, self.ends(end, zone)))[::-1]

    def period(self, end: datetime, zone: str) -> Period:
        """The half-open period that ends with the step whose end is given."""
        *_, start = islice(self.ends(end, zone), self.length + 1)
        return Period(start, end, "period of the rule", zone)


def begin_of_step(step: Step, at: datetime, zone: str) -> datetime:
    """The first instant of the step that holds an instant, which is the end of the step before.

    Minutes and hours are those of the wall clock; where it goes back, the repeated hour is a step of its own.

    >>> begin_of_step(Step.HOUR, datetime(2026, 7, 1, 9, 50, tzinfo=UTC), "Asia/Kolkata").isoformat()
    '2026-07-01T09:30:00+00:00'
    """
    if step in DAYS:
        day = local_date(at, zone)
        return midnight(day - timedelta(days=day.weekday() if step is Step.WEEK else 0), zone)
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return at.astimezone(UTC) - (wall - datetime.min) % timedelta(minutes=MINUTES[step])
