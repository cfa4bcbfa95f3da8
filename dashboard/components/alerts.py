"""What needs attention, on top of a page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.status import status_chip
from dashboard.format import escape_markdown, plural
from dashboard.navigation import PAGES, PAGES_FOLDER
from dashboard.theme import status_style
from dashboard.view_models.cards import Alert


def warning_list(
    alerts: Sequence[Alert], *, key: str, limit: int = 5, calm: str = "Nothing needs attention."
) -> None:
    """Alerts, worst first; those beyond the limit fold away. Without any, one calm line."""
    ordered = sorted(alerts, key=lambda alert: -status_style(alert.status).severity)
    if not ordered:
        status_chip("on_target", calm)
        return
    with st.container(border=True, gap="xsmall", key=key):
        for position, alert in enumerate(ordered[:limit]):
            _line(alert, f"{key}_{position}")
        if len(ordered) > limit:
            with st.expander(f"{plural(len(ordered) - limit, 'more warning')}"):
                for position, alert in enumerate(ordered[limit:], limit):
                    _line(alert, f"{key}_{position}")


def _line(alert: Alert, key: str) -> None:
    with st.container(
        horizontal=True, wrap=False, gap="small", vertical_alignment="center", key=f"alert_line_{key}"
    ):
        status_chip(alert.status)
        detail = f"  {escape_markdown(alert.detail)}" if alert.detail else ""
        st.markdown(f"**{escape_markdown(alert.title)}**{detail}", width="stretch")
        if alert.page:
            st.page_link(PAGES_FOLDER / alert.page, label=_title(alert.page), icon=":material/arrow_forward:")


def _title(file: str) -> str:
    return next((spec.title for spec in PAGES if spec.file == file), "Open")
