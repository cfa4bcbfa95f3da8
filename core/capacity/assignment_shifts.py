"""When somebody is at work, and the same counted in minutes of work."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate


class ShiftTimes:
    """Shifts of one agent in order; minutes since a start.

    Shifts that touch or overlap become one, empty ones are dropped. Raises ValueError where ends are not as
    many as starts, or one comes before its start.
    """

    __slots__ = ("before", "ends", "starts")

    def __init__(self, starts: Sequence[float], ends: Sequence[float]) -> None:
        if len(starts) != len(ends):
            raise ValueError("ends must be as many as starts")
        if any(end < start for start, end in zip(starts, ends, strict=True)):
            raise ValueError("ends must not come before starts")
        self.starts: list[float] = []
        self.ends: list[float] = []
        for start, end in sorted(zip(starts, ends, strict=True)):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            elif end > start:
                self.starts.append(start)
                self.ends.append(end)
        lengths = [end - start for start, end in zip(self.starts, self.ends, strict=True)]
        self.before = [0.0, *accumulate(lengths)]

    @property
    def minutes(self) -> float:
        """Minutes at work in all."""
        return self.before[-1]

    def worked_by(self, at: float) -> float:
        """Minutes at work up to an instant.

        >>> ShiftTimes([60, 300], [120, 360]).worked_by(310)
        70
        """
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return 0.0
        return self.before[place] + min(at, self.ends[place]) - self.starts[place]

    def begins_at(self, worked: float) -> float:
        """The instant at which the minute after so many minutes of work begins; infinite after the last.

        >>> own = ShiftTimes([60, 300], [120, 360])
        >>> own.begins_at(60), own.begins_at(120)
        (300, inf)
        """
        place = bisect_right(self.before, worked) - 1
        return math.inf if place >= len(self.starts) else self.starts[place] + worked - self.before[place]

    def ends_at(self, worked: float) -> float:
        """The instant at which so many minutes of work are done; infinite if they never are.

        >>> own = ShiftTimes([60, 300], [120, 360])
        >>> own.ends_at(60), own.ends_at(61), own.ends_at(121)
        (120.0, 301, inf)
        """
        place = max(bisect_left(self.before, worked) - 1, 0)
        if place >= len(self.starts):
            return math.inf
        return self.starts[place] + worked - self.before[place]
