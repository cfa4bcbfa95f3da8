"""What a ticket's priority was at an instant, read from its changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.columns import EventType, priority_from_word
from core.facts.event_log import Ints
from core.facts.log_view import LogView


def pairs(owner: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """Positions (i, j) with ``owner[j] == wanted[i]``, by i and then j; ``owner`` is sorted.

    Both hold row numbers, so where each one begins is counted, not searched.

    >>> [column.tolist() for column in pairs(np.array([0, 0, 2]), np.array([2, 0, 1]))]
    [[0, 1, 1], [2, 0, 1]]
    """
    most = int(max(owner.max(initial=-1), wanted.max(initial=-1))) + 1
    held = np.bincount(owner, minlength=most)
    count, first = held[wanted], (np.cumsum(held) - held)[wanted]
    i = np.repeat(np.arange(len(wanted)), count)
    start = np.cumsum(count) - count
    return i, np.arange(len(i)) - np.repeat(start - first, count)


def priority_codes(
    view: LogView, terms: Sequence[str | None], words: Sequence[str], ticket: Ints, at: Ints, now: Ints
) -> Ints:
    """Index into ``words`` of each row's priority at its instant, -1 for none.

    ``now`` is the code of the ticket's present priority, which tickets without a change always had.
    Before its first change a ticket had what that change says it changed from.
    """
    changes = view.rows_where(view.log.type == EventType.PRIORITY_CHANGED)
    code = _codes(terms, words, priority_from_word)
    owner, when = view.row[changes], view.log.at[changes]
    before, after = code[view.log.from_term[changes]], code[view.log.to_term[changes]]
    found = now.astype(np.int64)
    i, j = pairs(owner, ticket)
    if not len(i):
        return found
    first = np.append(True, i[1:] != i[:-1])
    found[i[first]] = before[j[first]]
    happened = when[j] <= at[i]
    found[i[happened]] = after[j[happened]]  # by j: the last one that happened stays
    return found


def _codes(
    terms: Sequence[str | None], words: Sequence[str], read: Callable[[str | None], str | None]
) -> NDArray[np.int64]:
    """Code of every term; the last entry answers for "no value"."""
    place = {word.strip().lower(): index for index, word in enumerate(words)}
    return np.array([*(place.get((read(term) or "").lower(), -1) for term in terms), -1], np.int64)
