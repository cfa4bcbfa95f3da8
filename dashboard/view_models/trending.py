"""Categories that grow: new tickets of the last seven days against their usual week (R-QR-03)."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from core.report import Report
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Alert, Column
from dashboard.view_models.tables import Shape, TableView, table_from

TRENDING = Shape(
    "Trending issues",
    {
        "group": Column("Category", "text", None, "medium"),
        "ticket_count": Column("Last 7 days", "count"),
        "usual_count": Column("Usual week", "number", "Median of the eight weeks before"),
        "ratio": Column("Times usual", "number"),
        "reading": Column("Reading"),
    },
    "No category had a ticket in the last seven days.",
    limit=8,
)


def trending_frame(report: Report, question: Question) -> pd.DataFrame:
    """Categories of the last seven days, the steepest first; new ones have no ratio."""
    return with_readings(report.trending(filters=question.filters, as_of=question.as_of))


def with_readings(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of the report with what it means in words."""
    frame = frame.copy()
    frame["reading"] = frame["is_trending"].map({True: "trending", False: "as usual"})
    is_new = frame["ratio"].map(math.isinf)
    frame.loc[is_new & frame["is_trending"], "reading"] = "trending, new"
    return frame.assign(ratio=frame["ratio"].mask(is_new))


def trending_table(frame: pd.DataFrame) -> TableView:
    """The table of growing categories."""
    found = int(frame["is_trending"].sum())
    words = f"{fmt.plural(found, 'category', 'categories')} at least doubled" if found else "none has doubled"
    return table_from(frame, replace(TRENDING, note=f"last seven days against the usual week; {words}"))


def trending_alerts(frame: pd.DataFrame, page: str | None = None) -> tuple[Alert, ...]:
    """One warning per category that doubled and has at least ten tickets."""
    return tuple(
        Alert(
            "warning",
            f"{fmt.shorten(row.group)} is trending",
            f"{fmt.plural(row.ticket_count, 'ticket')} in a week, usually {fmt.number(row.usual_count, 0)}",
            page,
        )
        for row in frame[frame["is_trending"]].itertuples()
    )
