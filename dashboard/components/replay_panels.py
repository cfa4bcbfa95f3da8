"""The part "Assignment replay": three rules side by side, and how they differ."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.capacity.assignment import LOOK_MINUTES
from core.capacity.staffing import UTILISATION
from dashboard import data, session
from dashboard.charts import ranked_bars
from dashboard.components.chart import chart_with_table
from dashboard.components.header import panel_title
from dashboard.components.lists import show_table
from dashboard.components.states import empty_state
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.assignment import BARS, MEANINGS, build_replay
from dashboard.view_models.tables import TableView


@st.fragment
def replay_part(selection: Selection) -> None:
    """Two assumptions, the table, and the words."""
    with st.container(border=True, gap="small", key="replay_inputs"):
        panel_title("Who should get which ticket?", "the tickets of the period, given out again")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="replay_fields"):
            look = st.number_input(
                "Minutes before handing up", 0.0, 240.0, LOOK_MINUTES, 1.0, "%.0f",
                key="replay_look", width=220, help="What a ticket takes from somebody below its level",
            )  # fmt: skip
            share = st.number_input(
                "Part of a shift for tickets, %", 5.0, 100.0, 100 * UTILISATION, 5.0, "%.0f",
                key="replay_share", width=220, help="The rest is meetings, breaks and other work",
            )  # fmt: skip
        st.caption(escape_markdown(" ".join(MEANINGS)))
    with st.spinner("Giving out the tickets again …"):
        view = data.view(build_replay, selection, float(look), float(share) / 100)
    if view.problem:
        empty_state(view.problem)
        return
    _bars(view.table)
    show_table(view.table, key="replay_rules")
    with st.container(border=True, gap="xsmall", key="replay_words"):
        panel_title("What the difference is")
        for text in view.differences:
            st.markdown(escape_markdown(text))
        for note in view.notes:
            st.caption(escape_markdown(note))


def _bars(table: TableView) -> None:
    """The rules side by side in what sets them apart."""
    for column, (name, (title, unit)) in zip(st.columns(len(BARS), gap="small"), BARS.items(), strict=True):
        rows = table.frame[table.frame[name].notna()]
        with column:
            chart_with_table(
                partial(ranked_bars, rows, "rule", name, mode=session.current_mode(), unit=unit),
                rows,
                key=f"replay_{name}",
                title=title,
                alt=f"{title}, by rule",
                columns={"rule": table.columns["rule"], name: table.columns[name]},
            )
