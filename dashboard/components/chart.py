"""Charts, each with a table of the same figures behind a switch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.components.header import panel_title
from dashboard.components.states import empty_state
from dashboard.components.table import bare_table, default_columns, export_buttons
from dashboard.view_models.cards import Column

Figure: TypeAlias = "go.Figure | Callable[[], go.Figure]"
CHART, TABLE = "Chart", "Table"
ICONS = {CHART: ":material/show_chart:", TABLE: ":material/table_rows:"}
PLOTLY_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}


def chart_with_table(
    figure: Figure,
    frame: pd.DataFrame,
    *,
    key: str,
    title: str,
    alt: str,
    note: str = "",
    columns: Mapping[str, Column] | None = None,
    help: str | None = None,
    empty: str = "Nothing to draw for this selection.",
) -> None:
    """A panel with a chart; a switch shows the figures behind it as a table that can be exported."""
    shown = columns or default_columns(frame)
    with st.container(border=True, height="stretch", gap="small", key=f"{key}_panel"):
        if frame.empty:
            panel_title(title, note, help=help)
            empty_state(empty, border=False)
            return
        _switchable(figure, frame, shown, key, title, alt, note, help)


@st.fragment
def _switchable(
    figure: Figure,
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    key: str,
    title: str,
    alt: str,
    note: str,
    help: str | None,
) -> None:
    with st.container(
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        gap="small",
    ):
        panel_title(title, note, help=help)
        view = st.segmented_control(
            f"View of {title}",
            (CHART, TABLE),
            default=CHART,
            required=True,
            format_func=lambda name: ICONS[name],
            label_visibility="collapsed",
            key=f"{key}_view",
        )
    if view == TABLE:
        bare_table(frame, columns, key=f"{key}_table", title=title)
        export_buttons(lambda: frame, columns, key=key, title=title)
        return
    drawn = figure if isinstance(figure, go.Figure) else figure()
    st.plotly_chart(drawn, theme=None, key=f"{key}_chart", config=PLOTLY_CONFIG, alt=alt)
