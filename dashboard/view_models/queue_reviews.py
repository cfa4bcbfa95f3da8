"""The daily and the weekly review of the queue as checklists with live counts (R-QR-01 to R-QR-10)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.periods import Period
from core.report import Report
from dashboard import format as fmt
from dashboard.view_models import queue_people as p
from dashboard.view_models.asking import Question
from dashboard.view_models.queue_lists import counts_of
from dashboard.view_models.queue_past import Presence
from dashboard.view_models.queue_tables import BALANCE_LIMIT

TREND_WEEKS = 4
NO_RULES = "no data: no source tells which rules were overridden by hand"


@dataclass(frozen=True)
class CheckItem:
    """One item of a review: what to look at, what there is now, and where its tickets are.

    ``part`` and ``where`` name a tab and a list of this page, ``page`` another page."""

    rule: str
    title: str
    finding: str
    status: str = "no_target"
    part: str = ""
    where: str = ""
    page: str = ""


def build_daily(
    report: Report, question: Question, presence: Presence, growing: tuple[str, ...]
) -> tuple[CheckItem, ...]:
    """What to look at every day, as at the moment of the question."""
    if question.as_of is None:
        return ()
    counts = counts_of(report, question, ("urgent", "old"))
    workload = report.live(question.as_of).workload(filters=question.filters)
    return (
        _tickets("R-QR-01", "Open P1 and P2 first", counts["urgent"], "urgent"),
        _tickets("R-QR-02", "Tickets older than 24 h", counts["old"], "old"),
        _trending(growing),
        _away(workload, presence),
        _balance(workload),
    )


def build_weekly(report: Report, question: Question) -> tuple[CheckItem, ...]:
    """What to look at every week, with the evidence of the last ones."""
    if question.as_of is None:
        return ()
    return (
        _backlog_trend(report, question),
        _priority_accuracy(report, question),
        _tickets("R-QR-08", "Stuck tickets", counts_of(report, question, ("stuck",))["stuck"], "stuck"),
        _training(report, question),
        CheckItem("R-QR-10", "Automation rules to update", NO_RULES, "no_data"),
    )


def _tickets(rule: str, title: str, count: int, where: str) -> CheckItem:
    return CheckItem(rule, title, fmt.plural(count, "ticket"), _none_is_good(count), "Lists", where)


def _none_is_good(count: float) -> str:
    return "warning" if count else "on_target"


def _trending(growing: tuple[str, ...]) -> CheckItem:
    words = ", ".join(fmt.shorten(name) for name in growing[:3]) or "none has doubled"
    more = f" and {len(growing) - 3} more" if len(growing) > 3 else ""
    return CheckItem("R-QR-03", "Trending issues", words + more, _none_is_good(len(growing)), "Today")


def _away(workload: pd.DataFrame, presence: Presence) -> CheckItem:
    held = p.away_frame(workload, presence.away)
    status = _none_is_good(len(held))
    return CheckItem("R-QR-04", "Tickets of people who are away", p.away_words(held), status, "People")


def _balance(workload: pd.DataFrame) -> CheckItem:
    if workload.empty:
        return CheckItem("R-QR-05", "Workload balance", fmt.NO_DATA, "no_data", "People")
    ratio = float(workload["load_ratio"].max())
    status = "on_target" if ratio <= BALANCE_LIMIT else "warning"
    words = f"the fullest agent holds {fmt.number(ratio)} times the median, limit {BALANCE_LIMIT}"
    return CheckItem("R-QR-05", "Workload balance", words, status, "People")


def _backlog_trend(report: Report, question: Question) -> CheckItem:
    history = report.backlog_history(
        filters=question.filters, by="week", period=_weeks(question, TREND_WEEKS + 1)
    )
    title = "Backlog trend"
    if len(history) <= TREND_WEEKS:
        return CheckItem("R-QR-06", title, fmt.NO_DATA, "no_data", page="team.py")
    before, now = (int(history["open_count"].iloc[place]) for place in (-1 - TREND_WEEKS, -1))
    words = f"{fmt.count(now)} open, {fmt.count(before)} four weeks ago"
    return CheckItem("R-QR-06", title, words, "warning" if now > before else "on_target", page="team.py")


def _priority_accuracy(report: Report, question: Question) -> CheckItem:
    found = report.metric("priority_accuracy", period=_weeks(question, 1), filters=question.filters)
    words = fmt.share(found.value)
    if not fmt.is_missing(found.value):
        words += f" of {fmt.plural(found.n, 'ticket')} of the last week kept their first priority"
    return CheckItem("R-QR-07", "Priority accuracy", words, "no_target", page="glossary.py")


def _training(report: Report, question: Question) -> CheckItem:
    gaps = report.shared_gaps(period=_weeks(question, TREND_WEEKS), filters=question.filters)
    kinds = gaps["category"].nunique() if "category" in gaps else len(gaps)
    words = fmt.plural(kinds, "category", "categories") + " in which three or more agents score low"
    return CheckItem("R-QR-09", "Training needs", words, _none_is_good(kinds), page="quality.py")


def _weeks(question: Question, weeks: int) -> Period:
    """The last weeks up to the moment."""
    assert question.as_of is not None
    return Period.last_days(7 * weeks, question.as_of, question.zone)
