"""A funnel: each group by how many rows it has, with the limits inside which chance alone puts it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, nice_step, plain, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, status_style

NEAR, FAR = "19 of 20 by chance", "998 of 1,000 by chance"


@remember
def funnel(
    frame: pd.DataFrame,
    *,
    mode: Mode,
    unit: Any,
    value: str = "observed",
    noun: str = "tickets",
    height: int = 340,
) -> go.Figure:
    """``frame`` has group, n, ``value``, limit_low, limit_high, far_low, far_high and status per row."""
    t = tokens(mode)
    rows = frame.sort_values("n")
    figure = go.Figure()
    for name, low, high, dash in (
        (FAR, "far_low", "far_high", "dot"),
        (NEAR, "limit_low", "limit_high", "solid"),
    ):
        for column in (low, high):
            figure.add_scatter(
                x=rows["n"], y=rows[column], mode="lines", name=name, showlegend=column == low,
                line={"color": t.muted, "width": 1, "dash": dash}, hoverinfo="skip",
            )  # fmt: skip
    styles = [status_style(word) for word in rows["status"]]
    colours = [s.line(t) if s.status in ("warning", "critical") else t.accent for s in styles]
    words = zip(
        [plain(name) for name in rows["group"]], hover_words(rows[value], unit), rows["n"], strict=True
    )
    figure.add_scatter(
        x=rows["n"], y=rows[value], mode="markers", showlegend=False,
        marker={"color": colours, "size": 9, "line": {"color": t.page, "width": 1}},
        customdata=[list(row) for row in words],
        hovertemplate=f"%{{customdata[0]}}: %{{customdata[1]}}, %{{customdata[2]}} {noun}<extra></extra>",
    )  # fmt: skip
    figure.update_yaxes(**_axis(rows, value, unit))
    figure.update_xaxes(title={"text": noun}, rangemode="tozero")
    return finish(figure, mode, height=height)


def _axis(rows: pd.DataFrame, value: str, unit: Any) -> dict[str, Any]:
    """From the lowest to the highest group, and the limits of all but the smallest groups."""
    wide = rows[rows["n"] >= rows["n"].quantile(0.25)]
    low = min(float(rows[value].min()), float(wide["limit_low"].min()))
    high = max(float(rows[value].max()), float(wide["limit_high"].max()))
    edge = (high - low or 1.0) * 0.06
    step = nice_step(high - low + 2 * edge, 4)
    places = [step * i for i in range(int(max(low - edge, 0.0) / step), int((high + edge) / step) + 1)]
    return {
        "range": [max(low - edge, 0.0), min(high + edge, 1.02) if "share" in str(unit) else high + edge],
        "tickmode": "array",
        "tickvals": places,
        "ticktext": hover_words(places, unit),
    }
