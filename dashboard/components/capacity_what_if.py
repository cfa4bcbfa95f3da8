"""What happens if: sliders that redraw the coming weeks while they are held, and what to do with them."""

from __future__ import annotations

import streamlit as st

from core.capacity.staffing import PRESETS
from dashboard import session
from dashboard.components import capacity_state as state
from dashboard.components.capacity_exact import watch_background, with_background
from dashboard.components.capacity_keep import keep_bar
from dashboard.components.capacity_pictures import drawn
from dashboard.components.capacity_solve import solve_buttons, solve_said
from dashboard.components.live_slider import is_at_rest, live_sliders, plain_sliders, slider_values
from dashboard.filters import Selection
from dashboard.view_models import capacity_scales as scales
from dashboard.view_models.capacity import WEEKS, build_capacity
from dashboard.view_models.capacity_address import preset

TABLE = "_queuewise_capacity_table"
LEGEND = (
    "Every slider starts at what was measured, or at the handbook's figure where nothing was. Phone and "
    "chat are reckoned by the hour, all other tickets as a queue that waits for people. The red line marks "
    "the first week in the red."
)


def what_if_part(selection: Selection) -> None:
    """Buttons that run the whole page, the panel that runs alone, and what can be done with a setting."""
    state.open_address(selection)
    _buttons(selection)
    st.caption(LEGEND)
    solve_said(selection)
    what_if_panel(selection)
    watch_background()
    keep_bar(selection)


def _buttons(selection: Selection) -> None:
    """Printed scenarios, solving for one input, back to the start, Streamlit's own sliders."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="capacity_bar"):
        for name, change in PRESETS.items():
            label = f"{name.capitalize()} {scales.change(change)}"
            st.button(label, on_click=_take_preset, args=(selection, name), key=f"capacity_{change:g}")
        st.button("Reset", icon=":material/undo:", on_click=state.reset, key="capacity_reset")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="capacity_solve"):
        solve_buttons(selection)
        st.toggle("Plain sliders", key=state.PLAIN_KEY, help="Streamlit's own: they answer on release")


def _take_preset(selection: Selection, name: str) -> None:
    knobs = state.setting(selection).knobs
    state.put(preset(state.places_now(), name, knobs))


@st.fragment
def what_if_panel(selection: Selection) -> None:
    """Sliders and boards; while a slider is held, only this runs again."""
    plain = state.is_plain()
    slider_values(state.KEY, plain=plain)
    at_rest = is_at_rest(state.KEY)
    now = state.setting(selection, is_held=not at_rest)
    now, more = with_background(now, at_rest=at_rest)
    given, outlook = now.assumptions or now.base, now.outlook or state.outlook_for(now.base)
    table = None if at_rest else st.session_state.get(TABLE)
    view = build_capacity(now.knobs, now.positions, now.origin, given, outlook, now.refusal, more, table)
    st.session_state[TABLE] = next(one.picture for one in view.panel.boards if one.board_id == WEEKS)
    (plain_sliders if plain else live_sliders)(drawn(view, session.current_mode()), key=state.KEY)
