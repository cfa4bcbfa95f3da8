"""Ticket: what happened on one ticket, and where its time went."""

from __future__ import annotations

import streamlit as st

from dashboard import data, session
from dashboard.charts.clock_lines import clock_lines
from dashboard.charts.state_line import state_line
from dashboard.components import chart_with_table, empty_state, kpi_row
from dashboard.components.clock_files import clock_button
from dashboard.components.lists import show_table
from dashboard.format import escape_markdown
from dashboard.view_models.clocks import COLUMNS, EMPTY
from dashboard.view_models.ticket import build_ticket

session.require_role()
row = st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="ticket_bar")
number = row.text_input(
    "Ticket", key="ticket", bind="query-params", placeholder="Number of a ticket", width=220
)
view = data.view(build_ticket, number.strip(), st.query_params.get("source"))
if len(view.sources) > 1:
    source = row.selectbox("Help desk", view.sources, key="source", bind="query-params", width=220)
    view = data.view(build_ticket, number.strip(), source)

if not view.sources and number:
    empty_state(
        "No such ticket", "No help desk whose tickets were imported has this number.", page="queue_health.py",
        action="Open tickets",
    )  # fmt: skip
elif not view.sources:
    empty_state(
        "Which ticket?", "Type its number above, or open one from a list.", page="queue_health.py",
        action="Open tickets",
    )  # fmt: skip
else:
    st.caption(escape_markdown(view.line))
    kpi_row(view.cards, key="ticket_cards", min_width=165)
    chart_with_table(
        lambda: state_line(view.band, view.marks, mode=session.current_mode()),
        view.stretches.frame, key="stretches", title=view.stretches.title,
        alt="States of the ticket over time", columns=view.stretches.columns, empty=view.stretches.empty,
    )  # fmt: skip
    chart_with_table(
        lambda: clock_lines(view.clocks.parts, view.clocks.marks, mode=session.current_mode()),
        view.clocks.parts, key="clocks", title="Clocks", note="long red line: due; short: 50, 80, 90, 200 %",
        alt="Clocks of the promises over time", columns=COLUMNS, empty=EMPTY,
    )  # fmt: skip
    for line in view.clocks.lines:
        st.caption(escape_markdown(line))
    if view.clocks.lines:
        clock_button(view.number, view.source, key="clocks_file", label="Clocks as CSV")
    show_table(view.happened, key="happened")
