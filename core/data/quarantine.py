"""The rows that were not stored, as a file that can be mended and imported again."""

from __future__ import annotations

import csv
import io
import json
import re

import pandas as pd

from core.data.store import Store

REASONS = ("queuewise_line", "queuewise_column", "queuewise_rule")
_NUMBER = re.compile(r"^[+-]?[\d.,]+$")


def rejected_as_csv(store: Store, batch_pk: int) -> bytes:
    """One import's quarantined rows as CSV (UTF-8 with a byte-order mark, for spreadsheets).

    Mended, the file can be imported with the same options. Cells that a spreadsheet would take for
    a formula begin with an apostrophe, which the import takes off again.
    """
    table = rejected_table(store, batch_pk)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(table.columns)
    writer.writerows([harmless(cell) for cell in row] for row in table.itertuples(index=False, name=None))
    return stream.getvalue().encode("utf-8-sig")


def rejected_table(store: Store, batch_pk: int | None = None) -> pd.DataFrame:
    """Quarantined rows of one import, or of all with the name of their file; every cell is text.

    The columns are the files' own, as far as their profiles read them, then line, column and rule,
    which a later import ignores. Rows that could not be split into columns have only the reason.
    """
    rejected = store.rejected_rows(batch_pk).sort_values(["batch_id", "line"])
    rows = [json.loads(row) if isinstance(row, str) else {} for row in rejected["row"]]
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = pd.DataFrame({name: [str(row.get(name, "")) for row in rows] for name in names})
    reasons = rejected[["line", "column", "rule"]].fillna("").astype(str)
    table[list(REASONS)] = reasons.set_axis(list(REASONS), axis=1).to_numpy()
    if batch_pk is None:
        files = store.batches().set_index("pk")["file_name"]
        table["queuewise_file"] = rejected["batch_id"].map(files).fillna("").to_numpy()
    return table


def harmless(cell: str) -> str:
    """A cell that no spreadsheet evaluates.

    >>> harmless("=1+1"), harmless("-100"), harmless("@cmd")
    ("'=1+1", '-100', "'@cmd")
    """
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell and not _NUMBER.match(cell) else cell
