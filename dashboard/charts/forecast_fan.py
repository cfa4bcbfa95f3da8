"""What is to come, with the ranges in which 80 and 95 of a hundred days end up, behind what was."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, time_axis, tokens, value_axis
from dashboard.charts.memory import remember
from dashboard.theme import Mode

OPACITY = {"95": 0.35, "80": 1.0}


@remember
def forecast_fan(frame: pd.DataFrame, history: pd.DataFrame, *, mode: Mode, height: int = 320) -> go.Figure:
    """``frame``: at, expected, low_80, high_80, low_95 and high_95; ``history``: at and ticket_count.

    The expected values are the last trace. Ranges that are not known (NaN) are not drawn.
    """
    t = tokens(mode)
    figure = go.Figure()
    for share, name in (("95", "95 of 100"), ("80", "80 of 100")):
        edge = {"x": frame["at"], "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        figure.add_scatter(y=frame[f"high_{share}"], showlegend=False, **edge)
        band = {"fill": "tonexty", "fillcolor": t.accent_fill, "name": name, "opacity": OPACITY[share]}
        figure.add_scatter(y=frame[f"low_{share}"], **edge, **band)
    line = {"mode": "lines", "hovertemplate": "%{x|%-d %b %Y, %H:%M}: %{customdata}<extra></extra>"}
    figure.add_scatter(
        x=history["at"],
        y=history["ticket_count"],
        name="came",
        line={"color": t.context, "width": 1.5},
        customdata=hover_words(history["ticket_count"], "count"),
        **line,
    )
    figure.add_scatter(
        x=frame["at"],
        y=frame["expected"],
        name="expected",
        line={"color": t.accent, "width": 2},
        customdata=hover_words(frame["expected"], "count"),
        **line,
    )
    both = pd.concat([history["at"], frame["at"]])
    top = max(float(frame[["expected", "high_95"]].max().max()), float(history["ticket_count"].max() or 0))
    figure.update_xaxes(**time_axis(both), range=[both.min(), both.max()])
    figure.update_yaxes(value_axis(top, "count"))
    return finish(figure, mode, height=height, showlegend=True, hovermode="closest")
