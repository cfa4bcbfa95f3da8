"""A way out of a period that has no tickets."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboard.filters import show_all_time
from dashboard.format import date


def quiet_notice(newest: datetime | None, zone: str) -> None:
    """Say that the period lies beside the data, with a button that shows all of it."""
    if newest is None:
        return
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", gap="small", key="quiet_notice"
    ):
        st.markdown(
            f":material/info: No ticket was created in this period; the newest is of {date(newest, zone)}.",
            width="content",
        )
        st.button("Show all time", key="show_all_time", on_click=show_all_time)
