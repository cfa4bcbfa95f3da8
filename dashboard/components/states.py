"""What a page shows when there is nothing to show, or something went wrong."""

from __future__ import annotations

import streamlit as st

from dashboard.format import escape_markdown
from dashboard.navigation import PAGES_FOLDER


def empty_state(
    title: str, detail: str = "", *, page: str | None = None, action: str = "", border: bool = True
) -> None:
    """Say what is missing and what to do about it."""
    with st.container(border=border, horizontal_alignment="center", gap="xsmall"):
        st.space("small")
        st.markdown(f":material/inbox: **{escape_markdown(title)}**", width="content")
        if detail:
            st.caption(escape_markdown(detail), width="content")
        if page:
            st.page_link(PAGES_FOLDER / page, label=action or "Open", icon=":material/arrow_forward:")
        st.space("small")


def error_state(error_id: str) -> None:
    """A sentence for people; the log has the rest under the same id."""
    st.error(
        "This part could not be shown. Reload the page; if it stays, tell whoever runs this dashboard "
        f"the error id **{escape_markdown(error_id)}**: the log has the details under it.",
        icon=":material/error:",
    )
