"""Buttons that move one slider to where the promise is kept in every week."""

from __future__ import annotations

import streamlit as st

from dashboard.components import capacity_state as state
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.capacity_solve import SOLVABLE, solve

_SAID = "_queuewise_capacity_solved"


def solve_buttons(selection: Selection) -> None:
    """One button for each input that can be solved for."""
    for knob_id, name in SOLVABLE.items():
        st.button(
            f"Solve: {name.lower()}",
            icon=":material/calculate:",
            on_click=_solve,
            args=(selection, knob_id),
            key=f"solve_{knob_id}",
            help="Moves this slider to the least change that keeps the promise in every coming week",
        )


def solve_said(selection: Selection) -> None:
    """The answer of the last solving, as long as the sliders stand as it left them."""
    said = st.session_state.get(_SAID)
    if said is not None and said[0] == state.places_now():
        st.info(escape_markdown(said[1]), icon=":material/calculate:")


def _solve(selection: Selection, knob_id: str) -> None:
    now = state.setting(selection)
    if now.assumptions is None:
        return
    found = solve(now.base, now.knobs, now.positions, knob_id, state.outlook_for)
    if found.place is not None:
        state.put({**now.positions, knob_id: found.place})
    st.session_state[_SAID] = (state.places_now(), found.words)
