"""Values beside the band that they should lie in: over time, and side by side.

Pages show many of these, so each figure is made in one go: adding traces and axes one by one takes
twice as long.
"""

from __future__ import annotations

from math import inf, isfinite
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import hover_words, plain, thin, time_axis, tokens, value_axis
from dashboard.charts.memory import remember
from dashboard.theme import Mode, Tokens, status_style, template

Limits = tuple[float, float]
"""Lower and upper end; infinite where there is none."""
OPEN: Limits = (-inf, inf)
MARGIN = {"l": 8, "r": 14, "t": 8, "b": 8}


@remember
def band_line(
    frame: pd.DataFrame,
    *,
    mode: Mode,
    unit: Any,
    good: Limits = OPEN,
    warn: Limits = OPEN,
    status: str = "",
    height: int = 150,
) -> go.Figure:
    """``frame``: bucket, value, low and high per bucket of time; ``good`` and ``warn`` are shaded.

    The line takes the colour of a ``status`` in trouble. The values are the third trace.
    """
    t, rows = tokens(mode), thin(frame, 600)
    colour = _colour(status, t)
    top = _top(rows[["value", "high"]].max().max(), good, warn)
    x = rows["bucket"].to_list()
    edge = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "x": x}
    line = {
        "type": "scatter",
        "x": x,
        "y": rows["value"].to_list(),
        "mode": "lines+markers",
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 6},
        "customdata": hover_words(rows["value"], unit),
        "hovertemplate": "%{x|%-d %b %Y}: %{customdata}<extra></extra>",
        "cliponaxis": False,
    }
    band = {**edge, "y": rows["low"].to_list(), "fill": "tonexty", "fillcolor": t.accent_fill}
    layout = {
        **_frame(mode, height),
        "shapes": _shades(good, warn, top, t),
        "yaxis": {**value_axis(top, unit, ticks=2), "range": [0, top * 1.04]},
        "xaxis": time_axis(rows["bucket"], ticks=3),
    }
    return go.Figure({"data": [{**edge, "y": rows["high"].to_list()}, band, line], "layout": layout})


def _frame(mode: Mode, height: int) -> dict[str, Any]:
    return {
        "template": template(mode),
        "height": height,
        "hovermode": "closest",
        "showlegend": False,
        "margin": MARGIN,
    }


def _colour(status: object, t: Tokens) -> str:
    style = status_style(status)
    return style.line(t) if style.status in ("warning", "critical") else t.accent


def _top(highest: float, good: Limits, warn: Limits) -> float:
    """The end of the axis: above the values, and above the limits that are near them."""
    highest = float(highest) if highest == highest else 0.0
    limits = [limit for limit in (*good, *warn) if isfinite(limit) and limit <= 2.5 * (highest or inf)]
    return max([highest * 1.06, *(limit * 1.15 for limit in limits)]) or 1.0


def _shades(good: Limits, warn: Limits, top: float, t: Tokens) -> list[dict[str, Any]]:
    """The good band, and around it what is a warning; nothing where there is no band."""
    if good == OPEN:
        return []
    shades = [(good, t.good)]
    if warn != OPEN:
        shades += [((warn[0], good[0]), t.warning), ((good[1], warn[1]), t.warning)]
    end = top * 1.04
    return [_shade(max(low, 0.0), min(high, end), colour) for (low, high), colour in shades if low < high]


def _shade(low: float, high: float, colour: str) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": "x domain",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": low,
        "y1": max(low, high),
        "fillcolor": colour,
        "opacity": 0.13,
        "line": {"width": 0},
        "layer": "below",
    }


@remember
def band_dots(frame: pd.DataFrame, *, mode: Mode, unit: Any, height: int = 150) -> go.Figure:
    """``frame``: name, value, low, high, status, band_low and band_high per row, drawn from the top.

    Each row has its own band, infinite on the side where it has no end, NaN where there is none.
    """
    t, names = tokens(mode), [plain(name, 16) for name in frame["name"]]
    ends = frame[["value", "high", "band_low", "band_high"]].to_numpy(dtype=float)
    top = max((float(end) for end in ends.ravel() if isfinite(end)), default=1.0) * 1.08 or 1.0
    bands = enumerate(zip(frame["band_low"], frame["band_high"], strict=True))
    dots = {
        "type": "scatter",
        "x": frame["value"].to_list(),
        "y": names,
        "mode": "markers",
        "marker": {"color": [_colour(status, t) for status in frame["status"]], "size": 10},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": (frame["high"] - frame["value"]).fillna(0).to_list(),
            "arrayminus": (frame["value"] - frame["low"]).fillna(0).to_list(),
            "color": t.muted,
            "thickness": 1.5,
            "width": 3,
        },
        "customdata": hover_words(frame["value"], unit),
        "hovertemplate": "%{y}: %{customdata}<extra></extra>",
        "cliponaxis": False,
    }
    axis_unit = "count" if unit == "number" and top >= 5 else unit
    layout = {
        **_frame(mode, height),
        "shapes": [_row_band(row, *limits, top, t) for row, limits in bands if limits[0] == limits[0]],
        "xaxis": {**value_axis(top, axis_unit, ticks=3), "showgrid": True},
        "yaxis": {
            "autorange": "reversed",
            "type": "category",
            "categoryorder": "array",
            "categoryarray": names,
            "showgrid": False,
            "ticks": "",
            "tickfont": {"color": t.ink, "size": 12},
        },
    }
    return go.Figure({"data": [dots], "layout": layout})


def _row_band(row: int, low: float, high: float, top: float, t: Tokens) -> dict[str, Any]:
    shade = _shade(max(low, 0.0), min(high, top * 1.08), t.good)
    across = {"x0": shade["y0"], "x1": shade["y1"], "xref": "x", "yref": "y"}
    return {**shade, **across, "y0": row - 0.36, "y1": row + 0.36, "opacity": 0.2}
