"""Which priority is the more urgent one: P1 before P2, SEV1 before SEV2, "high" before "low"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.data.columns import priority_from_word

Place = tuple[str, int]
"""The word and the number of a priority; priorities of one word follow each other by number."""
_NUMBERED = re.compile(r"(.*?)\s*(\d{1,4})")
MOST_URGENT = 1


def place_of(priority: str) -> Place | None:
    """Where a priority stands; None where its name does not tell.

    >>> place_of("SEV2"), place_of("Urgent"), place_of("blue")
    (('sev', 2), ('p', 1), None)
    """
    word = priority_from_word(priority) or priority
    match = _NUMBERED.fullmatch(word.strip().lower())
    return (match[1], int(match[2])) if match else None


def in_order(priorities: Iterable[str]) -> list[str]:
    """The most urgent first; those whose names do not tell come last, as given.

    >>> in_order(["blue", "SEV1", "P10", "P2"])
    ['P2', 'P10', 'SEV1', 'blue']
    """
    found = {name: place_of(name) for name in priorities}
    return sorted(found, key=lambda name: (found[name] is None, found[name] or ("", 0)))


def chains_of(priorities: Iterable[str]) -> list[list[str]]:
    """Priorities that follow each other, the most urgent first: P1, P2, … and SEV1, SEV2, …

    >>> chains_of(["P2", "SEV1", "P1", "blue"])
    [['P1', 'P2'], ['SEV1']]
    """
    chains: dict[str, list[str]] = {}
    for name in in_order(priorities):
        place = place_of(name)
        if place is not None:
            chains.setdefault(place[0], []).append(name)
    return list(chains.values())


def is_most_urgent(priority: str | None) -> bool:
    """Whether a priority is the critical one; what its name does not tell is not.

    >>> is_most_urgent("P1"), is_most_urgent("P2"), is_most_urgent("critical"), is_most_urgent(None)
    (True, False, True, False)
    """
    place = place_of(priority) if priority is not None else None
    return place is not None and place[1] <= MOST_URGENT
