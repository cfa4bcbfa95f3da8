"""The clocks of a ticket on one time axis: running, paused and closed parts, and the levels reached."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.charts.base import finish, plain, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens

MOST_PARTS = 400


@remember
def clock_lines(parts: pd.DataFrame, marks: pd.DataFrame, *, mode: Mode) -> go.Figure:
    """``parts`` has clock, kind, starts_local, ends_local and minutes; ``marks`` clock, at, level, word."""
    t, shown = tokens(mode), parts.head(MOST_PARTS)
    figure = go.Figure()
    for kind, rows in shown.groupby("kind", sort=False):
        _band(figure, str(kind), rows, t)
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
    height = 90 + 34 * len(clocks)
    return finish(figure, mode, height=height, barmode="overlay", hovermode="closest", bargap=0.4)


def _band(figure: go.Figure, kind: str, rows: pd.DataFrame, t: Tokens) -> None:
    figure.add_bar(
        base=rows["starts_local"],
        x=rows["minutes"] * 60_000,
        y=rows["clock"],
        orientation="h",
        name=plain(kind),
        marker={"color": _colour(kind, t), "line": {"width": 0}},
        customdata=[fmt.duration(minutes) for minutes in rows["minutes"]],
        hovertemplate="%{customdata}",
    )


def _marks(figure: go.Figure, level: str, rows: pd.DataFrame, t: Tokens) -> None:
    colours = {"yellow": t.context, "orange": t.warning, "red": t.warning}
    figure.add_scatter(
        x=rows["at"],
        y=rows["clock"],
        mode="markers",
        name=plain(rows["word"].iloc[0]),
        showlegend=level == "breach",
        marker={
            "symbol": "line-ns",
            "size": 16 if level == "breach" else 10,
            "line": {"width": 2.5 if level == "breach" else 2, "color": colours.get(level, t.critical)},
        },
        customdata=rows["word"],
        hovertemplate="%{customdata} %{x|%-d %b, %H:%M}<extra></extra>",
    )


def _colour(kind: str, t: Tokens) -> str:
    return {"Running": t.accent, "Outside opening hours": t.grid}.get(kind, t.context)
