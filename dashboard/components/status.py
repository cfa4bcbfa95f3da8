"""Status chips: always an icon and a word, colour on top."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.format import count, escape_for_badge, escape_markdown
from dashboard.theme import STATUS_STYLES, status_style


def status_chip(status: object, text: str | None = None, *, help: str | None = None) -> None:
    """One chip; ``text`` replaces the status's own word."""
    style = status_style(status)
    st.badge(escape_for_badge(text or style.word), icon=style.icon, color=style.badge, help=help)


def status_badge(status: object, text: str | None = None) -> str:
    """The chip as Markdown, to go into a longer text."""
    style = status_style(status)
    return f":{style.badge}-badge[{style.icon} {escape_markdown(text or style.word)}]"


def status_summary(counts: Mapping[str, int], *, note: str = "") -> None:
    """How many things are in which status, worst first, with a sentence beside."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for status, style in STATUS_STYLES.items():
            if counts.get(status):
                status_chip(status, f"{count(counts[status])} {style.word.lower()}")
        if note:
            st.caption(escape_markdown(note))
