"""SLA: promises kept and broken, what breaks next, and where and when they break."""

from __future__ import annotations

import streamlit as st

from dashboard import data, filters, session
from dashboard.components import empty_state, kpi_row, warning_list
from dashboard.components.sla_panels import PARTS
from dashboard.format import escape_markdown
from dashboard.navigation import PAGES_FOLDER
from dashboard.view_models.sla import build_sla

session.require_role()
selection = filters.current()
view = data.view(build_sla, selection)

with st.container(
    horizontal=True,
    vertical_alignment="center",
    horizontal_alignment="distribute",
    gap="small",
    key="sla_policy",
):
    st.caption(escape_markdown(view.policy), width="stretch")
    st.page_link(PAGES_FOLDER / "settings.py", label="Change", icon=":material/settings:")
if view.alerts or view.calm:
    warning_list(view.alerts, key="sla_alerts", limit=3, calm=view.calm)
if view.cards:
    kpi_row(view.cards, key="sla_cards")
if view.empty:
    empty_state(view.empty, view.detail)
if view.notes:
    st.caption(escape_markdown(" ".join(view.notes)))

start = session.default_choice("part", next(iter(PARTS)), PARTS)
tabs = st.tabs(list(PARTS), default=start, key="part", bind="query-params")
for tab, part in zip(tabs, PARTS.values(), strict=True):
    if tab.open:
        with tab:
            part(selection)
