"""The year up to the end of what was asked, for things that happen seldom: sessions, trainings, hires."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from core.periods import Period
from core.report import Filters
from dashboard.view_models.asking import Question

YEAR_DAYS = 365


@dataclass(frozen=True)
class Asked:
    """A question with another period."""

    period: Period
    comparison: Period | None
    comparison_label: str
    filters: Filters
    as_of: datetime | None
    zone: str


def year_up_to(question: Question) -> Asked:
    """The same question over the 365 days up to the period's end; a longer period stays.

    A comparison, where one was asked for, is with the year before.
    """
    period = _year(question)
    wider = period.previous(aligned=True) if question.comparison is not None else None
    return Asked(period, wider, question.comparison_label, question.filters, question.as_of, question.zone)


def _year(question: Question) -> Period:
    asked, now = question.period, question.as_of
    end = min((each for each in (asked.end, now) if each is not None), default=None)
    if asked.start is None or end is None:
        return asked
    year = Period.last_days(YEAR_DAYS, end, question.zone)
    longer = year.start is not None and asked.start <= year.start
    return (
        asked
        if longer
        else replace(year, end=asked.end, label=f"the year up to the end of the {asked.label}")
    )
