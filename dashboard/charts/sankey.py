"""Streams from stop to stop: how many go on, and how many stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.charts.base import finish, plain, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens

EDGE = 0.001
"""Plotly reads a place of 0 as none."""
PAD, TOP, BOTTOM = 14, 30, 12
"""Pixels between stops, above the picture for the headings, and below it."""


@remember
def sankey(
    stops: pd.DataFrame, links: pd.DataFrame, headings: Mapping[int, str], *, mode: Mode, height: int = 380
) -> go.Figure:
    """``stops``: step, place, label, tone, in_count, out_count, still_there_count; ``links``: both steps and
    places, tone, ticket_count, words and more (two lines). ``headings`` names the steps. ``tone`` is "good",
    "warning", "critical", "accent" or "context"."""
    t = tokens(mode)
    number = {key: place for place, key in enumerate(zip(stops["step"], stops["place"], strict=True))}
    ends = [
        [number[key] for key in zip(links[f"{side}_step"], links[f"{side}_place"], strict=True)]
        for side in ("from", "to")
    ]
    x, y = _places(stops, height - TOP - BOTTOM)
    figure = go.Figure()
    figure.add_sankey(
        arrangement="fixed",
        node={
            "label": [plain(label, 18) for label in stops["label"]],
            "x": x,
            "y": y,
            "pad": PAD,
            "thickness": 12,
            "color": [_line(tone, t) for tone in stops["tone"]],
            "line": {"width": 0},
            "customdata": [_stop_words(row) for row in stops.to_dict("records")],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        link={
            "source": ends[0],
            "target": ends[1],
            "value": links["ticket_count"],
            "color": [_fill(tone, t) for tone in links["tone"]],
            "customdata": [_link_words(row) for row in links.to_dict("records")],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        textfont={"color": t.ink, "size": 12, "shadow": "none"},
    )
    for step, place in _across(stops).items():
        _heading(figure, headings.get(step, ""), place, t)
    return finish(figure, mode, height=height, margin={"l": 4, "r": 4, "t": TOP, "b": BOTTOM})


def _heading(figure: go.Figure, words: str, place: float, t: Tokens) -> None:
    side = "left" if place == 0 else "right" if place == 1 else "center"
    figure.add_annotation(
        x=place,
        y=1,
        xref="paper",
        yref="paper",
        xanchor=side,
        yanchor="bottom",
        yshift=8,
        text=words,
        showarrow=False,
        font={"size": 11, "color": t.muted},
    )


def _across(stops: pd.DataFrame) -> dict[int, float]:
    """How far to the right each step stands, 0 to 1."""
    steps = sorted(int(step) for step in stops["step"].unique())
    return {step: position / max(len(steps) - 1, 1) for position, step in enumerate(steps)}


def _places(stops: pd.DataFrame, tall: float) -> tuple[list[float], list[float]]:
    """Columns by step, and in each the stops below each other; ``tall``: pixels there are."""
    across = _across(stops)
    columns = stops.groupby("step")["in_count"].agg(["sum", "size"])
    scale = float(((tall - PAD * (columns["size"] - 1)) / columns["sum"].clip(lower=1)).min())
    x, y, used = [], [], dict.fromkeys(across, 0.0)
    for step, count in zip(stops["step"], stops["in_count"], strict=True):
        height = count * scale
        x.append(min(max(across[step], EDGE), 1 - EDGE))
        y.append(min(max((used[step] + height / 2) / tall, EDGE), 1 - EDGE))
        used[step] += height + PAD
    return x, y


def _link_words(row: dict[Any, Any]) -> str:
    return f"{plain(row['words'], 80)}<br>{plain(row['more'], 80)}"


def _stop_words(row: dict[Any, Any]) -> str:
    stay = f"<br>{fmt.count(row['still_there_count'])} still there" if row["still_there_count"] else ""
    return f"{plain(row['place'])}: {fmt.plural(row['in_count'], 'ticket')}{stay}"


def _line(tone: str, t: Tokens) -> str:
    return str(getattr(t, tone, t.context))


def _fill(tone: str, t: Tokens) -> str:
    colour = _line(tone, t).lstrip("#")
    red, green, blue = (int(colour[place : place + 2], 16) for place in (0, 2, 4))
    return f"rgba({red},{green},{blue},0.28)"
