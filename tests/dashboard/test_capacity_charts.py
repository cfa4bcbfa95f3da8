"""Charts that follow a slider, boards beside the sliders, and what the background plays."""

from __future__ import annotations

import json
import threading
from xml.etree import ElementTree

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.capacity.scenario import Assumptions
from core.capacity.scenario_exact import check_exactly
from dashboard.background_play import Play, Player
from dashboard.charts.capacity_svg import Bar, Line, Shade, tornado_chart, week_chart
from dashboard.charts.forecast_fan import forecast_fan

NAN = float("nan")
SMALL = Assumptions(
    handle_time=(20.0, 45.0, 240.0), tickets_per_day=((40.0, 0.0, 0.0),), agents=(3.0, 0.0, 0.0), weeks=1
)


def drawn(**more: object) -> ElementTree.Element:
    options = {"mode": "light", "words": "{:.0f}".format, "ticks": ["a", "b", "c"], "alt": 'People "<b>"'}
    return ElementTree.fromstring(week_chart(**{"lines": [Line([0.0, 50.0, 100.0])], **options, **more}))


def points(path: str) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split(","))) for pair in path.replace("M", "").replace("L", "").split()]  # type: ignore[misc]


def test_a_line_stands_where_its_values_are() -> None:
    root = drawn(top=100.0)
    assert root.get("aria-label") == 'People "<b>"'
    assert points(next(root.iter("path")).get("d", "")) == [(0.0, 100.0), (50.0, 50.0), (100.0, 0.0)]


def test_a_missing_week_leaves_a_gap_in_the_line_and_in_the_range() -> None:
    root = drawn(lines=[Line([1.0, NAN, 3.0])], band=([0.0, NAN, 2.0], [2.0, NAN, 4.0]))
    assert next(root.iter("path")).get("d", "").count("M") == 2
    assert list(root.iter("polygon")) == []
    assert len(list(drawn(band=([0.0] * 3, [9.0] * 3)).iter("polygon"))) == 2


def test_goal_marked_week_and_bands_are_drawn_where_they_belong() -> None:
    root = drawn(top=100.0, goal=80.0, marked=1, shades=[Shade(70.0, 90.0, "good")])
    lines = [(line.get("x1"), line.get("y1")) for line in root.iter("line") if line.get("stroke-dasharray")]
    assert ("0", "20.00%") in lines
    assert ("50.00%", "0") in lines
    (shade,) = root.iter("rect")
    assert (shade.get("y"), shade.get("height")) == ("10.00%", "20.00%")


@pytest.mark.parametrize("values", [[NAN] * 3, [0.0] * 3, [5.0] * 3, [1e7, 0.0, NAN]])
def test_no_values_make_a_chart_that_cannot_be_drawn(values: list[float]) -> None:
    root = drawn(lines=[Line(values)])
    assert "nan" not in ElementTree.tostring(root, encoding="unicode")


def test_tornado_bars_go_to_both_sides_of_where_things_stand() -> None:
    text = tornado_chart(
        [Bar("Tickets <x>", 8.0, 12.0), Bar("Unknown", NAN, 1.0), Bar("Time", 9.0, 10.0)],
        base=10.0,
        mode="dark",
        words="{:.0f}".format,
        alt="Swings",
    )
    root = ElementTree.fromstring(text)
    bars = [(bar.get("x"), bar.get("width")) for bar in root.iter("rect")]
    assert bars == [("0.00%", "50.00%"), ("50.00%", "50.00%"), ("25.00%", "25.00%"), ("50.00%", "0.00%")]
    assert [label.text for label in root.iter("text")][:2] == ["Tickets <x>", "8 to 12"]


def test_the_forecast_is_drawn_with_both_ranges_behind_it() -> None:
    days = pd.date_range("2026-07-01", periods=3)
    rows = {"at": days, "expected": [5.0, 6.0, 7.0]}
    rows |= {
        f"{end}_{share}": [value] * 3
        for share, low, high in (("80", 4.0, 8.0), ("95", 3.0, 9.0))
        for end, value in (("low", low), ("high", high))
    }
    history = pd.DataFrame({"at": days - pd.Timedelta(days=3), "ticket_count": [4.0, 5.0, 6.0]})
    figure = forecast_fan(pd.DataFrame(rows), history, mode="light")
    assert list(figure.data[-1].y) == [5.0, 6.0, 7.0]
    assert [next(iter(trace.y)) for trace in figure.data[:4]] == [9.0, 3.0, 8.0, 4.0]


def test_the_background_finds_what_a_direct_call_finds_and_plays_it_once() -> None:
    player = Player()
    play = player.ask(SMALL)
    assert player.ask(SMALL) is play
    _wait_for(play)
    exact = check_exactly(SMALL)
    assert play.found is not None
    assert exact is not None
    assert play.found.outlook.service_level.tolist() == exact.outlook.service_level.tolist()
    assert play.tornado is not None


def test_a_stopped_play_ends_without_a_result_and_is_begun_anew_when_asked_again() -> None:
    play = Play(SMALL)
    play.stop()
    play.run()
    assert play.found is None
    assert not play.is_running
    player = Player()
    first = player.ask(SMALL)
    first.stop()
    second = player.ask(SMALL)
    _wait_for(second)
    assert second.found is not None


def _wait_for(play: Play) -> None:
    ended = threading.Event()
    for _ in range(600):
        if not play.is_running or ended.wait(0.05):
            return
    raise AssertionError("the play did not end")


def _script() -> None:
    import streamlit as st

    from dashboard.components.live_slider import (
        is_at_rest,
        live_sliders,
        plain_sliders,
        set_sliders,
        slider_values,
    )
    from dashboard.view_models.sliders import Board, LiveSlider, SliderGroup, SliderPanel, duration_scale

    plain = st.toggle("Plain")
    values = slider_values("w", plain=plain)
    group = SliderGroup("More", (LiveSlider("a", "A", values.get("a", 3)),), "note", is_folded=True)
    head = (Board("h", "Need", (("figure", f"{values.get('a', 3)} people"),)),)
    table = Board("t", "Figures", picture="<table><tr><td>1</td></tr></table>", is_folded=True)
    chart = Board("c", "Chart", picture='<svg role="img" aria-label="x" width="100%" height="90"></svg>')
    panel = SliderPanel((group,), {"duration": duration_scale()}, head, (chart, table), tells_rest=True)
    (plain_sliders if plain else live_sliders)(panel, key="w")
    st.button("Five", on_click=set_sliders, args=("w", {"a": 5}))
    st.caption(f"rest {is_at_rest('w')}")


def test_boards_and_folded_groups_reach_the_browser_and_the_plain_page() -> None:
    app = AppTest.from_function(_script, default_timeout=30).run()
    data = json.loads(app.get("bidi_component")[0].proto.json)
    assert (data["tells_rest"], data["groups"][0]["folded"]) == (True, True)
    assert [(one["id"], one["folded"]) for one in data["boards"]] == [("c", False), ("t", True)]
    assert data["headline"][0]["result"] == [["figure", "3 people"]]
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert [one.label for one in app.expander] == ["**Figures**", "**More** :gray[note]"]
    assert app.select_slider[0].value == 3


def test_a_button_puts_the_sliders_somewhere_and_they_are_at_rest() -> None:
    app = AppTest.from_function(_script, default_timeout=30).run()
    app.button[0].click().run()
    data = json.loads(app.get("bidi_component")[0].proto.json)
    assert data["groups"][0]["sliders"][0]["position"] == 5
    assert app.caption[0].value == "rest True"
