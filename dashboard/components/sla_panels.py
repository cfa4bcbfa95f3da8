"""The charts of the SLA page, each with its table."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.charts import heatmap, stacked_columns, trend
from dashboard.charts.interval_dots import interval_dots
from dashboard.components.chart import chart_with_table
from dashboard.format import share
from dashboard.view_models import sla_words as w
from dashboard.view_models.sla import TARGETS, SlaView

LATE_PARTS = {"first_response": "First responses", "resolution": "Resolutions"}


def compliance_panels(view: SlaView, by: str) -> None:
    """Responses and resolutions in time, by group, side by side."""
    left, right = st.columns(2, gap="small")
    with left:
        _compliance(view, "first_response", by)
    with right:
        _compliance(view, "resolution", by)


def _compliance(view: SlaView, metric: str, by: str) -> None:
    frame = view.responses if metric == "first_response" else view.resolutions
    mode, target = session.current_mode(), TARGETS[metric]
    title = f"{w.PROMISES[metric]} in time"
    chart_with_table(
        lambda: interval_dots(frame, "group", mode=mode, target=target, noun="promises", limit=14),
        frame,
        key=f"by_{metric}",
        title=title,
        note=f"by {w.GROUPINGS[by].lower()}, dotted: target {share(target)}",
        alt=title,
        columns=w.COMPLIANCE_COLUMNS,
        empty="No promise was decided in this period.",
    )


def pattern_panels(view: SlaView) -> None:
    """How late, when in the week, and how the share develops."""
    mode = session.current_mode()
    late, when, weekly = st.columns(3, gap="small")
    with late:
        chart_with_table(
            lambda: stacked_columns(view.late, "late", LATE_PARTS, mode=mode),
            view.late,
            key="late",
            title="How late",
            note="broken promises",
            alt="Broken promises by lateness",
            columns=w.LATE_COLUMNS,
        )
    with when:
        chart_with_table(
            lambda: heatmap(view.hours, mode=mode, every=4, noun="broken", height=280),
            view.hours_long,
            key="hours",
            title="When they break",
            note="by the due instant",
            alt="Broken promises by weekday and hour",
            columns=w.HOUR_COLUMNS,
            empty="No promise was broken in this period.",
        )
    with weekly:
        chart_with_table(
            lambda: trend(view.trend, "day", {"breach_share": "Broken"}, mode=mode, unit="share"),
            view.trend,
            key="weekly",
            title="Broken by week",
            note=view.trend_note,
            alt="Share of broken promises by week",
            columns=w.TREND_COLUMNS,
            empty="No whole week has a decided promise yet.",
        )
