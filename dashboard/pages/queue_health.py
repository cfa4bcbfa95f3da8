"""Queue health, live: what breaks next, what waits, who is overloaded, what is stuck, what is trending."""

from __future__ import annotations

import streamlit as st

from dashboard import filters, session
from dashboard.components.queue_page import live_page
from dashboard.components.queue_tv import big_screen
from dashboard.components.ticket_link import follow_waiting

session.require_role()
selection = filters.current()

if st.query_params.get("tv") == "1":
    big_screen(selection)
else:
    live_page(selection)
follow_waiting()
