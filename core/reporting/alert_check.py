"""One look at everything: measure, decide, and write down what was decided together with its messages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from core.alerts.dry_run import findings_at, manners_of, unheard
from core.alerts.evaluate import Finding
from core.alerts.ladder import LADDER, NEWS_MINUTES, Ladder, ladder_findings
from core.alerts.lifecycle import Act, Decision, Manners, OpenAlert, decide
from core.alerts.rule import AlertRule
from core.data.alert_book import Turn, deciding
from core.data.state import AlertEvent
from core.data.store import Store
from core.report import Filters, Report
from core.reporting.alert_notices import Addressing, Notice, Write, notices_of
from core.reporting.alert_readings import Measurer, Memory, earliest
from core.reporting.alert_rules import alert_ladder, all_rules, channels

STALE = timedelta(hours=48)
"""After so long without any event the present is unknown, and no alert can be about it."""
STATE = ("alerts", "check")
"""Where the instant of the last look is kept, by source and stream."""
UNSTOPPED = ("running", "paused", "breached")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look came to. ``at``: the instant looked at, None where nothing was; ``note`` says why."""

    at: datetime | None
    note: str = ""
    raised: int = 0
    reminded: int = 0
    ended: int = 0
    queued: int = 0


def present_of(report: Report, now: datetime) -> datetime | None:
    """The instant to look at: now, unless the data ended long before; then there is none."""
    latest = report.as_of()
    return None if latest is None or now - latest > STALE else now


def check_alerts(
    report: Report,
    now: datetime,
    write: Write,
    *,
    as_of: datetime | None = None,
    memory: Memory | None = None,
) -> Checked:
    """Look at all rules that are on and at the ladder; raise, remind and end alerts, and queue messages.

    ``as_of``: look as things stood then, instead of now. All that is decided is kept in one transaction,
    alerts and messages alike; `send_due` in the dashboard sends them. Two looks at the same instant decide
    the same once.
    """
    at = as_of or present_of(report, now)
    if at is None:
        return Checked(None, _why_not(report))
    store = report.store
    look = _Look.of(report, at, memory)
    known, sender = channels(store), str(store.setting("store_id"))[:12]
    with deciding(store) as turn:
        opened = [_open_alert(event) for event in turn.opened()]
        decisions = decide(look.heard(opened), opened, look.manners, at)
        addressing = Addressing.of(look.rules, look.ladder, known, opened, sender)
        counted = _write_down(turn, decisions, addressing, write, at, now)
    if as_of is None:
        _remember(store, at)
    return counted


@dataclass(frozen=True)
class _Look:
    """What was measured at an instant, before anything is decided."""

    at: datetime
    rules: Mapping[str, AlertRule]
    ladder: Ladder
    findings: Sequence[Finding]
    clocks: pd.DataFrame | None
    news_minutes: float

    @classmethod
    def of(cls, report: Report, at: datetime, memory: Memory | None) -> _Look:
        rules = {name: rule for name, rule in all_rules(report.store).items() if rule.is_on}
        ladder = alert_ladder(report.store)
        measurer = Measurer(report, earliest(rules.values(), at, report.zone()), memory)
        measurer.forget_older()
        findings = [found for rule in rules.values() for found in _rule_findings(rule, measurer, report, at)]
        clocks = _running_clocks(report, measurer, ladder, at) if ladder.is_on else None
        return cls(at, rules, ladder, findings, clocks, _news_minutes(report.store, at))

    @property
    def manners(self) -> dict[str, Manners]:
        """How each rule tells."""
        told = {name: manners_of(rule) for name, rule in self.rules.items()}
        return {**told, LADDER: Manners(self.ladder.quiet)}

    def heard(self, opened: Sequence[OpenAlert]) -> list[Finding]:
        """All findings; of a rule whose scope had no row this time, that nothing is known."""
        mine = [alert for alert in opened if alert.rule in self.rules]
        found = [*self.findings, *unheard(self.findings, mine)]
        if self.clocks is None:
            return found
        keys = {alert.key for alert in opened}
        return found + ladder_findings(
            self.ladder, self.clocks, self.at, known=keys, news_minutes=self.news_minutes
        )


def _why_not(report: Report) -> str:
    if report.as_of() is None:
        return "there is no data yet"
    return "the latest event is more than 48 hours old, so nothing is known of the present"


