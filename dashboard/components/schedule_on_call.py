"""Turns on call after hours: who answers urgent tickets when nobody is at work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.capacity.roster_on_call import on_call_rotation
from core.capacity.roster_rules import Person
from core.capacity.scheduling import PlanError
from dashboard.components.header import panel_title
from dashboard.components.table import table_with_export
from dashboard.format import escape_markdown
from dashboard.view_models.schedule import LEVEL_NAMES
from dashboard.view_models.schedule_result import ON_CALL_COLUMNS, on_call_table
from dashboard.view_models.schedule_words import on_call_words

HELP = (
    "One week each, handed over on Monday at 9:00. The first responder answers a page within 5 minutes and "
    "acknowledges or escalates within 15; the backup steps in. The manager and the executive on call are "
    "named apart."
)


def on_call_panel(people: Sequence[Person], monday: date) -> None:
    """Turns from the week of the schedule on."""
    with st.container(border=True, height="stretch", gap="small", key="schedule_on_call_panel"):
        panel_title("On call", "after hours, by weeks", help=HELP)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="schedule_on_call"):
            weeks = st.number_input("Weeks", 1, 52, 8, 1, width=140, key="schedule_on_call_weeks")
            level = st.selectbox(
                "Level at least", LEVEL_NAMES, index=1, width=140, key="schedule_on_call_level"
            )
        try:
            turns = on_call_rotation(people, int(weeks), LEVEL_NAMES.index(level) + 1)
        except PlanError as reason:
            st.info(escape_markdown(str(reason)), icon=":material/info:")
            return
        table_with_export(
            on_call_table(turns, monday),
            key="schedule_on_call_table",
            title="On call by week",
            columns=ON_CALL_COLUMNS,
            border=False,
        )
        st.caption(escape_markdown(on_call_words(turns)))
