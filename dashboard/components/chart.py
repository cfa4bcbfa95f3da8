"""Charts, each with a table of the same figures behind a switch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.components.header import panel_title
from dashboard.components.states import empty_state
from dashboard.components.table import Detail, bare_table, default_columns, export_buttons
from dashboard.view_models.cards import Column

Figure: TypeAlias = "go.Figure | Callable[[], go.Figure]"
RowOf: TypeAlias = Callable[[int, int], int]
"""From the number of a trace and of a point in it to the row of the table behind the chart."""
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
    detail: Detail | None = None,
    row_of: RowOf = lambda trace, point: point,
) -> None:
    """A panel with a chart; a switch shows the figures behind it as a table that can be exported.

    ``detail`` draws below it what belongs to the selected row of the table, or to the selected point of
    the chart, whose row ``row_of`` tells (default: points are rows); None while nothing is selected.
    """
    shown = columns or default_columns(frame)
    with st.container(border=True, height="stretch", gap="small", key=f"{key}_panel"):
        if frame.empty:
            panel_title(title, note, help=help)
            empty_state(empty, border=False)
            return
        _switchable(figure, frame, shown, key, title, alt, note, help, detail, row_of)


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
    detail: Detail | None,
    row_of: RowOf,
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
        selected = bare_table(frame, columns, key=f"{key}_table", title=title, selects=bool(detail))
        export_buttons(lambda: frame, columns, key=key, title=title)
    else:
        drawn = figure if isinstance(figure, go.Figure) else figure()
        options: dict[str, Any] = {"theme": None, "key": f"{key}_chart", "config": PLOTLY_CONFIG, "alt": alt}
        selected = None
        if detail is None:
            st.plotly_chart(drawn, **options)
        else:
            event = st.plotly_chart(drawn, on_select="rerun", selection_mode="points", **options)
            selected = row_of_points(event.selection.points, frame, row_of)
    if detail is not None:
        detail(selected)


def row_of_points(points: list[Any], frame: pd.DataFrame, row_of: RowOf) -> pd.Series | None:
    """The row of the table behind the first selected point, if it has one."""
    for point in points:
        place = row_of(int(point["curve_number"]), int(point["point_index"]))
        if 0 <= place < len(frame):
            return frame.iloc[place]
    return None
