"""Sliders that report while they are held: scales, what is sent, and Streamlit's own as the other way."""

from __future__ import annotations

import json
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard.charts.target_curve import target_curve
from dashboard.components import live_slider
from dashboard.view_models.sliders import DURATIONS, duration_scale, exact_duration


def test_the_scale_rises_from_five_minutes_to_ten_days_in_small_steps() -> None:
    scale = duration_scale()
    assert (scale.values[0], scale.values[-1]) == (5, 10 * 24 * 60)
    assert all(1 < later / earlier <= 1.26 for earlier, later in pairwise(scale.values))
    assert len(set(scale.words)) == len(scale.values)


@given(st.lists(st.floats(1, 20_000), max_size=5))
def test_a_target_between_the_steps_has_its_own_place(targets: list[float]) -> None:
    scale = duration_scale(targets)
    assert list(scale.values) == sorted({*DURATIONS, *targets})
    assert all(scale.value(scale.position(target)) == target for target in targets)


@given(st.floats(0, 30_000))
def test_the_nearest_place_is_found(value: float) -> None:
    scale = duration_scale()
    nearest = min(abs(place - value) for place in scale.values)
    assert abs(scale.value(scale.position(value)) - value) == nearest


def test_positions_off_the_scale_stay_on_it() -> None:
    scale = duration_scale()
    assert (scale.value(-3), scale.value(10_000)) == (scale.values[0], scale.values[-1])


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (0.5, "30 s"), (7.5, "7 min 30 s"), (14_400, "240 h")]
)
def test_a_target_is_written_to_the_second(minutes: float, words: str) -> None:
    assert exact_duration(minutes).replace("\u00a0", " ") == words


def test_a_curve_is_sound_xml_and_marks_the_three_targets() -> None:
    drawn = target_curve([0.1, 0.5, 0.95, 1.0], mode="light", now=1, tried=3, goal_at=2, alt='P1 "<b>"')
    root = ElementTree.fromstring(drawn)
    dots = [(dot.get("cx"), dot.get("cy")) for dot in root.iter("circle")]
    assert root.get("aria-label") == 'P1 "<b>"'
    assert dots == [("66.67%", "5.00%"), ("33.33%", "50.00%"), ("100.00%", "0.00%")]


def test_without_tickets_there_is_no_curve() -> None:
    drawn = target_curve([float("nan")] * 3, mode="dark", now=0, tried=0)
    assert "polyline" not in drawn
    assert "circle" not in drawn


def _script() -> None:
    import streamlit as st

    from dashboard.components.live_slider import live_sliders, plain_sliders, reset_sliders, slider_values
    from dashboard.view_models.sliders import LiveSlider, SliderGroup, SliderPanel, duration_scale

    plain = st.toggle("Plain")
    values = slider_values("w", plain=plain)
    result = (("figure", f"at {values.get('a', 3)}"), ("good", "+1"))
    slider = LiveSlider("a", "P1 [x]", values.get("a", 3), spoken="Response, P1", result=result)
    panel = SliderPanel((SliderGroup("Response", (slider,)),), {"duration": duration_scale()})
    (plain_sliders if plain else live_sliders)(panel, key="w")
    st.button("Reset", on_click=reset_sliders, args=("w",))


def sent(app: AppTest) -> dict[str, object]:
    return json.loads(app.get("bidi_component")[0].proto.json)


def test_the_panel_sends_words_positions_and_results() -> None:
    app = AppTest.from_function(_script, default_timeout=30).run()
    assert not app.exception
    data = sent(app)
    slider = data["groups"][0]["sliders"][0]
    assert json.loads(data["scales"])["duration"][0].replace("\u00a0", " ") == "5 min"
    assert (slider["id"], slider["label"], slider["position"]) == ("a", "P1 [x]", 3)
    assert slider["result"][0] == ["figure", "at 3"]


def test_the_plain_slider_sets_the_same_value_and_reset_brings_it_back() -> None:
    app = AppTest.from_function(_script, default_timeout=30).run()
    app.toggle[0].set_value(True).run()
    assert app.select_slider[0].label == r"Response\, P1"
    app.select_slider[0].set_value(10).run()
    assert any("at 10" in markdown.value for markdown in app.markdown)
    app.toggle[0].set_value(False).run()
    assert sent(app)["groups"][0]["sliders"][0]["position"] == 10
    epoch = sent(app)["epoch"]
    app.button[0].click().run()
    assert sent(app)["groups"][0]["sliders"][0]["position"] == 3
    assert sent(app)["epoch"] > epoch


def _held_script() -> None:
    import streamlit as st

    from dashboard.components import live_slider
    from dashboard.view_models.sliders import LiveSlider, SliderGroup, SliderPanel, duration_scale

    kept = live_slider._kept("w")
    kept.is_at_rest = st.checkbox("Let go")
    known = st.text_input("What the browser has")
    number = int(st.number_input("Question", value=1))
    live_slider._asked = lambda key: {"number": number, "scales_id": known}
    scales = {"duration": duration_scale()}
    panel = SliderPanel((SliderGroup("Response", (LiveSlider("a", "A", 3),)),), scales, tells_rest=True)
    live_slider.live_sliders(panel, key="w")


def test_words_of_the_scales_are_left_out_only_for_a_new_question_of_a_browser_that_has_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_slider, "_asked", live_slider._asked)
    app = AppTest.from_function(_held_script, default_timeout=30).run()
    assert sent(app)["scales"]  # the browser has none
    known = sent(app)["scales_id"]
    app.text_input[0].set_value(known)
    app.number_input[0].set_value(2).run()
    assert (sent(app)["scales"], sent(app)["scales_id"]) == ("", known)
    assert sent(app.run())["scales"]  # the same question drawn again, perhaps in a new place
    app.checkbox[0].set_value(True)
    app.number_input[0].set_value(3).run()
    assert sent(app)["scales"]
