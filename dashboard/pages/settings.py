"""Settings: when we are open, and what we promise."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.components.hours_editor import hours_editor
from dashboard.components.policy_editor import policy_editor

session.require_role()
hours, policy = st.tabs(["Opening hours", "SLA policy"])
with hours:
    hours_editor()
with policy:
    policy_editor()
