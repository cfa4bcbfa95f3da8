"""The clocks of one ticket as a file: every part with its minutes and why it counts or does not."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import data, export
from dashboard.components.table import raw_frame
from dashboard.format import escape_markdown
from dashboard.view_models.clocks import FILE_COLUMNS, clock_rows

HINT = "Select a row, by the box at its left, to download how the minutes of its clock add up."


def clock_button(
    number: str, source: str, *, key: str, label: str, metric: str | None = None, period: int | None = None
) -> None:
    """A button that makes the file of a ticket's clocks, or of one of them, when it is pressed."""
    report = data.report()

    def made() -> bytes:
        return export.to_csv(raw_frame(clock_rows(report, number, source, metric, period), FILE_COLUMNS))

    st.download_button(
        label,
        made,
        export.file_name(" ".join(part for part in ("clock", number, metric) if part), "csv"),
        "text/csv",
        key=key,
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
        help="Every part of the clock with its minutes, and why it ran or stood still",
    )


def clock_of_row(row: pd.Series | None, *, key: str) -> None:
    """The file for the row that is selected in a list of promises."""
    if row is None:
        st.caption(HINT)
        return
    number, promise = str(row["ticket_id"]), str(row["promise"]).lower()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_row"):
        st.markdown(f"{escape_markdown(number)} :gray[{escape_markdown(promise)}]", width="content")
        clock_button(
            number,
            str(row["source_id"]),
            key=key,
            label="Clock as CSV",
            metric=str(row["metric"]),
            period=int(row["period"]),
        )
