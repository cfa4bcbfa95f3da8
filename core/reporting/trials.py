"""Other targets and hours on the past of one fact set: the last few answers are kept for the next move."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from core.calendars import BusinessCalendar
from core.metrics.measure import Flags
from core.sla.clock import SlaClocks
from core.sla.tried_past import TriedPast
from core.sla.what_if import TriedGroup

CHOICES, ANSWERS = 2, 4
"""Sets of filters that stay laid out, and answers that are kept, by filters and hours."""
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """The last few results by key; from several threads two may compute the same, nothing else happens.

    >>> squares = Recent[int, int](2)
    >>> [squares.get(n, lambda n=n: n * n) for n in (1, 2, 3)], squares.get(3, lambda: 0)
    ([1, 4, 9], 9)
    """

    def __init__(self, size: int) -> None:
        """Keep at most ``size`` results."""
        self._size, self._kept, self._lock = size, OrderedDict[Key, Value](), threading.Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The result kept for ``key``, else the one that ``make`` gives."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = make()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return found


class Trials:
    """The clocks of one fact set, to be tried under other targets and hours."""

    def __init__(self, clocks: SlaClocks) -> None:
        """Nothing is laid out until somebody asks."""
        self._clocks = clocks
        self._pasts = Recent[Hashable, TriedPast](CHOICES)
        self._answers = Recent[Hashable, list[TriedGroup]](ANSWERS)

    def groups(
        self, choice: Hashable, mask: Callable[[], Flags], calendar: BusinessCalendar | None = None
    ) -> list[TriedGroup]:
        """The past by metric and priority, see `core.sla.tried_past`.

        ``mask`` marks the tickets to look at, ``choice`` stands for them; ``calendar``: other hours.
        """
        past = self._pasts.get(choice, lambda: TriedPast.of(self._clocks, mask()[self._clocks.runs.ticket]))
        return self._answers.get((choice, calendar), lambda: past.groups(calendar))
