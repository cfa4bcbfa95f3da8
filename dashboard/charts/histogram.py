"""How many fall into which class."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, plain, tokens, value_axis
from dashboard.charts.memory import remember
from dashboard.theme import Mode, status_style


@remember
def histogram(
    frame: pd.DataFrame,
    label: str,
    value: str,
    *,
    mode: Mode,
    unit: Any = "count",
    status: str | None = None,
    height: int = 264,
) -> go.Figure:
    """One column per class, in the frame's order: the classes are made by the core, exact and named."""
    t = tokens(mode)
    colours: Any = t.accent
    if status:
        styles = [status_style(word) for word in frame[status]]
        colours = [s.line(t) if s.status in ("warning", "critical") else t.accent for s in styles]
    figure = go.Figure()
    figure.add_bar(
        x=[plain(name, 14) for name in frame[label]],
        y=frame[value],
        marker={"color": colours, "cornerradius": 3},
        text=hover_words(frame[value], unit),
        textposition="outside",
        textfont={"color": t.ink, "size": 11},
        cliponaxis=False,
        hovertemplate="%{x}: %{text}<extra></extra>",
    )
    figure.update_xaxes(type="category", tickangle=0)
    top = float(frame[value].max()) if len(frame) else 1.0
    figure.update_yaxes({**value_axis(top * 1.1, unit), "showticklabels": False, "showgrid": False})
    return finish(figure, mode, height=height, showlegend=False, bargap=0.2)
