"""Data: what came in, what was refused, how good it is, and what can be computed from it."""

from __future__ import annotations

import streamlit as st

from dashboard import data, session
from dashboard.components import kpi_row
from dashboard.components.anomaly_tickets import tickets_of_anomaly
from dashboard.components.demo_offer import demo_offer
from dashboard.components.import_panel import import_panel
from dashboard.components.lists import show_table
from dashboard.components.refused import refused_downloads
from dashboard.view_models.data import build_data

LOOKS = ("Imports", "Quality", "What can be computed")

session.require_role()
report = data.report()
view = data.view(build_data)

if not view.is_empty:
    kpi_row(view.cards, key="data_cards", min_width=165)
start = session.default_choice("look", LOOKS[0])
imports, quality, computable = st.tabs(LOOKS, default=start, key="look", bind="query-params")
with imports:
    if import_panel(report.store) and view.is_empty:
        demo_offer(report.store)
    show_table(view.imports, key="imports")
    if not view.refused.is_empty:
        show_table(view.refused, key="refused")
        refused_downloads(report.store, key="refused_files")
if quality.open:
    with quality:
        show_table(view.completeness, key="completeness")
        show_table(view.anomalies, key="anomalies", detail=tickets_of_anomaly)
if computable.open:
    with computable:
        show_table(view.computable, key="computable")
