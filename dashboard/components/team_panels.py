"""The parts of the Team page: each asks for what it shows only while it is open."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import data, session
from dashboard.charts import heatmap, ranked_bars, stacked_columns
from dashboard.charts.bands import band_line
from dashboard.components.alerts import warning_list
from dashboard.components.chart import chart_with_table
from dashboard.components.drill import tickets_of
from dashboard.components.flow_panels import flow_panel
from dashboard.components.lists import show_table
from dashboard.components.scorecard import scorecard
from dashboard.components.small_charts import SmallChart, small_charts
from dashboard.components.team_flow_panels import flow_part, levels_part, trends_part
from dashboard.components.team_survey_panels import satisfaction_part
from dashboard.filters import Selection
from dashboard.view_models.speed import Speed
from dashboard.view_models.team import build_team
from dashboard.view_models.team_work import PAIN, Work, build_work

MOST_CATEGORIES = 12


def overview_part(selection: Selection) -> None:
    """The scorecard in all and by team, the seven figures at their review, speed and flow."""
    view = data.view(build_team, selection)
    if view.alerts:
        warning_list(view.alerts, key="team_alerts", limit=3)
    scorecard(view.scorecard, key="team_cards")
    show_table(view.teams, key="teams", detail=tickets_of(view.team_drills, key="teams"))
    show_table(view.seven, key="seven", detail=tickets_of(view.seven_drills, key="seven"))
    left, right = st.columns(2, gap="small")
    with left:
        _speed(view.speed)
    with right:
        flow_panel(view.flow, key="team_flow")


def _speed(speed: Speed) -> None:
    mode = session.current_mode()
    charts = [
        SmallChart(
            title=panel.name,
            note=panel.note,
            draw=partial(band_line, panel.drawn, mode=mode, unit="minutes", status=panel.status, height=130),
            alt=f"Median {panel.name.lower()} by week",
            first=panel.first,
            trace=2,
        )
        for panel in speed.panels
    ]
    small_charts(
        charts,
        speed.frame,
        speed.columns,
        key="speed",
        title="Speed",
        note=speed.note,
        detail=tickets_of(speed.drills, key="speed"),
        across=2,
        min_width=200,
    )


def work_part(selection: Selection) -> None:
    """Through which door and when work comes, where it hurts, and what grows."""
    view = data.view(build_work, selection)
    _channels(view)
    left, right = st.columns(2, gap="small")
    with left:
        _inflow(view)
    with right:
        _responses(view)
    left, right = st.columns(2, gap="small")
    with left:
        _ranked(view, "volume")
    with right:
        _ranked(view, "pain")
    show_table(view.categories, key="categories", detail=tickets_of(view.category_drills, key="categories"))
    show_table(view.trending, key="trending", detail=tickets_of(view.trending_drills, key="trending"))


def _channels(view: Work) -> None:
    shown, mode = view.channels, session.current_mode()
    chart_with_table(
        lambda: stacked_columns(shown.wide, "bucket", shown.parts, mode=mode, selects=True),
        shown.frame,
        key="channels",
        title="New tickets by channel",
        note=shown.note,
        alt="New tickets over time, split by channel",
        columns=shown.columns,
        empty="No ticket was created in this period.",
        detail=tickets_of(shown.drills, key="channels"),
        row_of=shown.row_of,
    )


def _inflow(view: Work) -> None:
    mode = session.current_mode()
    chart_with_table(
        lambda: heatmap(
            view.inflow.matrix, mode=mode, unit="number", every=3, noun="tickets", height=280, selects=True
        ),
        view.inflow.frame,
        key="inflow",
        title="When tickets arrive",
        note=view.inflow.note,
        alt="New tickets by weekday and hour",
        columns=view.inflow.columns,
        empty="No ticket was created in this period.",
        detail=tickets_of(view.inflow_drills, key="inflow"),
    )


def _responses(view: Work) -> None:
    shown, mode = view.responses, session.current_mode()
    chart_with_table(
        lambda: heatmap(
            shown.matrix,
            mode=mode,
            unit="minutes",
            every=3,
            height=280,
            selects=True,
            darkest=shown.darkest,
        ),
        shown.frame,
        key="responses",
        title="How soon they are answered",
        note=shown.note,
        alt="Median first response by weekday and hour of creation",
        columns=shown.columns,
        empty="No ticket was created in this period.",
        detail=tickets_of(shown.drills, key="responses"),
    )


def _ranked(view: Work, by: str) -> None:
    """Categories by how many tickets they bring, or by how much they hurt."""
    is_pain = by == "pain"
    frame, drills = (view.by_pain, view.pain_drills) if is_pain else (view.by_volume, view.volume_drills)
    value, mode = "pain_days" if is_pain else "ticket_volume", session.current_mode()
    chart_with_table(
        lambda: ranked_bars(frame, "group", value, mode=mode, limit=MOST_CATEGORIES),
        frame,
        key=f"by_{by}",
        title=f"Categories by {by}",
        note="days lost × share of dissatisfied answers" if is_pain else "new tickets",
        alt=f"Categories by {'days lost and dissatisfaction' if is_pain else 'new tickets'}",
        columns={name: PAIN.columns[name] for name in PAIN_COLUMNS},
        empty="Too few answers to tell where it hurts." if is_pain else PAIN.empty,
        detail=tickets_of(drills, key=f"by_{by}"),
    )


PAIN_COLUMNS = ("group", "ticket_volume", "waiting_days", "dissatisfied_share", "answer_count", "pain_days")
PARTS = {
    "Overview": overview_part,
    "Work": work_part,
    "Flow": flow_part,
    "Levels": levels_part,
    "Satisfaction": satisfaction_part,
    "Trends": trends_part,
}
