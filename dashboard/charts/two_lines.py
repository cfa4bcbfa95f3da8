"""Two figures over the same weeks, each on an axis of its own: one below the other's scale would vanish."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.charts.base import finish, hover_words, nice_step, plain, time_axis, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens

ROOM = 0.25


@remember
def two_lines(
    frame: pd.DataFrame,
    x: str,
    first: tuple[str, str, Any],
    second: tuple[str, str, Any],
    *,
    mode: Mode,
    since: Any = None,
    height: int = 250,
) -> go.Figure:
    """``first`` and ``second``: column, name and unit; ``since``: where the stretch that is judged begins.

    The first line is drawn against the left axis, the second, dashed, against the right one.
    """
    t = tokens(mode)
    figure = make_subplots(specs=[[{"secondary_y": True}]])
    for place, (column, name, unit) in enumerate((first, second)):
        _line(figure, frame, x, column, name, unit, t, is_second=bool(place))
        axis = _axis(frame[column], unit) | {"tickfont": {"color": _colour(t, place)}, "showgrid": not place}
        figure.update_yaxes(**axis, secondary_y=bool(place))
    if since is not None and len(frame):
        figure.add_vrect(x0=since, x1=frame[x].iloc[-1], fillcolor=t.accent_fill, line_width=0, layer="below")
    figure.update_xaxes(time_axis(frame[x], ticks=4))
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
    margin = {"l": 8, "r": 8, "t": 34, "b": 8}
    return finish(figure, mode, height=height, hovermode="x unified", legend=legend, margin=margin)


def _colour(t: Tokens, place: int) -> str:
    return t.series[1] if place else t.accent


def _line(
    figure: go.Figure,
    frame: pd.DataFrame,
    x: str,
    column: str,
    name: str,
    unit: Any,
    t: Tokens,
    *,
    is_second: bool,
) -> None:
    figure.add_scatter(
        x=frame[x],
        y=frame[column],
        mode="lines+markers",
        name=plain(f"{name} ({'right' if is_second else 'left'})", 40),
        line={"color": _colour(t, int(is_second)), "width": 2, "dash": "dash" if is_second else "solid"},
        marker={"size": 5, "symbol": "diamond" if is_second else "circle"},
        connectgaps=False,
        customdata=hover_words(frame[column], unit),
        hovertemplate="%{customdata}",
        secondary_y=is_second,
    )


def _axis(values: pd.Series, unit: Any) -> dict[str, Any]:
    """From below the lowest value to above the highest, never below 0, with few ticks."""
    known = values.dropna()
    least, most = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    room = (most - least or abs(most) or 1.0) * ROOM
    bottom, top = max(least - room, 0.0), most + room
    step = nice_step(top - bottom, 3)
    places = [step * i for i in range(int(bottom / step), int(top / step) + 2) if bottom <= step * i <= top]
    return {
        "range": [bottom, top],
        "tickmode": "array",
        "tickvals": places,
        "ticktext": hover_words(places, unit),
    }
