"""An alert in words: what is out of band or near its limit, since when, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.alerts.evaluate import Finding
from core.alerts.figures import figure_named
from core.alerts.ladder import STEPS, Role
from core.alerts.lifecycle import Act
from core.alerts.rule import AlertRule
from core.reporting.alert_notices import Message, Notice
from dashboard import format as fmt
from dashboard.view_models.alert_words import period_words, value_words, wanted_words
from dashboard.view_models.letter import Letter, Line, Part, ticket_url

MOST_LINES = 20
PROMISES = {
    "first_response": "first response",
    "next_response": "next response",
    "periodic_update": "update",
    "resolution": "resolution",
}
"""What a promise is called in a sentence."""
ROLES = {
    Role.ASSIGNEE: "You are told as the assignee.",
    Role.LEAD: "You are told as the team lead.",
    Role.MANAGER: "You are told as the manager.",
    Role.DIRECTOR: "You are told as the director.",
}
SLA_FIGURES = ("_sla_", "breach_count", "share_of_target")


def message_of(notice: Notice, *, zone: str, address: str) -> Message:
    """The message of a notice; ``zone``: in which its times are told, ``address``: of the dashboard."""
    rule = notice.rule
    letter = _of_ladder(notice, address) if rule is None else _of_rule(notice, rule, zone, address)
    severity = notice.level if notice.level == "warning" else "critical"
    if rule is None and notice.level == "orange":
        severity = "warning"
    return message_from(letter, "over" if notice.act is Act.END else severity)


def message_from(letter: Letter, severity: str) -> Message:
    """A letter as the outbox keeps it."""
    return Message(
        letter.plain_title,
        letter.text,
        letter.html,
        letter.markdown_title,
        letter.markdown,
        severity,
        letter.link,
    )


def _of_rule(notice: Notice, rule: AlertRule, zone: str, address: str) -> Letter:
    found = notice.findings
    lines = tuple(Line(_where_it_stands(rule, one)) for one in found[:MOST_LINES]) if len(found) > 1 else ()
    sentences = [f"{_where_it_stands(rule, found[0])}."] if len(found) == 1 else []
    sentences.append(f"{figure_named(rule.figure).name}: {wanted_words(rule, found[0].detail)}.")
    if notice.act is Act.END:
        sentences.append("It is back where it should be.")
    else:
        sentences.append(_since(rule, min(one.since for one in found), zone))
        sentences += [f"What to do: {rule.advice}"] if rule.advice else []
    part = Part("", tuple(sentences), lines)
    return Letter(_rule_title(notice, rule), (part,), f"{address}/{_page(rule.figure)}")


def _rule_title(notice: Notice, rule: AlertRule) -> str:
    word = {Act.REMIND: "Still: ", Act.END: "Over: "}.get(notice.act, "")
    if len(notice.findings) > 1:
        return f"{word}{rule.name}: {len(notice.findings)} {_plural(rule.by)}"
    one = notice.findings[0]
    scope = f" ({one.scope})" if one.scope else ""
    return f"{word}{rule.name}{scope}: {value_words(rule.figure, one.detail.get('value'))}"


def _where_it_stands(rule: AlertRule, finding: Finding) -> str:
    value = value_words(rule.figure, finding.detail.get("value"))
    return f"{finding.scope}: {value}" if finding.scope else f"{figure_named(rule.figure).name} is {value}"


def _since(rule: AlertRule, since: datetime, zone: str) -> str:
    return f"Looked at: {period_words(rule.window, rule.periods)}, out since {fmt.date_time(since, zone)}."


def _plural(by: str | None) -> str:
    return {"category": "categories", "priority": "priorities"}.get(by or "", f"{by}s" if by else "findings")


def _page(figure: str) -> str:
    return "sla" if any(word in figure for word in SLA_FIGURES) else "queue-health"


def _of_ladder(notice: Notice, address: str) -> Letter:
    found = sorted(notice.findings, key=lambda one: float(one.detail["remaining_minutes"]))
    lines = tuple(_ladder_line(one, address) for one in found[:MOST_LINES])
    rest = len(found) - len(lines)
    sentences = [ROLES[notice.role]] if notice.role else []
    sentences += [f"{rest} more are not listed."] if rest > 0 else []
    link = f"{address}/queue-health"
    if len(found) == 1:
        link = ticket_url(address, found[0].detail["ticket_id"], found[0].detail["source_id"])
    return Letter(_ladder_title(notice, found[0]), (Part("", tuple(sentences), lines),), link)


def _ladder_title(notice: Notice, first: Finding) -> str:
    many = len(notice.findings) > 1
    what = PROMISES.get(first.figure, first.figure)
    subject = fmt.plural(len(notice.findings), "promise") if many else f"Ticket {first.scope}: {what}"
    verb, whose = ("are", "their") if many else ("is", "its")
    if notice.level == "breach":
        return f"{subject} {verb} broken"
    return f"{subject} {verb} past {STEPS[notice.level][0] * 100:.0f} % of {whose} time"


def _ladder_line(finding: Finding, address: str) -> Line:
    detail = finding.detail
    who = (detail["priority"], detail["team"], detail["assignee"] or "nobody assigned", detail["category"])
    what = PROMISES.get(finding.figure, finding.figure)
    target = fmt.duration(float(detail["target_minutes"]), business=bool(detail["is_business"]))
    return Line(
        f"Ticket {finding.scope}",
        ticket_url(address, detail["ticket_id"], detail["source_id"]),
        f": {what}, {_time_left(detail)} of {target} ({', '.join(str(word) for word in who if word)})",
    )


def _time_left(detail: Mapping[str, Any]) -> str:
    left = float(detail["remaining_minutes"])
    words = fmt.duration(abs(left), business=bool(detail["is_business"]))
    return f"{words} left" if left >= 0 else f"{words} late"
