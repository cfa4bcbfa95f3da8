"""The part "People" of the Quality page: training, the ramp of newcomers, modules and everybody."""

from __future__ import annotations

import streamlit as st

from dashboard import data, session
from dashboard.charts.ramp_grid import ramp_grid
from dashboard.components.chart import chart_with_table
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.people_board import NEWCOMERS, PeopleView, build_people


def people_part(selection: Selection) -> None:
    """Figures of training, then the week grid, then lists."""
    view = data.view(build_people, selection)
    st.caption(escape_markdown(view.note))
    kpi_row(view.cards, key="people_cards")
    left, right = st.columns(2, gap="small")
    with left:
        _ramp(view)
    with right:
        show_table(view.newcomers, key="newcomers")
    left, right = st.columns(2, gap="small")
    with left:
        show_table(view.due, key="modules_due")
    with right:
        show_table(view.modules, key="modules")
    show_table(view.staff, key="staff")


def _ramp(view: PeopleView) -> None:
    chart_with_table(
        lambda: ramp_grid(view.grid, view.planned, mode=session.current_mode()),
        view.newcomers.frame if not view.grid.empty else view.grid,
        key="ramp",
        title="Ramp week by week",
        note="% of a full load; blue: below the plan, orange: above",
        alt="Load of newcomers in their first eight weeks beside the plan",
        columns=NEWCOMERS.columns,
        help="Tickets handled ÷ the median of experienced colleagues of the tier in the same week.",
        empty=NEWCOMERS.empty,
    )
