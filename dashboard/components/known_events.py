"""The table of events that the company knows of; forecasts and the what-if count with them."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import data
from dashboard.components.header import panel_title
from dashboard.components.table import ROW_HEIGHT
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.known_events import (
    CHANGE,
    FIRST,
    LAST,
    NAME,
    build_events,
    events_of_rows,
    season_words,
)

_TURN, _SAID = "_queuewise_events_turn", "_queuewise_events_said"
HELP = (
    "Past days of an event show what it does; coming days of the same name follow them. Without a past the "
    "change that you type counts."
)


def events_panel(selection: Selection, today: date) -> None:
    """Known events to edit, and the printed seasons of the coming weeks."""
    with st.container(border=True, gap="small", key="known_events"):
        panel_title("Known events", "releases, campaigns, fairs", help=HELP)
        turn = st.session_state.setdefault(_TURN, 0)
        edited = st.data_editor(
            data.view(build_events, selection),
            column_config={
                NAME: st.column_config.TextColumn(NAME, max_chars=80, width="medium"),
                FIRST: st.column_config.DateColumn(FIRST, format="YYYY-MM-DD"),
                LAST: st.column_config.DateColumn(LAST, format="YYYY-MM-DD"),
                CHANGE: st.column_config.NumberColumn(CHANGE, min_value=-100.0, step=5.0, format="%+.0f"),
            },
            num_rows="dynamic",
            hide_index=True,
            row_height=ROW_HEIGHT,
            key=f"known_events_{turn}",
            alt="Known events",
        )
        if st.button("Keep events", icon=":material/save:", key="known_events_keep"):
            try:
                data.report().keep_events(events_of_rows(edited))
            except ValueError as error:
                st.error(escape_markdown(str(error)), icon=":material/error:")
            else:
                data.changed()
                st.session_state[_TURN], st.session_state[_SAID] = turn + 1, True
                st.rerun()
        if st.session_state.pop(_SAID, False):
            st.success("Kept: forecasts and the what-if count with them.", icon=":material/check_circle:")
        st.caption(escape_markdown(season_words(today)))
