"""The clocks of a ticket on one time axis: running, paused and closed parts, and the levels reached."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.charts.base import finish, plain, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens

MOST_PARTS = 400
RUNNING = "Running"
LEGEND_LINE = 16
"""On a phone each name in the legend takes a line of its own."""


@remember
def clock_lines(parts: pd.DataFrame, marks: pd.DataFrame, *, mode: Mode) -> go.Figure:
    """``parts`` has clock, kind, band (its name in the legend), reason, starts_local, ends_local
    and minutes; ``marks`` clock, at, level, word."""
    t, shown = tokens(mode), parts.head(MOST_PARTS)
    figure = go.Figure()
    for band, rows in shown.groupby("band", sort=False):
        _band(figure, str(band), rows, t)
    for level, rows in marks.groupby("level", sort=False):
        _marks(figure, str(level), rows, t)
    clocks = list(dict.fromkeys(parts["clock"]))
    figure.update_xaxes(type="date", nticks=6)
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=clocks[::-1],
        showgrid=False,
        tickfont={"color": t.ink, "size": 12},
    )
    height = 90 + 34 * len(clocks) + LEGEND_LINE * shown["band"].nunique()
    return finish(figure, mode, height=height, barmode="overlay", hovermode="closest", bargap=0.4)


def _band(figure: go.Figure, band: str, rows: pd.DataFrame, t: Tokens) -> None:
    kind = str(rows["kind"].iloc[0])
    elsewhere = kind == RUNNING and band != kind
    reasons = [f", {plain(reason, 80)}" if reason else "" for reason in rows["reason"]]
    figure.add_bar(
        base=rows["starts_local"],
        x=rows["minutes"] * 60_000,
        y=rows["clock"],
        orientation="h",
        name=plain(band),
        marker={
            "color": _colour(kind, t),
            "line": {"width": 0},
            "pattern": {"shape": "/" if elsewhere else "", "fgcolor": t.surface, "fillmode": "overlay"},
        },
        customdata=[
            f"{fmt.duration(minutes)}{why}" for minutes, why in zip(rows["minutes"], reasons, strict=True)
        ],
        hovertemplate="%{customdata}",
    )


def _marks(figure: go.Figure, level: str, rows: pd.DataFrame, t: Tokens) -> None:
    """Lines across the clock, each with an edge of the page's colour so that it shows on every band."""
    colour = {"yellow": t.context, "orange": t.warning, "red": t.warning}.get(level, t.critical)
    size, width = (18, 3.0) if level == "breach" else (12, 2.0)
    line = {"x": rows["at"], "y": rows["clock"], "mode": "markers"}
    edge = {"symbol": "line-ns", "size": size, "line": {"width": width + 3, "color": t.page}}
    figure.add_scatter(**line, marker=edge, showlegend=False, hoverinfo="skip")
    figure.add_scatter(
        **line,
        name=plain(rows["word"].iloc[0]),
        showlegend=level == "breach",
        marker={"symbol": "line-ns", "size": size, "line": {"width": width, "color": colour}},
        customdata=rows["word"],
        hovertemplate="%{customdata} %{x|%-d %b, %H:%M}<extra></extra>",
    )


def _colour(kind: str, t: Tokens) -> str:
    return {RUNNING: t.accent, "Outside opening hours": t.grid}.get(kind, t.context)
