"""Put some tickets' events in the place of others: long stretches that stay are copied as they lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.facts.event_log import EVENT_FIELDS, EventLog, Ints

LONG_STRETCH = 200
"""Events per stretch from which on copying stretches beats picking events one by one."""


def spliced(logs: Sequence[EventLog], which: Ints, row: Ints) -> EventLog:
    """A log of the tickets ``row`` of the logs ``which``, in this order.

    >>> from core.facts.event_log import cluster_events
    >>> names = ("seq", "type", "actor_role", "actor_term", "field_term", "from_term", "to_term", "value_num")
    >>> def made(pk, at):
    ...     zeros = {name: [0] * len(pk) for name in names}
    ...     return cluster_events({"ticket_pk": pk, "at": at} | zeros, [None])
    >>> joined = spliced([made([1, 3], [5, 6]), made([2], [7])], np.array([0, 1, 0]), np.array([0, 0, 1]))
    >>> joined.ticket_pk.tolist(), joined.at.tolist()
    ([1, 2, 3], [5, 7, 6])
    """
    base = np.cumsum([0, *(len(log.at) for log in logs)])
    first, size, pk = np.empty(len(row), np.int64), np.empty(len(row), np.int64), np.empty(len(row), np.int64)
    for number, log in enumerate(logs):
        mine = which == number
        rows = row[mine]
        first[mine] = log.offsets[rows] + base[number]
        size[mine] = log.offsets[rows + 1] - log.offsets[rows]
        pk[mine] = log.ticket_pk[rows]
    offsets = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    pieces = _stretches(first, size, which)
    is_long = len(pieces[0]) * LONG_STRETCH < offsets[-1]
    take = _copied if is_long else _picked
    chosen: Any = pieces if is_long else np.arange(offsets[-1]) - np.repeat(offsets[:-1] - first, size)
    columns = {name: take([getattr(log, name) for log in logs], base, chosen) for name in EVENT_FIELDS}
    return EventLog(ticket_pk=pk, offsets=offsets, **columns)


def _stretches(first: Ints, size: Ints, which: Ints) -> tuple[Ints, Ints]:
    """Beginnings and ends of events that lie side by side in one log."""
    if not len(first):
        return first, first
    begins = np.r_[True, (first[1:] != first[:-1] + size[:-1]) | (which[1:] != which[:-1])]
    ends = np.r_[begins[1:], True]
    return first[begins], (first + size)[ends]


def _copied(columns: Sequence[NDArray[Any]], base: Ints, pieces: tuple[Ints, Ints]) -> NDArray[Any]:
    owner = np.searchsorted(base, pieces[0], "right") - 1
    owner = np.minimum(owner, len(columns) - 1)
    bounds = zip(owner.tolist(), pieces[0].tolist(), pieces[1].tolist(), base[owner].tolist(), strict=True)
    parts = [columns[number][start - shift : end - shift] for number, start, end, shift in bounds]
    return np.concatenate(parts)


def _picked(columns: Sequence[NDArray[Any]], base: Ints, index: Ints) -> NDArray[Any]:
    picked: NDArray[Any] = np.concatenate(columns).take(index)
    return picked


def are_in(sorted_keys: Ints, wanted: Ints) -> NDArray[np.bool_]:
    """Which of many sorted, distinct keys are among a few wanted ones.

    >>> are_in(np.array([1, 4, 6]), np.array([6, 5, 9])).tolist()
    [False, False, True]
    """
    found = np.zeros(len(sorted_keys), bool)
    place = np.searchsorted(sorted_keys, wanted)
    inside = place < len(sorted_keys)
    place, wanted = place[inside], wanted[inside]
    found[place[sorted_keys[place] == wanted]] = True
    return found
