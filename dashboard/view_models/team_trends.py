"""The figures of a team week by week, each against the band of its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan

import pandas as pd

from core.metrics.targets import Target
from core.periods import Period, microseconds
from core.report import MetricResult, Report
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models import groups as g
from dashboard.view_models.asking import Question
from dashboard.view_models.behind import Drill, Drills, drill
from dashboard.view_models.cards import Column
from dashboard.view_models.flow import first_created, instants
from dashboard.view_models.sla import SOURCE_CLOCK, one_clock
from dashboard.view_models.speed import HINT
from dashboard.view_models.team_seven import PROMISED
from dashboard.view_models.weeks import week_of, whole_weeks

WEEKLY = {
    "csat_rate": "Satisfied customers",
    "response_sla_met_rate": "Responses in time",
    "resolution_sla_met_rate": "Resolutions in time",
    "sla_met_rate": "SLA met, help desk",
    "first_response_time": "First response, mean",
    "escalation_volume": "Escalations",
    "escalation_rate": "Escalated",
    "main_channel_share": "Main channel",
}
BACKLOG, TRENDING = "backlog_count", "trending_issue_count"
ORDER = (
    "csat_rate",
    "response_sla_met_rate",
    "resolution_sla_met_rate",
    "sla_met_rate",
    BACKLOG,
    "first_response_time",
    "escalation_volume",
    "escalation_rate",
    TRENDING,
    "main_channel_share",
)
"""The seven figures of the handbook's team dashboard; promises and escalations show two sides."""
COLUMNS = {
    "figure": Column("Figure", "text", None, "medium"),
    "bucket": Column("Week from", "instant"),
    "words": Column("Value", "figure"),
    "target": Column("Target", "figure"),
    "reading": Column("Reading"),
    "n": Column("Measured", "count"),
}
KINDS = {
    "csat_rate": ("Rated tickets", "rated"),
    SOURCE_CLOCK: ("Resolved tickets", "finished"),
    "escalation_volume": ("Escalated tickets", "escalated"),
    "main_channel_share": ("New tickets by the main channel", "main channel"),
}
WIDE = (-float("inf"), float("inf"))


@dataclass(frozen=True)
class TrendPanel:
    """One figure by week: ``frame`` has bucket, value, low, high; ``good`` and ``warn`` are bands, infinite
    where nothing limits; ``first`` is its first row in the table."""

    title: str
    unit: str
    frame: pd.DataFrame
    good: tuple[float, float]
    warn: tuple[float, float]
    note: str
    status: str
    first: int


@dataclass(frozen=True)
class Trends:
    """All panels, the same figures as one table, and what they lead to."""

    panels: tuple[TrendPanel, ...]
    frame: pd.DataFrame
    columns: dict[str, Column]
    drills: Drills
    note: str


@dataclass(frozen=True)
class Line:
    """A figure by week, before it is dressed: one (Monday, value, low, high, n) per week."""

    name: str
    title: str
    unit: str
    weeks: list[tuple[str, float, float, float, int]]
    target: Target | None = None
    target_text: str = ""
    status: str = "no_target"


