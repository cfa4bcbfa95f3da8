"""The rows that were not stored, as a file that can be mended and imported again."""

from __future__ import annotations

import csv
import io
import json
import re

from core.data.store import Store

REASONS = ("queuewise_line", "queuewise_column", "queuewise_rule")
_NUMBER = re.compile(r"^[+-]?[\d.,]+$")


def rejected_as_csv(store: Store, batch_pk: int) -> bytes:
    """One import's quarantined rows as CSV (UTF-8 with a byte-order mark, for spreadsheets).

    The columns are the file's own, as far as the profile reads them, then line, column and rule.
    Mended, the file can be imported with the same options; the reason columns are ignored.
    Cells that a spreadsheet would take for a formula begin with an apostrophe, which the import
    takes off again. Rows that could not be split into columns have only the reason.
    """
    rejected = store.rejected_rows(batch_pk).sort_values("line")
    rows = [json.loads(row) if isinstance(row, str) else {} for row in rejected["row"]]
    names = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([*names, *REASONS])
    columns = rejected["column"].fillna("")
    for row, line, column, rule in zip(rows, rejected["line"], columns, rejected["rule"], strict=True):
        writer.writerow(
            [harmless(str(cell)) for cell in (*(row.get(n, "") for n in names), line, column, rule)]
        )
    return stream.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet evaluates.

    >>> harmless("=1+1"), harmless("-100"), harmless("@cmd")
    ("'=1+1", '-100', "'@cmd")
    """
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell and not _NUMBER.match(cell) else cell
