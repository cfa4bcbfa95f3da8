"""An import beside the page, and the uploaded file it reads."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.data.ingest import ImportOptions, preview
from core.data.store import Store
from dashboard.components import import_questions, uploads
from dashboard.components.import_job import ImportJob
from dashboard.components.import_report import history_words, report_cards

HEADER = "ticket_id,created_at,status\n"


@pytest.fixture
def url(tmp_path: Path) -> str:
    path = tmp_path / "store.db"
    Store.open(path).close()
    return str(path)


def ended(job: ImportJob) -> ImportJob:
    job.start().wait(30)
    assert not job.is_running
    return job


def tickets(tmp_path: Path, *rows: str) -> Path:
    file = tmp_path / "tickets.csv"
    file.write_text(HEADER + "".join(row + "\n" for row in rows), "utf-8")
    return file


def test_a_job_ends_with_a_report_that_adds_up(tmp_path: Path, url: str) -> None:
    file = tickets(tmp_path, "1,2026-03-02T09:00:00Z,open", "2,never,open")
    job = ended(ImportJob(url, file, ImportOptions(profile="canonical-tickets")))
    assert job.report is not None
    assert (job.report.read, job.report.stored, job.report.quarantined) == (2, 1, 1)
    assert job.problem is None
    assert [card.value for card in report_cards(job.report)] == ["2", "1", "0", "1"]
    assert "1\xa0ticket" in history_words(job.report)


def test_a_question_only_the_owner_can_answer_comes_back_as_a_problem(tmp_path: Path, url: str) -> None:
    file = tickets(tmp_path, "1,2026-03-02 09:00,open")
    job = ended(ImportJob(url, file, ImportOptions(profile="canonical-tickets")))
    assert job.report is None
    assert job.problem is not None
    assert job.problem.question is not None
    assert job.problem.question.name == "timezone"


def test_an_unexpected_error_gets_an_id_that_the_log_has_too(
    tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    job = ended(ImportJob(url, tmp_path / "gone.csv", ImportOptions(profile="canonical-tickets")))
    assert job.report is None
    assert job.problem is not None or (job.error_id and job.error_id in caplog.text)


def test_a_job_that_was_stopped_before_it_stored_anything_says_so(tmp_path: Path, url: str) -> None:
    job = ImportJob(
        url, tickets(tmp_path, "1,2026-03-02T09:00:00Z,open"), ImportOptions(profile="canonical-tickets")
    )
    job.cancel()
    assert ended(job).report is not None
    assert job.report is not None
    assert (job.report.state, job.report.stored) == ("cancelled", 0)


@dataclass
class Upload:
    name: str
    file_id: str
    content: bytes = b"a,b\n"

    def getbuffer(self) -> memoryview:
        return memoryview(self.content)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    private = tmp_path / "uploads"
    private.mkdir()
    monkeypatch.setattr(uploads, "folder", lambda: private)
    return private


@pytest.mark.parametrize("name", ["../../evil.csv", "C:\\x\\evil.csv", "/etc/evil.csv", "evil.csv"])
def test_an_upload_is_kept_inside_its_own_private_folder(folder: Path, name: str) -> None:
    path = uploads.keep(Upload(name, "id-1"))
    assert path.name == "evil.csv"
    assert path.parent.parent == folder
    assert path.parent.stat().st_mode & 0o077 == 0
    uploads.forget(path)
    assert not path.parent.exists()


def test_nothing_outside_the_upload_folder_is_ever_removed(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "precious.csv"
    mine.parent.mkdir()
    mine.write_text("x", "utf-8")
    uploads.forget(mine)
    assert mine.exists()


def test_leftovers_of_yesterday_are_removed_when_the_next_file_comes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = uploads.keep(Upload("old.csv", "id-1"))
    tomorrow = time.time() + uploads.KEEP_SECONDS + 60
    monkeypatch.setattr(uploads.time, "time", lambda: tomorrow)
    new = uploads.keep(Upload("new.csv", "id-2"))
    assert not old.exists()
    assert new.exists()


def test_columns_that_are_needed_are_named_until_they_are_chosen(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("case,opened_on\n1,2026-03-02 10:00\n", "utf-8")
    found = preview(file, profile="canonical-tickets")
    chosen = {"ticket_id": "case"}
    with Store.open(tmp_path / "store.db") as store:
        needed = import_questions.still_needed(store, found, "canonical-tickets", chosen)
        assert needed == ["Created"]
        chosen["created_at"] = "opened_on"
        assert import_questions.still_needed(store, found, "canonical-tickets", chosen) == []
