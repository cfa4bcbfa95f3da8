"""A level over time inside the band of its interval, on an axis that begins where the values do."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, nice_step, time_axis, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens


@remember
def level_line(
    frame: pd.DataFrame,
    x: str,
    *,
    mode: Mode,
    unit: Any = "number",
    target: float | None = None,
    noun: str = "reviews",
    cases: pd.DataFrame | None = None,
    height: int = 264,
) -> go.Figure:
    """``frame`` has ``x``, value, low, high and n per row; ``noun`` is what n counts.

    ``cases`` (``x`` and value) are few: then each is a dot, in place of a band that says little.
    """
    t = tokens(mode)
    figure = go.Figure()
    _behind(figure, frame, x, cases, t)
    words = zip(hover_words(frame["value"], unit), frame["n"], strict=True)
    figure.add_scatter(
        x=frame[x],
        y=frame["value"],
        mode="lines+markers",
        line={"color": t.accent, "width": 2},
        marker={"size": 6},
        customdata=[list(row) for row in words],
        hovertemplate=f"%{{x|%b %Y}}: %{{customdata[0]}}, %{{customdata[1]}} {noun}<extra></extra>",
    )
    if target is not None:
        figure.add_hline(y=target, line={"color": t.muted, "width": 1, "dash": "dot"})
    shown = frame["value"] if cases is None else pd.concat([frame["value"], cases["value"]])
    figure.update_yaxes(**_axis(shown, target, unit))
    figure.update_xaxes(time_axis(frame[x]))
    return finish(figure, mode, height=height, showlegend=False)


def _behind(figure: go.Figure, frame: pd.DataFrame, x: str, cases: pd.DataFrame | None, t: Tokens) -> None:
    """The band of the interval, or single cases as quiet dots."""
    if cases is not None:
        dots = {"color": t.context, "size": 6, "opacity": 0.8}
        figure.add_scatter(x=cases[x], y=cases["value"], mode="markers", marker=dots, hoverinfo="skip")
        return
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "x": frame[x], "connectgaps": True}
    figure.add_scatter(y=frame["high"], **edge)
    figure.add_scatter(y=frame["low"], fill="tonexty", fillcolor=t.accent_fill, **edge)


def _axis(shown: pd.Series, target: float | None, unit: Any) -> dict[str, Any]:
    """From the lowest value or target to the highest; wide intervals may be cut, the values never."""
    values = [*shown.dropna(), *([] if target is None else [target])] or [0.0, 1.0]
    least, most = min(values), max(values)
    room = (most - least or 1.0) * 0.4
    bottom, top = max(least - room, 0.0), most + room
    step = nice_step(top - bottom, 4)
    places = [step * i for i in range(int(bottom / step), int(top / step) + 1)]
    return {
        "range": [bottom, top],
        "tickmode": "array",
        "tickvals": places,
        "ticktext": hover_words(places, unit),
    }
