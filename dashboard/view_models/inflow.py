"""When tickets arrive: weekday by hour, per average week of the period."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.report import Report
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Inflow:
    """``matrix``: weekdays from top to bottom, hours from left to right; ``frame`` the same, long."""

    matrix: pd.DataFrame
    frame: pd.DataFrame
    columns: dict[str, Column]
    note: str


COLUMNS = {
    "weekday": Column("Weekday"),
    "hour": Column("Hour"),
    "per_day": Column("New tickets in that hour", "number", "On an average day of that name"),
    "ticket_count": Column("In all", "count"),
}


def build_inflow(report: Report, question: Question) -> Inflow:
    """New tickets of the period by local weekday and hour."""
    found = report.inflow(period=question.period, filters=question.filters, as_of=question.as_of)
    return inflow_of(found, question.zone)


def inflow_of(counts: pd.DataFrame, zone: str) -> Inflow:
    """Arrange counts (weekday 0 to 6 from Monday, hour 0 to 23, one row per channel) as matrix and table."""
    full = pd.MultiIndex.from_product([range(7), range(24)], names=["weekday", "hour"])
    summed = counts.groupby(["weekday", "hour"])[["ticket_count", "per_day"]].sum()
    long = summed.reindex(full, fill_value=0).reset_index()
    total = int(long["ticket_count"].sum())
    matrix = long.pivot(index="weekday", columns="hour", values="per_day")
    matrix = matrix.set_axis([f"{hour:02d}h" for hour in range(24)], axis=1).set_axis(list(WEEKDAYS), axis=0)
    long["weekday"] = long["weekday"].map(dict(enumerate(WEEKDAYS)))
    long["hour"] = long["hour"].map(lambda hour: f"{hour:02d}:00")
    peak = long.loc[long["per_day"].idxmax()]
    busiest = f"busiest on {peak['weekday']} at {peak['hour']}, {zone}" if total else ""
    return Inflow(matrix, long if total else long.head(0), COLUMNS, busiest)
