"""Per hour what may happen and what is expected of it, with the interval of the expectation."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, tokens, value_axis
from dashboard.charts.memory import remember
from dashboard.theme import Mode


@remember
def forecast_bars(frame: pd.DataFrame, *, mode: Mode, height: int = 200) -> go.Figure:
    """``frame``: ``hour`` (text), ``due_count``, ``expected``, ``low``, ``high``."""
    t = tokens(mode)
    figure = go.Figure()
    figure.add_bar(
        x=frame["hour"],
        y=frame["due_count"],
        name="Reach their limit",
        marker={"color": t.neutral_fill, "line": {"color": t.context, "width": 1}},
        customdata=hover_words(frame["due_count"], "count"),
        hovertemplate="From %{x}: %{customdata} reach their limit<extra></extra>",
    )
    figure.add_bar(
        x=frame["hour"],
        y=frame["expected"],
        name="Expected to break",
        width=0.4,
        marker={"color": t.critical},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": frame["high"] - frame["expected"],
            "arrayminus": frame["expected"] - frame["low"],
            "color": t.ink,
            "thickness": 1,
            "width": 3,
        },
        customdata=frame[["expected", "low", "high"]],
        hovertemplate="From %{x}: about %{customdata[0]} break (%{customdata[1]} to %{customdata[2]})"
        "<extra></extra>",
    )
    figure.update_xaxes(type="category", tickangle=0)
    figure.update_yaxes(value_axis(max(float(frame["due_count"].max()), 1.0), "count"))
    return finish(figure, mode, height=height, barmode="overlay")
