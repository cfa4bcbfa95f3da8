"""Two lines on axes of their own, and the ring of shares: what is drawn is what the table holds."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.charts.radar import radar
from dashboard.charts.two_lines import two_lines

WEEKS = pd.DataFrame(
    {
        "week": pd.date_range("2026-03-02", periods=6, freq="7D"),
        "good": [90.0, 120.0, None, 100.0, 60.0, 60.0],
        "bad": [0.9, 0.88, 0.9, 0.85, 0.8, 0.79],
    }
)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_lines_show_their_values_on_axes_that_hold_them(mode: str) -> None:
    since = WEEKS["week"].iloc[-2]
    figure = two_lines(
        WEEKS, "week", ("good", "Reply", "minutes"), ("bad", "CSAT", "share"), mode=mode, since=since
    )  # type: ignore[arg-type]
    first, second = figure.data
    assert (first.name, second.name) == ("Reply (left)", "CSAT (right)")
    assert first.line.color != second.line.color
    assert first.line.dash != second.line.dash
    assert list(second.y) == WEEKS["bad"].tolist()
    for trace, axis, column in ((first, figure.layout.yaxis, "good"), (second, figure.layout.yaxis2, "bad")):
        assert axis.range[0] <= WEEKS[column].min() <= WEEKS[column].max() <= axis.range[1]
        assert trace.yaxis == ("y2" if column == "bad" else "y")
    assert figure.data[0].customdata[2] == "no data"
    assert pd.Timestamp(figure.layout.shapes[0].x0) == since


def test_the_ring_closes_and_leaves_out_what_is_not_answered() -> None:
    frame = pd.DataFrame(
        {"axis": ["Stage 1", "Stage 2", "Quality"], "met": [1.0, None, 0.5], "possible": 1.0}
    )
    figure = radar(frame, "axis", {"met": "Met", "possible": "Possible"}, mode="light")
    met = figure.data[0]
    assert list(met.theta) == ["Stage 1", "Stage 2", "Quality", "Stage 1"]
    assert list(met.customdata)[:2] == ["100\u00a0%", "no data"]
    assert tuple(figure.layout.polar.radialaxis.range) == (0, 1)
