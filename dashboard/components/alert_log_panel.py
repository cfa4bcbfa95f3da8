"""The log of alerts, with buttons to take note, to snooze and to close."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from core.data.store import Store
from core.reporting.alert_log import acknowledge, close_alerts, snooze
from dashboard.components.lists import show_table
from dashboard.components.saying import act, say
from dashboard.format import escape_markdown
from dashboard.view_models.alert_form import in_words
from dashboard.view_models.tables import TableView

PLACE = "alert_log"
HOURS = {1: "1 hour", 4: "4 hours", 24: "1 day", 168: "1 week"}
WHO_LENGTH = 80


def alert_log_panel(store: Store, log: TableView) -> None:
    """The table; selecting a row that is not over shows what can be done about it."""
    show_table(log, key="alert_log", detail=partial(_chosen, store))


def _chosen(store: Store, row: pd.Series | None) -> None:
    say(PLACE)
    if row is None:
        return
    if row["is_over"]:
        st.caption("This alert is over.")
        return
    pk, name = int(row["pk"]), " ".join(str(row[part]) for part in ("rule", "what") if row[part])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="alert_log_buttons"):
        who = st.text_input(
            "Noted by", key="alert_who", max_chars=WHO_LENGTH, placeholder="Name or role", width=180
        )
        noted = st.button("Take note", type="primary", icon=":material/done:", key="alert_note")
        hours = st.selectbox(
            "Snooze for", list(HOURS), format_func=HOURS.__getitem__, key="alert_hours", width=120
        )
        quiet = st.button("Snooze", icon=":material/snooze:", key="alert_snooze")
        closed = st.button("Close", icon=":material/close:", key="alert_close")
    st.caption(escape_markdown(name))
    if noted:
        act(PLACE, lambda: _count(acknowledge(store, [pk], who or "")), "Noted: no more reminders.", in_words)
    if quiet:
        until = datetime.now(UTC) + timedelta(hours=int(hours or 1))
        act(PLACE, lambda: _count(snooze(store, [pk], until)), "Silent for a while.", in_words)
    if closed:
        act(PLACE, lambda: _count(close_alerts(store, [pk])), "Closed.", in_words)


def _count(done: int) -> None:
    if not done:
        raise ValueError("this alert is over already")
