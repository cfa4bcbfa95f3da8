"""Ranked bars, longest names first-class: horizontal, values written at the bar's end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, hover_words, plain, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, status_style

THICKEST = 24


@remember
def ranked_bars(
    frame: pd.DataFrame,
    label: str,
    value: str,
    *,
    mode: Mode,
    unit: Any = "count",
    status: str | None = None,
    target: float | None = None,
    limit: int = 12,
    height: int = 0,
) -> go.Figure:
    """One bar per row in the frame's order from the top; ``status`` names a column of statuses.

    ``height`` is the least: that of the panels beside it.
    """
    t, rows = tokens(mode), frame.head(limit)
    colours = [_colour(word, t.accent, t) for word in rows[status]] if status else t.accent
    names = _distinct([plain(name, 26) for name in rows[label]])
    figure = go.Figure()
    figure.add_bar(
        x=rows[value],
        y=names,
        orientation="h",
        marker={"color": colours, "cornerradius": 3},
        text=hover_words(rows[value], unit),
        textposition="outside",
        textfont={"color": t.ink, "size": 12},
        cliponaxis=False,
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    if target is not None:
        figure.add_vline(x=target, line={"color": t.muted, "width": 1, "dash": "dot"})
    longest = max(float(rows[value].max()) if len(rows) else 1.0, target or 0.0)
    figure.update_xaxes(visible=False, range=[0, (longest or 1.0) * _room(figure.data[0].text)])
    figure.update_yaxes(
        autorange="reversed",
        showgrid=False,
        tickfont={"color": t.ink, "size": 12},
        ticks="",
        linewidth=0,
        ticklabelstandoff=6,
    )
    tall = max(120, 30 * len(rows) + 24, height)
    figure.update_traces(width=min(0.65, THICKEST * max(len(rows), 1) / (tall - 24)))
    return finish(figure, mode, height=tall, showlegend=False)


def _room(words: Sequence[str] | None) -> float:
    """How much longer than the longest bar the axis is, so that what is written at its end fits.

    >>> _room(["12 %"]), round(_room(["26 h 10 min"]), 2)
    (1.25, 1.46)
    """
    return 1.25 + 0.03 * max(max(map(len, words or [""]), default=0) - 4, 0)


def _colour(status: object, usual: str, t: Any) -> str:
    style = status_style(status)
    return style.line(t) if style.status in ("warning", "critical") else usual


def _distinct(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name + "\u200b" * (seen[name] - 1))
    return result
