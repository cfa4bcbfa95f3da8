"""One ticket on a time axis: its states as a band, messages of both sides as marks above."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.charts.base import finish, plain, thin, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens

BAND = "State"
CUSTOMER, TEAM, BOT = "Customer wrote", "We replied", "Bot replied"
LANES = (CUSTOMER, TEAM, BOT, BAND)


@remember
def state_line(stretches: pd.DataFrame, marks: pd.DataFrame, *, mode: Mode, height: int = 210) -> go.Figure:
    """``stretches`` has state, starts_local, ends_local and minutes, ``marks`` has at and lane."""
    t = tokens(mode)
    figure = go.Figure()
    for state, rows in stretches.groupby("state", sort=False):
        _band(figure, str(state), rows, t)
    for lane, rows in marks.groupby("lane", sort=False):
        _marks(figure, str(lane), thin(rows.reset_index(drop=True)), t)
    figure.update_xaxes(type="date", nticks=6, ticklabeloverflow="hide past domain")
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=LANES[::-1],
        showgrid=False,
        tickfont={"color": t.ink, "size": 12},
    )
    return finish(figure, mode, height=height, barmode="overlay", hovermode="closest", bargap=0.35)


def _band(figure: go.Figure, state: str, rows: pd.DataFrame, t: Tokens) -> None:
    figure.add_bar(
        base=rows["starts_local"],
        x=rows["minutes"] * 60_000,
        y=[BAND] * len(rows),
        orientation="h",
        name=plain(state),
        marker={"color": _colour(state, t), "line": {"width": 1, "color": t.page}},
        customdata=[fmt.duration(minutes) for minutes in rows["minutes"]],
        hovertemplate="%{customdata}",
    )


def _marks(figure: go.Figure, lane: str, rows: pd.DataFrame, t: Tokens) -> None:
    figure.add_scatter(
        x=rows["at"],
        y=[lane] * len(rows),
        mode="markers",
        name=lane,
        showlegend=False,
        marker={
            "size": 9,
            "color": {CUSTOMER: t.series[1], BOT: t.context}.get(lane, t.accent),
            "symbol": "circle",
        },
        hovertemplate="%{x|%-d %b %Y, %H:%M}",
    )


def _colour(state: str, t: Tokens) -> str:
    by_state = {"New": t.ramp[2], "Open": t.accent, "On hold": t.series[6], "Waiting for customer": t.context}
    return by_state.get(state, t.neutral)
