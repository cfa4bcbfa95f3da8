"""One door for every format: a path in, a table of strings out."""

from __future__ import annotations

import re
from pathlib import Path

from core.data.files.delimited import read_delimited
from core.data.files.problem import ImportProblem
from core.data.files.records import read_json_lines, read_parquet
from core.data.files.string_table import StringTable
from core.data.files.unpacking import unpack
from core.data.files.workbook import read_workbook

_NOTHING = b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"
_JSON_HEAD = re.compile(rb'(\xef\xbb\xbf)?\s*(\[\s*)?\{\s*"')
_WORKBOOK_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_table(path: Path, *, separator: str | None = None, sheet: str | None = None) -> StringTable:
    """The rows of a CSV, TSV, Excel, Parquet or JSON-lines file, also inside .gz or a .zip of one.

    The content decides, not the name. Raises ImportProblem when there is nothing to import.
    """
    name, data = unpack(path)
    table = _read(name.lower(), data, separator, sheet)
    if len(table.lines) == 0 and not table.broken:
        raise ImportProblem(f"{path.name} has column names but no rows.")
    return table


def _read(name: str, data: bytes, separator: str | None, sheet: str | None) -> StringTable:
    if not data[:4096].strip(_NOTHING) and not data.strip(_NOTHING):
        raise ImportProblem("The file is empty.")
    if data[:4] == b"PAR1":
        return read_parquet(data)
    if data.startswith(_WORKBOOK_MAGIC):
        return read_workbook(data, sheet)
    if _JSON_HEAD.match(data[:4096]) or name.endswith((".jsonl", ".ndjson", ".json")):
        return read_json_lines(data)
    return read_delimited(data, separator)
