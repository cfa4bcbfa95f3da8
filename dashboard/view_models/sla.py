"""What the SLA page shows: promises kept and broken, what breaks next, how late, where and when."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from core.report import Report
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models import sla_words as w
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Alert, KpiCard
from dashboard.view_models.inflow import WEEKDAYS
from dashboard.view_models.tables import Shape, TableView, table_from

CARDS = {
    "response_sla_met_rate": "Responses in time",
    "resolution_sla_met_rate": "Resolutions in time",
    "next_response_sla_met_rate": "Later answers in time",
    "update_sla_met_rate": "Updates in time",
    "response_share_of_target": "Response time used",
    "resolution_share_of_target": "Resolution time used",
    "breach_count": "Broken",
    "severe_breach_count": "Severe",
}
RUNNING = ("running", "paused")
TARGETS = {"first_response": 0.95, "resolution": 0.90}
"""B-073 and B-074."""
FEWEST = 20


@dataclass(frozen=True)
class SlaView:
    """All that the page shows; ``responses`` and ``resolutions`` have one row per group."""

    policy: str
    alerts: tuple[Alert, ...]
    cards: tuple[KpiCard, ...]
    responses: pd.DataFrame
    resolutions: pd.DataFrame
    breaches: TableView
    next: TableView
    near: TableView
    updates: TableView
    late: pd.DataFrame
    trend: pd.DataFrame
    trend_note: str
    hours: pd.DataFrame
    hours_long: pd.DataFrame


def build_sla(report: Report, question: Question, by: str) -> SlaView:
    """Everything on the page, with compliance grouped by a key of `sla_words.GROUPINGS`."""
    results = f.figures(report, question, list(CARDS))
    asked: dict[str, Any] = {"filters": question.filters, "as_of": question.as_of}
    dated = asked | {"period": question.period}
    promised = {name: label for name, label in CARDS.items() if f.status_of(results[name]) != "no_data"}
    groups = report.sla_compliance(by, **dated)
    trend, slope = report.breach_trend(**asked)
    hours = report.breach_hours(**dated).set_axis(list(WEEKDAYS)).set_axis(
        [f"{hour:02d}h" for hour in range(24)], axis=1
    )  # fmt: skip
    running = report.sla_clocks(outcome=RUNNING, **asked)
    return SlaView(
        policy=_policy_line(report),
        alerts=tuple(_promises(alert) for alert in f.alerts_from(results.values(), {})),
        cards=tuple(_card(card) for card in f.cards(results, promised)),
        responses=_groups(groups, "first_response"),
        resolutions=_groups(groups, "resolution"),
        breaches=_table(report.sla_clocks(outcome=("breached",), **dated), w.BREACHES),
        next=_table(running[running["metric"] != "periodic_update"], w.NEXT),
        near=_table(report.near_misses(**dated), w.NEAR),
        updates=_table(_overdue_updates(report, asked), w.UPDATES),
        late=report.lateness(**dated),
        trend=trend.assign(day=pd.to_datetime(trend["week"])),
        trend_note=_verdict(slope, len(trend)),
        hours=hours,
        hours_long=_long(hours),
    )


def _policy_line(report: Report) -> str:
    hours = report.facts().calendar_name
    return f"Measured with the policy “{report.policy().name}” and the opening hours “{hours}”."


def _card(card: KpiCard) -> KpiCard:
    return replace(card, note=card.note.replace("tickets", "promises").replace("ticket", "promise"))


def _promises(alert: Alert) -> Alert:
    return replace(alert, detail=alert.detail.replace("ticket", "promise"))


def _groups(compliance: pd.DataFrame, metric: str) -> pd.DataFrame:
    own = compliance[(compliance["metric"] == metric) & (compliance["n"] > 0)]
    own = own.rename(columns={"met_rate": "value"}).reset_index(drop=True)
    target = TARGETS[metric]
    status = own["value"].map(lambda share: "on_target" if share >= target else "warning")
    return own.assign(status=status.where(own["n"] >= FEWEST, "too_few"))


def _table(clocks: pd.DataFrame, shape: Shape) -> TableView:
    words = {
        "promise": clocks["metric"].astype("object").map(w.PROMISES),
        "level_word": clocks["level"].astype("object").map(w.LEVELS),
        "outcome_word": clocks["outcome"].astype("object").map(w.OUTCOMES),
    }
    return table_from(clocks.drop(columns=["status"], errors="ignore").assign(**words), shape)


def _overdue_updates(report: Report, asked: dict[str, Any]) -> pd.DataFrame:
    clocks = report.sla_clocks(metric="periodic_update", **asked)
    return clocks[clocks["stopped_at"].isna() & clocks["level"].isin(["red", "breach", "severe"])]


def _verdict(slope: float, weeks: int) -> str:
    """R-CP-01 in words."""
    if math.isnan(slope):
        return "too few weeks to say where it goes"
    step = fmt.number(abs(slope) * 100)
    if round(slope, 4) == 0:
        return f"flat over {weeks} weeks"
    way = "falling" if slope < 0 else "rising"
    return f"{way} by {step} points a week over {weeks} weeks"


def _long(hours: pd.DataFrame) -> pd.DataFrame:
    long = hours.rename_axis(index="weekday", columns="hour").stack().rename("count").reset_index()
    return long[long["count"] > 0].sort_values("count", ascending=False, ignore_index=True)
