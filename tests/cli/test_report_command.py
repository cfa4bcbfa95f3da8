"""``queuewise report``: to the terminal, to files, and refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.data.store import Store
from dashboard.cli import main
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "queuewise.db"
    with Store.open(path) as store:
        load_into(store, generate(1_000, seed=3))
    return str(path)


def test_a_report_is_printed_as_of_the_end_of_a_day(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--db", company, "report", "monthly", "--as-of", "2026-05-31"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# Monthly business review\n\nMay 2026 · as of 1 Jun 2026, 00:00")


@pytest.mark.parametrize(("form", "begins"), [("md", b"# Status"), ("html", b"<!doctype"), ("pdf", b"%PDF")])
def test_the_ending_of_a_file_says_its_form(company: str, tmp_path: Path, form: str, begins: bytes) -> None:
    file = tmp_path / f"status.{form}"
    assert main(["--db", company, "report", "status", "-o", str(file)]) == 0
    assert file.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["gossip"], "there is no report 'gossip'; known are voice, monthly, status"),
        (["voice", "--format", "pdf"], "a PDF goes into a file"),
        (["voice", "--format", "docx"], "--format takes md, html, pdf"),
        (["voice", "--as-of", "soon"], "--as-of takes a date"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_sentence(
    company: str, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(["--db", company, "report", *arguments]) == 1
    assert sentence in capsys.readouterr().err


def test_an_empty_database_has_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--db", str(tmp_path / "empty.db"), "report", "voice"]) == 1
    assert "there is no data yet" in capsys.readouterr().err
