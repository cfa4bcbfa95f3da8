"""Whether the chosen period lies beside the data."""

from __future__ import annotations

from datetime import datetime

from core.report import Filters, Report
from dashboard.view_models.asking import Question


def newest_outside(report: Report, question: Question) -> datetime | None:
    """When the newest ticket was created, where the period has none at all; else None.

    With filters on, an empty period is an answer and not a wrong choice of dates.
    """
    if question.filters != Filters():
        return None
    (volume,) = report.metrics(["ticket_volume"], period=question.period, as_of=question.as_of)
    if volume.value:
        return None
    created = report.facts(question.as_of).tickets["created_at"].dropna()
    return created.max().to_pydatetime() if len(created) else None
