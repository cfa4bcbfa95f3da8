"""Tickets coming in, tickets going out, and what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from core.periods import Period
from core.report import Report
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column

BUCKET_TITLES = {"day": "Day", "week": "Week from", "month": "Month from"}
TITLES = {"created": "Created", "resolved": "Resolved", "backlog": "Open tickets"}


@dataclass(frozen=True)
class Flow:
    """Created, resolved and still open per day, week or month; ``grain`` names which.

    ``frame`` has one row per bucket: ``bucket`` (local, without zone), ``created``, ``resolved``,
    ``backlog`` (open at its end; no value where the history cannot tell).
    """

    grain: str
    frame: pd.DataFrame
    whole: pd.DataFrame
    """The same without the counts of weeks or months that the period cuts, for drawing."""

    @property
    def note(self) -> str:
        """How to read the counts."""
        return "by day" if self.grain == "day" else f"by {self.grain}, whole {self.grain}s only"

    def columns(self, *names: str) -> dict[str, Column]:
        """How a table shows the asked columns."""
        shown = {name: Column(TITLES[name], "count") for name in names}
        return {"bucket": Column(BUCKET_TITLES[self.grain], "instant"), **shown}


def grain_of(days: float) -> str:
    """The grain that keeps a chart readable: days up to two months, weeks up to a year and a half.

    >>> [grain_of(d) for d in (7, 28, 90, 365, 900)]
    ['day', 'day', 'week', 'week', 'month']
    """
    if days <= 62:
        return "day"
    return "week" if days <= 550 else "month"


def grain_for(report: Report, question: Question) -> str:
    """The grain of the asked period."""
    period = question.period
    start, end = period.start, period.end or question.as_of
    start = start or first_created(report, question)
    days = (end - start).total_seconds() / 86400 if start and end else 0.0
    return grain_of(days)


def first_created(report: Report, question: Question) -> datetime | None:
    """When the first ticket was created; None without any."""
    first = report.facts(question.as_of).tickets["created_at"].min()
    return None if pd.isna(first) else first.to_pydatetime()


def instants(labels: Iterable[object]) -> pd.Series:
    """Names of buckets ("2026-03-02", "2026-03") as local instants.

    >>> instants(["2026-03"]).dt.day.tolist()
    [1]
    """
    return pd.to_datetime(pd.Series(list(labels), dtype="str"), format="ISO8601").astype("datetime64[us]")


def build_flow(report: Report, question: Question) -> Flow:
    """Created and resolved per bucket of the asked period, and the tickets open at its end."""
    return flow_over(report, question, question.period, grain_for(report, question))


def flow_over(report: Report, question: Question, period: Period, grain: str) -> Flow:
    """The flow over another period, such as whole weeks."""
    filters, as_of = question.filters, question.as_of
    trend = report.volume_trend(period=period, filters=filters, as_of=as_of, by=grain)
    history = report.backlog_history(period=period, filters=filters, as_of=as_of, by=grain)
    both = (each.astype({"bucket": "str"}) for each in (trend, history))
    frame = pd.merge(*both, on="bucket", how="outer").rename(
        columns={"created_count": "created", "resolved_count": "resolved", "open_count": "backlog"}
    )
    frame["bucket"] = instants(frame["bucket"])
    frame = frame[["bucket", "created", "resolved", "backlog"]].sort_values("bucket", ignore_index=True)
    return Flow(grain, frame, _whole(frame, grain, period, question, first_created(report, question)))


def _whole(
    frame: pd.DataFrame, grain: str, period: Period, question: Question, first: datetime | None
) -> pd.DataFrame:
    """Half a week never looks like a fall: cut buckets lose their counts, the open tickets stay."""
    start, end = period.start or first, min(filter(None, (period.end, question.as_of)), default=None)
    if grain == "day" or start is None or end is None:
        return frame
    edges = [pd.Timestamp(edge).tz_convert(question.zone).tz_localize(None) for edge in (start, end)]
    following = frame["bucket"] + (pd.offsets.MonthBegin() if grain == "month" else pd.Timedelta(weeks=1))
    cut = (frame["bucket"] < edges[0]) | (following > edges[1])
    if cut.all():
        return frame
    return frame.assign(created=frame["created"].mask(cut), resolved=frame["resolved"].mask(cut))
