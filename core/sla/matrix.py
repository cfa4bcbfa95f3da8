"""A policy as the matrix that customers meet: per tier and channel, what each priority is promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from core.sla.policy import NO_POLICY, Policy, Promise, PromiseTable, SlaMetric
from core.sla.priority_order import in_order

LATEST = int(np.iinfo(np.int64).max)
"""An instant after every change that a policy announces."""
Cells = Mapping[SlaMetric, Promise | None]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """What a priority is promised; None stands for any priority that no other row names."""

    priority: str | None
    cells: Cells


@dataclass(frozen=True, slots=True)
class TierMatrix:
    """The rows of a customer tier and channel; None stands for any that no other table names."""

    tier: str | None
    channel: str | None
    rows: tuple[MatrixRow, ...]


def in_force(policy: Policy, at: int = LATEST) -> tuple[Promise, ...]:
    """The promises that hold at an instant (UTC microseconds): of each the latest version begun by then."""
    begun = sorted((p for p in policy.promises if p.valid_from <= at), key=lambda p: p.valid_from)
    chosen = {promise.key: promise for promise in begun}
    return tuple(promise for promise in policy.promises if promise is chosen.get(promise.key))


def announced(policy: Policy, at: int) -> tuple[Promise, ...]:
    """Promises that begin after an instant, the earliest first."""
    later = (promise for promise in policy.promises if promise.valid_from > at)
    return tuple(sorted(later, key=lambda promise: promise.valid_from))


def priorities_of(policy: Policy) -> list[str]:
    """The priorities that a policy names, the most urgent first; one word for each.

    >>> from core.sla.policies import DEFAULT_POLICY
    >>> priorities_of(DEFAULT_POLICY)
    ['P1', 'P2', 'P3', 'P4', 'P5']
    """
    return in_order(_words(policy, "priority"))


def tiers_of(policy: Policy) -> list[str]:
    """The customer tiers that a policy names, as listed there; one word for each."""
    return _words(policy, "tier")


def channels_of(policy: Policy) -> list[str]:
    """The channels that a policy names, as listed there; one word for each."""
    return _words(policy, "channel")


def metrics_of(policy: Policy) -> list[SlaMetric]:
    """What a policy limits, in the order in which a ticket meets it."""
    named = {promise.metric for promise in policy.promises}
    return [metric for metric in SlaMetric if metric in named]


def tier_matrices(policy: Policy, at: int = LATEST) -> list[TierMatrix]:
    """A table for each tier and channel, the rest last: what a ticket of an instant is really promised.

    A promise for any tier shows in the tables of all tiers that have none of their own. Rows and tables
    without a promise are left out, and those of a channel that promise the same as its tier.
    """
    limits = _Limits.of(policy, at)
    tables: list[TierMatrix] = []
    for tier, channel in product([*limits.words[1], None], [None, *limits.words[2]]):
        rows = tuple(limits.rows(tier, channel))
        same = any(table.tier == tier and table.rows == rows for table in tables)
        if rows and not (channel is not None and same):
            tables.append(TierMatrix(tier, channel, rows))
    return tables


@dataclass(frozen=True, slots=True)
class _Limits:
    """Looks promises up as the clocks do; ``words`` are priorities, tiers and channels."""

    tables: Mapping[SlaMetric, PromiseTable]
    words: tuple[list[str], list[str], list[str]]
    at: int

    @classmethod
    def of(cls, policy: Policy, at: int) -> _Limits:
        words = (priorities_of(policy), tiers_of(policy), channels_of(policy))
        tables = {metric: PromiseTable.of(policy, metric, *words) for metric in metrics_of(policy)}
        return cls(tables, words, at)

    def rows(self, tier: str | None, channel: str | None) -> Iterator[MatrixRow]:
        for priority in [*self.words[0], None]:
            names = (priority, tier, channel)
            cells = {metric: self._promised(table, names) for metric, table in self.tables.items()}
            if any(cells.values()):
                yield MatrixRow(priority, cells)

    def _promised(self, table: PromiseTable, names: tuple[str | None, ...]) -> Promise | None:
        places = zip(names, self.words, strict=True)
        priority, tier, channel = (
            np.array([-1 if name is None else known.index(name)]) for name, known in places
        )
        found = int(table.lookup(priority, tier, channel, np.array([self.at]))[0])
        return None if found == NO_POLICY else table.promises[found]


def _words(policy: Policy, dimension: str) -> list[str]:
    """Words that differ in more than case, each as it is written first."""
    words: dict[str, str] = {}
    for promise in policy.promises:
        word = getattr(promise, dimension)
        if word is not None:
            words.setdefault(word.strip().lower(), word.strip())
    return list(words.values())
