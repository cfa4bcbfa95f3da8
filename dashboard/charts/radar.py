"""Shares of several things around a circle: what is met, and what would be if every open item were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens

TICKS = (0.25, 0.5, 0.75, 1.0)


@remember
def radar(
    frame: pd.DataFrame, axis: str, series: Mapping[str, str], *, mode: Mode, height: int = 360
) -> go.Figure:
    """One ring per entry of ``series`` (column -> name), shares from 0 to 1; the first is filled.

    Axes without a value in the first column stay empty there.
    """
    t = tokens(mode)
    figure = go.Figure()
    for place, (column, name) in enumerate(series.items()):
        figure.add_trace(_ring(frame, axis, column, name, t, is_first=place == 0))
    grid = {"gridcolor": t.grid, "linecolor": t.border}
    shown = {"range": [0, 1], "tickvals": list(TICKS), "ticktext": hover_words(list(TICKS), "share")}
    radial = grid | shown | {"tickfont": {"size": 10, "color": t.muted}, "angle": 90, "tickangle": 90}
    polar = {
        "bgcolor": "rgba(0,0,0,0)",
        "radialaxis": radial,
        "angularaxis": grid
        | {"tickfont": {"size": 12, "color": t.ink}, "rotation": 90, "direction": "clockwise"},
    }
    legend = {"orientation": "h", "x": 0, "y": -0.08, "yanchor": "top"}
    margin = {"l": 76, "r": 76, "t": 28, "b": 40}
    return finish(figure, mode, height=height, polar=polar, legend=legend, margin=margin)


def _ring(
    frame: pd.DataFrame, axis: str, column: str, name: str, t: Tokens, *, is_first: bool
) -> go.Scatterpolar:
    """A closed line around the circle."""
    rows = pd.concat([frame, frame.head(1)])
    look: dict[str, Any] = (
        {"line": {"color": t.accent, "width": 2}, "fill": "toself", "fillcolor": t.accent_fill}
        if is_first
        else {"line": {"color": t.context, "width": 1.5, "dash": "dash"}}
    )
    return go.Scatterpolar(
        r=rows[column],
        theta=rows[axis],
        name=name,
        mode="lines+markers",
        marker={"size": 6 if is_first else 4},
        customdata=hover_words(rows[column], "share"),
        hovertemplate="%{theta}: %{customdata}<extra></extra>",
        **look,
    )
