"""Settings: when we are open, what we promise, what we aim at, and how we count."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.components.definition_editor import definition_editor
from dashboard.components.hours_editor import hours_editor
from dashboard.components.policy_editor import policy_editor
from dashboard.components.target_editor import target_editor

session.require_role()
hours, policy, targets, definitions = st.tabs(["Opening hours", "SLA policy", "Targets", "Definitions"])
with hours:
    hours_editor()
with policy:
    policy_editor()
with targets:
    target_editor()
with definitions:
    definition_editor()