def _rule_findings(rule: AlertRule, measurer: Measurer, report: Report, at: datetime) -> list[Finding]:
    ends = rule.window.last_ends(at, report.zone(), rule.periods)
    return findings_at(rule, ends, {end: measurer.readings(rule, end, at) for end in ends})


def _running_clocks(report: Report, measurer: Measurer, ladder: Ladder, at: datetime) -> pd.DataFrame:
    """From the queue of this moment where nothing has happened since, else from the recent past."""
    latest = report.as_of()
    source = report.live(at) if latest is not None and latest <= at else measurer.recent
    filters = Filters(team=tuple(ladder.filters.get("team", ())))
    return source.sla_clocks(as_of=at, filters=filters, outcome=UNSTOPPED)


def _news_minutes(store: Store, at: datetime) -> float:
    """How far back a step of the ladder is news: to the last look, and at least a working day."""
    states = store.read_frame("sync_state")
    mine = states[(states["source_id"] == STATE[0]) & (states["stream"] == STATE[1])]["updated_at"]
    since = (pd.Timestamp(at) - mine.iloc[0]).total_seconds() / 60 if len(mine) else 0.0
    return max(NEWS_MINUTES, since)


def _remember(store: Store, at: datetime) -> None:
    row = {"source_id": [STATE[0]], "stream": [STATE[1]], "updated_at": [pd.Timestamp(at)]}
    store.upsert_frame("sync_state", pd.DataFrame(row))


def _open_alert(event: AlertEvent) -> OpenAlert:
    body = json.loads(event.body)
    told = body.get("told_at")
    return OpenAlert(
        pk=event.pk or 0,
        rule=str(body.get("rule", "")),
        key=event.dedup_key or "",
        level=event.level or "",
        raised_at=event.at,
        told_at=datetime.fromisoformat(told) if told else None,
        acknowledged_at=event.acknowledged_at,
        snoozed_until=event.snoozed_until,
    )


def _write_down(
    turn: Turn,
    decisions: Sequence[Decision],
    addressing: Addressing,
    write: Write,
    at: datetime,
    now: datetime,
) -> Checked:
    due = [one for one in decisions if one.act in (Act.RAISE, Act.END) or addressing.channels(one)]
    kept = [(decision, _event(turn, decision, addressing, at)) for decision in due]
    notices = notices_of([(decision, event.pk or 0) for decision, event in kept], addressing, at)
    queued = sum(_queue(turn, notice, write, now) for notice in notices)
    acts = [decision.act for decision in decisions]
    reminded = sum(len(notice.findings) for notice in notices if notice.act is Act.REMIND)
    return Checked(at, "", acts.count(Act.RAISE), reminded, acts.count(Act.END), queued)


def _event(turn: Turn, decision: Decision, addressing: Addressing, at: datetime) -> AlertEvent:
    """The alert that a decision is about, raised or changed."""
    is_told = bool(addressing.channels(decision))
    finding, alert = decision.finding, decision.alert
    if alert is None and finding is not None:
        event = _raised(turn, finding, at)
    else:
        event = turn.event(alert.pk if alert else 0)
    body = json.loads(event.body)
    if decision.act is Act.END:
        event.resolved_at = at
    elif finding is not None:
        body["detail"] = dict(finding.detail)
    if is_told:
        body["told_at"] = at.isoformat()
    event.body = json.dumps(body)
    return event


def _raised(turn: Turn, finding: Finding, at: datetime) -> AlertEvent:
    event = AlertEvent(
        rule_pk=0,
        at=at,
        body=json.dumps(_body(finding)),
        metric_id=finding.figure,
        scope=finding.scope,
        level=finding.level,
        dedup_key=finding.key,
    )
    turn.add(finding.rule, event)
    return event


def _body(finding: Finding) -> dict[str, Any]:
    since = finding.since.isoformat()
    return {"rule": finding.rule, "since": since, "told_at": None, "detail": dict(finding.detail)}


def _queue(turn: Turn, notice: Notice, write: Write, now: datetime) -> bool:
    body = write(notice).to_json() | {"event_pks": list(notice.event_pks), "thread": notice.thread}
    return turn.queue(
        kind="alert",
        key=notice.key,
        channel=notice.channel,
        body=body,
        now=now,
        event_pk=notice.event_pks[0],
    )
