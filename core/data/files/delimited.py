"""Comma-, semicolon-, tab- and bar-separated text to a table of strings."""

from __future__ import annotations

import csv
import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from core.data.files.problem import ImportProblem
from core.data.files.sniffing import decode, is_markup, separator_of
from core.data.files.string_table import (
    BrokenRow,
    Lines,
    StringTable,
    clean_names,
    doubled_names,
    drop_blank_rows,
)

MAX_ROW_BYTES = 1 << 23
"""The parser's block; a first row or a row across blocks that is longer ends the import."""
MAX_CELL_BYTES = 1 << 20
"""Rows with a longer cell are quarantined."""

csv.field_size_limit(MAX_ROW_BYTES)


def read_delimited(data: bytes, separator: str | None = None) -> StringTable:
    """A delimited text file, every cell as the string it is.

    Quotes may hold separators and line breaks. Rows with a wrong number of columns come back as
    ``broken``. Raises ImportProblem for markup, binary data, no rows, or cells of several MB.
    """
    text, encoding = decode(data)
    if is_markup(text):
        raise ImportProblem("The file is a web page saved under another name; export it again as CSV.")
    if not text or text.isspace():
        raise ImportProblem("The file is empty.")
    text = _with_plain_line_ends(text)
    separator = separator or separator_of(text)
    header, header_lines, body = _split_header(text, separator)
    names, doubled = clean_names(header)
    table, lines, broken = _parse(body.encode(), names, separator, header_lines)
    warnings = _warnings(encoding, doubled)
    return StringTable(
        table, lines, broken, "tsv" if separator == "\t" else "csv", encoding, separator, warnings
    )


def _warnings(encoding: str, doubled: list[str]) -> tuple[str, ...]:
    guessed = ("The file is not UTF-8; it was read as Windows-1252.",) if encoding == "cp1252" else ()
    return (*guessed, *doubled_names(doubled))


def _with_plain_line_ends(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return text.replace("\r", "\n") if "\n" not in text and "\r" in text else text


def _split_header(text: str, separator: str) -> tuple[list[str], int, str]:
    """The header's cells, how many lines lie before the body, and the body."""
    stream = io.StringIO(text[: MAX_ROW_BYTES + 1], newline="")
    lines_before = 0
    if text[:4].lower() == "sep=":
        stream.readline()
        lines_before = 1
    reader = csv.reader(stream, delimiter=separator)
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), None)
    except csv.Error as error:
        raise ImportProblem("The first row is longer than 8 MB; this is not a table.") from error
    if header is None:
        raise ImportProblem("The first row holds no column names.")
    lines_before += reader.line_num
    return header, lines_before, _after_lines(text, lines_before)


def _after_lines(text: str, count: int) -> str:
    position = 0
    for _ in range(count):
        found = text.find("\n", position)
        if found < 0:
            return ""
        position = found + 1
    return text[position:]


def _parse(
    body: bytes, names: list[str], separator: str, header_lines: int
) -> tuple[pa.Table, Lines, tuple[BrokenRow, ...]]:
    rejected: list[tuple[int, int, str]] = []

    def keep_place(row: pa_csv.InvalidRow) -> str:
        rejected.append((row.number - 1, row.text.count("\n"), _shape_rule(row)))
        return "skip"

    if not body or body.isspace():
        return pa.table({name: pa.array([], pa.string()) for name in names}), np.empty(0, np.int64), ()
    table = _arrow_table(body, names, separator, keep_place)
    lines, broken_lines = _line_numbers(table, body, rejected, header_lines)
    broken = tuple(BrokenRow(line, rule) for line, (_, _, rule) in zip(broken_lines, rejected, strict=True))
    table, lines, oversized = _without_oversized(*_without_open_quote(table, lines, body))
    broken = tuple(sorted((*broken, *oversized), key=lambda row: row.line))
    return (*drop_blank_rows(table, lines), broken)


def _without_open_quote(
    table: pa.Table, lines: Lines, body: bytes
) -> tuple[pa.Table, Lines, tuple[BrokenRow, ...]]:
    """The parser ends a file inside quotes without a word; the row that swallowed the rest is bad."""
    if body.count(b'"') % 2 == 0 or not table.num_rows:
        return table, lines, ()
    last_cell = table.column(table.num_columns - 1)[-1].as_py()
    if not last_cell or not body.endswith(b'"' + last_cell.replace('"', '""').encode()):
        return table, lines, ()
    broken = BrokenRow(int(lines[-1]), "has a quote that is not closed")
    return table.slice(0, table.num_rows - 1), lines[:-1], (broken,)


def _without_oversized(
    table: pa.Table, lines: Lines, broken: tuple[BrokenRow, ...]
) -> tuple[pa.Table, Lines, tuple[BrokenRow, ...]]:
    """The table without rows that hold a cell above `MAX_CELL_BYTES`."""
    too_long = np.zeros(table.num_rows, dtype=bool)
    for column in table.columns:
        if column.nbytes > MAX_CELL_BYTES:
            too_long |= pc.greater(pc.binary_length(column), MAX_CELL_BYTES).to_numpy()
    if not too_long.any():
        return table, lines, broken
    rule = f"has a cell of more than {MAX_CELL_BYTES >> 20} MB"
    found = tuple(BrokenRow(int(line), rule) for line in lines[too_long])
    return table.filter(pa.array(~too_long)), lines[~too_long], (*broken, *found)


def _shape_rule(row: pa_csv.InvalidRow) -> str:
    if row.text.count('"') % 2:
        return "has a quote that is not closed"
    return f"has {row.actual_columns} columns instead of {row.expected_columns}"


def _arrow_table(body: bytes, names: list[str], separator: str, handler: object) -> pa.Table:
    try:
        return pa_csv.read_csv(
            pa.BufferReader(body),
            read_options=pa_csv.ReadOptions(column_names=names, use_threads=False, block_size=MAX_ROW_BYTES),
            parse_options=pa_csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=handler,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid as error:
        if "straddling" in str(error):
            raise ImportProblem(
                "A row is longer than 8 MB: a cell holds far too much, or a quote is never closed."
            ) from error
        raise ImportProblem(f"The file cannot be read as a table: {str(error)[:200]}") from error


def _line_numbers(
    table: pa.Table, body: bytes, rejected: list[tuple[int, int, str]], header_lines: int
) -> tuple[Lines, list[int]]:
    """The file line on which each row, and each broken row, begins."""
    count = table.num_rows + len(rejected)
    height = np.ones(count, dtype=np.int64)
    is_broken = np.zeros(count, dtype=bool)
    for position, breaks, _ in rejected:
        is_broken[position] = True
        height[position] += breaks
    if body.count(b"\n") > count:
        height[~is_broken] += _breaks_in_cells(table)
    starts = header_lines + 1 + np.cumsum(height) - height
    return starts[~is_broken], [int(line) for line in starts[is_broken]]


def _breaks_in_cells(table: pa.Table) -> Lines:
    total = np.zeros(table.num_rows, dtype=np.int64)
    for column in table.columns:
        total += pc.count_substring(column, "\n").to_numpy().astype(np.int64)
    return total
