"""Team: speed, quality and volume together, where work comes from, how it moves, and what customers say."""

from __future__ import annotations

import streamlit as st

from dashboard import filters, session
from dashboard.components.team_panels import PARTS
from dashboard.components.ticket_link import follow_waiting

session.require_role()
selection = filters.current()
start = session.default_choice("part", next(iter(PARTS)), PARTS)
tabs = st.tabs(list(PARTS), default=start, key="part", bind="query-params")
for tab, part in zip(tabs, PARTS.values(), strict=True):
    if tab.open:
        with tab:
            part(selection)
follow_waiting()
