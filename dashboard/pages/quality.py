"""Quality: how good the work is, whether reviews are fair, what people find themselves, who is learning."""

from __future__ import annotations

import streamlit as st

from dashboard import filters, session
from dashboard.components.quality_panels import PARTS

session.require_role()
selection = filters.current()
start = session.default_choice("section", next(iter(PARTS)))
tabs = st.tabs(list(PARTS), default=start, key="section", bind="query-params")
for tab, part in zip(tabs, PARTS.values(), strict=True):
    if tab.open:
        with tab:
            part(selection)
