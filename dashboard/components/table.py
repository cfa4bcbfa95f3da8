"""Tables that show people's units and export raw values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboard import export
from dashboard.charts.memory import remember
from dashboard.components.header import panel_title
from dashboard.components.states import empty_state
from dashboard.components.ticket_link import follow, link_config, with_links
from dashboard.format import NO_DATA, count, duration
from dashboard.session import display_zone
from dashboard.theme import LEVEL_STYLES, STATUS_STYLES, level_style, status_style
from dashboard.view_models.cards import Column, Kind

Height = int | Literal["content", "stretch"]
Rows = Callable[[], pd.DataFrame]
Detail = Callable[[pd.Series | None], None]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_CONTENT_ROWS = 12
TIMES = {"minutes": duration, "clock": partial(duration, business=True)}
ROW_HEIGHT = 36


def table_with_export(
    frame: pd.DataFrame,
    *,
    key: str,
    title: str,
    columns: Mapping[str, Column] | None = None,
    note: str = "",
    height: Height = "content",
    empty: str = "Nothing to list for this selection.",
    border: bool = True,
    every_row: Rows | None = None,
    total: int = 0,
    detail: Detail | None = None,
) -> None:
    """A panel with a table, and buttons that export it as CSV and Excel.

    ``every_row`` makes the ``total`` rows that a file holds where the table shows only some of them.
    ``detail`` draws below the table what belongs to the row that is selected, None while none is.
    """
    shown = columns or default_columns(frame)
    with st.container(border=border, height="stretch", gap="small", key=f"{key}_panel"):
        with st.container(
            horizontal=True,
            wrap=False,
            vertical_alignment="center",
            horizontal_alignment="distribute",
            gap="small",
        ):
            panel_title(title, note)
            if len(frame):
                rows = every_row or (lambda: frame)
                export_buttons(rows, shown, key=key, title=title, total=max(total, len(frame)))
        if frame.empty:
            empty_state(empty, border=False)
        else:
            selected = bare_table(frame, shown, key=key, title=title, height=height, selects=bool(detail))
            if detail is not None:
                detail(selected)


def bare_table(
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    key: str,
    title: str,
    height: Height = "content",
    selects: bool = False,
) -> pd.Series | None:
    """Only the table; the row that is selected, where ``selects`` allows it."""
    many = height == "content" and len(frame) > MAX_CONTENT_ROWS
    open_key = f"{key}_open"
    shown = in_words(with_links(display_frame(frame, columns), columns), columns)
    options: dict[str, Any] = {
        "hide_index": True,
        "height": ROW_HEIGHT * (MAX_CONTENT_ROWS + 1) if many else height,
        "row_height": ROW_HEIGHT,
        "column_config": {
            **{name: _config(column) for name, column in columns.items()},
            **link_config(columns, key=open_key),
        },
        "key": key,
        "placeholder": NO_DATA,
        "alt": title,
    }
    rows: list[int] = []
    if selects:
        rows = st.dataframe(shown, on_select="rerun", selection_mode="single-row", **options).selection.rows
    else:
        st.dataframe(shown, **options)
    follow(frame, columns, key=open_key)
    return frame.iloc[rows[0]] if rows and rows[0] < len(frame) else None


def export_buttons(
    rows: Rows, columns: Mapping[str, Column], *, key: str, title: str, total: int = 0
) -> None:
    """CSV and Excel of the raw values; ``rows`` and the files are made when somebody asks for them.

    A sheet has an end: of more than a million rows (``total``) there is only CSV.
    """
    fits = total <= export.EXCEL_ROW_LIMIT
    too_long = f"More than the {count(export.EXCEL_ROW_LIMIT)} rows that an Excel sheet holds: take CSV"
    with st.container(horizontal=True, width="content", gap="xsmall", key=f"{key}_export"):
        st.download_button(
            "CSV",
            lambda: export.to_csv(raw_frame(rows(), columns)),
            export.file_name(title, "csv"),
            "text/csv",
            key=f"{key}_csv",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
            help="Download this table as CSV",
        )
        st.download_button(
            "Excel",
            lambda: export.to_excel(raw_frame(rows(), columns)),
            export.file_name(title, "xlsx"),
            EXCEL,
            key=f"{key}_excel",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
            help="Download this table as an Excel workbook" if fits else too_long,
            disabled=not fits,
        )


def default_columns(frame: pd.DataFrame) -> dict[str, Column]:
    """Every column under its own name, its kind told from its type."""
    return {name: Column(str(name), _kind(frame[name])) for name in frame.columns}


def _kind(values: pd.Series) -> Kind:
    if pd.api.types.is_integer_dtype(values):
        return "count"
    if pd.api.types.is_numeric_dtype(values):
        return "number"
    return "instant" if pd.api.types.is_datetime64_any_dtype(values) else "text"


def raw_frame(frame: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """What the export holds: the shown columns under their titles, durations named in minutes."""
    titles = {
        name: f"{column.title} (minutes)" if column.kind in TIMES else column.title
        for name, column in columns.items()
    }
    return frame[list(columns)].rename(columns=titles)


@remember
def display_frame(frame: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """What the table shows: status words, shares in percent, durations that still sort as numbers."""
    return pd.DataFrame({name: _display(frame[name], column) for name, column in columns.items()})


def _display(values: pd.Series, column: Column) -> pd.Series:
    if column.kind == "status":
        return values.map(lambda status: [status_style(status).word])
    if column.kind == "level":
        return values.astype(object).map(
            lambda level: [level_style(level).word] if isinstance(level, str) else []
        )
    if column.kind == "share":
        return values.astype(float) * 100
    if column.kind in TIMES:
        return values.astype(float)
    if column.kind in ("text", "figure", "ticket"):
        return values.astype(object).where(values.notna(), None).map(_plain)
    return values


def in_words(shown: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame | Styler:
    """Durations written as on the cards; the numbers below the words still sort."""
    words = {name: TIMES[column.kind] for name, column in columns.items() if column.kind in TIMES}
    return shown.style.format(words, na_rep=NO_DATA) if words else shown


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else str(value)


def _config(column: Column) -> Any:
    common = {"label": column.title, "help": column.help, "width": column.width}
    chips = {"status": STATUS_STYLES, "level": LEVEL_STYLES}.get(column.kind)
    if chips is not None:
        words = [style.word for style in chips.values()]
        colours = [style.badge for style in chips.values()]
        return st.column_config.MultiselectColumn(options=words, color=colours, **common)
    formats = {"count": "localized", "number": "%.1f", "share": "%.0f %%"}
    if column.kind in formats:
        return st.column_config.NumberColumn(format=formats[column.kind], **common)
    if column.kind in TIMES:
        return st.column_config.NumberColumn(**common)
    if column.kind == "figure":
        return st.column_config.TextColumn(alignment="right", **common)
    if column.kind == "instant":
        return st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm", timezone=display_zone(), **common)
    if column.kind == "trend":
        return st.column_config.AreaChartColumn(**common)
    return st.column_config.TextColumn(**common)
