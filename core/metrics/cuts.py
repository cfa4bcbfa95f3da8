"""What follows from choosing some tickets, kept as long as they are chosen: a page asks for it many times."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

import numpy as np

from core.metrics.measure import Flags, Integers, Tally

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
AnyTally = TypeVar("AnyTally", bound=Tally)
MASKS, RESULTS, TALLIES = 8, 48, 32
"""How many filters, results of each, and formulas' outcomes stay in memory."""
TOTALS, PLACES = 400, 8
"""Of each filter: how many measures without groups, and how many frames' rows in groups, which are larger."""
NARROW_BELOW = 0.5
"""Up to this part of a frame it is quicker to copy the rows than to look at all of them."""


class Kept(Generic[Key, Value]):
    """The last few things that were made, by key; safe to use from several threads.

    >>> made = Kept(1)
    >>> made.once("a", lambda: 1), made.once("a", lambda: 2), made.once("b", lambda: 3)
    (1, 1, 3)
    >>> made.once("a", lambda: 4)
    4
    """

    def __init__(self, limit: int) -> None:
        """Keep at most ``limit`` things; the one not asked for longest goes first."""
        self._limit = limit
        self._things: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, key: Key, make: Callable[[], Value]) -> Value:
        """What is kept under a key, made where there is nothing yet."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        with self._lock:
            self._things[key] = made
            while len(self._things) > self._limit:
                self._things.popitem(last=False)
        return made


class Cut:
    """Some tickets (``mask``), and results that hold for them."""

    __slots__ = ("mask", "places", "results", "totals")

    def __init__(self, mask: Flags) -> None:
        """Nothing is known of them yet."""
        self.mask = mask
        self.results: Kept[Hashable, Any] = Kept(RESULTS)
        self.totals: Kept[Hashable, Any] = Kept(TOTALS)
        self.places: Kept[Hashable, Any] = Kept(PLACES)


class Cuts:
    """The cuts of the filters in use; a mask that may still be changed is never kept."""

    def __init__(self) -> None:
        """No filter was used yet."""
        self._masks: Kept[Hashable, Flags] = Kept(MASKS)
        self._cuts: Kept[int, Cut] = Kept(MASKS)

    def mask(self, wanted: Hashable, make: Callable[[], Flags]) -> Flags:
        """The mask of a filter, made once and locked against changes."""

        def locked() -> Flags:
            mask = make()
            mask.setflags(write=False)
            return mask

        return self._masks.once(wanted, locked)

    def of(self, mask: Flags) -> Cut:
        """The cut of a mask. It holds on to the mask, so that no other can take its place in memory."""
        if mask.flags.writeable:
            return Cut(mask)
        return self._cuts.once(id(mask), lambda: Cut(mask))


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a frame that take part: their positions (None: all rows are looked at), and which of them
    by the metric's own date and which by that of its cohort."""

    at: Integers | None
    own: Flags
    cohort: Flags

    @classmethod
    def of(cls, own: Flags, cohort: Flags) -> Part:
        """The rows of either; only they are looked at where they are few.

        >>> part = Part.of(np.array([True, False, False]), np.array([True, False, False]))
        >>> part.at.tolist(), part.own is part.cohort
        ([0], False)
        """
        either = own if own is cohort else own | cohort
        if np.count_nonzero(either) >= NARROW_BELOW * len(either):
            return cls(None, own, cohort)
        at = np.flatnonzero(either)
        kept = own[at]
        return cls(at, kept, kept if own is cohort else cohort[at])

    def take(self, column: Any) -> Any:
        """The values of a column of the frame in these rows."""
        return column if self.at is None else column[self.at]

    def tally(self, whole: Tally) -> Tally:
        """The contributions of these rows, of those of the whole frame.

        >>> from core.metrics.measure import Count
        >>> one = np.array([True, False, False])
        >>> Part.of(one, one).tally(Count(np.array([True, True, False]))).rows.tolist()
        [True]
        """
        return whole if self.at is None else at_rows(whole, self.at)


def at_rows(whole: AnyTally, rows: Integers) -> AnyTally:
    """What some rows of a frame contribute, of what all of them do.

    >>> from core.metrics.measure import Mean
    >>> at_rows(Mean(np.array([1.0, 2.0, 3.0])), np.array([0, 2])).values.tolist()
    [1.0, 3.0]
    """

    def taken(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(taken(each) for each in value)
        return value[rows] if isinstance(value, np.ndarray) else value

    return replace(whole, **{field.name: taken(getattr(whole, field.name)) for field in fields(whole)})
