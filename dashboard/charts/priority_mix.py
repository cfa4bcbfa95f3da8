"""Share of open tickets by priority, with the limits that apply marked on the bars."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, plain, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens, status_style


@remember
def priority_mix(frame: pd.DataFrame, *, mode: Mode) -> go.Figure:
    """``frame`` has priority, count, share, status, target and limit per row."""
    t = tokens(mode)
    styles = [status_style(word) for word in frame["status"]]
    colours = [style.line(t) if style.status in ("warning", "critical") else t.accent for style in styles]
    names = [plain(name, 12) for name in frame["priority"]]
    counts = hover_words(frame["count"], "count")
    shares = hover_words(frame["share"], "share")
    figure = go.Figure()
    figure.add_bar(
        x=frame["share"],
        y=names,
        orientation="h",
        marker={"color": colours, "cornerradius": 3},
        customdata=[f"{share}, {n} open" for share, n in zip(shares, counts, strict=True)],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )
    for name, share, n in zip(names, shares, counts, strict=True):
        figure.add_annotation(
            x=1,
            xref="paper",
            y=name,
            text=f"<b>{share}</b>  {n}",
            xanchor="right",
            showarrow=False,
            font={"size": 12, "color": t.ink},
        )
    _limits(figure, frame, t)
    figure.update_xaxes(visible=False, range=[0, float(frame["share"].max()) * 1.5])
    figure.update_yaxes(
        autorange="reversed",
        showgrid=False,
        ticks="",
        ticklabelstandoff=6,
        tickfont={"color": t.ink, "size": 12},
    )
    return finish(figure, mode, height=max(264, 34 * len(frame) + 24), showlegend=False, bargap=0.5)


def _limits(figure: go.Figure, frame: pd.DataFrame, t: Tokens) -> None:
    for position, (target, limit) in enumerate(zip(frame["target"], frame["limit"], strict=True)):
        for value, colour in ((target, t.ink), (limit, t.critical)):
            if value is not None and value == value:
                figure.add_shape(
                    type="line",
                    x0=value,
                    x1=value,
                    y0=position - 0.42,
                    y1=position + 0.42,
                    line={"color": colour, "width": 2},
                )
