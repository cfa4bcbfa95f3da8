"""Parts of the Team page: how tickets move, the levels of support, and figures against their bands."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import data, session
from dashboard.charts import ranked_bars, trend
from dashboard.charts.bands import band_dots, band_line
from dashboard.charts.sankey import sankey
from dashboard.components.chart import chart_with_table
from dashboard.components.drill import tickets_of
from dashboard.components.lists import show_table
from dashboard.components.small_charts import SmallChart, small_charts
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models import team_flow as fl
from dashboard.view_models import team_levels as lv
from dashboard.view_models.team_trends import build_trends


def flow_part(selection: Selection) -> None:
    """Time per state and changes of state, moves between levels or teams, and the backlog."""
    view = data.view(fl.build_team_flow, selection)
    left, middle, right = st.columns(3, gap="small")
    with left:
        _states(view.states, "ticket_share", "Tickets that pass a state", "share of new tickets")
    with middle:
        _states(view.states, "time_share", "Where the time goes", "share of all time until the end")
    with right:
        _states(view.states, "median_minutes", "Time per ticket", "median of the tickets in the state")
    show_table(view.changes, key="changes", detail=tickets_of(view.change_drills, key="changes"))
    _streams(selection, view.default_by)
    _backlog(view.backlog)


def _states(states: fl.States, value: str, title: str, note: str) -> None:
    mode, unit = session.current_mode(), "minutes" if value.endswith("minutes") else "share"
    chart_with_table(
        lambda: ranked_bars(states.frame, "name", value, mode=mode, unit=unit, height=190),
        states.frame,
        key=f"states_{value}",
        title=title,
        note=note,
        alt=f"{title}: {note}",
        columns=fl.STATE_COLUMNS,
        help=f"{states.note}. Closed and solved time is no part of it.",
        empty="No history of states is told for this selection.",
        detail=tickets_of(states.drills, key=f"states_{value}"),
    )


def _streams(selection: Selection, default: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        chosen = st.segmented_control(
            "Moves between",
            list(fl.BY),
            default=default,
            required=True,
            format_func=fl.BY.__getitem__,
            key="moves",
            bind="query-params",
        )
    by = chosen or default
    view, mode = data.view(fl.build_streams, selection, by), session.current_mode()
    chart_with_table(
        lambda: sankey(view.stops, view.links, fl.HEADINGS, mode=mode),
        view.links,
        key="streams",
        title="Escalations, solutions and reopenings",
        note=view.note,
        help="Orange: escalated, grey: moved, green: solved, red: reopened. What stays at a stop is its part "
        "from which nothing goes on.",
        alt=f"Tickets moving between {fl.BY[by].lower()}, to their solution, and back",
        columns=fl.LINKS.columns,
        empty=fl.LINKS.empty,
    )
    left, right = st.columns([3, 2], gap="small")
    with left:
        show_table(view.link_table, key="links", detail=tickets_of(view.link_drills, key="links"))
    with right:
        show_table(view.stop_table, key="stops", detail=tickets_of(view.stop_drills, key="stops"))


def _backlog(shown: fl.BacklogHistory) -> None:
    mode = session.current_mode()
    chart_with_table(
        lambda: trend(shown.frame, "bucket", {"backlog": "Open tickets"}, mode=mode, marks=True),
        shown.frame,
        key="backlog",
        title="Backlog",
        note=shown.note,
        alt=f"Open tickets, {shown.note}",
        columns=shown.columns,
        empty="No ticket was open in this period.",
        detail=tickets_of(shown.drills, key="backlog"),
    )


def levels_part(selection: Selection) -> None:
    """Six figures of levels 1 to 3, each by its own level's band."""
    view, mode = data.view(lv.build_levels, selection), session.current_mode()
    charts = [
        SmallChart(
            title=panel.title,
            note="shaded: the band of the level"
            if panel.frame["band_low"].notna().any()
            else "no band printed",
            draw=partial(band_dots, panel.frame, mode=mode, unit=panel.unit),
            alt=f"{panel.title} by level",
            first=panel.first,
        )
        for panel in view.panels
    ]
    small_charts(
        charts,
        view.frame,
        lv.COLUMNS,
        key="levels",
        title="Levels side by side",
        note="with 95 % intervals",
        empty=lv.NO_LEVELS,
        detail=tickets_of(view.drills, key="levels"),
    )
    if view.silent:
        st.caption(escape_markdown(view.silent))
    with st.container(border=True, gap="xsmall", key="implied_load"):
        st.markdown("**What the printed bands imply**")
        for note in view.notes:
            st.caption(escape_markdown(note))


def trends_part(selection: Selection) -> None:
    """The figures of a team by whole week, against their bands."""
    view, mode = data.view(build_trends, selection), session.current_mode()
    charts = [
        SmallChart(
            title=panel.title,
            note=panel.note,
            draw=partial(
                band_line, panel.frame, mode=mode, unit=panel.unit, good=panel.good, warn=panel.warn
            ),
            alt=f"{panel.title} by week",
            first=panel.first,
            trace=2,
        )
        for panel in view.panels
    ]
    small_charts(
        charts,
        view.frame,
        view.columns,
        key="trends",
        title="Week by week, against the bands",
        note=view.note,
        empty="No whole week has a figure yet.",
        detail=tickets_of(view.drills, key="trends"),
    )
