"""One small panel per group on common scales, all in one figure."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.charts.base import MAX_POINTS, finish, hover_words, plain, thin, time_axis, tokens, value_axis
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens, status_style

PANEL_HEIGHT = 138


@remember
def small_multiples(
    frame: pd.DataFrame,
    x: str,
    y: str,
    group: str,
    *,
    mode: Mode,
    unit: Any = "count",
    target: float | None = None,
    statuses: Mapping[str, str] | None = None,
    columns: int = 3,
    limit: int = 9,
) -> go.Figure:
    """``frame`` long: one row per group and instant. Groups in trouble (``statuses``) take their colour."""
    names = list(dict.fromkeys(frame[group]))[:limit]
    across = max(1, min(columns, len(names)))
    down = max(1, ceil(len(names) / across))
    figure = make_subplots(
        down,
        across,
        shared_xaxes="all",
        shared_yaxes="all",
        horizontal_spacing=0.04,
        vertical_spacing=0.3 / down,
    )
    t = tokens(mode)
    for position, name in enumerate(names):
        row, column = divmod(position, across)
        panel = thin(frame[frame[group] == name], MAX_POINTS // max(len(names), 1))
        colour = _colour((statuses or {}).get(name, ""), t)
        _panel(figure, panel, x, y, unit, colour, t, row + 1, column + 1)
        ink = _colour((statuses or {}).get(name, ""), t, ink=True)
        _title(figure, plain(name, 22), _last_words(panel[y], unit), ink, t, position)
        if target is not None:
            figure.add_hline(
                y=target, line={"color": t.muted, "width": 1, "dash": "dot"}, row=row + 1, col=column + 1
            )
    _axes(figure, frame, x, y, unit, target)
    margin = {"l": 8, "r": 12, "t": 30, "b": 8}
    return finish(
        figure, mode, height=PANEL_HEIGHT * down + 40, hovermode="x", showlegend=False, margin=margin
    )


def _colour(status: str, t: Tokens, *, ink: bool = False) -> str:
    if status not in ("warning", "critical"):
        return t.accent
    style = status_style(status)
    return style.ink(t) if ink else style.line(t)


def _panel(
    figure: go.Figure,
    panel: pd.DataFrame,
    x: str,
    y: str,
    unit: Any,
    colour: str,
    t: Tokens,
    row: int,
    column: int,
) -> None:
    figure.add_scatter(
        x=panel[x],
        y=panel[y],
        mode="lines",
        line={"color": colour, "width": 2},
        fill="tozeroy",
        fillcolor=t.accent_fill,
        customdata=hover_words(panel[y], unit),
        hovertemplate="%{customdata}<extra></extra>",
        row=row,
        col=column,
    )


def _last_words(values: pd.Series, unit: Any) -> str:
    known = values.dropna()
    return hover_words(known.iloc[[-1]], unit)[0] if len(known) else ""


def _title(figure: go.Figure, name: str, last: str, colour: str, t: Tokens, position: int) -> None:
    axis = "" if position == 0 else str(position + 1)
    where = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "y": 1.0, "yanchor": "bottom", "yshift": 4}
    figure.add_annotation(
        x=0,
        xanchor="left",
        text=f"<b>{name}</b>",
        showarrow=False,
        font={"size": 12, "color": t.ink},
        **where,
    )
    figure.add_annotation(
        x=1, xanchor="right", text=last, showarrow=False, font={"size": 12, "color": colour}, **where
    )


def _axes(figure: go.Figure, frame: pd.DataFrame, x: str, y: str, unit: Any, target: float | None) -> None:
    top = max(float(frame[y].max()), target or 0.0)
    figure.update_yaxes(value_axis(top, unit, ticks=2))
    figure.update_xaxes(time_axis(frame[x], ticks=2))