def build_trends(report: Report, question: Question) -> Trends:
    """The figures of all whole weeks, at least the last twelve."""
    weeks = whole_weeks(question, first_created(report, question))
    grown = _grown(report, question, weeks)
    lines = {line.name: line for line in _lines(report, question, weeks, grown)}
    shown = [lines[name] for name in ORDER if name in lines]
    rows = [row for line in shown for row in _rows(line)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["bucket"] = instants(frame["bucket"])
    names = dict(zip(grown["bucket"], grown["categories"], strict=True))
    drills = [_drill(question, line.name, week[0], names) for line in shown for week in line.weeks]
    first = [sum(len(line.weeks) for line in shown[:place]) for place in range(len(shown))]
    panels = tuple(_panel(line, place) for line, place in zip(shown, first, strict=True))
    note = "whole weeks; shaded: on target, around it a warning"
    return Trends(panels, frame, COLUMNS, Drills(drills, HINT), note)


def _grown(report: Report, question: Question, weeks: Period) -> pd.DataFrame:
    """The categories that trended in each week; without dates there are none."""
    if weeks.start is None or weeks.end is None:
        return pd.DataFrame({"bucket": [], "trending_count": [], "categories": []})
    return report.trending_by_week(weeks, filters=question.filters, as_of=question.as_of)


def _lines(report: Report, question: Question, weeks: Period, grown: pd.DataFrame) -> list[Line]:
    overall = f.without_change(report, question, [*WEEKLY, BACKLOG])
    known = one_clock({name: overall[name] for name in WEEKLY})
    found = g.by_group(report, question, list(known), "week", weeks)
    lines = [_line(overall[name], WEEKLY[name], [r for r in found if r.id == name]) for name in known]
    lines += [_backlog(report, question, weeks, overall[BACKLOG]), _trending(grown)]
    return [line for line in lines if any(not fmt.is_missing(week[1]) for week in line.weeks)]


def _line(overall: MetricResult, title: str, found: Sequence[MetricResult]) -> Line:
    weeks = [(str(r.group), r.value, r.low, r.high, r.n) for r in found]
    words, unit = overall.target_text, overall.unit.value
    return Line(overall.id, title, unit, weeks, overall.target, words, f.status_of(overall))


def _backlog(report: Report, question: Question, weeks: Period, overall: MetricResult) -> Line:
    found = report.backlog_history(period=weeks, filters=question.filters, as_of=question.as_of, by="week")
    counts = [
        (str(bucket), float(count), nan, nan, int(count))
        for bucket, count in zip(found["bucket"], found["open_count"], strict=True)
    ]
    words, status = overall.target_text, f.status_of(overall)
    return Line(BACKLOG, "Backlog, end of week", "count", counts, overall.target, words, status)


def _trending(grown: pd.DataFrame) -> Line:
    counts = [
        (str(bucket), float(count), nan, nan, 0 if fmt.is_missing(count) else int(count))
        for bucket, count in zip(grown["bucket"], grown["trending_count"], strict=True)
    ]
    return Line(TRENDING, "Trending issues", "count", counts)


def _rows(line: Line) -> list[tuple[object, ...]]:
    target = f.short(line.target_text) if line.target_text else "none"
    return [
        (line.title, week, fmt.value_in_unit(value, line.unit), target, _reading(line.target, value), n)
        for week, value, _, _, n in line.weeks
    ]


def _reading(target: Target | None, value: float) -> str:
    if target is None or fmt.is_missing(value):
        return ""
    if value in target.good:
        return "on target"
    return "warning" if value in target.warn else "off target"


def _panel(line: Line, first: int) -> TrendPanel:
    frame = pd.DataFrame(line.weeks, columns=["bucket", "value", "low", "high", "n"]).drop(columns="n")
    frame["bucket"] = instants(frame["bucket"])
    good, warn = WIDE, WIDE
    if line.target is not None:
        good = (line.target.good.low, line.target.good.high)
        warn = (line.target.warn.low, line.target.warn.high)
    last = [value for _, value, *_ in line.weeks if not fmt.is_missing(value)][-1]
    aim = f"target {f.short(line.target_text)}" if line.target_text else "no target"
    note = f"{fmt.value_in_unit(last, line.unit)} · {aim}"
    return TrendPanel(line.title, line.unit, frame, good, warn, note, line.status, first)


def _drill(question: Question, name: str, monday: str, grown: Mapping[str, tuple[str, ...]]) -> Drill | None:
    week, words = week_of(monday, question.zone), f"week of {monday}"
    if name == BACKLOG:
        title = f"Open at the end of the {words}, oldest first"
        return drill(question, title, "open at", microseconds(week.end)) if week.end else None
    if name in PROMISED:
        title = f"Tickets whose promise was broken, {words}"
        return drill(question, title, "broken", PROMISED[name], period=week)
    if name == TRENDING:
        categories = tuple(grown.get(monday, ()))
        title = f"Trending issues, {words}"
        return drill(question, title, "created", period=week, category=categories) if categories else None
    title, kind = KINDS.get(name, ("New tickets", "created"))
    return drill(question, f"{title}, {words}", kind, period=week)
