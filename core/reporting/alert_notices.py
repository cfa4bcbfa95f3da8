"""What is told to whom: the decisions of one look, gathered into one message for each channel."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.alerts.evaluate import Finding
from core.alerts.ladder import LADDER, STEPS, Ladder, Role, clock_of, recipients
from core.alerts.lifecycle import Act, Decision, OpenAlert
from core.alerts.rule import AlertRule


@dataclass(frozen=True, slots=True)
class Message:
    """A message in three ways of writing; ``severity``: warning, critical or over."""

    title: str
    text: str
    html: str
    markdown_title: str
    markdown: str
    severity: str
    link: str = ""

    def to_json(self) -> dict[str, Any]:
        """As the outbox keeps it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Notice:
    """What one message is about: one rule, or one level of the ladder, and everything it has to say.

    ``role``: in which role the channel is told, for the ladder.
    """

    act: Act
    channel: str
    rule: AlertRule | None
    level: str
    findings: tuple[Finding, ...]
    at: datetime
    role: Role | None = None
    event_pks: tuple[int, ...] = ()
    sender: str = ""

    @property
    def key(self) -> str:
        """Equal for the same message however often it is decided on or sent."""
        words = (self.sender, self.channel, self.act, self.level, self.event_pks, self.at.isoformat())
        return hashlib.blake2b(repr(words).encode(), digest_size=16).hexdigest()

    @property
    def thread(self) -> str:
        """Equal for all messages about the same alert: what a reader sees as one conversation."""
        about = f"alert-{self.event_pks[0]}" if len(self.event_pks) == 1 else f"message-{self.key}"
        return f"{self.sender}-{about}"


Write = Callable[[Notice], Message]
"""Puts a notice into words."""


@dataclass
class Addressing:
    """Who is told of a decision: a rule's channels, or those of the ladder's roles."""

    rules: Mapping[str, AlertRule]
    ladder: Ladder
    known: Collection[str]
    told: Mapping[str, str] = field(default_factory=dict)
    """By promise: the level of the ladder that was told last."""
    sender: str = ""
    """What tells this store's messages from those of others."""

    @classmethod
    def of(
        cls,
        rules: Mapping[str, AlertRule],
        ladder: Ladder,
        known: Collection[str],
        opened: Iterable[OpenAlert],
        sender: str = "",
    ) -> Addressing:
        """Addressing for a look at which these alerts are open; ``known``: the channels there are."""
        levels = list(STEPS)
        told: dict[str, str] = {}
        for alert in opened:
            if alert.rule == LADDER and alert.told_at is not None and alert.level in levels:
                clock = clock_of(alert.key)
                told[clock] = max(told.get(clock, alert.level), alert.level, key=levels.index)
        return cls(rules, ladder, known, told, sender)

    def channels(self, decision: Decision) -> dict[str, Role | None]:
        """The channels to tell, each with the role for the ladder."""
        if not decision.tells or decision.finding is None:
            return {}
        found: dict[str, Role | None] = {}
        if decision.rule == LADDER:
            found |= recipients(self.ladder, decision.finding, self.told.get(decision.finding.clock))
        else:
            found |= dict.fromkeys(self.rules[decision.rule].channels)
        return {name: role for name, role in found.items() if name in self.known}


def notices_of(
    decisions: Iterable[tuple[Decision, int]], addressing: Addressing, at: datetime
) -> list[Notice]:
    """One notice for each channel, rule (of the ladder: level and role) and act, from decisions and the
    keys of their alerts."""
    grouped: dict[tuple[Any, ...], list[tuple[Finding, int]]] = {}
    for decision, pk in decisions:
        for channel, role in addressing.channels(decision).items():
            if decision.finding is None:
                continue
            act = Act.RAISE if decision.act is Act.TELL else decision.act
            level = decision.finding.level
            key = (act, channel, decision.rule, level, role)
            grouped.setdefault(key, []).append((decision.finding, pk))
    return [
        Notice(
            act=act,
            channel=channel,
            rule=addressing.rules.get(rule),
            level=level,
            findings=tuple(finding for finding, _ in about),
            at=at,
            role=role,
            event_pks=tuple(pk for _, pk in about),
            sender=addressing.sender,
        )
        for (act, channel, rule, level, role), about in grouped.items()
    ]
