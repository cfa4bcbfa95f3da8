"""Chart shapes: light to draw, few ticks, honest gaps, no markup from tickets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.charts import heatmap, histogram, ranked_bars, small_multiples, stacked_columns, trend
from dashboard.charts.bands import band_dots, band_line
from dashboard.charts.base import MAX_POINTS, nice_step, thin, time_axis, value_axis
from dashboard.charts.memory import remember
from dashboard.charts.sankey import sankey
from dashboard.theme import Mode

DAYS = pd.date_range("2026-01-01", periods=400, freq="D")
EVIL = '<a href="http://h">x</a>'


def _trend(mode: Mode) -> go.Figure:
    return trend(pd.DataFrame({"day": DAYS, "open": np.arange(400.0)}), "day", {"open": EVIL}, mode=mode)


def _panels(mode: Mode) -> go.Figure:
    frame = pd.DataFrame({"day": [*DAYS, *DAYS], "open": 5.0, "team": [EVIL] * 400 + ["B"] * 400})
    return small_multiples(frame, "day", "open", "team", mode=mode, statuses={"B": "critical"})


def _bars(mode: Mode) -> go.Figure:
    frame = pd.DataFrame({"name": [EVIL, EVIL], "count": [3, 2]})
    return ranked_bars(frame, "name", "count", mode=mode)


def _heat(mode: Mode) -> go.Figure:
    return heatmap(pd.DataFrame([[1, 2], [3, np.nan]], index=[EVIL, "Tue"], columns=[0, 1]), mode=mode)


def _histogram(mode: Mode) -> go.Figure:
    return histogram(pd.DataFrame({"age": [EVIL, "old"], "n": [1, 9]}), "age", "n", mode=mode)


def _stacked(mode: Mode) -> go.Figure:
    frame = pd.DataFrame({"day": DAYS, "a": 1.0, "b": 2.0})
    return stacked_columns(frame, "day", {"a": EVIL, "b": "B"}, mode=mode)


def _band_line(mode: Mode) -> go.Figure:
    frame = pd.DataFrame({"bucket": DAYS, "value": 3.0, "low": 2.0, "high": 4.0})
    return band_line(frame, mode=mode, unit="count", good=(2.0, np.inf), warn=(1.0, np.inf))


def _band_dots(mode: Mode) -> go.Figure:
    frame = pd.DataFrame({"name": [EVIL, "L2"], "value": [3.0, np.nan], "low": [2.0, np.nan]})
    frame = frame.assign(high=[4.0, np.nan], status=["warning", "no_data"], band_low=[1.0, np.nan])
    return band_dots(frame.assign(band_high=[np.inf, np.nan]), mode=mode, unit="minutes")


def _sankey(mode: Mode) -> go.Figure:
    stops = pd.DataFrame({"step": [0, 3], "place": EVIL, "label": EVIL, "tone": "good", "in_count": [9, 7]})
    stops = stops.assign(out_count=[7, 0], still_there_count=[2, 7])
    ends = {"from_step": [0], "from_place": [EVIL], "to_step": [3], "to_place": [EVIL], "ticket_count": [7]}
    links = pd.DataFrame({**ends, "tone": ["warning"], "words": [EVIL], "more": [EVIL]})
    return sankey(stops, links, {0: "came in", 3: "outcome"}, mode=mode)


def _points(mode: Mode) -> go.Figure:
    return heatmap(pd.DataFrame([[1, 2]], index=[EVIL], columns=[0, 1]), mode=mode, selects=True)


SHAPES = pytest.mark.parametrize(
    "draw",
    [_trend, _panels, _bars, _heat, _histogram, _stacked, _band_line, _band_dots, _sankey, _points],
)


@SHAPES
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_chart_uses_our_template_few_points_and_no_webgl(
    draw: Callable[[Mode], go.Figure], mode: Mode
) -> None:
    figure = draw(mode)
    points = sum(len(trace.y) for trace in figure.data if getattr(trace, "y", None) is not None)
    assert points <= MAX_POINTS
    assert not any("gl" in trace.type for trace in figure.data)
    assert figure.layout.template.layout.font.family.startswith("Inter")
    assert figure.layout.height


@SHAPES
def test_names_from_tickets_cannot_bring_markup_into_a_chart(draw: Callable[[Mode], go.Figure]) -> None:
    assert "<a href" not in draw("light").to_json()


def test_light_and_dark_draw_the_same_figures_in_other_colours() -> None:
    light, dark = _bars("light"), _bars("dark")
    assert list(light.data[0].x) == list(dark.data[0].x)
    assert light.data[0].marker.color != dark.data[0].marker.color


def test_a_day_without_a_value_stays_a_gap() -> None:
    frame = pd.DataFrame({"day": DAYS[:3], "v": [1.0, np.nan, 2.0]})
    line = trend(frame, "day", {"v": "V"}, mode="light").data[0]
    assert np.isnan(line.y[1])
    assert line.connectgaps is False
    assert line.customdata[1] == "no data"


def test_a_group_in_trouble_is_drawn_in_its_status_colour_and_others_in_the_accent() -> None:
    figure = _panels("light")
    assert figure.data[0].line.color != figure.data[1].line.color


def test_bars_with_the_same_shortened_name_stay_apart() -> None:
    assert len(set(_bars("light").data[0].y)) == 2


@pytest.mark.parametrize("top", [0.3, 1, 7, 42, 99, 173, 2_500, 1e6])
def test_an_axis_has_between_two_and_six_ticks_and_covers_the_data(top: float) -> None:
    axis = value_axis(top, "number")
    inside = [place for place in axis["tickvals"] if place <= axis["range"][1]]
    assert 2 <= len(inside) <= 6
    assert axis["range"][1] >= top
    assert axis["tickvals"][0] == 0


def test_minutes_are_labelled_at_round_times_and_counts_at_whole_numbers() -> None:
    words = value_axis(300, "minutes")["ticktext"]
    assert [word.replace("\u00a0", " ") for word in words[:3]] == ["0", "2 h", "4 h"]
    assert all(place == int(place) for place in value_axis(2, "count")["tickvals"])


def test_the_last_label_of_a_time_axis_stays_inside_the_frame() -> None:
    axis = time_axis(pd.Series(DAYS), ticks=5)
    assert len(axis["tickvals"]) <= 5
    assert axis["tickvals"][-1] <= DAYS[0] + (DAYS[-1] - DAYS[0]) * 0.88
    assert time_axis(pd.Series([], dtype="datetime64[us]")) == {}


def test_thinning_keeps_the_first_and_the_last_row() -> None:
    frame = pd.DataFrame({"x": range(9_999)})
    kept = thin(frame, 100)
    assert len(kept) <= 101
    assert [kept["x"].iloc[0], kept["x"].iloc[-1]] == [0, 9_998]


def test_steps_are_round() -> None:
    for top in (3, 17, 88, 640, 12_345):
        assert str(int(nice_step(top, 3))).rstrip("0") in {"1", "2", "25", "5"}


def test_the_same_contents_are_drawn_once_and_other_contents_anew() -> None:
    first, again = _bars("light"), _bars("light")
    assert first is again
    changed = ranked_bars(
        pd.DataFrame({"name": [EVIL, EVIL], "count": [3, 1]}), "name", "count", mode="light"
    )
    assert changed is not first
    assert list(changed.data[0].x) == [3, 1]


def test_a_long_frame_that_differs_in_one_hidden_row_is_drawn_anew() -> None:
    values = np.arange(400.0)
    other = values.copy()
    other[200] = 0.0
    drawn = [
        trend(pd.DataFrame({"day": DAYS, "v": v}), "day", {"v": "V"}, mode="light") for v in (values, other)
    ]
    assert drawn[0].data[0].y[200] != drawn[1].data[0].y[200]


def test_arguments_that_cannot_be_compared_are_drawn_every_time() -> None:
    @remember
    def draw(make: Callable[[], int]) -> go.Figure:
        return go.Figure(layout={"height": make()})

    def fifty() -> int:
        return 50

    assert draw(fifty) is not draw(fifty)


def test_a_band_is_shaded_between_its_limits_and_a_warning_around_it() -> None:
    frame = pd.DataFrame({"bucket": DAYS[:3], "value": [0.7, 0.8, 0.95], "low": 0.6, "high": 1.0})
    shades = band_line(
        frame, mode="light", unit="share", good=(0.9, np.inf), warn=(0.85, np.inf)
    ).layout.shapes
    assert [(round(shade.y0, 2), round(shade.y1, 2)) for shade in shades][1] == (0.85, 0.9)
    assert shades[0].y0 == 0.9
    assert not band_line(frame, mode="light", unit="share").layout.shapes


def test_every_cell_of_a_heat_map_is_a_point_in_the_order_of_its_table() -> None:
    matrix = pd.DataFrame([[1, 2, 3], [4, 5, 6]], index=["Mon", "Tue"], columns=["00h", "01h", "02h"])
    points = heatmap(matrix, mode="light", selects=True).data[1]
    assert list(zip(points.y, points.x, strict=True))[4] == ("Tue", "01h")
    assert list(points.customdata) == ["1", "2", "3", "4", "5", "6"]


def test_a_stop_is_as_tall_as_its_tickets_and_stops_of_a_step_stand_below_each_other() -> None:
    stops = pd.DataFrame({"step": [0, 0, 3], "place": ["L1", "L2", "Solved"], "in_count": [30, 10, 40]})
    stops = stops.assign(
        label=stops["place"], tone="good", out_count=[30, 10, 0], still_there_count=[0, 0, 40]
    )
    ends = {"from_step": [0, 0], "from_place": ["L1", "L2"], "to_step": 3, "to_place": "Solved"}
    links = pd.DataFrame({**ends, "ticket_count": [30, 10], "tone": "good", "words": "", "more": ""})
    picture = sankey(stops, links, {}, mode="light").data[0]
    assert list(picture.link.value) == [30, 10]
    assert picture.node.x[0] == picture.node.x[1] < picture.node.x[2]
    assert picture.node.y[0] < picture.node.y[1]
