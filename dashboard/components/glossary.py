"""Look up one figure: what it asks, how it is counted, what it should be, and who defines it otherwise."""

from __future__ import annotations

import streamlit as st

from dashboard.components.header import section
from dashboard.format import escape_markdown
from dashboard.view_models.tables import TableView

PARTS = ("formula", "counted_by", "target", "warning", "needs", "caveats", "alternatives", "sources")


def glossary_lookup(glossary: TableView, *, key: str) -> None:
    """A box to choose a figure, and all that is known about it as text."""
    frame = glossary.frame
    if frame.empty:
        return
    with section("Look up a figure", key=f"{key}_panel"):
        name = st.selectbox("Figure", frame["name"].tolist(), key=key, label_visibility="collapsed")
        entry = frame[frame["name"] == name].iloc[0]
        st.markdown(f"**{escape_markdown(entry['question'])}**")
        lines = [
            f"- *{glossary.columns[part].title}*: {escape_markdown(entry[part])}"
            for part in PARTS
            if part in frame and entry[part]
        ]
        st.markdown("\n".join(lines))
