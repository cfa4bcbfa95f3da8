"""Integrity: which figures may look better than the work behind them, and what to ask first."""

from __future__ import annotations

import streamlit as st

from dashboard import filters, session
from dashboard.components.integrity_panels import PARTS

session.require_role()
selection = filters.current()
start = session.default_choice("findings", next(iter(PARTS)))
tabs = st.tabs(list(PARTS), default=start, key="findings", bind="query-params")
for tab, part in zip(tabs, PARTS.values(), strict=True):
    if tab.open:
        with tab:
            part(selection)
