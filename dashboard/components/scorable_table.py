"""A table of tickets in which each row leads to the form that scores it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.components.header import panel_title
from dashboard.components.score_form import open_form
from dashboard.components.states import empty_state
from dashboard.components.table import MAX_CONTENT_ROWS, ROW_HEIGHT, display_frame, export_buttons
from dashboard.components.ticket_link import follow, link_config, with_links
from dashboard.session import display_zone
from dashboard.view_models.cards import Column
from dashboard.view_models.tables import TableView

SCORE = "_score"
PEN = ":material/edit_note: Score"


def scorable_table(view: TableView, *, key: str, why: str) -> None:
    """The tickets with a button each; ``why`` says for what reason the form will review them."""
    with st.container(border=True, gap="small", key=f"{key}_panel"):
        with st.container(
            horizontal=True,
            wrap=False,
            vertical_alignment="center",
            horizontal_alignment="distribute",
            gap="small",
        ):
            panel_title(view.title, view.note)
            if not view.is_empty:
                export_buttons(view.every_row, view.columns, key=key, title=view.title, total=view.total)
        if view.is_empty:
            empty_state(view.empty, border=False)
        else:
            _table(view, key, why)


def _table(view: TableView, key: str, why: str) -> None:
    frame, columns = view.frame, view.columns
    shown = with_links(display_frame(frame, columns), columns)
    shown.insert(0, SCORE, PEN)
    rows = tuple(zip(frame["ticket_id"].astype(str), frame["source_id"].astype(str), strict=True))
    button = st.column_config.ButtonColumn(
        "Review",
        width=92,
        type="tertiary",
        key=f"{key}_score",
        on_click=_open,
        args=(f"{key}_score", rows, why),
    )
    many = len(frame) > MAX_CONTENT_ROWS
    st.dataframe(
        shown,
        hide_index=True,
        height=ROW_HEIGHT * (MAX_CONTENT_ROWS + 1) if many else "content",
        row_height=ROW_HEIGHT,
        column_config={**_config(columns), **link_config(columns, key=f"{key}_open"), SCORE: button},
        key=key,
        alt=view.title,
    )
    follow(frame, columns, key=f"{key}_open")


def _open(key: str, rows: tuple[tuple[str, str], ...], why: str) -> None:
    ticket_id, source_id = rows[st.session_state[key]["row"]]
    open_form(ticket_id, source_id, why)


def _config(columns: Mapping[str, Column]) -> dict[str, Any]:
    return {name: _column(column) for name, column in columns.items()}


def _column(column: Column) -> Any:
    common = {"label": column.title, "help": column.help, "width": column.width}
    if column.kind == "instant":
        return st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm", timezone=display_zone(), **common)
    if column.kind == "number":
        return st.column_config.NumberColumn(format="%.1f", **common)
    return st.column_config.TextColumn(**common)
