"""A day that is under way beside days like it: a line so far, the usual line and its band."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, tokens, value_axis
from dashboard.charts.memory import remember
from dashboard.theme import Mode

LABEL_HOURS = 3
"""A label every so many hours."""


@remember
def day_curve(frame: pd.DataFrame, *, now: float, mode: Mode, height: int = 264) -> go.Figure:
    """``frame``: ``hour`` (text, its end), ``today`` (NaN from now on), ``usual``, ``low``, ``high``,
    ``forecast`` (NaN where unknown).

    Today's line ends at ``now`` (hours since midnight).
    """
    ends = np.arange(1, len(frame) + 1, dtype=float)
    t = tokens(mode)
    figure = go.Figure()
    hidden = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    figure.add_scatter(x=ends, y=frame["high"], **hidden)
    figure.add_scatter(x=ends, y=frame["low"], fill="tonexty", fillcolor=t.neutral_fill, **hidden)
    for column, name, line in (
        ("usual", "Usual", {"color": t.context, "width": 2, "dash": "dot"}),
        ("forecast", "Forecast", {"color": t.context, "width": 2, "dash": "dash"}),
        ("today", "Today", {"color": t.accent, "width": 3}),
    ):
        figure.add_scatter(
            x=np.minimum(ends, now) if column == "today" else ends,
            y=frame[column],
            name=name,
            mode="lines",
            line=line,
            customdata=_words(frame, column),
            hovertemplate=f"{name} up to %{{customdata[0]}}: %{{customdata[1]}}<extra></extra>",
        )
    top = float(frame[["today", "usual", "high", "forecast"]].max().max())
    figure.update_yaxes(value_axis(top, "count"))
    every = slice(LABEL_HOURS - 1, None, LABEL_HOURS)
    figure.update_xaxes(tickvals=ends[every], ticktext=frame["hour"][every], range=[0, len(frame)])
    return finish(figure, mode, height=height)


def _words(frame: pd.DataFrame, column: str) -> list[tuple[str, str]]:
    """The end of the hour and the count, per point."""
    return list(zip(frame["hour"], hover_words(frame[column], "count"), strict=True))
