"""What can be done with a setting: keep it under a name, share it by address, take its weeks along."""

from __future__ import annotations

import streamlit as st

from core.data.scenario_book import NAME_LENGTH
from dashboard import data
from dashboard.components import capacity_state as state
from dashboard.components.table import export_buttons
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.capacity_address import moved_values, written
from dashboard.view_models.capacity_weeks import COLUMNS, week_frame

NAME, MESSAGE = "capacity_name", "_queuewise_capacity_kept"
NOTE = "A scenario keeps what was moved; everything else follows the data."


def keep_bar(selection: Selection) -> None:
    """A name and buttons below the panel."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="capacity_keep"):
        st.text_input("Name of the scenario", max_chars=NAME_LENGTH, width=280, key=NAME)
        st.button(
            "Save scenario",
            icon=":material/save:",
            on_click=_save,
            args=(selection, False),
            key="capacity_save",
        )
        st.button(
            "Replace",
            on_click=_save,
            args=(selection, True),
            key="capacity_replace",
            help="Puts this setting in the place of the scenario with that name",
        )
        st.button(
            "Share by address",
            icon=":material/link:",
            on_click=_share,
            args=(selection,),
            key="capacity_share",
        )
        export_buttons(lambda: _weeks(selection), COLUMNS, key="capacity_weeks", title="Capacity by week")
    st.caption(NOTE)
    kind, words = st.session_state.pop(MESSAGE, ("", ""))
    if kind:
        (st.success if kind == "success" else st.error)(escape_markdown(words))


def _weeks(selection: Selection) -> object:
    now = state.setting(selection)
    return week_frame(now.assumptions, now.outlook)


def _save(selection: Selection, replaces: bool) -> None:
    now = state.setting(selection)
    values = moved_values(now.knobs, now.positions)
    name = str(st.session_state.get(NAME, ""))
    try:
        if not values:
            raise ValueError("body: move a slider first; a scenario keeps what was moved")
        data.report().save_scenario(name, values, replaces=replaces)
    except ValueError as error:
        st.session_state[MESSAGE] = ("error", str(error).partition(": ")[2])
    else:
        st.session_state[MESSAGE] = ("success", f"Kept as “{name.strip()}”; see Scenarios.")


def _share(selection: Selection) -> None:
    now = state.setting(selection)
    values = moved_values(now.knobs, now.positions)
    state.write_address(written(values))
    st.session_state[MESSAGE] = (
        "success",
        "The address in the browser's bar now opens these values: copy it.",
    )
