"""Hiring and cost: who must start when, what support costs, who should get which ticket."""

from __future__ import annotations

import streamlit as st

from dashboard import filters, session
from dashboard.components.hiring_panels import PARTS

session.require_role()
selection = filters.current()
start = session.default_choice("section", next(iter(PARTS)), PARTS)
tabs = st.tabs(list(PARTS), default=start, key="section", bind="query-params")
for tab, part in zip(tabs, PARTS.values(), strict=True):
    if tab.open:
        with tab:
            part(selection)
