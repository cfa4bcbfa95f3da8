"""SLA: promises kept and broken, what breaks next, and where and when they break."""

from __future__ import annotations

import streamlit as st

from dashboard import data, filters, session
from dashboard.components import kpi_row, warning_list
from dashboard.components.lists import show_table
from dashboard.components.sla_panels import compliance_panels, pattern_panels
from dashboard.format import escape_markdown
from dashboard.view_models.sla import build_sla
from dashboard.view_models.sla_words import GROUPINGS

session.require_role()
head = st.container(
    horizontal=True,
    vertical_alignment="bottom",
    horizontal_alignment="distribute",
    gap="small",
    key="sla_head",
)
chosen = head.selectbox(
    "Compare by",
    list(GROUPINGS),
    format_func=GROUPINGS.__getitem__,
    key="by",
    bind="query-params",
    width=180,
    filter_mode=None,
)
by = chosen or "priority"
view = data.view(build_sla, filters.current(), by)
head.caption(escape_markdown(view.policy))

warning_list(view.alerts, key="sla_alerts", limit=3, calm="Promises are kept as often as they should be.")
kpi_row(view.cards, key="sla_cards")
compliance_panels(view, by)
show_table(view.next, key="next_to_break")
show_table(view.breaches, key="breaches")
pattern_panels(view)
left, right = st.columns(2, gap="small")
with left:
    show_table(view.near, key="near_misses")
with right:
    show_table(view.updates, key="updates")
