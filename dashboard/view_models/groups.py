"""Figures by team, category, channel or week, as tables that rank and charts that compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from core.periods import Period
from core.report import MetricResult, Report
from dashboard.view_models import figures as f
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import statistic_of

SHORT = {
    "first_response_time": "First response",
    "resolution_time": "Resolution",
    "response_sla_met_rate": "SLA response",
    "resolution_sla_met_rate": "SLA resolution",
    "sla_met_rate": "SLA",
    "csat_rate": "CSAT",
    "reopen_rate": "Reopened",
    "escalation_rate": "Escalated",
    "first_contact_resolution_rate": "First contact",
}
SEVERITY = {"critical": 2.0, "warning": 1.0}


def by_group(
    report: Report, question: Question, ids: Sequence[str], by: str, period: Period | None = None
) -> list[MetricResult]:
    """The asked metrics for every group of a dimension or every bucket of time."""
    results = report.metrics(
        list(ids),
        period=period or question.period,
        filters=question.filters,
        as_of=question.as_of,
        by=by,
    )
    return [result for result in results if result.group is not None]


def wide(results: Sequence[MetricResult], statistics: Mapping[str, str] | None = None) -> pd.DataFrame:
    """One row per group, one column per metric; ``statistics`` picks another number than the headline."""
    chosen = statistics or {}
    cells = [(r.group, r.id, statistic_of(r, chosen.get(r.id))) for r in results]
    frame = pd.DataFrame(cells, columns=["group", "metric", "value"])
    if frame.empty:
        return pd.DataFrame({"group": pd.Series(dtype=object)})
    table = frame.pivot_table(index="group", columns="metric", values="value", sort=False, dropna=False)
    return table.rename_axis(columns=None).reset_index()


def worst(results: Sequence[MetricResult]) -> pd.DataFrame:
    """Per group: its worst status, how bad it is in all, and the figures that are off in words."""
    names = dict.fromkeys(str(result.group) for result in results)
    rows = [_worst_of(name, [r for r in results if r.group == name]) for name in names]
    return pd.DataFrame(rows, columns=["group", "status", "worst", "severity", "reason"])


def _worst_of(name: str, results: Sequence[MetricResult]) -> tuple[str, str, float, float, str]:
    off = [result for result in results if f.status_of(result) in SEVERITY]
    weights = [SEVERITY[f.status_of(result)] for result in off]
    judged = any(f.status_of(result) == "on_target" for result in results)
    calm = "on_target" if judged else "too_few"
    worst_weight = max(weights, default=0.0)
    status = {2.0: "critical", 1.0: "warning"}.get(worst_weight, calm)
    return (
        name,
        status,
        worst_weight,
        sum(weights),
        ", ".join(SHORT.get(result.id, result.name) for result in off),
    )
