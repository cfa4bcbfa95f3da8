"""Lines over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, plain, target_line, thin, time_axis, tokens, value_axis
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens


@remember
def trend(
    frame: pd.DataFrame,
    x: str,
    series: Mapping[str, str],
    *,
    mode: Mode,
    unit: Any = "count",
    target: float | None = None,
    compare: Mapping[str, str] | None = None,
    height: int = 280,
    marks: bool = False,
) -> go.Figure:
    """One line per entry of ``series`` (column -> name); ``compare`` lines are grey and dashed.

    A single line without gaps gets a soft fill, and its last value written beside it. NaN stays a gap.
    ``marks``: every value is a point that can be selected.
    """
    t, rows = tokens(mode), thin(frame)
    figure = go.Figure()
    for name, label in (compare or {}).items():
        _line(figure, rows, x, name, label, unit, {"color": t.context, "width": 1.5, "dash": "dash"})
    for position, (name, label) in enumerate(series.items()):
        colour = t.accent if len(series) == 1 else t.series[position % len(t.series)]
        _line(figure, rows, x, name, label, unit, {"color": colour, "width": 2})
    if marks:
        figure.update_traces(mode="lines+markers", marker={"size": 5})
    if len(series) == 1:
        _emphasise(figure, rows, x, next(iter(series)), unit, t)
    target_line(figure, target, unit, t)
    names = [*series, *(compare or {})]
    top = max([float(rows[names].max().max()), target or 0.0])
    figure.update_xaxes(time_axis(rows[x]))
    figure.update_yaxes(value_axis(top, unit))
    several = len(names) > 1
    margin = {
        "l": 8,
        "r": 16 if len(series) > 1 else _label_room(rows, next(iter(series)), unit),
        "t": 12,
        "b": 8,
    }
    if len(rows) > 1:
        figure.update_xaxes(range=[rows[x].iloc[0], rows[x].iloc[-1]])
    hover = "closest" if marks else "x unified"
    return finish(figure, mode, height=height, hovermode=hover, showlegend=several, margin=margin)


def _label_room(rows: pd.DataFrame, name: str, unit: Any) -> int:
    known = rows[name].dropna()
    return 18 + 7 * len(hover_words(known.tail(1), unit)[0]) if len(known) else 16


def _line(
    figure: go.Figure, rows: pd.DataFrame, x: str, name: str, label: str, unit: Any, line: dict[str, Any]
) -> None:
    figure.add_scatter(
        x=rows[x],
        y=rows[name],
        mode="lines",
        name=plain(label),
        line=line,
        connectgaps=False,
        customdata=hover_words(rows[name], unit),
        hovertemplate="%{customdata}",
    )


def _emphasise(figure: go.Figure, rows: pd.DataFrame, x: str, name: str, unit: Any, t: Tokens) -> None:
    known = rows[rows[name].notna()]
    if known.empty:
        return
    if len(known) == len(rows):
        figure.data[-1].update(fill="tozeroy", fillcolor=t.accent_fill)
    last = known.iloc[-1]
    figure.add_scatter(
        x=[last[x]],
        y=[last[name]],
        mode="markers+text",
        text=hover_words([last[name]], unit),
        textposition="middle right",
        textfont={"color": t.accent, "size": 12},
        marker={"color": t.accent, "size": 6},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
