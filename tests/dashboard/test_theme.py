"""The palette can be read by everyone, and the configuration file says the same as the code."""

from __future__ import annotations

import tomllib
from importlib import resources
from itertools import combinations
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.colours import DICHROMACY, contrast, distance
from dashboard.server import streamlit_options
from dashboard.theme import DARK, LIGHT, STATUS_STYLES, Mode, Tokens, template, tokens

PALETTES = pytest.mark.parametrize("t", [LIGHT, DARK], ids=["light", "dark"])
EYES = pytest.mark.parametrize("eye", [None, *DICHROMACY])
ROOT = Path(__file__).resolve().parents[2]


@PALETTES
def test_text_reaches_the_contrast_of_4_5(t: Tokens) -> None:
    for name in ("ink", "muted", "accent", "good_ink", "warning_ink", "critical_ink", "neutral"):
        assert contrast(getattr(t, name), t.page) >= 4.5, name
    for name in ("good", "warning", "critical"):
        assert contrast(getattr(t, f"{name}_ink"), getattr(t, f"{name}_fill")) >= 4.5, name
    assert contrast(t.neutral, t.neutral_fill) >= 4.5
    assert contrast(t.muted, t.surface) >= 4.5


@PALETTES
def test_lines_and_bars_reach_the_contrast_of_3(t: Tokens) -> None:
    for colour in (t.good, t.warning, t.critical, t.accent, t.context, *t.series):
        assert contrast(colour, t.page) >= 3, colour


@PALETTES
@EYES
def test_the_three_statuses_look_different_to_every_eye(t: Tokens, eye: str | None) -> None:
    for first, second in combinations((t.good, t.warning, t.critical), 2):
        assert distance(first, second, eye=eye) >= 25


@PALETTES
@EYES
def test_the_first_four_series_look_different_to_every_eye(t: Tokens, eye: str | None) -> None:
    for first, second in combinations(t.series[:4], 2):
        assert distance(first, second, eye=eye) >= 20


@PALETTES
def test_every_colour_of_the_ramp_is_further_from_the_page_than_the_one_before(t: Tokens) -> None:
    steps = [contrast(colour, t.page) for colour in t.ramp]
    assert steps == sorted(steps)


def test_every_status_has_a_word_and_an_icon_of_its_own() -> None:
    words = {style.word for style in STATUS_STYLES.values()}
    icons = {style.icon for style in STATUS_STYLES.values()}
    assert len(words) == len(icons) == len(STATUS_STYLES)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_chart_template_draws_on_a_transparent_ground(mode: Any) -> None:
    figure = go.Figure(layout={"template": template(mode)})
    assert figure.layout.template.layout.paper_bgcolor == "rgba(0,0,0,0)"


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name, value in table.items():
        options |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return options


def test_the_configuration_file_says_the_same_as_the_launcher() -> None:
    written = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert flat(written) == streamlit_options()


def test_the_fonts_and_the_icon_lie_beside_the_entry_script_and_stay_small() -> None:
    static = ROOT / "dashboard" / "app" / "static"
    for face in streamlit_options()["theme.fontFaces"]:
        assert (static / Path(face["url"]).name).is_file()
    assert (static / "INTER-LICENSE.txt").is_file()
    assert sum(file.stat().st_size for file in static.iterdir()) < 400_000


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_name_in_the_header_is_drawn_in_the_ink_of_its_mode(mode: Mode) -> None:
    drawn = resources.files("dashboard.app").joinpath(f"static/wordmark-{mode}.svg").read_text("utf-8")
    assert f'fill="{tokens(mode).ink}"' in drawn
    assert len(drawn) < 20_000
    assert "<text" not in drawn, "a font may be missing; outlines always draw"
