"""A rule tried on the past: when it would have fired, had it been on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.alerts.evaluate import Finding, Reading, State, finding_of
from core.alerts.lifecycle import Act, Decision, Manners, OpenAlert, decide
from core.alerts.rule import AlertRule


@dataclass(frozen=True, slots=True)
class Firing:
    """One alert of the past; ``ended_at`` None: still open at the end. ``told``: messages, reminders too."""

    scope: str
    raised_at: datetime
    value: float | None
    ended_at: datetime | None = None
    told: int = 0


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a rule would have done. ``looks``: how often it looked, ``unknown``: how often it saw nothing."""

    firings: tuple[Firing, ...]
    looks: int
    unknown: int

    @property
    def told(self) -> int:
        """How many messages there would have been, with reminders, without those that all is well again."""
        return sum(firing.told for firing in self.firings)


def manners_of(rule: AlertRule) -> Manners:
    """How a rule tells."""
    return Manners(rule.quiet, rule.again_minutes, rule.tells_end)


def findings_at(
    rule: AlertRule, ends: Sequence[datetime], readings: Mapping[datetime, Mapping[str, Reading]]
) -> list[Finding]:
    """How the rule stands in every scope; ``ends``: its last periods, the latest first.

    ``readings``: by end of the period and by scope ("" for a rule that is not told apart). A scope that has
    no reading of the latest period says nothing.
    """
    latest = readings.get(ends[0], {}) if ends else {}
    found = []
    for scope, first in latest.items():
        run = [first]
        for end in ends[1 : rule.periods]:
            earlier = readings.get(end, {}).get(scope)
            if earlier is None:
                break
            run.append(earlier)
        found.append(finding_of(rule, scope, run))
    return found


def dry_run(
    rule: AlertRule, ends: Sequence[datetime], readings: Mapping[datetime, Mapping[str, Reading]]
) -> DryRun:
    """Step through the past with the rule switched on, nobody taking note.

    ``ends``: all ends of periods, the first one first; those that ``readings`` lacks cannot be known. The
    rule looks whenever a period is over and its ``periods`` are there; quiet hours hold messages back as
    they would have.
    """
    firings: list[Firing] = []
    opened: dict[str, tuple[OpenAlert, int]] = {}
    looks = unknown = 0
    for place in range(rule.periods - 1, len(ends)):
        at = ends[place]
        findings = findings_at(rule, ends[max(0, place - rule.periods + 1) : place + 1][::-1], readings)
        looks += 1
        unknown += all(finding.state is State.UNKNOWN for finding in findings)
        alerts = [alert for alert, _ in opened.values()]
        for decision in decide(
            [*findings, *unheard(findings, alerts)], alerts, {rule.name: manners_of(rule)}, at
        ):
            _carry_out(decision, at, opened, firings)
    return DryRun(tuple(firings), looks, unknown)


def unheard(findings: Iterable[Finding], alerts: Iterable[OpenAlert]) -> list[Finding]:
    """For open alerts whose scope had no row this time: nothing is known, so they stay as they are."""
    heard = {finding.key for finding in findings}
    return [
        Finding(alert.rule, alert.key, "", alert.level, State.UNKNOWN, alert.raised_at)
        for alert in alerts
        if alert.key not in heard
    ]


def _carry_out(
    decision: Decision, at: datetime, opened: dict[str, tuple[OpenAlert, int]], firings: list[Firing]
) -> None:
    told = int(decision.tells)
    if decision.act is Act.RAISE and decision.finding is not None:
        finding = decision.finding
        told_at = at if told else None
        alert = OpenAlert(len(firings), finding.rule, finding.key, finding.level, at, told_at)
        opened[finding.key] = (alert, len(firings))
        firings.append(Firing(finding.scope, at, finding.detail["value"], None, told))
    elif decision.alert is not None:
        alert, place = opened[decision.alert.key]
        if decision.act is Act.END:
            del opened[alert.key]
            firings[place] = replace(firings[place], ended_at=at)
        else:
            opened[alert.key] = (replace(alert, told_at=at), place)
            firings[place] = replace(firings[place], told=firings[place].told + told)
