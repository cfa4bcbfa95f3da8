"""The fields of quiet hours."""

from __future__ import annotations

from datetime import time

import streamlit as st

from core.alerts.quiet import QuietHours
from dashboard.view_models.alert_form import WEEKDAYS, QuietForm

NIGHT, MORNING = time(20), time(7)
HELP = "Alerts are written down and told afterwards if they are still there. Times of the display zone."


def quiet_fields(quiet: QuietHours | None, *, key: str) -> QuietForm:
    """A switch, two times of day and the days that are quiet as a whole."""
    is_on = bool(st.toggle("Quiet hours", quiet is not None, help=HELP, key=f"{key}_on"))
    start = quiet.start if quiet else NIGHT
    end = quiet.end if quiet else MORNING
    if not is_on:
        return QuietForm(False, start, end, ())
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        first = st.time_input("From", start, step=900, key=f"{key}_from", width=110)
        last = st.time_input("To", end, step=900, key=f"{key}_to", width=110)
        days = st.pills(
            "Whole days",
            range(7),
            selection_mode="multi",
            default=list(quiet.weekdays) if quiet else [],
            format_func=WEEKDAYS.__getitem__,
            key=f"{key}_days",
        )
    return QuietForm(True, first or start, last or end, tuple(sorted(days or ())))
