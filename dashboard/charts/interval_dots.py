"""A dot per group with whiskers that show how sure it is."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, plain, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, status_style


@remember
def interval_dots(
    frame: pd.DataFrame,
    label: str,
    *,
    mode: Mode,
    unit: Any = "share",
    target: float | None = None,
    limit: int = 12,
    noun: str = "answers",
) -> go.Figure:
    """``frame`` has value, low, high and status per row; drawn from the top in its order."""
    t, rows = tokens(mode), frame.head(limit)
    styles = [status_style(word) for word in rows["status"]]
    colours = [style.line(t) if style.status in ("warning", "critical") else t.accent for style in styles]
    low = rows["low"].fillna(rows["value"])
    high = rows["high"].fillna(rows["value"])
    words = hover_words(rows["value"], unit)
    names = [plain(name, 24) for name in rows[label]]
    figure = go.Figure()
    for name, colour, left, right in zip(names, colours, low, high, strict=True):
        figure.add_scatter(
            x=[left, right],
            y=[name, name],
            mode="lines",
            line={"color": colour, "width": 3},
            opacity=0.35,
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=rows["value"],
        y=names,
        mode="markers",
        marker={"color": colours, "size": 9},
        customdata=[
            list(row)
            for row in zip(words, hover_words(low, unit), hover_words(high, unit), rows["n"], strict=True)
        ],
        hovertemplate="%{y}: %{customdata[0]}, between %{customdata[1]} and %{customdata[2]}, "
        f"%{{customdata[3]}} {noun}<extra></extra>",
    )
    if target is not None:
        figure.add_vline(x=target, line={"color": t.muted, "width": 1, "dash": "dot"})
    _axes(figure, low, high, unit, target, t)
    return finish(figure, mode, height=max(150, 28 * len(rows) + 48), showlegend=False)


def _axes(
    figure: go.Figure, low: pd.Series, high: pd.Series, unit: Any, target: float | None, t: Any
) -> None:
    start = min(float(low.min()) if len(low) else 0.0, target if target is not None else 1.0)
    end = max(float(high.max()) if len(high) else 1.0, target or 0.0)
    start = max(0.0, start - 0.03) if "share" in str(unit) else start
    places = _places(start, end)
    figure.update_xaxes(
        range=[start, end + (end - start) * 0.03],
        tickmode="array",
        tickvals=places,
        ticktext=hover_words(places, unit),
        showgrid=True,
    )
    figure.update_yaxes(
        autorange="reversed",
        showgrid=False,
        type="category",
        tickfont={"color": t.ink, "size": 12},
        ticks="",
        ticklabelstandoff=6,
    )


def _places(start: float, end: float) -> list[float]:
    step = next((s for s in (0.05, 0.1, 0.2, 0.25, 0.5) if (end - start) / s <= 5), (end - start) / 4 or 1.0)
    first = int(start / step) + 1
    return [round(step * i, 4) for i in range(first, int(end / step) + 1)]
