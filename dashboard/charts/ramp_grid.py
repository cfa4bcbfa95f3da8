"""Newcomers week by week: what they carry beside what was planned."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.charts.base import finish, plain, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens

PLAN = "Plan"
FAR = 0.5
"""A difference of half a full load has the full colour."""
STRONGEST = 0.4


@remember
def ramp_grid(actual: pd.DataFrame, planned: list[float], *, mode: Mode) -> go.Figure:
    """``actual``: newcomers by week (NaN: not known), shares of a full load; ``planned`` by week on top."""
    t = tokens(mode)
    names = [PLAN, *(plain(name, 18) for name in actual.index)]
    loads = [planned, *actual.to_numpy(dtype=float).tolist()]
    apart = [[load - plan for load, plan in zip(row, planned, strict=True)] for row in loads]
    figure = go.Figure()
    figure.add_heatmap(
        z=apart, xgap=2, ygap=2, zmin=-FAR, zmax=FAR, colorscale=_scale(t), showscale=False,
        x=[str(week) for week in actual.columns], y=list(range(len(names))),
        text=[[fmt.count(load * 100) if load == load else "" for load in row] for row in loads],
        texttemplate="%{text}", textfont={"size": 12, "color": t.ink}, hoverongaps=False,
        customdata=[_hover(name, row, planned) for name, row in zip(names, loads, strict=True)],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(
        side="top", showgrid=False, type="category", tickangle=0, ticks="",
        title={"text": "week", "standoff": 4},
    )  # fmt: skip
    figure.update_yaxes(
        autorange="reversed", showgrid=False, ticks="", tickfont={"color": t.ink, "size": 12},
        tickmode="array", tickvals=list(range(len(names))), ticktext=names,
    )  # fmt: skip
    return finish(figure, mode, height=34 * len(names) + 56)


def _hover(name: str, loads: list[float], planned: list[float]) -> list[str]:
    pairs = enumerate(zip(loads, planned, strict=True), 1)
    return [
        f"{name}, week {week}: {fmt.share(load)}, planned {fmt.share(plan)}" for week, (load, plan) in pairs
    ]


def _scale(t: Tokens) -> list[list[object]]:
    """Below the plan in the accent, above it in the colour of warnings, as planned almost none."""
    ends = [_between(t.surface, colour) for colour in (t.accent, t.warning)]
    return [[0.0, ends[0]], [0.5, t.surface], [1.0, ends[1]]]


def _between(ground: str, colour: str) -> str:
    """A colour thinned so that text stays readable on it.

    >>> _between("#ffffff", "#000000")
    '#999999'
    """
    pairs = [(int(ground[i : i + 2], 16), int(colour[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(low + STRONGEST * (high - low)):02x}" for low, high in pairs)
