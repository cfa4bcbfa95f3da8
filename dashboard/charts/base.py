"""What every chart shares: size, template, ticks, hover, plain text. No Streamlit, no data access."""

from __future__ import annotations

import html
from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.theme import Mode, Tokens, template, tokens

MAX_POINTS = 2_000
HEIGHT = 280


def plain(text: object, length: int = 28) -> str:
    """Text from tickets for axis, legend or hover: Plotly's small set of tags does not apply to it.

    >>> plain("<b>x</b>")
    '&lt;b&gt;x&lt;/b&gt;'
    """
    return html.escape(fmt.shorten(text, length), quote=False)


def finish(figure: go.Figure, mode: Mode, *, height: int = HEIGHT, **layout: Any) -> go.Figure:
    """Dress a figure: our template, height, no leftover of another theme."""
    figure.update_layout(template=template(mode), height=height, **layout)
    return figure


def thin(frame: pd.DataFrame, limit: int = MAX_POINTS) -> pd.DataFrame:
    """Every k-th row, so that no trace carries more points than a screen can show; the last row stays.

    >>> len(thin(pd.DataFrame({"x": range(5001)}), 1000)) <= 1001
    True
    """
    if len(frame) <= limit:
        return frame
    step = -(-len(frame) // limit)
    kept = frame.iloc[::step]
    return kept if kept.index[-1] == frame.index[-1] else pd.concat([kept, frame.iloc[[-1]]])


def nice_step(top: float, ticks: int) -> float:
    """The round step whose count up to ``top`` comes closest to ``ticks``.

    >>> nice_step(173, 4), nice_step(78, 3), nice_step(0.9, 3), nice_step(0, 3)
    (50.0, 25.0, 0.25, 1.0)
    """
    if not top or top != top:
        return 1.0
    magnitude = 10.0 ** (floor(log10(abs(top) / max(ticks, 1))))
    steps = [magnitude * factor for factor in (1, 2, 2.5, 5, 10)]
    return min(steps, key=lambda step: abs(abs(top) / step - ticks))


MINUTE_STEPS = (1, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 7200, 14400, 28800, 43200, 86400)


def value_axis(top: float, unit: Any, *, ticks: int = 3) -> dict[str, Any]:
    """A value axis from zero with few ticks, labelled in the unit."""
    if fmt.is_missing(top) or top <= 0:
        top = 1.0
    step = _step(top, str(getattr(unit, "value", unit)).lower(), ticks)
    places = [step * i for i in range(int(top / step) + 2)]
    words = ["0", *(fmt.value_in_unit(place, unit) for place in places[1:])]
    return {"range": [0, top * 1.08], "tickmode": "array", "tickvals": places, "ticktext": words}


def _step(top: float, unit: str, ticks: int) -> float:
    if "minute" in unit:
        return next((float(step) for step in MINUTE_STEPS if step * ticks >= top), nice_step(top, ticks))
    step = nice_step(top, ticks)
    return float(max(ceil(step), 1)) if "count" in unit else step


def time_axis(instants: Sequence[Any] | pd.Series, *, ticks: int = 5) -> dict[str, Any]:
    """A time axis whose few labels stay inside the frame and never overlap."""
    days = pd.DatetimeIndex(pd.Series(list(instants)).dropna().unique()).sort_values()
    if not len(days):
        return {}
    span = days[-1] - days[0]
    step = max(1, ceil(len(days) / ticks))
    places = [day for day in days[::step] if (day - days[0]) <= span * 0.88]
    pattern = "%H:%M" if span <= pd.Timedelta(days=1) else "%-d %b" if span.days <= 400 else "%b %Y"
    words = [_day(place, pattern) for place in places]
    return {
        "tickmode": "array",
        "tickvals": places,
        "ticktext": words,
        "tickangle": 0,
        "ticklabelposition": "outside right",
    }


def _day(instant: pd.Timestamp, pattern: str) -> str:
    return instant.strftime(pattern.replace("%-d", str(instant.day)))


def target_line(figure: go.Figure, value: float | None, unit: Any, t: Tokens, **where: Any) -> None:
    """A dotted line at the target, named above its left end."""
    if value is None or fmt.is_missing(value):
        return
    figure.add_hline(y=value, line={"color": t.muted, "width": 1, "dash": "dot"}, **where)
    figure.add_annotation(
        x=0,
        xref="x domain",
        y=value,
        yshift=9,
        xshift=4,
        text=f"target {fmt.value_in_unit(value, unit)}",
        showarrow=False,
        xanchor="left",
        font={"size": 11, "color": t.muted},
        bgcolor=t.page,
        opacity=0.85,
        **where,
    )


def hover_words(values: Sequence[float] | pd.Series, unit: Any) -> list[str]:
    """Values in people's words for a hover label."""
    return [fmt.value_in_unit(value, unit) for value in values]


__all__ = ["finish", "hover_words", "plain", "target_line", "thin", "time_axis", "tokens", "value_axis"]
