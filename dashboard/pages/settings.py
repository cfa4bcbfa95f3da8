"""Settings: when we are open, what we promise, what we aim at, how we count, and who is told."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.components.alert_editor import alert_editor
from dashboard.components.definition_editor import definition_editor
from dashboard.components.hours_editor import hours_editor
from dashboard.components.policy_editor import policy_editor
from dashboard.components.target_editor import target_editor

session.require_role()
TABS = ["Opening hours", "SLA policy", "Targets", "Definitions", "Alerts"]
hours, policy, targets, definitions, alerts = st.tabs(TABS)
with hours:
    hours_editor()
with policy:
    policy_editor()
with targets:
    target_editor()
with definitions:
    definition_editor()
with alerts:
    alert_editor()
