"""Every format a ticket export may come in, and everything that only looks like one."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from core.data.files.opening import read_table
from core.data.files.problem import ImportProblem
from core.data.files.string_table import StringTable

ROWS = [["id", "opened", "note"], ["1", "2026-01-05 08:00", "é, quoted"], ["2", "2026-01-06 09:30", "b"]]


def table_of(folder: Path, data: bytes | str, name: str = "file.csv") -> StringTable:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_table(path)


def rows_of(table: StringTable) -> list[list[str | None]]:
    return [table.names, *(list(row.values()) for row in table.columns.to_pylist())]


def delimited(separator: str) -> str:
    return "\n".join(
        separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in ROWS
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_separator_and_encoding_are_found(tmp_path: Path, separator: str, encoding: str) -> None:
    table = table_of(tmp_path, delimited(separator).encode(encoding))
    assert rows_of(table) == ROWS
    assert table.separator == separator


def test_line_numbers_count_line_breaks_inside_quotes_and_blank_lines(tmp_path: Path) -> None:
    text = 'id,note\n1,"two\nlines"\n\n2,b\n3,c,surplus\n4,"x"\n'
    table = table_of(tmp_path, text)
    assert table.lines.tolist() == [2, 5, 7]
    assert [(row.line, row.rule) for row in table.broken] == [(6, "has 3 columns instead of 2")]


def test_quote_that_is_never_closed_is_named(tmp_path: Path) -> None:
    table = table_of(tmp_path, 'id,note\n1,a\n2,"open\n3,c\n')
    assert [(row.line, row.rule) for row in table.broken] == [(3, "has a quote that is not closed")]


def test_cell_of_ten_megabytes_is_refused_and_its_neighbours_are_read(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"a,b\n1," + b"x" * 10_000_000 + b"\n2,y\n")
    assert [(row.line, row.rule) for row in table.broken] == [(2, "has a cell of more than 1 MB")]
    assert rows_of(table) == [["a", "b"], ["2", "y"]]


def test_quote_that_swallows_the_rest_of_a_long_file_is_named(tmp_path: Path) -> None:
    table = table_of(tmp_path, b'a,b\n1,"' + b"x,\n" * 4_000_000)
    assert [(row.line, row.rule) for row in table.broken] == [(2, "has a quote that is not closed")]
    assert len(table.lines) == 0


def test_inch_mark_is_no_open_quote(tmp_path: Path) -> None:
    table = table_of(tmp_path, 'id,note\n1,5" screen\n2,"two\nlines"\n')
    assert table.column("note").to_pylist() == ['5" screen', "two\nlines"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(tmp_path: Path, newline: str) -> None:
    assert rows_of(table_of(tmp_path, newline.join(["a,b", "1,2", "3,4"]))) == [
        ["a", "b"],
        ["1", "2"],
        ["3", "4"],
    ]


def test_spreadsheets_own_separator_line_is_obeyed(tmp_path: Path) -> None:
    table = table_of(tmp_path, "sep=;\na;b\n1,5;2\n")
    assert rows_of(table) == [["a", "b"], ["1,5", "2"]]
    assert table.lines.tolist() == [3]


def test_gzip_and_single_member_zip_are_opened(tmp_path: Path) -> None:
    plain = delimited(",").encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr("export.csv", plain)
    assert rows_of(table_of(tmp_path, gzip.compress(plain, mtime=0), "file.csv.gz")) == ROWS
    assert rows_of(table_of(tmp_path, archive.getvalue(), "file.zip")) == ROWS


def test_workbook_gives_ids_without_decimals_and_dates_as_text(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        dated = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["id", "opened", "share", "formula"])
        sheet.write_number(1, 0, 123)
        sheet.write_datetime(1, 1, datetime(2026, 1, 5, 8, 30), dated)
        sheet.write_number(1, 2, 0.25)
        sheet.write_formula(1, 3, "=1+1", None, 2)
    table = read_table(path)
    assert rows_of(table) == [
        ["id", "opened", "share", "formula"],
        ["123", "2026-01-05 08:30:00", "0.25", "2"],
    ]
    assert (table.format, table.lines.tolist()) == ("excel", [2])


def test_workbook_with_several_sheets_asks_which(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Open", "Closed"):
            book.add_worksheet(name).write_column(0, 0, ["id", f"{name} 1"])
    with pytest.raises(ImportProblem, match="several sheets") as caught:
        read_table(path)
    assert caught.value.question is not None
    assert caught.value.question.choices == ("Open", "Closed")
    assert rows_of(read_table(path, sheet="Closed")) == [["id"], ["Closed 1"]]


def test_parquet_keeps_long_ids_and_instants(tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    instants = pd.to_datetime(["2026-01-05T08:00:00.250Z", None])
    pq.write_table(
        pa.table({"id": [2**60 + 1, 2], "at": instants, "score": [4.0, None], "tags": [["a"], ["b"]]}), path
    )
    assert rows_of(read_table(path))[1] == [str(2**60 + 1), "2026-01-05 08:00:00.250000Z", "4", None]


def test_json_lines_keep_digits_and_name_bad_lines(tmp_path: Path) -> None:
    good = '{"id": 2, "open": true, "deep": {"a": 1}}'
    text = '{"id": 9007199254740993, "score": 4.50}\n\nnot json\n[1]\n' + good + "\n"
    table = table_of(tmp_path, text, "file.jsonl")
    assert table.columns.to_pylist() == [
        {"id": "9007199254740993", "score": "4.50", "open": None, "deep.a": None},
        {"id": "2", "score": None, "open": "true", "deep.a": "1"},
    ]
    assert (table.lines.tolist(), [row.line for row in table.broken]) == ([1, 5], [3, 4])


def test_json_array_is_read_too(tmp_path: Path) -> None:
    table = table_of(tmp_path, json.dumps([{"id": 1}, {"id": 2}]), "file.json")
    assert table.column("id").to_pylist() == ["1", "2"]


def bomb() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as stream:
        stream.writestr("bomb.csv", b"0" * 120_000_000)
    return archive.getvalue()


def two_members() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr("a.csv", "a\n1\n")
        stream.writestr("b.csv", "a\n1\n")
    return archive.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b" \n\n", "is empty"),
        ("header.csv", b"a,b\n", "no rows"),
        ("wide.csv", b",".join(b"c%d" % i for i in range(301)) + b"\n1\n", "301 columns; at most 300"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        ("page.csv", b"\xef\xbb\xbf<!DOCTYPE html>\n<p>", "web page"),
        ("junk.csv", bytes(range(256)) * 20, "binary data"),
        ("paper.csv", b"%PDF-1.7\n...", "PDF"),
        ("header_cell.csv", b"x" * 10_000_000 + b"\n1\n", "longer than 8 MB"),
        ("cut.csv.gz", gzip.compress(b"a,b\n1,2\n" * 9_000, mtime=0)[:60], "complete gzip"),
        ("bomb.csv.gz", gzip.compress(b"0" * 120_000_000, mtime=0), "times its size"),
        ("bomb.zip", bomb(), "times its size"),
        ("two.zip", two_members(), "holds 2 files"),
        ("book.xlsx", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "workbook cannot be opened"),
        ("bad.parquet", b"PAR1" + b"\x00" * 50, "Parquet file cannot be read"),
        ("bad.jsonl", b"{\n{\n", "No line of the file is a JSON object"),
        ("deep.jsonl", b"[" * 100_000, "not valid JSON"),
        ("utf16.csv", b"\xff\xfea\x00,\x00b", "not valid|no rows|says it is utf-16"),
    ],
)
def test_file_that_is_no_table_gets_one_clear_sentence(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    with pytest.raises(ImportProblem, match=sentence) as caught:
        table_of(tmp_path, data, name)
    assert len(str(caught.value)) < 400
    assert "Traceback" not in str(caught.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match=r"no file gone\.csv"):
        read_table(tmp_path / "gone.csv")
