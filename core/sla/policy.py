"""What was promised: a limit per metric, priority, customer tier and channel, from an instant on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.data.columns import FINISHED_STATUSES, EventType, Status

NO_POLICY = -1
"""Stands for "no promise fits" in the result of a lookup."""
ALWAYS = int(np.iinfo(np.int64).min)
"""A promise that holds from the beginning."""

Codes = NDArray[np.int64]
Member = TypeVar("Member", bound=StrEnum)


class SlaMetric(StrEnum):
    """What a promise limits."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    PERIODIC_UPDATE = "periodic_update"
    RESOLUTION = "resolution"


class ClockKind(StrEnum):
    """Which time counts: opening hours only, or every hour."""

    BUSINESS = "business"
    ALWAYS_ON = "24x7"


class ReopenRule(StrEnum):
    """What a reopening does: start a new period, go on with the old one, or add another target to it."""

    NEW_PERIOD = "new_period"
    CONTINUE = "continue"
    EXTEND = "extend"


class BotRule(StrEnum):
    """Who may answer: humans only, or automatic replies too."""

    HUMAN_ONLY = "human_only"
    ANY_REPLY = "any_reply"


@dataclass(frozen=True, slots=True)
class Promise:
    """At most ``seconds`` on a clock for tickets of a priority, customer tier and channel.

    None in a dimension means any value, also a missing one. ``valid_from`` is in UTC microseconds.
    ``source_id`` names the catalogue row of the figure, ``printed`` its wording where that differs.
    Raises ValueError naming the argument that is malformed.
    """

    metric: SlaMetric
    seconds: float
    priority: str | None = None
    tier: str | None = None
    channel: str | None = None
    clock: ClockKind = ClockKind.BUSINESS
    valid_from: int = ALWAYS
    source_id: str = ""
    printed: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "metric", _member(SlaMetric, "metric", self.metric))
        object.__setattr__(self, "clock", _member(ClockKind, "clock", self.clock))
        if not (np.isfinite(self.seconds) and self.seconds > 0):
            raise ValueError(f"seconds: must be a positive number, not {self.seconds}")
        for name in ("priority", "tier", "channel"):
            word = getattr(self, name)
            if word is not None and not word.strip():
                raise ValueError(f"{name}: must be a word, or None for any")

    @property
    def key(self) -> tuple[str | None, ...]:
        """What the promise is about, without its limit and date; words in lower case."""
        words = (_folded(word) for word in (self.priority, self.tier, self.channel))
        return (self.metric.value, *words)

    @property
    def microseconds(self) -> int:
        """The limit in the unit of the clock."""
        return round(self.seconds * 1_000_000)


@dataclass(frozen=True, slots=True)
class Policy:
    """A named set of promises with the rules of their clock.

    Time in ``pausing_states`` does not count; ``response_types`` answer a customer. ``definitions`` says
    by priority what belongs there, ``published_at`` and ``reviewed_at`` when customers were told and
    when it was last looked at. Raises ValueError naming the argument: no promise, two
    promises about the same from the same instant, a pausing state in which a ticket is finished.
    """

    policy_id: str
    name: str
    promises: tuple[Promise, ...]
    pausing_states: frozenset[Status] = frozenset({Status.PENDING})
    reopen_rule: ReopenRule = ReopenRule.NEW_PERIOD
    bot_rule: BotRule = BotRule.HUMAN_ONLY
    source_ids: tuple[str, ...] = ()
    response_types: frozenset[EventType] = frozenset({EventType.PUBLIC_REPLY})
    definitions: Mapping[str, str] = field(default_factory=dict, hash=False)
    published_at: datetime | None = None
    reviewed_at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "reopen_rule", _member(ReopenRule, "reopen_rule", self.reopen_rule))
        object.__setattr__(self, "bot_rule", _member(BotRule, "bot_rule", self.bot_rule))
        if not self.policy_id.strip():
            raise ValueError("policy_id: must not be empty")
        if not self.promises:
            raise ValueError("promises: at least one is needed")
        keys = [(promise.key, promise.valid_from) for promise in self.promises]
        if len(set(keys)) < len(keys):
            raise ValueError("promises: two are about the same tickets from the same instant")
        barred = self.pausing_states & (FINISHED_STATUSES | {Status.DELETED})
        if barred:
            raise ValueError(f"pausing_states: a ticket is finished when {min(barred).name.lower()}")


@dataclass(frozen=True, slots=True)
class PromiseTable:
    """The promises of one metric, looked up for whole columns of codes.

    Codes are indexes into the word lists given to `of`; -1 is "no value". The promise that names
    most of the ticket's values wins, on a tie the one that names its priority, then its tier; of
    promises about the same, the latest that is valid at the instant.
    """

    promises: tuple[Promise, ...]
    valid_from: Codes
    chosen: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        policy: Policy,
        metric: SlaMetric,
        priorities: Sequence[str],
        tiers: Sequence[str],
        channels: Sequence[str],
    ) -> PromiseTable:
        """The table of a policy's promises about ``metric``; words match in any case."""
        promises = tuple(p for p in policy.promises if p.metric == metric)
        versions = np.array(sorted({ALWAYS, *(p.valid_from for p in promises)}), np.int64)
        words = (priorities, tiers, channels)
        shape = (len(versions), *(len(column) + 1 for column in words))
        chosen = np.full(shape, NO_POLICY, np.int64)
        for index in sorted(range(len(promises)), key=lambda i: _rank(promises[i])):
            promise = promises[index]
            values = (promise.priority, promise.tier, promise.channel)
            places = [_places(value, column) for value, column in zip(values, words, strict=True)]
            chosen[np.ix_(versions >= promise.valid_from, *places)] = index
        return cls(promises, versions, chosen)

    def lookup(self, priority: Codes, tier: Codes, channel: Codes, at: Codes) -> Codes:
        """Index into ``promises`` per row, `NO_POLICY` where none fits; all columns of shape (n,).

        Raises ValueError naming a column whose codes lie outside its word list.
        """
        columns = {"priority": priority, "tier": tier, "channel": channel}
        for axis, (name, codes) in enumerate(columns.items(), start=1):
            if len(codes) and (codes.min() < -1 or codes.max() >= self.chosen.shape[axis] - 1):
                raise ValueError(f"{name}: codes must lie between -1 and {self.chosen.shape[axis] - 2}")
        version = np.searchsorted(self.valid_from, at, side="right") - 1
        return np.asarray(self.chosen[version, priority, tier, channel])


def _rank(promise: Promise) -> tuple[int, bool, bool, int]:
    named = [word is not None for word in (promise.priority, promise.tier, promise.channel)]
    return sum(named), named[0], named[1], promise.valid_from


def _places(value: str | None, words: Sequence[str]) -> NDArray[np.bool_]:
    """Which codes a promise covers; the last place is the missing value."""
    if value is None:
        return np.ones(len(words) + 1, np.bool_)
    return np.array([*(_folded(word) == _folded(value) for word in words), False])


def _folded(word: str | None) -> str | None:
    return None if word is None else word.strip().lower()


def _member(kind: type[Member], name: str, value: str) -> Member:
    try:
        return kind(value)
    except ValueError:
        raise ValueError(f"{name}: must be one of {', '.join(kind)}, not {value!r}") from None
