"""What words mean to the facts: tiers, escalation teams, nobody. Decided once per term, not per row."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.facts.event_log import NOBODY_WORDS

ESCALATION_TEAM = re.compile(r"escalat|\b(?:tier|level)[ _-]?[23]\b|\bl[23]\b", re.IGNORECASE)
TIER = re.compile(r"(?:^|\b|tier|level|l)[ _-]?([0-9])\b", re.IGNORECASE)
EVENT_FIELDS = ("category", "product_area", "channel")
"""Ticket fields that a ``field_changed`` event may set, by their name in any case."""

Terms = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TermRules:
    """Lookups by term number; the last entry answers for "no value"."""

    is_nobody: Flags
    is_escalation_team: Flags
    tier_rank: NDArray[np.int8]
    fields: Mapping[str, NDArray[np.int32]]

    @classmethod
    def of(cls, terms: Sequence[str | None], escalation_teams: Collection[str] | None = None) -> TermRules:
        """Rules for a term list.

        ``escalation_teams`` names the teams that count as an escalation (any case); without it they
        are those whose name contains "escalat", "tier 2/3", "level 2/3" or "L2/L3".
        """
        return _rules(tuple(terms), None if escalation_teams is None else frozenset(escalation_teams))

    def changes(self, before: Terms, after: Terms) -> Flags:
        """From somebody to somebody else; a first placement is no change."""
        return np.asarray(~self.is_nobody[before] & ~self.is_nobody[after] & (before != after))

    def enters_escalation(self, before: Terms, after: Terms) -> Flags:
        """From a team to an escalation team, unless it already was one."""
        placed = ~self.is_nobody[before]
        return np.asarray(placed & self.is_escalation_team[after] & ~self.is_escalation_team[before])

    def raises_tier(self, before: Terms, after: Terms) -> Flags:
        """To a higher tier than a known one before."""
        rank = self.tier_rank
        return np.asarray((rank[before] > 0) & (rank[after] > rank[before]))


@lru_cache(maxsize=8)
def _rules(terms: tuple[str | None, ...], escalation_teams: frozenset[str] | None) -> TermRules:
    """Kept for the lists that are asked about again and again: they are long and seldom change."""
    words = [(term or "").strip() for term in terms]
    return TermRules(
        is_nobody=np.array([*(word.lower() in NOBODY_WORDS for word in words), True]),
        is_escalation_team=np.array([*escalation_flags(words, escalation_teams), False]),
        tier_rank=np.array([*(tier_rank(word) for word in words), 0], np.int8),
        fields={name: _terms_named(words, name) for name in EVENT_FIELDS},
    )


def tier_rank(word: str) -> int:
    """1 to 9 for "L2", "Tier 2" or "2"; 0 for no tier.

    >>> [tier_rank(word) for word in ("L1", "tier 2", "Level-3", "3", "Support")]
    [1, 2, 3, 3, 0]
    """
    match = TIER.search(word)
    return int(match[1]) if match else 0


def escalation_flags(words: Sequence[str], chosen: Collection[str] | None) -> list[bool]:
    """Which of the words name an escalation team."""
    if chosen is None:
        return [bool(ESCALATION_TEAM.search(word)) for word in words]
    wanted = {name.strip().lower() for name in chosen}
    return [word.lower() in wanted for word in words]


def _terms_named(words: Sequence[str], name: str) -> NDArray[Any]:
    found = [index for index, word in enumerate(words) if word.lower().replace(" ", "_") == name]
    return np.array(found, np.int32)
