"""From a bar, a cell or a row to its tickets."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.components.table import Detail, table_with_export
from dashboard.format import escape_markdown
from dashboard.view_models.behind import Drills, build_behind


def tickets_of(drills: Drills, *, key: str) -> Detail:
    """What a panel draws below its chart or table: the tickets of the selected row."""
    return partial(_tickets, drills=drills, key=key)


def _tickets(row: pd.Series | None, *, drills: Drills, key: str) -> None:
    chosen = drills.at(row)
    if chosen is None:
        st.caption(escape_markdown(drills.hint))
        return
    view = data.view(build_behind, chosen)
    table_with_export(
        view.frame,
        key=f"{key}_tickets",
        title=view.title,
        columns=view.columns,
        note=view.note,
        empty=view.empty,
        border=False,
        every_row=view.every_row,
        total=view.total,
    )
