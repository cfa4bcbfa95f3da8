"""Agents: each agent's figures beside the team's, with what chance and the mix of tickets explain."""

from __future__ import annotations

import streamlit as st

from dashboard import filters, session
from dashboard.components.agent_panels import PARTS

session.require_role()
selection = filters.current()
start = session.default_choice("view", next(iter(PARTS)))
tabs = st.tabs(list(PARTS), default=start, key="view", bind="query-params")
for tab, part in zip(tabs, PARTS.values(), strict=True):
    if tab.open:
        with tab:
            part(selection)
