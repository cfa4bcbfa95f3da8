"""From a tile of Queue health to its tickets: the tab and the list that show them, brought into view."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

PART, LIST = "part", "list"
_NUMBER = "_queuewise_scroll"
_mount = st.components.v2.component(
    "queuewise_scroll_to",
    html='<div class="here"></div>',
    js=(Path(__file__).parent / "scroll_to.js").read_text("utf-8"),
)


def open_part(part: str, where: str, label: str, *, key: str) -> None:
    """A quiet button that opens a tab, and there a list."""
    st.button(
        label,
        key=key,
        type="tertiary",
        icon=":material/arrow_forward:",
        icon_position="right",
        on_click=_open,
        args=(part, where),
    )


def landing() -> None:
    """Where the page scrolls to after such a button was pressed."""
    _mount(key="queue_landing", data={"number": st.session_state.get(_NUMBER, 0)}, height=1)


def _open(part: str, where: str) -> None:
    st.session_state[PART] = part
    if where:
        st.session_state[LIST] = where
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
