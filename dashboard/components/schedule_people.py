"""Tables of people and shifts to edit; what is typed is kept in the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.capacity.roster_rules import Person, RosterRules
from core.capacity.scheduling_shifts import Shift
from dashboard.format import escape_markdown
from dashboard.view_models.schedule import (
    DAYS,
    LEVEL_NAMES,
    SHORT_DAYS,
    people_frame,
    people_of,
    shift_frame,
    shifts_of,
)

ROW_HEIGHT = 36
TURN = "_queuewise_schedule_turn"
BASE = "_queuewise_schedule_table"


def people_editor(people: Sequence[Person], shifts: Sequence[Shift]) -> tuple[Person, ...]:
    """The people as typed; ValueError in plain words where a row cannot be."""
    columns: dict[str, Any] = {
        "person": st.column_config.TextColumn("Person", required=True, max_chars=60, pinned=True, width=110),
        "level": st.column_config.SelectboxColumn(
            "Level", options=list(LEVEL_NAMES), required=True, width=80, help="A higher level covers a lower"
        ),
        "weekly_hours": st.column_config.NumberColumn(
            "Hours a week", min_value=0, max_value=168, step=1, width=110, help="At most, breaks included"
        ),
        **{day: st.column_config.CheckboxColumn(day, default=True, width=56) for day in SHORT_DAYS},
        "prefers": st.column_config.SelectboxColumn(
            "Prefers", options=[shift.name for shift in shifts], width=100, help="Met where it can be"
        ),
        "wishes_off": st.column_config.SelectboxColumn(
            "Wishes free", options=list(DAYS), width=120, help="Met where it can be"
        ),
        "weekends": st.column_config.NumberColumn(
            "Weekend shifts lately",
            min_value=0,
            step=1,
            width=150,
            help="Who has more gets fewer. At first those planned in the last four weeks.",
        ),
    }
    return people_of(_editor("people", people_frame(people), columns, "People of the schedule"))


def shift_editor(shifts: Sequence[Shift]) -> tuple[Shift, ...]:
    """The shifts as typed; ValueError in plain words where one cannot be."""
    columns: dict[str, Any] = {
        "name": st.column_config.TextColumn("Shift", required=True, max_chars=30, pinned=True, width=110),
        "starts": st.column_config.TextColumn("From", max_chars=5, width=80),
        "ends": st.column_config.TextColumn("To", max_chars=5, width=80, help="Before From: on the next day"),
        "starts_again": st.column_config.TextColumn("Again from", max_chars=5, width=100),
        "ends_again": st.column_config.TextColumn("To ", max_chars=5, width=80),
        "has_breaks": st.column_config.CheckboxColumn(
            "Breaks", default=True, width=80, help="Half an hour for lunch and two quarters in eight hours"
        ),
        "cost": st.column_config.NumberColumn(
            "Cost", min_value=0, width=90, help="Of one such shift in any unit; empty: its hours"
        ),
    }
    st.caption("Add a row at the end for a shift of your own. Times in whole quarters of an hour.")
    return shifts_of(_editor("shifts", shift_frame(shifts), columns, "Shifts to choose from"))


def rules_editor(rules: RosterRules) -> RosterRules:
    """Rest and days a week."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="schedule_rules_bar"):
        rest = st.number_input(
            "Hours of rest between shifts", 0.0, 24.0, rules.rest_hours, 0.5, width=220, key="schedule_rest"
        )
        days = st.number_input(
            "Days of work a week at most", 1, 7, rules.most_days, 1, width=220, key="schedule_days"
        )
    return RosterRules(rest_hours=float(rest), most_days=int(days))


def start_again(part: str) -> None:
    """Let a table begin anew from what it is given."""
    turns: dict[str, int] = st.session_state.setdefault(TURN, {})
    turns[part] = turns.get(part, 0) + 1


def told(error: ValueError) -> None:
    """Say what cannot be."""
    st.error(escape_markdown(str(error)), icon=":material/error:")


def _editor(part: str, frame: pd.DataFrame, columns: dict[str, Any], alt: str) -> pd.DataFrame:
    """The edited table. Its base stays the same while it is open, for edits refer to it."""
    turn = st.session_state.setdefault(TURN, {}).get(part, 0)
    key = f"schedule_{part}_{turn}"
    if key not in st.session_state:
        st.session_state[f"{BASE}_{part}"] = frame
    edited: pd.DataFrame = st.data_editor(
        st.session_state[f"{BASE}_{part}"],
        column_config=columns,
        num_rows="dynamic",
        hide_index=True,
        row_height=ROW_HEIGHT,
        key=key,
        alt=alt,
    )
    return edited
