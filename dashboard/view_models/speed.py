"""How fast the team is, week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from core.periods import Period
from core.report import MetricResult, Report
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models import groups as g
from dashboard.view_models.asking import Question
from dashboard.view_models.behind import Drill, Drills, drill
from dashboard.view_models.cards import Column
from dashboard.view_models.flow import instants
from dashboard.view_models.weeks import week_of

SPEED = {
    "first_response_time": "First response",
    "next_response_time": "Next response",
    "resolution_time": "Resolution",
    "requester_wait_time": "Customer's wait",
}


@dataclass(frozen=True)
class Panel:
    """One speed over whole weeks; ``status`` is that of the asked period."""

    name: str
    frame: pd.DataFrame
    status: str
    note: str
    first: int
    """Its first row in the table of all panels."""

    @property
    def drawn(self) -> pd.DataFrame:
        """The median and its interval, as a chart of values wants them."""
        names = {"median": "value", "median_low": "low", "median_high": "high"}
        return self.frame.rename(columns=names)[["bucket", *names.values()]]


@dataclass(frozen=True)
class Speed:
    """The panels, and the same figures as one table."""

    panels: tuple[Panel, ...]
    frame: pd.DataFrame
    columns: dict[str, Column]
    note: str
    drills: Drills


HINT = "Select a week, or a row of the table, to see its tickets."
VALUES = ("median", "median_low", "median_high", "p90", "n")
COLUMNS = {
    "name": Column("Speed", "text", None, "medium"),
    "bucket": Column("Week from", "instant"),
    "median": Column("Median", "minutes", "Of what was answered or resolved"),
    "median_low": Column("at least", "minutes", "Lower end of the 95 % interval of the median"),
    "median_high": Column("at most", "minutes", "Upper end of the 95 % interval of the median"),
    "p90": Column("Nine in ten within", "minutes"),
    "n": Column("Tickets", "count"),
}


def build_speed(
    report: Report, question: Question, weeks: Period, known: Mapping[str, MetricResult]
) -> Speed:
    """Median of each speed per whole week; ``known``: figures of the asked period that are at hand."""
    results = g.by_group(report, question, list(SPEED), "week", weeks)
    judged = {r.id for r in results if r.target is not None} - known.keys()
    overall = {**known, **f.without_change(report, question, sorted(judged))}
    statuses = {name: f.status_of(overall[name]) for name in SPEED if name in overall}
    told = [name for name in SPEED if any(r.id == name and not fmt.is_missing(r.median) for r in results)]
    panels: list[Panel] = []
    for name in told:
        first = sum(len(panel.frame) for panel in panels)
        panels.append(_panel(name, results, statuses.get(name, "no_target"), first))
    weeks_of = [(name, str(r.group)) for name in told for r in results if r.id == name]
    rows = [panel.frame.assign(name=panel.name) for panel in panels]
    frame = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(COLUMNS))
    note = "median by week, with its 95\u00a0% interval"
    drills = [_drill(question, name, monday) for name, monday in weeks_of]
    return Speed(tuple(panels), frame[list(COLUMNS)], COLUMNS, note, Drills(drills, HINT))


def _drill(question: Question, name: str, monday: str) -> Drill:
    """The tickets of a week: created in it, or resolved in it."""
    created = name in ("first_response_time", "next_response_time")
    title = f"{'New' if created else 'Resolved'} tickets, week of {monday}"
    return drill(question, title, "created" if created else "finished", period=week_of(monday, question.zone))


def _panel(name: str, results: Sequence[MetricResult], status: str, first: int) -> Panel:
    mine = [r for r in results if r.id == name]
    rows = [(r.group, *(getattr(r, value) for value in VALUES)) for r in mine]
    frame = pd.DataFrame(rows, columns=["bucket", *VALUES])
    frame["bucket"] = instants(frame["bucket"])
    known = frame["median"].dropna()
    return Panel(SPEED[name], frame, status, fmt.duration(float(known.iloc[-1])), first)
