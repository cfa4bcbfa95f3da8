"""Charts of the Quality page: what they draw is what the frames say."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.charts.level_line import level_line
from dashboard.charts.ramp_grid import PLAN, ramp_grid
from dashboard.charts.scatter import NAMED, scatter

EVIL = '<a href="http://h">x</a>'
MONTHS = pd.DataFrame(
    {
        "day": pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"]),
        "value": [80.0, 84.0, 88.0],
        "low": [70.0, 80.0, 86.0],
        "high": [90.0, 88.0, 90.0],
        "n": [4, 9, 20],
    }
)


def test_a_level_is_drawn_inside_its_interval_on_an_axis_that_shows_every_value_and_the_target() -> None:
    figure = level_line(MONTHS, "day", mode="light", target=95.0)
    high, low, line = figure.data
    assert list(high.y) == [90, 88, 90]
    assert list(low.y) == [70, 80, 86]
    assert list(line.y) == [80, 84, 88]
    bottom, top = figure.layout.yaxis.range
    assert 0 < bottom < 80
    assert top > 95
    assert figure.layout.shapes[0].y0 == 95
    assert line.customdata[1] == ["84.0", 9]


def test_few_cases_are_dots_in_place_of_a_band() -> None:
    cases = pd.DataFrame({"day": MONTHS["day"], "value": [0.0, 3.0, 60.0]})
    figure = level_line(MONTHS.head(1), "day", mode="dark", cases=cases)
    dots, line = figure.data
    assert list(dots.y) == [0, 3, 60]
    assert len(line.y) == 1
    bottom, top = figure.layout.yaxis.range
    assert (bottom, top > 80) == (0, True)


def test_agents_are_dots_with_their_names_plain() -> None:
    frame = pd.DataFrame({"agent": ["ann", EVIL], "qa": [80.0, 90.0], "csat": [4.0, 4.5]})
    figure = scatter(
        frame, "agent", "qa", "csat", mode="light", titles=("QA", "CSAT"), units=("number", "score")
    )
    assert list(figure.data[0].x) == [80, 90]
    assert list(figure.data[0].y) == [4, 4.5]
    assert figure.data[0].customdata[0] == ["ann", "80.0", "4.00"]
    assert figure.data[0].text[1].startswith("&lt;a")
    assert figure.layout.xaxis.range[0] < 80 < 90 < figure.layout.xaxis.range[1]


@pytest.mark.parametrize(("count", "mode"), [(NAMED, "markers+text"), (NAMED + 1, "markers")])
def test_many_dots_have_no_names_on_them(count: int, mode: str) -> None:
    frame = pd.DataFrame({"agent": [f"a{i}" for i in range(count)], "qa": range(count), "csat": 4.0})
    assert scatter(frame, "agent", "qa", "csat", mode="light", titles=("QA", "CSAT")).data[0].mode == mode


def test_the_grid_shows_loads_below_the_plan_and_colours_the_difference() -> None:
    actual = pd.DataFrame([[0.5, float("nan")], [0.25, 1.0]], index=["ann", EVIL], columns=[3, 4])
    figure = ramp_grid(actual, [0.25, 0.5], mode="dark")
    (cells,) = figure.data
    names = figure.layout.yaxis.ticktext
    assert list(names[:2]) == [PLAN, "ann"]
    assert names[2].startswith("&lt;a")
    assert [list(row) for row in cells.text] == [["25", "50"], ["50", ""], ["25", "100"]]
    assert list(cells.z[0]) == [0, 0]
    assert cells.z[1][0] == 0.25
    assert list(cells.z[2]) == [0, 0.5]
    assert cells.customdata[1][1].startswith("ann, week 2: no data, planned 50")
