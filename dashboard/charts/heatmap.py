"""A matrix of two dimensions as shades of one colour, such as weekday by hour."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, plain
from dashboard.charts.memory import remember
from dashboard.theme import Mode, tokens


@remember
def heatmap(
    matrix: pd.DataFrame,
    *,
    mode: Mode,
    unit: Any = "count",
    every: int = 1,
    noun: str = "",
    height: int | None = None,
    selects: bool = False,
    darkest: float | None = None,
) -> go.Figure:
    """``matrix``: rows from top to bottom, columns from left to right; ``every`` labels each n-th column.

    ``selects``: every cell is a point that can be selected, numbered row by row. ``darkest``: values from
    here on have the darkest shade (default: only the largest has).
    """
    t = tokens(mode)
    columns = [plain(name, 14) for name in matrix.columns]
    rows = [plain(name, 22) for name in matrix.index]
    words = [hover_words(list(row), unit) for row in matrix.to_numpy(dtype=float)]
    figure = go.Figure()
    figure.add_heatmap(
        z=matrix.to_numpy(dtype=float).tolist(),
        x=columns,
        y=rows,
        xgap=2,
        ygap=2,
        colorscale=[[i / (len(t.ramp) - 1), colour] for i, colour in enumerate(t.ramp)],
        showscale=False,
        zmin=None if darkest is None else 0,
        zmax=darkest,
        customdata=words,
        hovertemplate=f"%{{y}} %{{x}}: %{{customdata}} {noun}<extra></extra>",
        hoverongaps=False,
    )
    if selects:
        _points(figure, columns, rows, words, noun)
    figure.update_xaxes(
        tickmode="array", tickvals=columns[::every], showgrid=False, type="category", tickangle=0, ticks=""
    )
    figure.update_yaxes(autorange=None if selects else "reversed", showgrid=False, type="category", ticks="")
    return finish(figure, mode, height=height or max(140, 28 * len(rows) + 40))


def _points(
    figure: go.Figure, columns: list[str], rows: list[str], words: list[list[str]], noun: str
) -> None:
    """Cells cannot be selected: an unseen point on each can, and shows what the cell would."""
    figure.data[0].update(hoverinfo="skip", hovertemplate=None)
    figure.add_scatter(
        x=columns * len(rows),
        y=[row for row in rows for _ in columns],
        mode="markers",
        marker={"symbol": "square", "size": 14, "color": "rgba(0,0,0,0)"},
        customdata=[word for row in words for word in row],
        hovertemplate=f"%{{y}} %{{x}}: %{{customdata}} {noun}<extra></extra>",
        showlegend=False,
    )
    figure.update_xaxes(range=[-0.5, len(columns) - 0.5])
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5])
