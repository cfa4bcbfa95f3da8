"""Parts of a whole, over time or between groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, plain, thin, time_axis, tokens, value_axis
from dashboard.charts.memory import remember
from dashboard.theme import Mode


@remember
def stacked_columns(
    frame: pd.DataFrame,
    x: str,
    parts: Mapping[str, str],
    *,
    mode: Mode,
    unit: Any = "count",
    height: int = 280,
    selects: bool = False,
) -> go.Figure:
    """One column per row of the frame, split into ``parts`` (column -> name), bottom up.

    ``selects``: a click means one part, not the whole column.
    """
    t, rows = tokens(mode), thin(frame)
    over_time = pd.api.types.is_datetime64_any_dtype(rows[x])
    places = rows[x] if over_time else [plain(name, 18) for name in rows[x]]
    figure = go.Figure()
    for position, (name, label) in enumerate(parts.items()):
        figure.add_bar(
            x=places,
            y=rows[name],
            name=plain(label),
            marker={"color": t.series[position % len(t.series)], "line": {"width": 0}},
            customdata=hover_words(rows[name], unit),
            hovertemplate="%{customdata}",
        )
    total = rows[list(parts)].sum(axis=1)
    figure.update_xaxes(time_axis(rows[x]) if over_time else {"type": "category", "tickangle": 0})
    figure.update_yaxes(value_axis(float(total.max()) if len(rows) else 1.0, unit))
    hover = "closest" if selects else "x unified"
    return finish(figure, mode, height=height, barmode="stack", hovermode=hover, bargap=0.15)
