"""What is wrong with which rows, collected by column masks, handed out one line per row."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Flags = npt.NDArray[np.bool_]

REJECTED_COLUMNS = ("line", "column", "value", "rule", "row")
MAX_VALUE = 80
MAX_KEPT = 2_001
"""One more than the longest cell that is imported: a cell cut off here is refused again."""


class Faults:
    """Collects masks; a row with several faults is rejected once and names them all."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._found: list[tuple[npt.NDArray[np.int64], str, str]] = []

    def add(self, mask: Flags, column: str, rule: str) -> None:
        """Rows where the mask holds break the rule in that column."""
        positions = np.flatnonzero(mask)
        if len(positions):
            self._found.append((positions, column, rule))

    def rows(self) -> Flags:
        """Where a row has any fault."""
        bad = np.zeros(self._count, dtype=bool)
        for positions, _, _ in self._found:
            bad[positions] = True
        return bad

    def first_by_row(self) -> pd.DataFrame:
        """One line per bad row: its position, its first column at fault, and all its rules."""
        parts = [
            pd.DataFrame({"position": positions, "column": column, "text": rule})
            for positions, column, rule in self._found
        ]
        if not parts:
            return pd.DataFrame({"position": [], "column": [], "rule": []})
        found = pd.concat(parts, ignore_index=True).sort_values("position", kind="stable")
        later = found.duplicated("position")
        found["text"] = found["text"].where(~later, "also " + found["column"] + " " + found["text"])
        rules = found.groupby("position", sort=True)["text"].agg("; ".join)
        firsts = found[~later]
        return pd.DataFrame(
            {"position": firsts["position"], "column": firsts["column"], "rule": rules.to_numpy()}
        )


def rejected_frame(
    faults: Faults,
    lines: npt.NDArray[np.int64],
    files: Mapping[str, str],
    cells: Mapping[str, pa.StringArray],
) -> pd.DataFrame:
    """The quarantine's rows: line, column, value, rule, and the row's known columns as JSON.

    ``cells`` holds, by canonical name, what may be kept: people already as pseudonyms, addresses
    taken out. Columns that no profile knows (subjects, bodies) are never among them.
    """
    found = faults.first_by_row()
    positions = found["position"].to_numpy(dtype=np.int64)
    kept = {name: cells[name].take(pa.array(positions)).to_pylist() for name in files if name in cells}
    values = [
        _short(kept[column][i]) if column in kept and "characters" not in rule else None
        for i, (column, rule) in enumerate(zip(found["column"], found["rule"], strict=True))
    ]
    rows = [
        json.dumps({files[name]: _short(kept[name][i], MAX_KEPT) or "" for name in kept}, ensure_ascii=False)
        for i in range(len(positions))
    ]
    names = [files.get(column, column) for column in found["column"]]
    return pd.DataFrame(
        {
            "line": lines[positions],
            "column": pd.array(names, dtype="str"),
            "value": pd.array(values, dtype="str"),
            "rule": pd.array(found["rule"].tolist(), dtype="str"),
            "row": pd.array(rows, dtype="str"),
        }
    )


def _short(value: str | None, limit: int = MAX_VALUE) -> str | None:
    if value is None:
        return None
    clean = value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"
