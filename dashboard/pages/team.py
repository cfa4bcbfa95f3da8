"""Team: how the team is doing, compared with the period before."""

from __future__ import annotations

import streamlit as st

from dashboard import data, filters, session
from dashboard.charts import heatmap, ranked_bars
from dashboard.charts.interval_dots import interval_dots
from dashboard.charts.speed_panels import speed_panels
from dashboard.components import chart_with_table, kpi_row, warning_list
from dashboard.components.flow_panels import flow_panel
from dashboard.components.lists import show_table
from dashboard.view_models.team import build_team

session.require_role()
view = data.view(build_team, filters.current())
mode = session.current_mode()

if view.alerts:
    warning_list(view.alerts, key="team_alerts", limit=3)
kpi_row(view.cards, key="team_cards")
show_table(view.teams, key="teams")

left, right = st.columns(2, gap="small")
with left:
    chart_with_table(
        lambda: speed_panels(view.speed.panels, mode=mode),
        view.speed.frame, key="speed", title="Speed", note=view.speed.note,
        alt="Median of four waiting times by week", columns=view.speed.columns,
    )  # fmt: skip
with right:
    chart_with_table(
        lambda: heatmap(view.inflow.matrix, mode=mode, unit="number", every=3, noun="tickets", height=340),
        view.inflow.frame, key="inflow", title="When tickets arrive", note=view.inflow.note,
        alt="New tickets by weekday and hour", columns=view.inflow.columns,
    )  # fmt: skip
left, middle, right = st.columns([4, 3, 4], gap="small")
with left:
    flow_panel(view.flow, key="team_flow")
with middle:
    chart_with_table(
        lambda: ranked_bars(view.channels, "group", "share", mode=mode, unit="share", height=280),
        view.channels, key="channels", title="Channels", note="share of new tickets",
        alt="Share of new tickets by channel", columns=view.channel_columns,
    )  # fmt: skip
with right:
    chart_with_table(
        lambda: interval_dots(view.ratings.frame, "group", mode=mode, limit=9),
        view.ratings.frame, key="ratings", title="Satisfaction by category", note=view.ratings.note,
        alt="Share of satisfied answers by category", columns=view.ratings.columns,
        empty="Nobody answered a survey in this period.",
    )  # fmt: skip
show_table(view.categories, key="categories")
