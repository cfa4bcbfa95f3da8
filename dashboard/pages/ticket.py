"""Ticket: what happened on one ticket, and where its time went."""

from __future__ import annotations

import streamlit as st

from dashboard import session

session.require_role()
ticket = st.text_input("Ticket", key="ticket", bind="query-params", placeholder="Number of a ticket")
st.write(ticket, st.query_params.get("source"))
