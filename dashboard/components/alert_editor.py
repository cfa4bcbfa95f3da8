"""The tab of alerts: channels, the SLA ladder, rules, and the log of what was raised."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from dashboard import data
from dashboard.components.alert_channels import channel_editor
from dashboard.components.alert_ladder import ladder_editor
from dashboard.components.alert_log_panel import alert_log_panel
from dashboard.components.alert_rules import rule_editor
from dashboard.components.lists import show_table
from dashboard.format import escape_markdown
from dashboard.view_models.alert_desk import build_desk

INTRODUCTION = (
    "Rules are looked at every minute while the server runs, or by “queuewise alerts check”. Alerts are "
    "written down here whether or not a channel tells somebody."
)


@st.fragment
def alert_editor() -> None:
    """The whole tab; what is saved counts from the next look on."""
    report = data.report()
    desk = build_desk(report, datetime.now(UTC))
    st.caption(INTRODUCTION)
    if desk.note:
        st.info(escape_markdown(desk.note), icon=":material/schedule:")
    left, right = st.columns([5, 6], gap="small")
    with left:
        channel_editor(report.store, desk.address)
    with right:
        ladder_editor(report, desk.ladder, desk.zone)
    rule_editor(report, desk)
    show_table(desk.table, key="alert_rules")
    alert_log_panel(report.store, desk.log)
