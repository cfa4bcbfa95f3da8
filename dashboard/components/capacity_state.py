"""The setting of the Capacity page: what was measured, where the sliders stand, what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from core.capacity.scenario import Assumptions, Outlook
from core.capacity.scenario_model import what_if
from core.report import Report
from dashboard import data
from dashboard.components.live_slider import reset_sliders, set_sliders, slider_values
from dashboard.filters import Selection
from dashboard.view_models.capacity import Origin
from dashboard.view_models.capacity_address import positions_of, read
from dashboard.view_models.capacity_assumed import assumed
from dashboard.view_models.capacity_inputs import knobs_of
from dashboard.view_models.capacity_knobs import Knob

KEY, PLAIN_KEY, ADDRESS = "capacity", "capacity_plain", "s"
HELD_REPLICATIONS = 8
"""How often chance is played while a slider moves: it takes a third of the time, and the means
hardly differ."""
_OPENED = "_queuewise_capacity_opened"


@dataclass(frozen=True, eq=False)
class Setting:
    """One setting of all inputs; without assumptions where the inputs cannot be (``refusal`` says why)."""

    base: Assumptions
    origin: Origin
    knobs: tuple[Knob, ...]
    positions: Mapping[str, int]
    assumptions: Assumptions | None
    outlook: Outlook | None
    refusal: str = ""


def measured(report: Report, selection: Selection) -> tuple[Assumptions, Origin]:
    """Where the sliders start, and where each of these values comes from."""
    found = report.capacity_inputs(filters=selection.filters, as_of=selection.as_of)
    return found.assumptions, Origin({name: source.words for name, source in found.sources.items()})


knobs_for = lru_cache(maxsize=8)(knobs_of)
outlook_for = lru_cache(maxsize=64)(what_if)


def setting(
    selection: Selection, positions: Mapping[str, int] | None = None, *, is_held: bool = False
) -> Setting:
    """The setting of the sliders as they stand, or of given positions; with less chance while one is held."""
    base, origin = data.view(measured, selection)
    knobs = knobs_for(base)
    places = places_now() if positions is None else positions
    try:
        now = assumed(base, knobs, places)
    except ValueError as error:
        return Setting(base, origin, knobs, places, None, None, str(error))
    outlook = outlook_for(now, HELD_REPLICATIONS if is_held else None)
    return Setting(base, origin, knobs, places, now, outlook)


def is_plain() -> bool:
    """Whether Streamlit's own sliders are wanted."""
    return bool(st.session_state.get(PLAIN_KEY))


def places_now() -> dict[str, int]:
    """Where the sliders stand."""
    return slider_values(KEY, plain=is_plain())


def put(places: Mapping[str, int]) -> None:
    """Move the sliders; for buttons and addresses."""
    set_sliders(KEY, places)


def reset() -> None:
    """Every slider back to its start."""
    reset_sliders(KEY)
    st.query_params.pop(ADDRESS, None)


def open_address(selection: Selection) -> None:
    """Take the values that a shared address holds, once."""
    words = st.query_params.get(ADDRESS)
    if words is None or st.session_state.get(_OPENED) == words:
        return
    st.session_state[_OPENED] = words
    knobs = setting(selection, {}).knobs
    put(positions_of(knobs, read(words)))


def write_address(words: str) -> None:
    """Put values into the address of the page."""
    st.session_state[_OPENED] = words
    st.query_params[ADDRESS] = words
