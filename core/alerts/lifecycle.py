"""From findings to decisions: raise, remind, end; noted and snoozed alerts stay silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.alerts.evaluate import Finding, State
from core.alerts.quiet import QuietHours


class Act(StrEnum):
    """What happens to an alert."""

    RAISE = "raise"
    REMIND = "remind"
    TELL = "tell"
    END = "end"


@dataclass(frozen=True, slots=True)
class Manners:
    """How a rule tells: when not, how often again, and whether it tells the end."""

    quiet: QuietHours | None = None
    again_minutes: int | None = None
    tells_end: bool = False


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that has been raised and has not ended. ``told_at``: when anybody was told last."""

    pk: int
    rule: str
    key: str
    level: str
    raised_at: datetime
    told_at: datetime | None = None
    acknowledged_at: datetime | None = None
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to do; ``tells``: whether somebody is told, apart from being written down."""

    act: Act
    tells: bool
    finding: Finding | None = None
    alert: OpenAlert | None = None

    @property
    def rule(self) -> str:
        """The rule that it is about."""
        source = self.finding or self.alert
        return source.rule if source else ""


def decide(
    findings: Iterable[Finding],
    opened: Iterable[OpenAlert],
    manners: Mapping[str, Manners],
    at: datetime,
) -> list[Decision]:
    """What to do at an instant, so that every trouble is told once and then only when it should be.

    Out of band without an open alert: raise. Still out: tell what was held back by quiet hours or a snooze
    that has ended, remind after ``again_minutes`` while nobody has taken note. Back in band, or no longer
    found at all (a clock that stopped, a rule that was switched off): end. In quiet hours everything is
    written down and nobody is told. Doing nothing is no decision: the same call again decides nothing new.
    """
    known = {alert.key: alert for alert in opened}
    decisions, seen = [], set()
    for finding in findings:
        seen.add(finding.key)
        made = _about(finding, known.get(finding.key), manners.get(finding.rule, Manners()), at)
        decisions += [made] if made else []
    for alert in known.values():
        if alert.key not in seen:
            decisions.append(Decision(Act.END, False, None, alert))
    return decisions


def _about(finding: Finding, alert: OpenAlert | None, manners: Manners, at: datetime) -> Decision | None:
    may_tell = not (manners.quiet and manners.quiet.is_quiet(at))
    if finding.state is State.OUT:
        if alert is None:
            return Decision(Act.RAISE, may_tell, finding) if finding.is_news else None
        act = _next_word(alert, manners, at)
        return Decision(act, True, finding, alert) if act and may_tell else None
    if finding.state is State.IN_BAND and alert is not None:
        was_told = alert.told_at is not None
        return Decision(Act.END, was_told and manners.tells_end and may_tell, finding, alert)
    return None


def _next_word(alert: OpenAlert, manners: Manners, at: datetime) -> Act | None:
    """Whether something is to be told about an alert that goes on."""
    is_snoozed = alert.snoozed_until is not None and at < alert.snoozed_until
    if alert.acknowledged_at is not None or is_snoozed:
        return None
    if alert.told_at is None:
        return Act.TELL
    if alert.snoozed_until is not None and alert.told_at < alert.snoozed_until:
        return Act.REMIND
    if manners.again_minutes is None:
        return None
    return Act.REMIND if at - alert.told_at >= timedelta(minutes=manners.again_minutes) else None
