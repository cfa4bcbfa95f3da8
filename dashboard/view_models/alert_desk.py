"""What the tab of alerts holds: rules and channels in tables, and the log in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from core.alerts.dry_run import DryRun
from core.alerts.ladder import LADDER, STEPS, Ladder
from core.alerts.rule import AlertRule
from core.report import Report
from core.reporting.alert_check import present_of
from core.reporting.alert_log import alert_log
from core.reporting.alert_rules import SHIPPED_RULES, alert_ladder, all_rules, dashboard_address
from dashboard import format as fmt
from dashboard.view_models.alert_message import PROMISES
from dashboard.view_models.alert_words import period_words, value_words, wanted_words
from dashboard.view_models.cards import Column
from dashboard.view_models.tables import TableView

LEVELS = {
    "warning": "Warning",
    "critical": "Critical",
    "orange": "80 %",
    "red": "90 %",
    "breach": "Broken",
    "severe": "200 %",
}
STATES = {"open": "Open", "noted": "Noted", "snoozed": "Snoozed", "ended": "Over"}
RULE_COLUMNS = {
    "name": Column("Rule", "text", None, "medium"),
    "is_on": Column("State", "text", None, "small"),
    "wanted": Column("Wants", "text", None, "medium"),
    "looks": Column("Looks at", "text", None, "medium"),
    "filters": Column("Of"),
    "channels": Column("Tells"),
    "source": Column("Source"),
}
LOG_COLUMNS = {
    "raised_at": Column("Raised", "instant"),
    "rule": Column("Rule", "text", None, "medium"),
    "what": Column("What", "text", None, "medium"),
    "level": Column("Level", "text", None, "small"),
    "reading": Column("Reading", "figure", "When it was last told; of a promise the time left"),
    "state": Column("State", "text", None, "small"),
    "told": Column("Told", "text", "Messages that went out"),
    "noted_by": Column("Noted by"),
    "ended": Column("Over", "text", None, "medium"),
    "error": Column("Not delivered because", "text", None, "large"),
}
FIRING_COLUMNS = {
    "raised_at": Column("Fired", "instant"),
    "scope": Column("Of", "text", None, "medium"),
    "value": Column("Reading", "figure"),
    "ended": Column("Over"),
    "told": Column("Messages", "count", "With reminders"),
}


@dataclass(frozen=True)
class AlertDesk:
    """What the tab starts from. ``note``: why nothing is looked at, "" where the rules are."""

    rules: Mapping[str, AlertRule]
    ladder: Ladder
    address: str
    zone: str
    note: str
    table: TableView
    log: TableView


def build_desk(report: Report, now: datetime) -> AlertDesk:
    """Everything on the tab, read anew every time: alerts come and go without the data changing."""
    store, zone = report.store, report.zone()
    rules = all_rules(store)
    return AlertDesk(
        rules=rules,
        ladder=alert_ladder(store),
        address=dashboard_address(store),
        zone=zone,
        note=_note(report, now, zone),
        table=rule_table(rules.values()),
        log=log_table(alert_log(store, now), zone),
    )


def _note(report: Report, now: datetime, zone: str) -> str:
    latest = report.as_of()
    if latest is None:
        return "No data yet: nothing is looked at."
    if present_of(report, now) is None:
        when = fmt.date_time(latest, zone)
        return f"The latest event is of {when}. Alerts are about the present and wait for fresh data."
    return ""


def rule_table(rules: Iterable[AlertRule]) -> TableView:
    """All rules, those that are on first."""
    rows = [_rule_row(rule) for rule in sorted(rules, key=lambda rule: not rule.is_on)]
    count = sum(row["is_on"] == "On" for row in rows)
    return TableView(
        title="Rules",
        frame=pd.DataFrame(rows, columns=list(RULE_COLUMNS)),
        columns=RULE_COLUMNS,
        empty="There is no rule.",
        note=f"{fmt.count(count)} of {fmt.count(len(rows))} on",
        total=len(rows),
    )


def _rule_row(rule: AlertRule) -> dict[str, str]:
    wanted = [word for values in rule.filters.values() for word in values]
    apart = [f"by {rule.by}"] if rule.by else []
    return {
        "name": rule.name,
        "is_on": "On" if rule.is_on else "Off",
        "wanted": wanted_words(rule).removesuffix(" is wanted"),
        "looks": period_words(rule.window, rule.periods),
        "filters": ", ".join([*wanted, *apart]) or "all",
        "channels": ", ".join(rule.channels) or "nobody",
        "source": rule.source or ("" if rule.name in SHIPPED_RULES else "own rule"),
    }


def log_table(log: pd.DataFrame, zone: str) -> TableView:
    """The log, newest first; ``pk`` stays in the frame for the buttons."""
    rows = log.to_dict("records")
    frame = log.assign(
        what=[_what(row) for row in rows],
        reading=[log_value_words(row) for row in rows],
        told=[_told(row) for row in rows],
        level=log["level"].map(level_words),
        is_over=log["state"] == "ended",
        ended=["" if row["ended_at"] is pd.NaT else fmt.date_time(row["ended_at"], zone) for row in rows],
        noted_by=log["noted_by"].astype(object).where(log["noted_by"].notna(), ""),
        error=log["error"].astype(object).where(log["error"].notna(), ""),
        state=log["state"].map(STATES),
    )
    opened = int((log["state"] != "ended").sum())
    return TableView(
        title="Log of alerts",
        frame=frame[["pk", "is_over", *LOG_COLUMNS]],
        columns=LOG_COLUMNS,
        empty="No alert has been raised yet.",
        note=f"{fmt.count(opened)} not over; select one to take note" if opened else "",
        total=len(frame),
    )


def level_words(level: str) -> str:
    """A level as people call it.

    >>> level_words("red"), level_words("critical")
    ('90 %', 'Critical')
    """
    return LEVELS.get(level, level)


def _what(row: Mapping[Any, Any]) -> str:
    if row["rule"] != LADDER:
        return str(row["scope"] or "")
    return f"{row['scope']}, {PROMISES.get(str(row['figure']), str(row['figure']))}"


def log_value_words(row: Mapping[Any, Any]) -> str:
    """The reading of an alert: of a rule in its unit, of a promise the time left."""
    value = row["value"]
    if row["rule"] == LADDER:
        left = fmt.duration(abs(value), business=True)
        return left if value != value else f"{left} {'left' if value >= 0 else 'late'}"
    try:
        return value_words(str(row["figure"]), value)
    except ValueError:
        return fmt.number(value)


def _told(row: Mapping[Any, Any]) -> str:
    sent, unsent = int(row["sent_count"]), int(row["unsent_count"])
    if not sent and not unsent:
        return "nobody"
    waiting = f", {fmt.count(unsent)} waiting" if unsent else ""
    return f"{fmt.plural(sent, 'message')}{waiting}"


def trial_words(found: DryRun, days: float) -> str:
    """What a rule would have done in the past, in a sentence.

    >>> trial_words(DryRun((), 30, 0), 30.0).replace(chr(160), " ")
    'It would not have fired in the last 30 days.'
    """
    span = fmt.plural(round(days), "day") if days != 1 else "day"
    if found.looks and found.unknown == found.looks:
        return f"Nothing is known of the last {span}: the figure had no value, or rested on too few tickets."
    if not found.firings:
        return f"It would not have fired in the last {span}."
    times = fmt.plural(len(found.firings), "time")
    return f"It would have fired {times} in the last {span}, with {fmt.plural(found.told, 'message')}."


def firing_table(rule: AlertRule, found: DryRun, zone: str) -> TableView:
    """When a rule would have fired, the latest first."""
    rows = [
        {
            "raised_at": firing.raised_at,
            "scope": firing.scope or "all",
            "value": value_words(rule.figure, firing.value),
            "ended": fmt.date_time(firing.ended_at, zone) if firing.ended_at else "still out",
            "told": firing.told,
        }
        for firing in reversed(found.firings)
    ]
    frame = pd.DataFrame(rows, columns=list(FIRING_COLUMNS))
    frame["raised_at"] = pd.to_datetime(frame["raised_at"], utc=True)
    return TableView("On the past", frame, FIRING_COLUMNS, "It would not have fired.", total=len(rows))


def ladder_words(counts: Mapping[str, int], days: int) -> str:
    """What the ladder would have told in the past.

    >>> ladder_words({"orange": 3, "red": 2, "breach": 1, "severe": 0}, 30).replace(chr(160), " ")
    'In the last 30 days: assignee 3, lead 2, manager 1, director 0.'
    """
    told = ", ".join(f"{role.value} {fmt.count(counts[level])}" for level, (_, role) in STEPS.items())
    return f"In the last {fmt.plural(days, 'day')}: {told}."
