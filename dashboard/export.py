"""Tables as CSV and Excel files, for people who go on in a spreadsheet.

A text cell that a spreadsheet would run as a formula (leading = + - @ tab CR) gets a leading
apostrophe; numbers stay numbers, so a negative count is not mistaken for a formula.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
EXCEL_ROW_LIMIT = 1_048_575
EXCEL_CELL_LIMIT = 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def neutralise(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; anything but text comes back as it is.

    >>> neutralise("=1+1"), neutralise("-5"), neutralise(-5), neutralise("plain")
    ("'=1+1", "'-5", -5, 'plain')
    """
    if not isinstance(cell, str):
        return cell
    text = _CONTROL.sub("", cell)
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy of a frame with text cells and column titles neutralised and lists written out."""
    if not frame.columns.is_unique:
        raise ValueError("columns: two columns have the same title")
    columns = {str(neutralise(str(name))): _safe_column(frame[name]) for name in frame.columns}
    return pd.DataFrame(columns, index=frame.index).reset_index(drop=True)


def _safe_column(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column) or _is_instant(column):
        return column
    return column.astype(object).map(_safe_cell)


def _is_instant(column: pd.Series) -> bool:
    return bool(pd.api.types.is_datetime64_any_dtype(column))


def _safe_cell(cell: Any) -> Any:
    if isinstance(cell, list | tuple):
        return neutralise(", ".join(str(part) for part in cell))
    return neutralise(cell)


def to_csv(frame: pd.DataFrame) -> bytes:
    """The table as UTF-8 CSV with a byte order mark (Excel needs it); instants in ISO 8601.

    >>> to_csv(pd.DataFrame({"team": ["=A"], "open": [-3]})).decode("utf-8-sig").split()
    ['team,open', "'=A,-3"]
    """
    text = safe_frame(frame).to_csv(index=False, lineterminator="\r\n", date_format="%Y-%m-%dT%H:%M:%S%z")
    return text.encode("utf-8-sig")


def to_excel(frame: pd.DataFrame, sheet: str = "Queuewise") -> bytes:
    """The table as an Excel workbook: header frozen and filtered, numbers as numbers, zone-less instants."""
    if len(frame) > EXCEL_ROW_LIMIT:
        raise ValueError(f"frame: {len(frame)} rows do not fit into an Excel sheet; export CSV")
    buffer = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        table = _for_excel(safe_frame(frame))
        table.to_excel(writer, sheet_name=sheet[:31], index=False)
        _dress(writer, table, sheet[:31])
    return buffer.getvalue()


def _for_excel(frame: pd.DataFrame) -> pd.DataFrame:
    table = frame.copy()
    for name in table.columns:
        if isinstance(table[name].dtype, pd.DatetimeTZDtype):
            table[name] = table[name].dt.tz_localize(None)
        elif not pd.api.types.is_numeric_dtype(table[name]) and not _is_instant(table[name]):
            table[name] = table[name].map(
                lambda cell: cell[:EXCEL_CELL_LIMIT] if isinstance(cell, str) else cell
            )
    return table


def _dress(writer: pd.ExcelWriter, table: pd.DataFrame, sheet: str) -> None:
    worksheet = writer.sheets[sheet]
    worksheet.freeze_panes(1, 0)
    if len(table.columns):
        worksheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    worksheet.autofit()


def file_name(title: str, extension: str) -> str:
    """A file name that every system accepts.

    >>> file_name("Queues · worst first/today", "csv")
    'queuewise-queues-worst-first-today.csv'
    """
    words = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower()
    return f"queuewise-{words or 'table'}.{extension}"
