"""The command line: what it prints, how it fails, and what other tools may rely on."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.cli import main

RunJson = Callable[..., Any]
TICKETS = """ticket_id,created_at,status,priority,team_id,stated_resolved_at,category
1,2026-03-02T09:00:00Z,closed,P1,Support,2026-03-02T11:00:00Z,Login
2,2026-03-02T09:30:00Z,open,P2,Support,,Billing
3,2026-03-03T10:00:00Z,solved,P3,Billing,2026-03-03T14:00:00Z,=SUM(A1)
"""


@pytest.fixture
def tickets_file(tmp_path: Path) -> Path:
    file = tmp_path / "tickets.csv"
    file.write_text(TICKETS, "utf-8")
    return file


def import_tickets(run_json: RunJson, file: Path) -> Any:
    return run_json("import", str(file), "--profile", "canonical-tickets", "--timezone", "UTC")


def test_import_report_adds_up(run_json: RunJson, tickets_file: Path) -> None:
    report = import_tickets(run_json, tickets_file)
    assert report["read"] == report["stored"] + report["unchanged"] + report["quarantined"] == 3


def test_metrics_document_has_the_promised_fields(run_json: RunJson, tickets_file: Path) -> None:
    import_tickets(run_json, tickets_file)
    figures = run_json("metrics", "resolution_time", "backlog_count")["metrics"]
    assert set(figures["backlog_count"]) == {"unit", "n", "value", "low", "high", "status"}
    more = {"mean", "median", "p90", "still_waiting", "median_with_waiting"}
    assert set(figures["resolution_time"]) == set(figures["backlog_count"]) | more
    assert figures["resolution_time"]["mean"] == 180.0
    assert figures["backlog_count"]["value"] == 1


def test_filters_and_periods_narrow_the_figures(run_json: RunJson, tickets_file: Path) -> None:
    import_tickets(run_json, tickets_file)

    def volume(*arguments: str) -> Any:
        return run_json("metrics", "ticket_volume", *arguments)["metrics"]["ticket_volume"]["value"]

    assert volume() == 3
    assert volume("--team", "Support") == 2
    assert volume("--team", "Support", "--priority", "P2") == 1
    assert volume("--from", "2026-03-03") == 1
    assert volume("--to", "2026-03-02") == 2
    assert volume("--as-of", "2026-03-02T09:15:00Z") == 1


def test_groups_add_up_to_the_total(run_json: RunJson, tickets_file: Path) -> None:
    import_tickets(run_json, tickets_file)
    figure = run_json("metrics", "ticket_volume", "--by", "team")["metrics"]["ticket_volume"]
    assert {name: group["value"] for name, group in figure["groups"].items()} == {"Billing": 1, "Support": 2}
    assert figure["value"] == 3


def test_a_catalogue_id_answers_under_the_name_it_was_asked_by(run_json: RunJson, tickets_file: Path) -> None:
    import_tickets(run_json, tickets_file)
    asked = run_json("metrics", "ttr_mean", "resolution_time")["metrics"]
    assert asked["ttr_mean"] == asked["resolution_time"]


def test_an_empty_database_answers_with_no_data(run_json: RunJson) -> None:
    figures = run_json("metrics", "first_response_time")["metrics"]
    assert figures["first_response_time"]["value"] is None
    assert figures["first_response_time"]["status"] == "no_data"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["metrics", "frobnication"], 1, "frobnication"),
        (["metrics", "--as-of", "yesterday"], 1, "--as-of takes a date"),
        (["metrics", "--as-of", "0001-01-01"], 1, "--as-of must lie in the years"),
        (["metrics", "--to", "9999-12-31"], 1, "--to must lie in the years"),
        (["metrics", "--by", "moon"], 1, "moon"),
        (["demo", "--end", "soon"], 1, "--end takes a day"),
        (["demo", "--end", "1969-01-01"], 1, "--end must lie in the years"),
        (["export", "tickets", "no/such/folder.csv"], 1, "there is no folder"),
        (["import", "missing.csv", "--profile", "zendesk"], 1, "missing.csv"),
        (["export", "everything", "out.csv"], 1, "tickets, metrics"),
        (["export", "tickets", "out.doc"], 1, ".xlsx"),
    ],
)
def test_a_mistake_is_one_sentence_and_no_traceback(
    database: str, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    assert main(["--db", database, *arguments]) == code
    printed = capsys.readouterr().err
    assert words in printed
    assert "Traceback" not in printed


def test_a_missing_zone_is_a_question(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "local.csv"
    file.write_text("ticket_id,created_at,status\n1,2026-03-02 09:00,open\n", "utf-8")
    assert main(["--db", database, "import", str(file), "--profile", "canonical-tickets"]) == 3
    assert "zone" in capsys.readouterr().err


def test_strict_import_fails_on_quarantined_rows_and_writes_them(database: str, tmp_path: Path) -> None:
    file, rejected = tmp_path / "bad.csv", tmp_path / "rejected.csv"
    file.write_text("ticket_id,created_at,status\n1,2026-03-02T09:00Z,open\n2,never,open\n", "utf-8")
    options = ["--profile", "canonical-tickets", "--timezone", "UTC", "--rejected", str(rejected)]
    code = main(["--db", database, "import", str(file), *options, "--strict"])
    assert code == 4
    with rejected.open(encoding="utf-8-sig") as lines:
        assert [row["created_at"] for row in csv.DictReader(lines)] == ["never"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json", ".parquet"])
def test_exported_tickets_come_back_whole_and_harmless(
    run_json: RunJson, tickets_file: Path, tmp_path: Path, ending: str
) -> None:
    import_tickets(run_json, tickets_file)
    out = tmp_path / f"out{ending}"
    assert run_json("export", "tickets", str(out))["rows"] == 3
    readers = {
        ".csv": pd.read_csv,
        ".xlsx": partial(pd.read_excel, engine="calamine"),
        ".json": pd.read_json,
        ".parquet": pd.read_parquet,
    }
    table = readers[ending](out)
    assert len(table) == 3
    if ending in {".csv", ".xlsx"}:
        assert not table.map(lambda cell: str(cell).startswith("=")).to_numpy().any()


def test_doctor_finds_a_fresh_installation_healthy(run_json: RunJson, tickets_file: Path) -> None:
    import_tickets(run_json, tickets_file)
    diagnosis = run_json("doctor")
    assert diagnosis["healthy"] is True
    assert any("3 tickets" in finding["text"] for finding in diagnosis["findings"])


def test_doctor_says_that_a_file_is_not_a_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.db"
    file.write_text("these are notes, and certainly not a database" * 50, "utf-8")
    assert main(["--db", str(file), "doctor", "--json"]) == 1
    diagnosis = json.loads(capsys.readouterr().out)
    assert diagnosis["healthy"] is False


def test_demo_of_a_size_has_that_many_tickets(run_json: RunJson) -> None:
    assert run_json("demo", "--tickets", "300", "--seed", "5")["tickets"] == 300


def test_the_installed_command_runs_on_its_own(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("queuewise")), "--db", str(tmp_path / "new.db")]
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [*command, "metrics", "ticket_volume", "--json"], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["metrics"]["ticket_volume"]["value"] in (0, None)


def test_a_taken_port_is_said_in_one_sentence(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert main(["--db", database, "run", "--port", str(taken)]) == 1
    assert f"port {taken} on 127.0.0.1 is taken" in capsys.readouterr().err


def test_a_mapping_saved_while_importing_finds_the_same_tickets_next_time(
    run_json: RunJson, tickets_file: Path
) -> None:
    first = ("import", str(tickets_file), "--profile", "canonical-tickets", "--timezone", "UTC")
    assert run_json(*first, "--save-profile", "city")["source_id"] == "city"
    assert run_json("import", str(tickets_file), "--profile", "city")["unchanged"] == 3
    assert run_json("metrics", "ticket_volume")["metrics"]["ticket_volume"]["n"] == 3


def test_a_folder_missing_for_rejected_rows_is_found_before_the_import(
    database: str, tickets_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path / "missing" / "rejected.csv")
    arguments = ("import", str(tickets_file), "--profile", "canonical-tickets", "--timezone", "UTC")
    assert main(["--db", database, *arguments, "--rejected", place]) == 1
    assert "there is no folder" in capsys.readouterr().err
    assert not Path(database).exists()


def test_a_filter_value_that_no_ticket_has_is_said(
    run_json: RunJson, database: str, tickets_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_tickets(run_json, tickets_file)
    assert main(["--db", database, "metrics", "ticket_volume", "--team", "Suport", "--team", "Support"]) == 0
    assert capsys.readouterr().err == "note: no ticket has the team 'Suport'\n"


def test_a_store_in_memory_is_refused_and_no_file_of_that_name_appears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--db", ":memory:", "metrics"]) == 1
    assert "needs a file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
