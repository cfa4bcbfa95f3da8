"""Overview: what needs attention, and the figures each reader opens first."""

from __future__ import annotations

import streamlit as st

from dashboard import data, filters, session
from dashboard.components import kpi_row, table_with_export, warning_list
from dashboard.components.flow_panels import backlog_panel, flow_panel
from dashboard.view_models.overview import build_overview

session.require_role()
selection = filters.current()
view = data.view(build_overview, selection)

warning_list(view.alerts, key="overview_alerts", limit=4, calm="No figure is off target.")
for title, key, cards in (
    ("Right now", "now", view.now),
    ("Promises to customers", "promises", view.promises),
    ("Direction", "direction", view.direction),
):
    st.subheader(title, anchor=False)
    kpi_row(cards, key=key)

st.subheader("Flow", anchor=False)
left, right = st.columns(2, gap="small")
with left:
    flow_panel(view.flow, key="overview_flow")
with right:
    backlog_panel(view.flow, key="overview_backlog")

if selection.comparison is not None:
    table = view.comparison
    table_with_export(
        table.frame, key="overview_comparison", title=table.title, columns=table.columns, empty=table.empty
    )
