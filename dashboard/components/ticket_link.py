"""From a ticket in a list to the page that tells what happened on it.

A button in the row, not a link: links in a table open a new tab and with it a new session, a button
stays in this one, keeps the filters, and the browser's way back leads to the list. The number itself
stays text that can be copied.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.navigation import PAGES_FOLDER
from dashboard.session import is_part_of_a_page
from dashboard.view_models.cards import Column

TICKET_PAGE = PAGES_FOLDER / "ticket.py"
LINK = "_open"
_WAITING = "_queuewise_ticket"
ARROW = ":material/arrow_forward:"


def ticket_column(columns: Mapping[str, Column]) -> str | None:
    """The column that holds ticket numbers, if any."""
    return next((name for name, column in columns.items() if column.kind == "ticket"), None)


def with_links(shown: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """The table with a button beside each ticket number."""
    name = ticket_column(columns)
    if name is None:
        return shown
    linked = shown.copy()
    linked.insert(list(shown.columns).index(name) + 1, LINK, ARROW)
    return linked


def link_config(columns: Mapping[str, Column], *, key: str) -> dict[str, Any]:
    """How Streamlit draws the buttons."""
    if ticket_column(columns) is None:
        return {}
    button = st.column_config.ButtonColumn(
        "Open", width=64, help="See what happened on this ticket, and its clocks", type="tertiary", key=key
    )
    return {LINK: button}


def follow(frame: pd.DataFrame, columns: Mapping[str, Column], *, key: str) -> None:
    """Go to the ticket whose button was pressed; the filters stay as they are."""
    name, pressed = ticket_column(columns), st.session_state.get(key)
    if name is None or pressed is None or not 0 <= pressed["row"] < len(frame):
        return
    row = frame.iloc[pressed["row"]]
    address = {"ticket": str(row[name])}
    if "source_id" in frame.columns and frame["source_id"].nunique() > 1:
        address["source"] = str(row["source_id"])
    if is_part_of_a_page():
        st.session_state[_WAITING] = address
        st.rerun()
    st.switch_page(TICKET_PAGE, query_params=address)


def follow_waiting() -> None:
    """Go to the ticket that was pressed in a part of the page that is drawn again by itself.

    Only a run of the whole page knows all filters: left from a part of it, the browser's way back would
    lose them.
    """
    address = st.session_state.pop(_WAITING, None)
    if address is not None:
        st.switch_page(TICKET_PAGE, query_params=address)
