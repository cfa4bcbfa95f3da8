"""What every reader returns: named columns of strings and the place each row came from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from core.data.files.problem import ImportProblem

MAX_COLUMNS = 300
Lines = npt.NDArray[np.int64]


@dataclass(frozen=True)
class BrokenRow:
    """A row that could not be split into columns; its text is not kept."""

    line: int
    rule: str


@dataclass(frozen=True)
class StringTable:
    """Columns of strings (null where the file has nothing), one line number per row, ascending."""

    columns: pa.Table
    lines: Lines
    broken: tuple[BrokenRow, ...] = ()
    format: str = "csv"
    encoding: str | None = None
    separator: str | None = None
    warnings: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The file's column names, in order."""
        return list(self.columns.column_names)

    def column(self, name: str) -> pa.StringArray:
        """One column as a single array of strings."""
        combined = self.columns.column(name).combine_chunks()
        return combined if isinstance(combined, pa.Array) else combined.chunk(0)


def clean_names(raw: list[str]) -> tuple[list[str], list[str]]:
    """Column names, stripped and made unique, and the names that occurred twice.

    Raises ImportProblem above 300 columns or where no name is left.

    >>> clean_names(["Id ", "Tag", "Tag", ""])
    (['Id', 'Tag', 'Tag (2)', 'column 4'], ['Tag'])
    """
    if len(raw) > MAX_COLUMNS:
        raise ImportProblem(f"The file has {len(raw)} columns; at most {MAX_COLUMNS} can be imported.")
    if not any(name.strip() for name in raw):
        raise ImportProblem("The first row holds no column names.")
    names: list[str] = []
    seen: dict[str, int] = {}
    for position, name in enumerate(raw, start=1):
        stripped = " ".join(name.split()) or f"column {position}"
        seen[stripped] = seen.get(stripped, 0) + 1
        names.append(stripped if seen[stripped] == 1 else f"{stripped} ({seen[stripped]})")
    return names, [name for name, count in seen.items() if count > 1]


def doubled_names(names: list[str]) -> tuple[str, ...]:
    """What to say of column names that occur twice; nothing where none does."""
    return ("Column names that occur twice: " + ", ".join(names[:5]) + ".",) if names else ()


def drop_blank_rows(table: pa.Table, lines: Lines) -> tuple[pa.Table, Lines]:
    """The table without rows in which every cell is empty."""
    blank = np.ones(table.num_rows, dtype=bool)
    for column in table.columns:
        if not blank.any():
            return table, lines
        empty = pc.fill_null(pc.equal(pc.binary_length(column), 0), True)
        blank &= empty.to_numpy(zero_copy_only=False) if isinstance(empty, pa.Array) else empty.to_numpy()
    if not blank.any():
        return table, lines
    return table.filter(pa.array(~blank)), lines[~blank]
