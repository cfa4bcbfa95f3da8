"""What the Integrity page shows, and whose names it keeps to itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.data.store import Store
from core.periods import Period
from core.report import Report
from dashboard.view_models.integrity import IntegrityView, build_integrity, build_tickets
from sample_data import committed_company, load_into
from tests.dashboard.view_models.asked import Asked

PEOPLE = ("L1-0", "L2-0", "L3-0", "BL-0", "LD-0")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("integrity") / "queuewise.db") as store:
        load_into(store, committed_company())
        yield Report(store)


@pytest.fixture(scope="module")
def question(report: Report) -> Asked:
    as_of = report.as_of()
    assert as_of is not None
    return Asked(Period.last_days(28, as_of, "America/New_York"), as_of)


def everything(view: IntegrityView) -> str:
    tables = [table.frame.to_csv() for table in (view.found, view.not_found, view.waiting)]
    return " ".join([view.sentence, view.note, repr(view.details), *tables])


def test_nobody_is_named_unless_names_are_wanted(report: Report, question: Asked) -> None:
    hidden = everything(build_integrity(report, question))
    assert not [name for name in PEOPLE if name in hidden]
    shown = {each.id: each.who for each in build_integrity(report, question, True).details}
    assert "L1-03" in shown["D-054"]
    assert "L2-02" in shown["D-069"]


def test_tickets_of_a_personal_finding_do_not_tell_whose_they_are(report: Report, question: Asked) -> None:
    hidden = build_tickets(report, question, "D-069", True)
    assert "assignee" not in hidden.frame
    assert "assignee" not in hidden.every_row()
    assert "assignee" in build_tickets(report, question, "D-069", True, True).frame


def test_each_detector_is_in_exactly_one_table(report: Report, question: Asked) -> None:
    view = build_integrity(report, question)
    numbers = [id for table in (view.found, view.not_found, view.waiting) for id in table.every_row()["id"]]
    assert len(numbers) == len(set(numbers)) == 135
    assert [each.id for each in view.details] == view.found.frame["id"].tolist()


def test_every_finding_says_what_to_ask_first(report: Report, question: Asked) -> None:
    for each in build_integrity(report, question).details:
        assert each.ask
        assert each.innocent
        assert each.counts


def test_what_was_not_looked_at_shows_no_figure(report: Report, question: Asked) -> None:
    waiting = build_integrity(report, question).waiting
    assert "size" not in waiting.frame
    assert (waiting.frame["needs"].str.len() > 0).all()


def test_all_time_says_that_no_change_can_be_told(report: Report, question: Asked) -> None:
    view = build_integrity(report, replace(question, period=Period.all_time()))
    assert "no change can be told" in view.note


def test_an_empty_store_says_what_it_needs(tmp_path: Path) -> None:
    with Store.open(tmp_path / "queuewise.db") as store:
        view = build_integrity(Report(store), Asked())
    assert "Import tickets" in view.missing
    assert view.found.is_empty
