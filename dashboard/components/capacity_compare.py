"""Saved scenarios: side by side in a table and in charts, opened, renamed, forgotten, taken along."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from core.data.scenario_book import NAME_LENGTH, SavedScenario
from dashboard import data, session
from dashboard.charts.trend import trend
from dashboard.components import capacity_state as state
from dashboard.components.chart import chart_with_table
from dashboard.components.states import empty_state
from dashboard.components.table import table_with_export
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.capacity_address import positions_of
from dashboard.view_models.capacity_compare import COLUMNS, LINES, UNITS, Compared, compare_scenarios
from dashboard.view_models.cards import Column, Kind

CHOSEN, MESSAGE = "scenarios_chosen", "_queuewise_scenarios_said"
MOST = 6
NOTE = "over what is measured today; the exact simulation is not part of this comparison"


def scenarios_part(selection: Selection) -> None:
    """All saved scenarios; up to six at a time side by side."""
    saved = data.report().scenarios()
    if not saved:
        empty_state("No scenario is saved yet.", "Move a slider under What if, give it a name, and save it.")
        return
    _said()
    names = [one.name for one in saved]
    chosen = st.multiselect("Scenarios to compare", names, names[:MOST], max_selections=MOST, key=CHOSEN)
    now = state.setting(selection, {})
    picked = [one for one in saved if one.name in chosen]
    found = compare_scenarios(now.base, now.knobs, picked, state.outlook_for)
    table_with_export(
        found.table, key="scenarios_table", title="Scenarios side by side", columns=COLUMNS, note=NOTE
    )
    for name in found.refused:
        st.warning(f"{escape_markdown(name)} cannot be reckoned with today's data.", icon=":material/error:")
    _charts(found)
    _manage(selection, saved)


def _charts(found: Compared) -> None:
    with st.grid(3, min_column_width=300, gap="small", key="scenario_charts"):
        for line, title in LINES.items():
            frame, unit = found.weeks[line], UNITS[line]
            names = [str(name) for name in frame.columns if name != "week"]
            kind: Kind = "share" if unit == "share" else "number"
            chart_with_table(
                partial(_figure, frame, names, unit),
                frame,
                key=f"scenario_{line}",
                title=title,
                alt=f"{title} by week, one line per scenario",
                columns={
                    "week": Column("Week of", "instant"),
                    **{name: Column(name, kind) for name in names},
                },
            )


def _figure(frame: pd.DataFrame, names: list[str], unit: str) -> object:
    series = {name: name for name in names}
    return trend(frame, "week", series, mode=session.current_mode(), unit=unit)


def _manage(selection: Selection, saved: list[SavedScenario]) -> None:
    """Open, rename or forget one."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="scenario_manage"):
        name = st.selectbox("Scenario", [one.name for one in saved], width=280, key="scenario_one")
        one = next((one for one in saved if one.name == name), saved[0])
        st.button(
            "Open in What if",
            icon=":material/tune:",
            on_click=_open,
            args=(selection, one),
            key="scenario_open",
        )
        st.text_input("New name", max_chars=NAME_LENGTH, width=220, key="scenario_new_name")
        st.button("Rename", on_click=_rename, args=(one.name,), key="scenario_rename")
        st.button(
            "Delete", icon=":material/delete:", on_click=_delete, args=(one.name,), key="scenario_delete"
        )


def _open(selection: Selection, one: SavedScenario) -> None:
    knobs = state.setting(selection, {}).knobs
    state.put(positions_of(knobs, one.body))
    st.session_state["section"] = "What if"


def _rename(name: str) -> None:
    _try(partial(data.report().rename_scenario, name, str(st.session_state.get("scenario_new_name", ""))))


def _delete(name: str) -> None:
    _try(partial(data.report().delete_scenario, name))


def _try(act: partial[None]) -> None:
    """What a button does; a refusal becomes a sentence above the table."""
    try:
        act()
    except ValueError as error:
        st.session_state[MESSAGE] = str(error).partition(": ")[2]
    else:
        st.session_state.pop(CHOSEN, None)


def _said() -> None:
    words = st.session_state.pop(MESSAGE, "")
    if words:
        st.error(escape_markdown(words))
