"""One panel per speed, each on its own scale."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Protocol

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.charts.base import finish, hover_words, plain, thin, time_axis, tokens, value_axis
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens, status_style

PANEL_HEIGHT = 156
UNIT = "minutes"


class SpeedPanel(Protocol):
    """What one panel needs: ``frame`` has bucket, median, median_low and median_high (minutes)."""

    @property
    def name(self) -> str:
        """What is measured."""

    @property
    def frame(self) -> pd.DataFrame:
        """One row per bucket of time."""

    @property
    def status(self) -> str:
        """How the period as a whole stands."""


@remember
def speed_panels(panels: Sequence[SpeedPanel], *, mode: Mode, columns: int = 2) -> go.Figure:
    """Median as a line inside the soft band of its interval; trouble takes its colour."""
    across = max(1, min(columns, len(panels)))
    down = max(1, ceil(len(panels) / across))
    figure = make_subplots(
        down, across, shared_xaxes="all", horizontal_spacing=0.1, vertical_spacing=0.34 / down
    )
    t = tokens(mode)
    for position, panel in enumerate(panels):
        row, column = divmod(position, across)
        where = {"row": row + 1, "col": column + 1}
        _draw(figure, panel, t, where)
        _title(figure, panel, t, position)
    margin = {"l": 8, "r": 12, "t": 30, "b": 8}
    return finish(
        figure, mode, height=PANEL_HEIGHT * down + 40, hovermode="x", showlegend=False, margin=margin
    )


def _colour(panel: SpeedPanel, t: Tokens) -> str:
    return status_style(panel.status).line(t) if panel.status in ("warning", "critical") else t.accent


def _draw(figure: go.Figure, panel: SpeedPanel, t: Tokens, where: dict[str, int]) -> None:
    rows, colour = thin(panel.frame, 400), _colour(panel, t)
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "x": rows["bucket"]}
    figure.add_scatter(y=rows["median_high"], **edge, **where)
    figure.add_scatter(y=rows["median_low"], fill="tonexty", fillcolor=t.accent_fill, **edge, **where)
    figure.add_scatter(
        x=rows["bucket"],
        y=rows["median"],
        mode="lines",
        line={"color": colour, "width": 2},
        customdata=hover_words(rows["median"], UNIT),
        hovertemplate="%{customdata}<extra></extra>",
        **where,
    )
    known = rows[["median", "median_high"]].max().max() if len(rows) else 1.0
    figure.update_yaxes(value_axis(float(known), UNIT, ticks=2), **where)
    figure.update_xaxes(time_axis(rows["bucket"], ticks=3), showticklabels=True, **where)


def _title(figure: go.Figure, panel: SpeedPanel, t: Tokens, position: int) -> None:
    axis = "" if position == 0 else str(position + 1)
    figure.add_annotation(
        x=0,
        y=1.0,
        xref=f"x{axis} domain",
        yref=f"y{axis} domain",
        xanchor="left",
        yanchor="bottom",
        yshift=4,
        showarrow=False,
        text=f"<b>{plain(panel.name, 22)}</b>",
        font={"size": 12, "color": t.ink},
    )
