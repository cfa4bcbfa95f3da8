"""Exports as other tools really write them: nested JSON, list views, odd dates, spreadsheets' numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.data.columns import History
from core.data.ingest import ImportOptions, ImportProblem, ImportReport, import_file
from core.data.store import Store


def imported(store: Store, folder: Path, text: str, name: str = "file.csv", **options: Any) -> ImportReport:
    file = folder / name
    file.write_text(text, "utf-8")
    return import_file(
        store, file, ImportOptions(**{"profile": "canonical-tickets", "timezone": "UTC", **options})
    )


def tickets(store: Store) -> pd.DataFrame:
    return store.read_frame("ticket").set_index("ticket_id")


ZENDESK_TICKET = {
    "id": 1,
    "created_at": "2026-03-02T09:00:00Z",
    "updated_at": "2026-03-03T09:00:00Z",
    "status": "solved",
    "priority": "high",
    "requester_id": 4711,
    "via": {"channel": "email", "source": {"from": {"address": "ann@mail.test", "name": "Ann Lee"}}},
    "tags": ["vip", "urgent"],
    "satisfaction_rating": {"score": "good", "comment": "thank you so much"},
    "custom_fields": [{"id": 1, "value": "private remark"}],
    "description": "private words",
}


def test_nested_json_gives_its_plain_values_and_none_of_the_people_in_it(
    store: Store, tmp_path: Path
) -> None:
    imported(store, tmp_path, json.dumps(ZENDESK_TICKET), "tickets.jsonl", profile="zendesk")
    ticket = tickets(store).loc["1"]
    assert ticket[["channel", "tags", "csat_score"]].tolist() == ["email", "vip urgent", 1.0]
    held = b"".join(file.read_bytes() for file in tmp_path.glob("queuewise.db*") if file.is_file())
    for leak in ("Ann Lee", "ann@", "thank you", "private"):
        assert leak.encode() not in held, leak


@pytest.mark.parametrize("indent", [None, 1])
def test_one_object_around_the_list_of_tickets_is_read(
    store: Store, tmp_path: Path, indent: int | None
) -> None:
    answer = {"tickets": [ZENDESK_TICKET, {**ZENDESK_TICKET, "id": 2}, "x"], "count": 3}
    report = imported(store, tmp_path, json.dumps(answer, indent=indent), "a.json", profile="zendesk")
    assert (report.read, report.stored, report.quarantined) == (3, 2, 1)


@pytest.mark.parametrize(
    "text", ['  [\n {"id": 1, "created": "2026-03-02"}]', '{ "id": 1, "created": "2026-03-02"}']
)
def test_json_is_known_by_its_content_however_it_is_spaced(store: Store, tmp_path: Path, text: str) -> None:
    assert imported(store, tmp_path, text, "tickets.txt").stored == 1


def test_a_list_with_one_row_per_incident_claims_no_full_history(store: Store, tmp_path: Path) -> None:
    text = (
        "number,opened_at,sys_updated_on,state,assigned_to,resolved_at\n"
        "I1,2026-01-05 08:00:00,2026-01-12 10:00:00,Closed,Beth,2026-01-05 12:00:00\n"
        "I2,2026-01-05 09:00:00,2026-01-05 09:00:00,New,,\n"
    )
    report = imported(store, tmp_path, text, profile="servicenow")
    assert (report.full, report.partial) == (1, 1)
    assert tickets(store).loc["I1", "history"] == History.PARTIAL


def test_dates_that_were_never_set_are_missing_and_no_fault(store: Store, tmp_path: Path) -> None:
    words = ["0000-00-00 00:00:00", "\\N", "NaT", "None", "Not set", ""]
    rows = "".join(f"{i},2026-03-02 09:00:00,{word}\n" for i, word in enumerate(words))
    report = imported(store, tmp_path, "id,created,resolved\n" + rows)
    assert (report.stored, report.quarantined) == (len(words), 0)
    assert tickets(store)["stated_resolved_at"].isna().all()


@pytest.mark.parametrize(("cells", "scores"), [(("4,5", "3"), [4.5, 3.0]), (("4,125", "Good"), [4.125, 1.0])])
def test_survey_scores_may_have_a_decimal_comma(
    store: Store, tmp_path: Path, cells: tuple[str, str], scores: list[float]
) -> None:
    rows = "".join(f"{i};2026-03-02;{cell}\n" for i, cell in enumerate(cells))
    imported(store, tmp_path, "id;created;csat\n" + rows)
    assert tickets(store)["csat_score"].tolist() == scores


def test_narrow_blanks_before_am_and_pm_are_blanks(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, 'id,created\n1,"3/22/2026, 9:00:00\u202fPM"\n')
    assert tickets(store).loc["1", "created_at"] == pd.Timestamp("2026-03-22T21:00Z")


def test_ticket_numbers_that_a_spreadsheet_rounded_are_refused(store: Store, tmp_path: Path) -> None:
    rows = '1.23457E+17,2026-03-02\n"1,23457E+17",2026-03-02\n7,2026-03-02\n'
    report = imported(store, tmp_path, "id,created\n" + rows)
    assert (report.stored, report.quarantined) == (1, 2)
    assert "rounded by a spreadsheet" in store.rejected_rows()["rule"].iloc[0]


def test_workbook_numbers_above_what_it_keeps_exactly_are_refused(store: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["id", "created"],
        [2**53 + 1, "2026-03-02"],
        [2**53, "2026-03-02"],
        [2**53 - 1, "2026-03-02"],
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "t.xlsx")
    import_file(store, tmp_path / "t.xlsx", ImportOptions(profile="canonical-tickets", timezone="UTC"))
    assert tickets(store).index.tolist() == [str(2**53 - 1)]


def test_parquet_of_unusual_types_is_read_or_left_out_but_never_a_crash(store: Store, tmp_path: Path) -> None:
    columns = {
        "id": pa.array([b"1", b"2"]),
        "created": pa.array(["2026-03-02"] * 2),
        "half": pa.array(np.array([1.5, 2.0], np.float16)),
        "picture": pa.array([b"\xff\xfe", b""]),
        "names": pa.array([["a"], ["b"]]),
    }
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    options = ImportOptions(profile="canonical-tickets", timezone="UTC")
    assert import_file(store, tmp_path / "t.parquet", options).stored == 2
    assert tickets(store).index.tolist() == ["1", "2"]


def test_parquet_with_a_doubled_column_is_refused_by_its_name(store: Store, tmp_path: Path) -> None:
    columns = [pa.array(["1"]), pa.array(["2026-03-02"]), pa.array(["open"]), pa.array(["closed"])]
    table = pa.Table.from_arrays(columns, names=["id", "created", "status", "status"])
    pq.write_table(table, tmp_path / "t.parquet")
    with pytest.raises(ImportProblem, match="column status occurs more than once"):
        import_file(store, tmp_path / "t.parquet", ImportOptions(profile="canonical-tickets", timezone="UTC"))


def test_columns_in_any_script_are_mapped_to_the_ones_that_were_named(store: Store, tmp_path: Path) -> None:
    mapping = {"ticket_id": "番号", "created_at": "作成日", "status": "状态", "category": "分类"}
    text = "番号,作成日,分类,状态\n7,2026-03-02 09:00,甲,open\n"
    imported(store, tmp_path, text, mapping=mapping)
    assert tickets(store).loc["7", ["status", "category"]].tolist() == ["open", "甲"]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../Berlin"])
def test_an_unknown_zone_is_refused_even_where_the_file_needs_none(zone: str) -> None:
    with pytest.raises(ImportProblem, match="no time zone"):
        ImportOptions(profile="canonical-tickets", timezone=zone)


def test_blanks_around_a_zone_are_not_kept() -> None:
    assert ImportOptions(profile="canonical-tickets", timezone=" Europe/Berlin ").timezone == "Europe/Berlin"
