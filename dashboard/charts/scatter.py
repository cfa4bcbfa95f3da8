"""Two figures of each group against each other."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, nice_step, plain, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode

NAMED = 30
"""With more dots than that names would cover each other."""


@remember
def scatter(
    frame: pd.DataFrame,
    label: str,
    x: str,
    y: str,
    *,
    mode: Mode,
    titles: tuple[str, str],
    units: tuple[Any, Any] = ("number", "number"),
    height: int = 264,
) -> go.Figure:
    """One dot per row, named beside it where there is room; ``titles`` and ``units`` are of x and y."""
    t = tokens(mode)
    names = [plain(name, 14) for name in frame[label]]
    words = zip(names, hover_words(frame[x], units[0]), hover_words(frame[y], units[1]), strict=True)
    figure = go.Figure()
    figure.add_scatter(
        x=frame[x],
        y=frame[y],
        mode="markers+text" if len(frame) <= NAMED else "markers",
        text=names,
        textposition=_beside(frame[x]),
        textfont={"size": 10, "color": t.muted},
        marker={"color": t.accent, "size": 9, "line": {"color": t.page, "width": 1}},
        customdata=[list(row) for row in words],
        hovertemplate=f"%{{customdata[0]}}: {plain(titles[0])} %{{customdata[1]}}, "
        f"{plain(titles[1])} %{{customdata[2]}}<extra></extra>",
    )
    figure.update_xaxes(title={"text": titles[0]}, **_axis(frame[x], units[0]))
    figure.update_yaxes(title={"text": titles[1]}, **_axis(frame[y], units[1]))
    return finish(figure, mode, height=height, showlegend=False)


PLACES = ("top center", "bottom center", "middle right", "middle left")


def _beside(values: pd.Series) -> list[str]:
    """Where each name stands: neighbours on the axis take turns, so that fewer names meet."""
    return [PLACES[int(rank) % len(PLACES)] for rank in values.rank(method="first").fillna(0)]


def _axis(values: pd.Series, unit: Any) -> dict[str, Any]:
    low, high = float(values.min()), float(values.max())
    room = (high - low or 1.0) * 0.14
    bottom, top = low - room, high + room
    step = nice_step(top - bottom, 4)
    places = [step * i for i in range(int(bottom // step) + 1, int(top // step) + 1)]
    return {
        "range": [bottom, top],
        "tickmode": "array",
        "tickvals": places,
        "ticktext": hover_words(places, unit),
    }
