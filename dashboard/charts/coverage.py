"""Who is there beside who is needed: a map of the week, and a day by quarters of an hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.charts.base import finish, tokens, value_axis
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens

GAP, SHORT, COVERED = 0.0, 1.0, 2.0
WORDS = {GAP: "gap, under half", SHORT: "short", COVERED: "covered"}
MARKS = {GAP: "✕", SHORT: "!", COVERED: ""}


@remember
def coverage_map(
    coverage: pd.DataFrame, gaps: pd.DataFrame, *, mode: Mode, every: int = 2, height: int = 250
) -> go.Figure:
    """``coverage``: part of the need that is covered, weekdays from top to bottom, hours from left to right.

    NaN: nobody is needed. ``gaps``: hours with less than half, marked with a cross; an exclamation mark
    where somebody is missing. ``every``: labels each n-th hour.
    """
    t = tokens(mode)
    share = coverage.to_numpy(float)
    state = np.where(gaps.to_numpy(bool), GAP, np.where(share < 1 - 1e-9, SHORT, COVERED))
    state = np.where(np.isnan(share), np.nan, state)
    hours = [str(hour) for hour in coverage.columns]
    figure = go.Figure()
    figure.add_heatmap(
        z=state.tolist(),
        x=hours,
        y=list(coverage.index),
        xgap=2,
        ygap=2,
        zmin=GAP,
        zmax=COVERED,
        colorscale=_scale(t),
        showscale=False,
        text=[["" if s != s else MARKS[s] for s in row] for row in state.tolist()],
        texttemplate="%{text}",
        textfont={"size": 13, "color": t.page},
        customdata=[
            [_cell_words(part, s) for part, s in zip(*rows, strict=True)]
            for rows in zip(share.tolist(), state.tolist(), strict=True)
        ],
        hovertemplate="%{y} %{x}:00: %{customdata}<extra></extra>",
        hoverongaps=False,
    )
    figure.update_xaxes(
        tickmode="array", tickvals=hours[::every], showgrid=False, type="category", tickangle=0, ticks=""
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category", ticks="")
    return finish(figure, mode, height=height)


def _scale(t: Tokens) -> list[list[Any]]:
    """Three flat colours."""
    colours = (t.critical, t.warning, t.ramp[2])
    return [[edge, colour] for i, colour in enumerate(colours) for edge in (i / 3, (i + 1) / 3)]


def _cell_words(share: float, state: float) -> str:
    """The covered part in words."""
    if state != state:
        return ""
    part = "more than enough" if share > 9.99 else f"{fmt.share(share)} of the need in its worst quarter"
    return f"{WORDS[state]}, {part}"


@remember
def staffing_steps(
    time: Sequence[str],
    need: Sequence[float],
    staffed: Sequence[float] | None,
    *,
    mode: Mode,
    height: int = 264,
) -> go.Figure:
    """Steps by quarter of an hour from midnight: the need as an area, those at work as a line, if told."""
    t = tokens(mode)
    figure = go.Figure()
    figure.add_scatter(
        x=list(range(len(time))),
        y=list(need),
        name="Needed",
        mode="lines",
        line={"color": t.context, "width": 1.5, "shape": "hv"},
        fill="tozeroy",
        fillcolor=t.neutral_fill,
        customdata=list(time),
        hovertemplate="%{customdata}: %{y} needed<extra></extra>",
    )
    if staffed is not None:
        figure.add_scatter(
            x=list(range(len(time))),
            y=list(staffed),
            name="At work, breaks taken off",
            mode="lines",
            line={"color": t.accent, "width": 2.5, "shape": "hv"},
            customdata=list(time),
            hovertemplate="%{customdata}: %{y} at work<extra></extra>",
        )
    top = max([*need, *(staffed if staffed is not None else []), 1])
    figure.update_yaxes(value_axis(float(top), "count"))
    used = [i for i, n in enumerate(need) if n] + [i for i, n in enumerate(staffed or []) if n]
    first, last = (max(min(used) - 2, 0), min(max(used) + 3, len(time))) if used else (0, len(time))
    whole = [i for i in range(len(time)) if i % 12 == 0]
    figure.update_xaxes(tickvals=whole, ticktext=[time[i] for i in whole], range=[first, last], tickangle=0)
    return finish(figure, mode, height=height)
