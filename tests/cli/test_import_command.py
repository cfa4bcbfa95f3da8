"""The import command: questions and the options that answer them, saved mappings, quarantined rows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.data.connection import is_interrupted
from core.data.ingest import import_file
from dashboard.cli import main

RunJson = Callable[..., Any]
CANONICAL = ("--profile", "canonical-tickets", "--timezone", "UTC")


def written(folder: Path, text: str, name: str = "tickets.csv") -> str:
    file = folder / name
    file.write_text(text, "utf-8")
    return str(file)


def workbook(folder: Path) -> str:
    book = openpyxl.Workbook()
    for name in ("Spring", "Summer"):
        sheet = book.create_sheet(name)
        sheet.append(["id", "created"])
        sheet.append([name, "2026-03-02"])
    book.save(folder / "tickets.xlsx")
    return str(folder / "tickets.xlsx")


def test_every_question_names_the_option_that_answers_it(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ambiguous = written(tmp_path, "id,created\n1,03/04/2026 09:00\n", "a.csv")
    number = written(tmp_path, 'id,created,csat_scale_max\n1,2026-03-02,"1,025"\n', "b.csv")
    unnamed = written(tmp_path, "Nr,created\n1,2026-03-02\n", "c.csv")
    questions = {
        "--timezone": (ambiguous, "--profile", "canonical-tickets", "--date-order", "dmy"),
        "--date-order": (ambiguous, *CANONICAL),
        "--decimal": (number, *CANONICAL),
        "--map ticket_id=COLUMN": (unnamed, *CANONICAL),
        "--sheet": (workbook(tmp_path), *CANONICAL),
        "--profile": (unnamed,),
    }
    for option, arguments in questions.items():
        assert main(["--db", database, "import", *arguments]) == 3
        assert f"answer with {option}\n" in capsys.readouterr().err


def test_sheet_decimal_mark_and_separator_can_be_given(run_json: RunJson, tmp_path: Path) -> None:
    assert run_json("import", workbook(tmp_path), *CANONICAL, "--sheet", "Summer")["stored"] == 1
    text = written(tmp_path, "id#created#csat_scale_max\n1#2026-03-02#1,025\n")
    report = run_json("import", text, *CANONICAL, "--decimal", ",", "--separator", "#")
    assert report["stored"] == 1


def test_a_suggested_column_can_be_left_out(run_json: RunJson, tmp_path: Path) -> None:
    file = written(tmp_path, "id,created,team,team\n1,2026-03-02,A,B\n")
    assert run_json("import", file, *CANONICAL, "--map", "team_id=")["stored"] == 1


def test_a_failed_import_leaves_the_saved_mapping_as_it_was(
    run_json: RunJson, tmp_path: Path, database: str
) -> None:
    file = written(tmp_path, "case,activity,timestamp\n1,Shut,2026-03-02T09:00:00Z\n")
    save = ("--save-profile", "city")
    run_json("import", file, "--profile", "eventlog", "--map", "activity.Shut=closed", *save)
    wrong = ("--profile", "city", "--map", "activity.Shut=nonsense")
    assert main(["--db", database, "import", file, *wrong, *save]) == 1
    assert run_json("import", file, "--profile", "city")["unchanged"] == 1


def test_exported_rows_of_the_quarantine_can_be_mended_and_imported(
    run_json: RunJson, tmp_path: Path
) -> None:
    file = written(tmp_path, "id,created,team,subject\n1,never,=A,hello\n2,2026-03-02,B,hello\n")
    run_json("import", file, *CANONICAL)
    rejected = tmp_path / "rejected.csv"
    assert run_json("export", "rejected", str(rejected))["rows"] == 1
    text = rejected.read_text("utf-8-sig")
    assert "tickets.csv" in text
    assert "hello" not in text
    mended = written(tmp_path, text.replace("never", "2026-03-03"), "mended.csv")
    report = run_json("import", mended, *CANONICAL)
    assert (report["read"], report["stored"]) == (1, 1)


def test_a_zone_that_does_not_exist_never_reaches_the_database(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "id,created\n1,2026-03-02T09:00:00Z\n")
    options = ("--profile", "canonical-tickets", "--timezone", "Mars/Olympus")
    assert main(["--db", database, "import", file, *options]) == 3
    assert main(["--db", database, "metrics", "ticket_volume"]) == 0
    assert "Mars/Olympus" in capsys.readouterr().err


def test_ctrl_c_stops_the_import_after_its_chunk_and_says_so(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*arguments: Any, cancelled: Callable[[], bool], **options: Any) -> Any:
        def ask() -> bool:
            os.kill(os.getpid(), signal.SIGINT)
            while not cancelled():
                time.sleep(0.01)
            return True

        assert threading.current_thread() is not threading.main_thread()
        return import_file(*arguments, cancelled=ask, **options)

    monkeypatch.setattr("dashboard.commands.importing.import_file", interrupted)
    file = written(tmp_path, "id,created\n1,2026-03-02\n")
    assert main(["--db", database, "import", file, *CANONICAL, "--json"]) == 130
    assert json.loads(capsys.readouterr().out)["state"] == "cancelled"


def test_a_statement_broken_off_by_ctrl_c_is_no_fault_of_the_database() -> None:
    broken_off, wrapped = OSError("NOT_IMPLEMENTED"), OSError("statement failed")
    broken_off.__cause__, wrapped.__cause__ = KeyboardInterrupt(), broken_off
    assert is_interrupted(wrapped)
    assert not is_interrupted(OSError("disk full"))


def test_output_in_an_encoding_that_lacks_a_letter_stays_whole_as_json_and_readable_as_text(
    run_json: RunJson, database: str, tmp_path: Path
) -> None:
    file = written(tmp_path, "id,created,team\n1,2026-03-02,支持\n")
    run_json("import", file, *CANONICAL)
    command = [str(Path(sys.executable).with_name("queuewise")), "--db", database, "metrics", "ticket_volume"]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    texts = [
        subprocess.run([*command, "--by", "team", *more], capture_output=True, check=True, env=environment)
        for more in (["--json"], [])
    ]
    assert "支持" in json.loads(texts[0].stdout)["metrics"]["ticket_volume"]["groups"]
    assert b"Tickets created" in texts[1].stdout
