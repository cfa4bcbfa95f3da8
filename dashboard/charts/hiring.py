"""Agents needed and agents there by week, each inside its band, and who is left if nobody is hired."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, time_axis, tokens, value_axis
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens

LINES = (
    ("unhired", "There, nobody hired", "dot"),
    ("effective", "There, with the hires", "solid"),
    ("required", "Needed", "dash"),
)


@remember
def need_and_team(frame: pd.DataFrame, *, mode: Mode, height: int = 320) -> go.Figure:
    """``frame``: ``day`` (start of the week), ``required``, ``effective`` and ``unhired`` agents; 5 and 95 %
    of the need in ``required_low`` and ``required_high``, of those there in ``low`` and ``high``."""
    t = tokens(mode)
    figure = go.Figure()
    _band(figure, frame, "required_low", "required_high", t.neutral_fill)
    _band(figure, frame, "low", "high", t.accent_fill)
    for column, name, dash in LINES:
        figure.add_scatter(
            x=frame["day"],
            y=frame[column],
            name=name,
            mode="lines",
            line={"color": _colour(column, t), "width": 2, "dash": dash},
            customdata=hover_words(frame[column], "number"),
            hovertemplate="%{customdata}",
        )
    columns = ["required_high", "high", "unhired"]
    figure.update_yaxes(value_axis(float(frame[columns].max().max()), "count"))
    figure.update_xaxes(time_axis(frame["day"]))
    margin = {"l": 8, "r": 16, "t": 12, "b": 8}
    return finish(figure, mode, height=height, hovermode="x unified", showlegend=True, margin=margin)


def _colour(column: str, t: Tokens) -> str:
    return {"required": t.ink, "effective": t.accent}.get(column, t.muted)


def _band(figure: go.Figure, frame: pd.DataFrame, low: str, high: str, colour: str) -> None:
    edge = {
        "mode": "lines",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
        "x": frame["day"],
    }
    figure.add_scatter(y=frame[high], **edge)
    figure.add_scatter(y=frame[low], fill="tonexty", fillcolor=colour, **edge)
