"""Exported files hold the table's values and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import export

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1"]


def rows_of_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_of(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert sheet is not None
    return sheet


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_is_neutralised_in_both_formats(text: str) -> None:
    frame = pd.DataFrame({"category": [text], "open": [-3]})
    assert rows_of_csv(export.to_csv(frame))[1][0].startswith("'")
    cell = sheet_of(export.to_excel(frame))["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


def test_a_column_title_that_looks_like_a_formula_is_neutralised_too() -> None:
    frame = pd.DataFrame({"=HYPERLINK(1)": [1]})
    assert rows_of_csv(export.to_csv(frame))[0] == ["'=HYPERLINK(1)"]
    assert sheet_of(export.to_excel(frame))["A1"].value == "'=HYPERLINK(1)"


def test_negative_numbers_stay_numbers() -> None:
    frame = pd.DataFrame({"net": [-12, 3], "share": [-0.25, 1.5]})
    assert rows_of_csv(export.to_csv(frame))[1] == ["-12", "-0.25"]
    sheet = sheet_of(export.to_excel(frame))
    assert [sheet["A2"].value, sheet["B2"].value] == [-12, -0.25]
    assert sheet["A2"].data_type == "n"


def test_missing_values_export_as_empty_cells_and_not_as_zero() -> None:
    frame = pd.DataFrame({"team": ["A", None], "minutes": [1.5, float("nan")]})
    assert rows_of_csv(export.to_csv(frame))[2] == ["", ""]
    sheet = sheet_of(export.to_excel(frame))
    assert [sheet["A3"].value, sheet["B3"].value] == [None, None]


def test_instants_keep_their_meaning() -> None:
    frame = pd.DataFrame({"at": pd.to_datetime(["2026-03-01 13:05"], utc=True)})
    assert rows_of_csv(export.to_csv(frame))[1] == ["2026-03-01T13:05:00+0000"]
    assert str(sheet_of(export.to_excel(frame))["A2"].value) == "2026-03-01 13:05:00"


def test_lists_categories_and_links_become_plain_text() -> None:
    frame = pd.DataFrame({"tags": [["a", "=b"]], "team": pd.Categorical(["@x"]), "url": ["http://h"]})
    assert rows_of_csv(export.to_csv(frame))[1] == ["a, =b", "'@x", "http://h"]
    assert sheet_of(export.to_excel(frame))["C2"].hyperlink is None


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_no_exported_text_cell_starts_like_a_formula(texts: list[str]) -> None:
    frame = pd.DataFrame({"text": pd.Series(texts, dtype=object)})
    for row in rows_of_csv(export.to_csv(frame))[1:]:
        assert not (row and row[0].startswith(export.FORMULA_STARTS))


def test_an_empty_table_exports_its_header() -> None:
    frame = pd.DataFrame({"team": pd.Series([], dtype=object)})
    assert rows_of_csv(export.to_csv(frame)) == [["team"]]
    assert sheet_of(export.to_excel(frame))["A1"].value == "team"


def test_a_cell_longer_than_excel_allows_is_cut() -> None:
    frame = pd.DataFrame({"text": ["x" * 40_000]})
    assert len(str(sheet_of(export.to_excel(frame))["A2"].value)) == export.EXCEL_CELL_LIMIT


def test_two_columns_with_the_same_title_are_refused() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    with pytest.raises(ValueError, match="columns"):
        export.to_csv(frame)
