"""Days side by side, each with the hours at which it is open."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import finish, plain, tokens
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens

DAY_MILLISECONDS = 86_400_000
HOURS = (0, 6, 12, 18, 24)


@remember
def open_days(bars: pd.DataFrame, first: date, *, mode: Mode, height: int = 300) -> go.Figure:
    """``bars`` has day, kind, opens and length in hours, and words for the hover; ``first`` is a Monday."""
    t = tokens(mode)
    figure = go.Figure()
    for kind, rows in bars.groupby("kind", sort=False):
        figure.add_bar(
            x=[day.isoformat() for day in rows["day"]],
            y=rows["length"],
            base=rows["opens"],
            width=0.78 * DAY_MILLISECONDS,
            name=plain(kind),
            marker=_marker(str(kind), t),
            customdata=[plain(words, 120) for words in rows["words"]],
            hovertemplate="%{customdata}<extra></extra>",
        )
    _axes(figure, pd.Timestamp(first), t)
    return finish(figure, mode, height=height, barmode="overlay", hovermode="closest")


def _marker(kind: str, t: Tokens) -> dict[str, object]:
    if kind == "Closed day":
        return {
            "color": t.neutral_fill,
            "line": {"width": 0},
            "pattern": {"shape": "/", "fgcolor": t.context, "size": 6, "solidity": 0.25},
        }
    return {"color": t.series[1] if kind == "Other hours" else t.accent, "line": {"width": 0}}


def _axes(figure: go.Figure, first: pd.Timestamp, t: Tokens) -> None:
    mondays = [first + pd.Timedelta(weeks=week) for week in range(4)]
    half = pd.Timedelta(hours=12)
    figure.update_xaxes(
        type="date",
        range=[first - half, first + pd.Timedelta(days=28) - half],
        tickmode="array",
        tickvals=mondays,
        ticktext=[f"{day:%a} {day.day} {day:%b}" for day in mondays],
        tickangle=0,
        ticklabelposition="outside right",
        showgrid=False,
    )
    figure.update_yaxes(
        range=[24, 0],
        tickmode="array",
        tickvals=HOURS,
        ticktext=[f"{hour:02d}:00" for hour in HOURS],
        showgrid=True,
        gridcolor=t.grid,
    )
