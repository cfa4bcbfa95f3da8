"""A policy as a matrix: a table per customer tier, a row per priority, a limit in words per promise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from core.data.columns import Priority
from core.sla.policies import clock_of
from core.sla.policy import ClockKind, Policy, Promise, SlaMetric
from dashboard.view_models.policy_words import ANY, CLOCKS, METRICS, group_words, limit_words
from dashboard.view_models.sla_words import PROMISES

PRIORITY, CLOCK = "priority", "clock"
COLUMNS = (PRIORITY, *(metric.value for metric in METRICS), CLOCK)
TITLES = {PRIORITY: "Priority", **PROMISES, CLOCK: "Clock"}

Key = tuple[str | None, ...]
Group = tuple[str | None, str | None]
"""A customer tier and a channel; None stands for any."""


@dataclass(frozen=True)
class MatrixRow:
    """The promises for one priority: limits in words by metric, and the clock of those that name none."""

    priority: str | None
    texts: Mapping[str, str]
    clock: ClockKind


@dataclass(frozen=True)
class MatrixTable:
    """The promises for one customer tier and channel."""

    tier: str | None
    channel: str | None
    rows: tuple[MatrixRow, ...]

    @property
    def title(self) -> str:
        """Which customers and channel the table is about."""
        return group_words(self.tier, self.channel)

    def frame(self) -> pd.DataFrame:
        """The table as it is edited: texts only, columns as in `COLUMNS`."""
        rows = [[row.priority or ANY, *row.texts.values(), CLOCKS[row.clock]] for row in self.rows]
        return pd.DataFrame(rows, columns=list(COLUMNS), dtype="object")

    def edited(self, frame: pd.DataFrame) -> MatrixTable:
        """The table with the texts of a frame that was edited; rows stay in their order."""
        kinds = {word: kind for kind, word in CLOCKS.items()}
        rows = tuple(
            MatrixRow(
                row.priority,
                {metric.value: _text(found[metric.value]) for metric in METRICS},
                kinds.get(found[CLOCK], row.clock),
            )
            for row, found in zip(self.rows, frame.to_dict("records"), strict=True)
        )
        return MatrixTable(self.tier, self.channel, rows)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def key_of(metric: SlaMetric, priority: str | None, tier: str | None, channel: str | None) -> Key:
    """What a promise of a cell is about; equals its `Promise.key`."""
    return (metric.value, *(word.strip().lower() if word else None for word in (priority, tier, channel)))


def latest(policy: Policy) -> dict[Key, Promise]:
    """The latest version of every promise by what it is about."""
    return {promise.key: promise for promise in sorted(policy.promises, key=lambda p: p.valid_from)}


def matrix(
    policy: Policy, priorities: Iterable[str] = (), groups: Sequence[Group] = ()
) -> tuple[MatrixTable, ...]:
    """The latest limits of a policy: any customer first, then tiers and channels in the policy's order.

    ``priorities`` and ``groups`` add rows and tables, of which the policy may say nothing yet.
    """
    now = latest(policy)
    own = dict.fromkeys((promise.tier, promise.channel) for promise in policy.promises)
    tables = _distinct([(None, None), *own, *groups])
    rows = _priorities(policy, priorities)
    return tuple(
        MatrixTable(tier, channel, tuple(_row(now, priority, tier, channel) for priority in rows))
        for tier, channel in tables
    )


def _distinct(groups: Iterable[Group]) -> list[Group]:
    found: dict[Key, Group] = {}
    for tier, channel in groups:
        found.setdefault(key_of(SlaMetric.RESOLUTION, None, tier, channel), (tier, channel))
    return list(found.values())


def _priorities(policy: Policy, more: Iterable[str]) -> list[str | None]:
    """P1 to P5, then the policy's other words, then those of the data, then any."""
    own = sorted({promise.priority for promise in policy.promises if promise.priority}, key=rank)
    words: dict[str, str] = {}
    for word in (*(p.value for p in Priority), *own, *more):
        words.setdefault(word.strip().lower(), word)
    return [*words.values(), None]


def rank(priority: str) -> tuple[str, int]:
    """Orders priorities: P2 before P10, SEV1 before SEV2.

    >>> sorted(["SEV2", "P10", "P2", "low"], key=rank)
    ['low', 'P2', 'P10', 'SEV2']
    """
    name, number = family(priority)
    return name, number if number is not None else 0


def family(priority: str) -> tuple[str, int | None]:
    """The word and the number of a priority; priorities of one word follow each other by number.

    >>> family("SEV2"), family("urgent")
    (('sev', 2), ('urgent', None))
    """
    match = re.fullmatch(r"(.*?)(\d{1,4})", priority.strip().lower())
    return (match[1], int(match[2])) if match else (priority.strip().lower(), None)


def _row(
    now: Mapping[Key, Promise], priority: str | None, tier: str | None, channel: str | None
) -> MatrixRow:
    found = {metric: now.get(key_of(metric, priority, tier, channel)) for metric in METRICS}
    clocks = Counter(promise.clock for promise in found.values() if promise is not None)
    clock = clocks.most_common(1)[0][0] if clocks else clock_of(priority or ANY)
    texts = {
        metric.value: limit_words(promise, clock) if promise is not None else ""
        for metric, promise in found.items()
    }
    return MatrixRow(priority, texts, clock)
