"""How fast the team is, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from core.periods import Period
from core.report import MetricResult, Report
from dashboard.view_models import figures as f
from dashboard.view_models import groups as g
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column
from dashboard.view_models.flow import instants

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


@dataclass(frozen=True)
class Speed:
    """The panels, and the same figures as one table."""

    panels: tuple[Panel, ...]
    frame: pd.DataFrame
    columns: dict[str, Column]
    note: str


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


def build_speed(report: Report, question: Question, weeks: Period) -> Speed:
    """Median of each speed per whole week."""
    results = g.by_group(report, question, list(SPEED), "week", weeks)
    overall = f.figures(report, question, list(SPEED))
    every = [_panel(name, label, results, overall[name]) for name, label in SPEED.items()]
    panels = tuple(panel for panel in every if panel.frame["median"].notna().any())
    rows = [panel.frame.assign(name=panel.name) for panel in panels]
    frame = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(COLUMNS))
    return Speed(
        panels, frame, COLUMNS, "median by week of what was answered or resolved, with its 95\u00a0% interval"
    )


def _panel(name: str, label: str, results: Sequence[MetricResult], overall: MetricResult) -> Panel:
    mine = [r for r in results if r.id == name]
    rows = [(r.group, *(getattr(r, value) for value in VALUES)) for r in mine]
    frame = pd.DataFrame(rows, columns=["bucket", *VALUES])
    frame["bucket"] = instants(frame["bucket"])
    return Panel(label, frame, f.status_of(overall))
