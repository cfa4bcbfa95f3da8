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
) -> go.Figure:
    """``matrix``: rows from top to bottom, columns from left to right; ``every`` labels each n-th column."""
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
        customdata=words,
        hovertemplate=f"%{{y}} %{{x}}: %{{customdata}} {noun}<extra></extra>",
        hoverongaps=False,
    )
    figure.update_xaxes(
        tickmode="array", tickvals=columns[::every], showgrid=False, type="category", tickangle=0, ticks=""
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category", ticks="")
    return finish(figure, mode, height=height or max(140, 28 * len(rows) + 40))
