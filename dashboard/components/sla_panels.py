"""The parts of the SLA page: each asks for what it shows only while it is open."""

from __future__ import annotations

from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import data, session
from dashboard.charts import heatmap, stacked_columns, trend
from dashboard.charts.interval_dots import interval_dots
from dashboard.components.chart import chart_with_table
from dashboard.components.clock_files import clock_of_row
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.states import empty_state
from dashboard.filters import Selection
from dashboard.format import count, share
from dashboard.view_models import sla_words as w
from dashboard.view_models.sla_exceptions import build_exceptions
from dashboard.view_models.sla_groups import Compliance, build_compliance
from dashboard.view_models.sla_lists import Patterns, build_breaches, build_patterns, build_updates

LATE_PARTS = {"first_response": "First responses", "resolution": "Resolutions"}
MOST_GROUPS = 12


def compliance_part(selection: Selection) -> None:
    """Responses and resolutions in time by group: side by side as charts, and in one table."""
    chosen = st.segmented_control(
        "Compare by",
        list(w.GROUPINGS),
        default="priority",
        required=True,
        format_func=w.GROUPINGS.__getitem__,
        key="by",
        bind="query-params",
    )
    by = chosen or "priority"
    view = data.view(build_compliance, selection, by)
    for column, metric in zip(st.columns(2, gap="small"), w.MAIN, strict=True):
        with column:
            _compliance(view, metric, by)
    show_table(view.both, key="compliance")


def _compliance(view: Compliance, metric: str, by: str) -> None:
    frame, target = view.of(metric), w.TARGETS[metric]
    title = f"{w.PROMISES[metric]} in time"
    chart_with_table(
        lambda: _compliance_figure(frame, metric, by),
        frame,
        key=f"by_{metric}",
        title=title,
        note=" · ".join(part for part in (f"target {share(target)}", _order(frame, view.order, by)) if part),
        alt=f"{title} by {w.GROUPINGS[by].lower()}",
        columns=w.COMPLIANCE_COLUMNS,
        empty="No promise was decided in this period.",
    )


def _compliance_figure(frame: pd.DataFrame, metric: str, by: str) -> go.Figure:
    """Weeks as a line, all other groups as dots with their intervals."""
    mode, target = session.current_mode(), w.TARGETS[metric]
    if by == "week":
        weeks = frame.assign(day=pd.to_datetime(frame["group"]))
        return trend(weeks, "day", {"value": "In time"}, mode=mode, unit="share", target=target)
    return interval_dots(frame, "group", mode=mode, target=target, noun="promises", limit=MOST_GROUPS)


def _order(frame: pd.DataFrame, order: str, by: str) -> str:
    """How the groups are sorted, and whether the chart leaves some out."""
    if len(frame) <= MOST_GROUPS or by == "week":
        return order
    return f"{order or 'the first'}: {MOST_GROUPS} of {count(len(frame))}"


def breaches_part(selection: Selection) -> None:
    """What breaks next, what is broken, and the severe ones."""
    view = data.view(build_breaches, selection)
    show_table(view.next, key="next_to_break")
    show_table(view.broken, key="breaches", detail=partial(clock_of_row, key="breach_clock"))
    show_table(view.severe, key="severe")


def patterns_part(selection: Selection) -> None:
    """How the share develops, how late, when in the week, and what was close."""
    view = data.view(build_patterns, selection)
    weekly, late, when = st.columns(3, gap="small")
    with weekly:
        _weekly(view)
    with late:
        _late(view)
    with when:
        _when(view)
    show_table(view.near, key="near_misses")


def _weekly(view: Patterns) -> None:
    mode = session.current_mode()
    chart_with_table(
        lambda: trend(view.trend.frame, "day", {"breach_share": "Broken"}, mode=mode, unit="share"),
        view.trend.frame,
        key="weekly",
        title="By week",
        note=view.trend.note,
        alt="Share of broken promises by week",
        columns=w.TREND_COLUMNS,
        empty="No whole week has a decided promise yet.",
    )


def _late(view: Patterns) -> None:
    mode = session.current_mode()
    chart_with_table(
        lambda: stacked_columns(view.late, "late", LATE_PARTS, mode=mode),
        view.late,
        key="late",
        title="How late",
        note="beyond the limit, in its own clock",
        alt="Broken promises by lateness",
        columns=w.LATE_COLUMNS,
        empty="No promise was broken in this period.",
    )


def _when(view: Patterns) -> None:
    mode = session.current_mode()
    chart_with_table(
        lambda: heatmap(view.hours, mode=mode, every=4, noun="broken", height=280),
        view.hours_long,
        key="hours",
        title="When they break",
        note="by the hour they were due",
        alt="Broken promises by weekday and hour",
        columns=w.HOUR_COLUMNS,
        empty="No promise was broken in this period.",
    )


def updates_part(selection: Selection) -> None:
    """Whether customers hear from us as often as promised."""
    view = data.view(build_updates, selection)
    if not view.is_promised:
        empty_state(
            "The policy promises no updates",
            "It has no limit for status updates or later answers.",
            page="settings.py",
            action="Open the settings",
        )
        return
    figures, *charts = st.columns([1, *([3] * len(view.by_priority))], gap="small")
    with figures:
        kpi_row(view.cards, key="update_cards")
    for column, (metric, frame) in zip(charts, view.by_priority.items(), strict=True):
        with column:
            _by_priority(frame, metric)
    show_table(view.waiting, key="updates")


def _by_priority(frame: pd.DataFrame, metric: str) -> None:
    mode, title = session.current_mode(), f"{w.PROMISES[metric]}s in time"
    chart_with_table(
        lambda: interval_dots(frame, "group", mode=mode, noun="promises", limit=MOST_GROUPS),
        frame,
        key=f"by_{metric}",
        title=title,
        note="by priority",
        alt=f"{title} by priority",
        columns=w.COMPLIANCE_COLUMNS,
        empty="No promise was decided in this period.",
    )


def exceptions_part(selection: Selection) -> None:
    """The register of exceptions, and the tickets behind it."""
    view = data.view(build_exceptions, selection)
    show_table(view.register, key="exceptions")
    show_table(view.pauses, key="early_pauses")
    if not view.duplicates.is_empty:
        show_table(view.duplicates, key="older_duplicates")


PARTS = {
    "Compliance": compliance_part,
    "Breaches": breaches_part,
    "Patterns": patterns_part,
    "Updates": updates_part,
    "Exceptions": exceptions_part,
}
