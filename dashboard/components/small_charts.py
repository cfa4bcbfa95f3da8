"""Many small charts in one panel, with one table of the figures behind all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.components.chart import CHART, ICONS, PLOTLY_CONFIG, TABLE
from dashboard.components.header import panel_title
from dashboard.components.states import empty_state
from dashboard.components.table import Detail, bare_table, export_buttons
from dashboard.format import escape_markdown
from dashboard.view_models.cards import Column


@dataclass(frozen=True)
class SmallChart:
    """One of the charts: points of its trace number ``trace`` are rows of the table from ``first`` on."""

    title: str
    note: str
    draw: Callable[[], go.Figure]
    alt: str
    first: int
    trace: int = 0


def small_charts(
    charts: Sequence[SmallChart],
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    key: str,
    title: str,
    detail: Detail,
    note: str = "",
    empty: str = "Nothing to draw for this selection.",
    across: int = 3,
    min_width: int = 260,
) -> None:
    """A panel with small charts side by side, as many in a row as fit; a switch shows their table.

    ``detail`` draws below what belongs to the selected point or row; None while nothing is selected.
    """
    with st.container(border=True, height="stretch", gap="small", key=f"{key}_panel"):
        if frame.empty or not charts:
            panel_title(title, note)
            empty_state(empty, border=False)
            return
        _switchable(charts, frame, columns, key, title, note, detail, (across, min_width))


@st.fragment
def _switchable(
    charts: Sequence[SmallChart],
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    key: str,
    title: str,
    note: str,
    detail: Detail,
    size: tuple[int, int],
) -> None:
    with st.container(
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        gap="small",
    ):
        panel_title(title, note)
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
        selected = bare_table(frame, columns, key=f"{key}_table", title=title, selects=True)
        export_buttons(lambda: frame, columns, key=key, title=title)
    else:
        selected = _selected(_draw_all(charts, key, size), frame, key)
    detail(selected)


def _draw_all(charts: Sequence[SmallChart], key: str, size: tuple[int, int]) -> dict[int, int]:
    """Draw the charts; for each with a selected point the point's row in the table."""
    rows: dict[int, int] = {}
    across, min_width = size
    with st.grid(across, min_column_width=min_width, gap="small", key=f"{key}_grid"):
        for number, chart in enumerate(charts):
            with st.container(gap="xxsmall"):
                st.markdown(
                    f"**{escape_markdown(chart.title)}**  \n:small[:gray[{escape_markdown(chart.note)}]]"
                )
                event = st.plotly_chart(
                    chart.draw(),
                    theme=None,
                    key=f"{key}_{number}",
                    config=PLOTLY_CONFIG,
                    alt=chart.alt,
                    on_select=_remember(key, number),
                    selection_mode="points",
                )
                for point in event.selection.points:
                    if point["curve_number"] == chart.trace:
                        rows[number] = chart.first + int(point["point_index"])
    return rows


def _remember(key: str, number: int) -> Callable[[], None]:
    """Keep which of the charts was used last: its selection counts."""

    def used() -> None:
        st.session_state[f"{key}_used"] = number

    return used


def _selected(rows: Mapping[int, int], frame: pd.DataFrame, key: str) -> pd.Series | None:
    used = st.session_state.get(f"{key}_used")
    place = rows.get(used, -1) if used in rows else next(iter(rows.values()), -1)
    return frame.iloc[place] if 0 <= place < len(frame) else None
