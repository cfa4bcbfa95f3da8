"""Distances from a middle: differences with their whiskers, and one among many on one scale."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.charts.base import finish, nice_step, plain, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, status_style

EDGE = 3.0
"""Farther from the middle than this many quartile ranges is drawn at the edge."""


@remember
def deviation_dots(
    frame: pd.DataFrame, *, mode: Mode, unit: str, noun: str = "tickets", middle: str = "as expected"
) -> go.Figure:
    """``frame`` has group, difference, low, high, n and status per row; drawn from the top in its order.

    ``middle``: what a difference of 0 is called.
    """
    t = tokens(mode)
    styles = [status_style(word) for word in frame["status"]]
    colours = [s.line(t) if s.status in ("warning", "critical") else t.accent for s in styles]
    names = [plain(name, 28) for name in frame["group"]]
    figure = go.Figure()
    for name, colour, low, high in zip(names, colours, frame["low"], frame["high"], strict=True):
        line = {"color": colour, "width": 3}
        figure.add_scatter(
            x=[low, high], y=[name] * 2, mode="lines", line=line, opacity=0.35, hoverinfo="skip"
        )
    words = [
        [_signed(value, unit) for value in row] for row in frame[["difference", "low", "high"]].to_numpy()
    ]
    figure.add_scatter(
        x=frame["difference"],
        y=names,
        mode="markers",
        marker={"color": colours, "size": 9},
        customdata=[[*row, n] for row, n in zip(words, frame["n"], strict=True)],
        hovertemplate="%{y}: %{customdata[0]}, between %{customdata[1]} and %{customdata[2]}, "
        f"%{{customdata[3]}} {noun}<extra></extra>",
    )
    figure.add_vline(x=0, line={"color": t.muted, "width": 1})
    figure.update_xaxes(**_axis(frame, unit, middle))
    figure.update_yaxes(
        autorange="reversed", type="category", showgrid=False, ticks="", tickfont={"color": t.ink, "size": 12}
    )
    return finish(figure, mode, height=max(200, 26 * len(frame) + 56), showlegend=False)


def _signed(value: float, unit: str) -> str:
    return fmt.change(value, 0.0, unit) or fmt.NO_DATA


def _axis(frame: pd.DataFrame, unit: str, middle: str) -> dict[str, Any]:
    edge = max(float(frame["high"].max()), -float(frame["low"].min()), 1e-9) * 1.05
    step = nice_step(edge, 2)
    places = [step * i for i in range(-int(edge / step), int(edge / step) + 1)]
    return {
        "range": [-edge, edge],
        "tickmode": "array",
        "tickvals": places,
        "ticktext": [middle if place == 0 else _signed(place, unit) for place in places],
        "showgrid": True,
    }


@remember
def place_strips(frame: pd.DataFrame, *, mode: Mode, own: str) -> go.Figure:
    """Where one stands among the others: ``metric``, ``place`` (±½: the quartiles), ``is_own``."""
    t = tokens(mode)
    shown = frame.assign(place=frame["place"].clip(-EDGE, EDGE))
    figure = go.Figure()
    figure.add_vrect(x0=-0.5, x1=0.5, fillcolor=t.muted, opacity=0.12, line_width=0)
    for is_own, name, colour, size in ((False, "others", t.muted, 7), (True, own, t.accent, 12)):
        rows = shown[shown["is_own"] == is_own]
        figure.add_scatter(
            x=rows["place"], y=rows["metric"], mode="markers", name=plain(name),
            marker={"color": colour, "size": size, "opacity": 1 if is_own else 0.45}, hoverinfo="skip",
        )  # fmt: skip
    figure.update_xaxes(
        range=[-EDGE * 1.05, EDGE * 1.05], tickmode="array", tickvals=[-2, 0, 2],
        ticktext=["lower", "middle half", "higher"], showgrid=False, zeroline=False,
    )  # fmt: skip
    figure.update_yaxes(
        autorange="reversed", type="category", showgrid=False, ticks="", tickfont={"color": t.ink, "size": 12}
    )
    return finish(figure, mode, height=40 * shown["metric"].nunique() + 80)
