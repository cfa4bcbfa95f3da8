"""What one browser session knows: that the router ran, and which colours it sees."""

from __future__ import annotations

from collections.abc import Container

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.theme import Mode

_ROUTED = "_queuewise_routed"
_ZONE = "_queuewise_zone"
_START = "_queuewise_start_"


def mark_routed() -> None:
    """Called by the entry script before it runs a page."""
    st.session_state[_ROUTED] = True


def require_role() -> None:
    """First line of every page: stop unless the entry script, and with it every check, ran first."""
    if not st.session_state.get(_ROUTED):
        st.error("This page opens through the dashboard only. Go to the start page.", icon=":material/lock:")
        st.stop()


def current_mode() -> Mode:
    """Whether the browser shows the light or the dark theme."""
    return "dark" if st.context.theme.type == "dark" else "light"


def is_part_of_a_page() -> bool:
    """Whether only a part of the page is being drawn again."""
    context = get_script_run_ctx()
    return bool(context and context.fragment_ids_this_run)


def set_display_zone(zone: str) -> None:
    """Remember the zone in which instants are shown."""
    st.session_state[_ZONE] = zone


def default_choice(key: str, first: str, choices: Container[str] | None = None) -> str:
    """The default of a control that is bound to the address: what it showed when the reader left the page.

    The browser's way back leads to the address without the control's value, and Streamlit then falls
    back to the default. ``choices``: what the control offers, where pages share its name.
    """
    default = st.session_state.get(_START + key, first)
    if choices is not None and default not in choices:
        default = first
    shown = st.session_state.get(key, default)
    if choices is not None and shown not in choices:
        shown = default
    if key not in st.query_params and shown != default:
        st.session_state[_START + key] = default = shown
    return str(default)


def display_zone() -> str:
    """The zone in which instants are shown."""
    return str(st.session_state.get(_ZONE, "UTC"))
