"""How many tickets come: by day, week or hour, by channel or category, and how good the methods were."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.report import Report
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column

STEPS = {"Day": "day", "Week": "week", "Hour": "hour"}
SPLITS = {"All tickets": None, "Channel": "channel", "Category": "category"}
HORIZONS = {"2 weeks": 14, "4 weeks": 28, "13 weeks": 91, "26 weeks": 182}
METHODS = {
    "combined": "Theta with level × weekday",
    "theta": "Theta",
    "level by weekday": "Level × weekday",
    "historical average": "Historical average",
    "trend": "Trend",
    "seasonal": "Same period last year",
    "moving average": "Moving average",
    "regression": "Regression",
}
"""What the methods are called; the first is the default, the last are the handbook's five (6.4)."""
SHOWN_BEFORE = {"day": 56, "week": 26, "hour": 3}
COLUMNS = {
    "at": Column("From", "instant"),
    "expected": Column("Expected", "number"),
    "low_80": Column("80 %, low", "number"),
    "high_80": Column("80 %, high", "number"),
    "low_95": Column("95 %, low", "number"),
    "high_95": Column("95 %, high", "number"),
}
METHOD_COLUMNS = {
    "method": Column("Method", "text"),
    "weighted": Column("Missed, of all tickets", "share", help="Sum of what was missed ÷ all tickets (WAPE)"),
    "mean_percent": Column("Missed, mean of days", "share", help="Missed ÷ tickets of the day (MAPE)"),
    "bias": Column("Too many (+) or few", "share"),
    "days": Column("Days tried", "count"),
    "note": Column("Remark", "text", width="medium"),
}
REVIEW_COLUMNS = {
    "month": Column("Month", "text"),
    "expected": Column("Forecast", "number"),
    "actual": Column("Came", "count"),
    "missed": Column("Month missed by", "share"),
    "weighted": Column("Days missed by", "share"),
    "outside_80": Column("Days outside 80 %", "share", help="A fifth is right"),
    "outside_95": Column("Days outside 95 %", "share", help="A twentieth is right"),
}


@dataclass(frozen=True, eq=False)
class ForecastPage:
    """One choice: ``frame`` and ``history`` with ``at``, what groups there are, and what is lacking."""

    frame: pd.DataFrame
    history: pd.DataFrame
    groups: tuple[str, ...]
    missing: str
    factors: str
    total: str


def build_forecast(
    report: Report, question: Question, step: str, split: str | None, horizon: int, method: str, group: str
) -> ForecastPage:
    """The forecast of one group (or of all tickets) by day, week or hour."""
    found = report.forecast(
        horizon, by=step, group=split, method=method, filters=question.filters, as_of=question.as_of
    )
    frame = found.frame.copy()
    groups = tuple(dict.fromkeys(frame["group"])) if split else ()
    if split:
        frame = frame[frame["group"] == (group if group in groups else next(iter(groups), ""))]
    frame["at"] = pd.to_datetime(frame["bucket"])
    if step == "hour":
        frame["at"] += pd.to_timedelta(frame["hour"].astype(float), unit="h")
    history = _history(found.history, step, is_shown=split is None)
    return ForecastPage(
        frame.reset_index(drop=True),
        history,
        groups,
        found.missing,
        _factors(found.factors),
        f"{fmt.count(float(frame['expected'].sum()))} tickets expected",
    )


def _history(history: pd.DataFrame, step: str, *, is_shown: bool) -> pd.DataFrame:
    """What came before, in the same steps; hours and groups have none."""
    known = history.assign(at=pd.to_datetime(history["bucket"]))[["at", "ticket_count"]]
    if not is_shown or step == "hour" or known.empty:
        return known.iloc[:0]
    if step == "day":
        return known.tail(SHOWN_BEFORE[step])
    weeks = len(known) // 7
    known = known.tail(weeks * 7).reset_index(drop=True)
    sums = known.groupby(known.index // 7).agg({"at": "first", "ticket_count": "sum"})
    return sums.tail(SHOWN_BEFORE[step]).reset_index(drop=True)


def _factors(factors: dict[str, float]) -> str:
    """What special days were measured to do."""
    words = [f"{name} {fmt.share(factor)} of an ordinary day" for name, factor in factors.items()]
    return "Measured: " + " · ".join(words) + "." if words else ""


def build_methods(report: Report, question: Question) -> pd.DataFrame:
    """Methods with their errors on the last weeks, each forecast from what was known then."""
    frame = report.forecast_methods(filters=question.filters, as_of=question.as_of).copy()
    notes = [
        " · ".join(words for words, holds in (("used by default", default), ("least error", best)) if holds)
        for default, best in zip(frame["is_default"], frame["is_best"], strict=True)
    ]
    frame["note"] = notes
    frame["method"] = [METHODS.get(name, name) for name in frame["method"]]
    return frame


def build_review(report: Report, question: Question, method: str) -> pd.DataFrame:
    """The last whole months as forecast on their first day, beside what came."""
    frame = report.forecast_review(6, method=method, filters=question.filters, as_of=question.as_of).copy()
    frame["month"] = [f"{day:%B %Y}" for day in frame["month"]]
    return frame
