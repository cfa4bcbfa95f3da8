"""Maturity: which stage we are in, where we are below it, when to grow, what goes wrong quietly."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.components.maturity_panels import PARTS

session.require_role()
start = session.default_choice("section", next(iter(PARTS)), PARTS)
tabs = st.tabs(list(PARTS), default=start, key="section", bind="query-params")
for tab, part in zip(tabs, PARTS.values(), strict=True):
    if tab.open:
        with tab:
            part()
