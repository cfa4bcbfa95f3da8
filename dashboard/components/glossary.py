"""The glossary: search, the table of all figures, and the whole definition of the chosen one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.components.lists import show_table
from dashboard.format import escape_markdown
from dashboard.view_models.glossary import GlossaryView, matching


def glossary(view: GlossaryView) -> None:
    """A search box over the table; a selected row opens all that is known about its figure."""
    words = st.text_input(
        "Search", placeholder="reopen, first response, csat …", key="search", bind="query-params", width=360
    )

    def definition(row: pd.Series | None) -> None:
        if row is None:
            st.caption("Select a row for the whole definition.")
            return
        with st.container(border=True, key="definition"):
            st.markdown(view.texts[row["name"]])
            st.caption(escape_markdown(f"Sources: {row['sources']} · id: {row['id']}"))

    show_table(matching(view, words or ""), key="glossary", detail=definition)
