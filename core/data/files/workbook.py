"""Excel and OpenDocument sheets to a table of strings; formulas are never evaluated."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from core.data.files.problem import ImportProblem, Question
from core.data.files.string_table import StringTable, clean_names, doubled_names, drop_blank_rows

MAX_CELLS = 50_000_000
"""A sheet is laid out as a rectangle in memory; one stray cell in the last corner would need 17 billion."""
_PLACE = re.compile(rb"\br=[\"'][A-Za-z]{0,7}(\d{1,10})[\"']")
_LETTERS = re.compile(rb"\br=[\"']([A-Za-z]{1,7})\d{1,10}[\"']")


def read_workbook(data: bytes, sheet: str | None = None) -> StringTable:
    """One sheet of a workbook, every cell as text.

    Whole numbers lose the ".0" that spreadsheets give them; dates become ISO text; a formula
    counts as the value that was saved with it. Raises ImportProblem for a damaged file, an
    unknown sheet, or a workbook with several filled sheets of which none was chosen.
    """
    _refuse_huge_sheets(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        name = _sheet_name(book, sheet)
        rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise ImportProblem(f"The workbook cannot be opened: {str(error)[:200]}") from error
    start = next((i for i, row in enumerate(rows) if any(cell not in ("", None) for cell in row)), None)
    if start is None:
        raise ImportProblem(f"The sheet {name} is empty.")
    names, doubled = clean_names([_as_text(cell) for cell in _trimmed(rows[start])])
    table = _table(names, rows[start + 1 :])
    lines = np.arange(start + 2, start + 2 + table.num_rows, dtype=np.int64)
    table, lines = drop_blank_rows(table, lines)
    sheets = tuple(book.sheet_names)
    return StringTable(table, lines, format="excel", warnings=doubled_names(doubled), sheets=sheets)


def _refuse_huge_sheets(data: bytes) -> None:
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = [name for name in archive.namelist() if "worksheets/" in name and name.endswith(".xml")]
            for name in sheets:
                _refuse_huge(archive.read(name))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ImportProblem("The workbook is damaged or protected by a password.") from error


def _refuse_huge(sheet: bytes) -> None:
    height = max(map(int, _PLACE.findall(sheet)), default=0)
    width = max(map(_column_number, set(_LETTERS.findall(sheet))), default=0)
    if height * width > MAX_CELLS:
        raise ImportProblem(
            f"The sheet reaches to row {height:,} and column {width:,}: a stray cell lies far from"
            " the table. Delete it, or save the sheet as CSV."
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _sheet_name(book: CalamineWorkbook, wanted: str | None) -> str:
    names = list(book.sheet_names)
    if wanted is not None:
        if wanted not in names:
            raise ImportProblem(f"There is no sheet {wanted}; the workbook has {', '.join(names)}.")
        return wanted
    filled = [name for name in names if book.get_sheet_by_name(name).height > 1]
    if len(filled) > 1:
        question = Question("sheet", "Which sheet holds the tickets?", tuple(filled))
        raise ImportProblem(f"The workbook has several sheets: {', '.join(filled)}.", question)
    return filled[0] if filled else names[0]


def _trimmed(header: list[Any]) -> list[Any]:
    last = max((i for i, cell in enumerate(header) if cell not in ("", None)), default=-1)
    return header[: last + 1]


def _table(names: list[str], rows: list[list[Any]]) -> pa.Table:
    columns = {}
    for position, name in enumerate(names):
        cells = [_as_text(row[position]) if position < len(row) else "" for row in rows]
        columns[name] = pa.array(cells, pa.string())
    return pa.table(columns)


def _as_text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return _clock(cell)
    return str(cell)


def _number(cell: float) -> str:
    """Whole numbers without ".0"; those too long to be exact in a form that shows it (9.00e+15)."""
    if not cell.is_integer():
        return repr(cell)
    return str(int(cell)) if abs(cell) < 2**53 else f"{cell:.15e}"


def _clock(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
