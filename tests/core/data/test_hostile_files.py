"""Files that would leak addresses, exhaust memory or end in a stack trace."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.data.connection import parse_url, shown
from core.data.ingest import ImportOptions, ImportProblem, import_file, rejected_as_csv, save_profile
from core.data.store import Store, StoreError

OPTIONS = ImportOptions(profile="canonical-tickets", timezone="UTC")
HEAD = "ticket_id,created_at,status,category,tags\n"


def written(folder: Path, text: str | bytes, name: str = "tickets.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def packed(content: bytes, name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def everything_stored(store: Store, folder: Path) -> bytes:
    store.close()
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("queuewise.db*")) if file.is_file())


def test_no_form_of_address_reaches_the_database(store: Store, tmp_path: Path) -> None:
    rows = (
        "1,2026-01-01 10:00,open,from 2001:db8::17,fe80::1ff:fe23:4567:890a\n"
        "2,2026-01-01 10:00,jürgen@exämple.test,root@localhost,2001:db8:1:2:3:4:5:6\n"
        "ann@mail.test,2026-01-01 10:00,open,Login,x\n"
        "3,bad,open,::ffff:10.20.30.40,bob@mail.test\n"
    )
    report = import_file(store, written(tmp_path, HEAD + rows), OPTIONS)
    assert (report.read, report.stored, report.quarantined) == (4, 2, 2)
    held = everything_stored(store, tmp_path)
    for leak in (":db8", "fe80:", "rgen@", "mple.test", "root@", "mail.test", "10.20.30"):
        assert leak.encode() not in held, leak


def test_an_event_id_with_an_address_becomes_a_pseudonym_and_stays_stable(
    store: Store, tmp_path: Path
) -> None:
    file = written(
        tmp_path, "ticket_id,at,type,event_id\n1,2026-01-01T10:00:00Z,created,<a1@mail.test>\n", "e.csv"
    )
    options = ImportOptions(profile="canonical-events", timezone="UTC")
    assert import_file(store, file, options).stored == 1
    assert import_file(store, file, options).unchanged == 1
    assert b"mail.test" not in everything_stored(store, tmp_path)


def test_a_cell_cut_off_in_the_quarantine_is_refused_again(store: Store, tmp_path: Path) -> None:
    rows = f"{'9' * 300},2026-01-01 10:00,open,Login,\n8,2026-01-01 10:00,open,Login,{'tag ' * 900}\n"
    report = import_file(store, written(tmp_path, HEAD + rows), OPTIONS)
    again = written(tmp_path, rejected_as_csv(store, report.batch_id), "again.csv")
    assert import_file(store, again, OPTIONS).quarantined == 2
    assert store.counts()["tickets"] == 0


@pytest.mark.parametrize("outer", ["gzip", "zip"])
def test_a_workbook_bomb_inside_an_archive_is_not_opened(store: Store, tmp_path: Path, outer: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 51_000_000)
    bomb = stream.getvalue()
    data = gzip.compress(bomb) if outer == "gzip" else packed(bomb, "tickets.xlsx")
    with pytest.raises(ImportProblem, match="200 times its size"):
        import_file(store, written(tmp_path, data, "tickets.xlsx.gz"), OPTIONS)


@pytest.mark.parametrize(
    "data",
    [gzip.compress(gzip.compress(b"x")), packed(packed(b"x", "a.csv"), "inner.zip")],
    ids=["gzip", "zip"],  # the bytes hold the time of day, which would make each worker's test another one
)
def test_an_archive_in_an_archive_is_named_as_such(store: Store, tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ImportProblem, match="holds another archive"):
        import_file(store, written(tmp_path, data, "tickets.zip"), OPTIONS)


def test_a_stray_cell_in_the_last_corner_of_a_sheet_does_not_end_the_process(
    store: Store, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["ticket_id", "created_at"])
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "tickets.xlsx")
    with pytest.raises(ImportProblem, match="row 1,048,576 and column 16,384"):
        import_file(store, tmp_path / "tickets.xlsx", OPTIONS)


def test_a_parquet_file_that_repeats_one_long_value_is_not_unfolded(store: Store, tmp_path: Path) -> None:
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 250_000, pa.int32()), pa.array(["x" * 10_000]))
    pq.write_table(
        pa.table({"ticket_id": long, "created_at": pa.nulls(250_000, pa.string())}), tmp_path / "t"
    )
    assert (tmp_path / "t").stat().st_size < 1_000_000
    with pytest.raises(ImportProblem, match="more than 2 GB"):
        import_file(store, tmp_path / "t", OPTIONS)


@pytest.mark.parametrize("as_array", [False, True])
def test_half_a_character_in_json_costs_its_row_only(store: Store, tmp_path: Path, as_array: bool) -> None:
    rows = [
        '{"ticket_id":"a\\ud800","created_at":"2026-01-01"}',
        '{"ticket_id":"\\ud83d\\ude00","created_at":"2026-01-01"}',
    ]
    text = f"[{','.join(rows)}]" if as_array else "\n".join(rows)
    report = import_file(store, written(tmp_path, text, "tickets.json"), OPTIONS)
    assert (report.read, report.stored, report.quarantined) == (2, 1, 1)
    assert store.read_tickets().column("ticket_id").to_pylist() == ["😀"]


@pytest.mark.parametrize("separator", ["ü", '"', "\n", "", ";;"])
def test_an_impossible_separator_is_refused_in_words(separator: str) -> None:
    with pytest.raises(ImportProblem, match="separator must be"):
        ImportOptions(profile="canonical-tickets", separator=separator)


def test_the_next_file_imported_by_a_saved_name_finds_the_same_tickets(store: Store, tmp_path: Path) -> None:
    file = written(tmp_path, HEAD + "1,2026-01-01 10:00,open,Login,\n")
    import_file(store, file, save_profile(store, "city", OPTIONS))
    report = import_file(store, file, ImportOptions(profile="city"))
    assert (report.unchanged, store.counts()["tickets"]) == (1, 1)


def test_a_password_is_hidden_wherever_the_address_holds_it() -> None:
    address = "postgresql://ann:s3cret@localhost/desk?password=s3cret&sslpassword=s3cret&host=/run/pg"
    assert "s3cret" not in shown(parse_url(address))
    assert "/run/pg" in shown(parse_url(address)) or "%2Frun%2Fpg" in shown(parse_url(address))


def test_an_address_with_a_port_that_is_no_number_is_refused_in_words() -> None:
    with pytest.raises(StoreError, match="not a valid URL"):
        parse_url("postgresql://ann:s3cret@localhost:port/desk")
