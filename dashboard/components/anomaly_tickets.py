"""The tickets behind a contradiction in the data."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.components.table import table_with_export
from dashboard.format import count, escape_markdown
from dashboard.view_models.anomalies import build_anomaly_tickets

HINT = "Select a row, by the box at its left, to see its tickets."


def tickets_of_anomaly(row: pd.Series | None) -> None:
    """The tickets of the row that is selected in the list of contradictions."""
    if row is None:
        st.caption(HINT)
        return
    view = data.view(build_anomaly_tickets, str(row["name"]), int(row["count"]))
    st.caption(escape_markdown(view.words))
    table = view.tickets
    shown = len(table.frame)
    cut = f"{count(shown)} of {count(table.total)} shown; the export has all"
    table_with_export(
        table.frame,
        key=f"anomaly_{view.id}",
        title=table.title,
        columns=table.columns,
        note=cut if table.total > shown else table.note,
        empty=table.empty,
        border=False,
        every_row=table.every_row,
        total=table.total,
    )
