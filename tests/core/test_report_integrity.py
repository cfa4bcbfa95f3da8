"""The report's detectors on the demo company: what was planted there is found, and nobody is told twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.data.store import Store
from core.insight.integrity.evidence import Evidence
from core.insight.integrity.findings import Finding, Verdict, look_at
from core.periods import Period
from core.report import Filters, Report
from sample_data import committed_company, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("integrity") / "queuewise.db") as store:
        load_into(store, committed_company())
        yield Report(store)


@pytest.fixture(scope="module")
def findings(report: Report) -> dict[str, Finding]:
    found = report.integrity()
    assert found is not None
    return {each.detector.id: each for each in found.findings}


def evidence(finding: Finding) -> Evidence:
    assert finding.evidence is not None
    return finding.evidence


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("D-054", "L1-03"),
        ("D-069", "L2-02"),
        ("D-082", "L2-01"),
        ("D-077", "org-00007"),
        ("D-002", "Invoicing API"),
    ],
)
def test_a_planted_fault_is_found_where_it_was_planted(
    findings: dict[str, Finding], number: str, name: str
) -> None:
    assert findings[number].verdict is Verdict.FOUND
    assert [person.name for person in evidence(findings[number]).people] == [name]


@pytest.mark.parametrize("number", ["D-079", "D-008", "D-081", "D-061", "D-074"])
def test_a_planted_fault_of_no_one_person_is_found(findings: dict[str, Finding], number: str) -> None:
    assert findings[number].verdict is Verdict.FOUND


def test_the_evidence_is_the_tickets_that_were_counted(report: Report, findings: dict[str, Finding]) -> None:
    found = evidence(findings["D-069"])
    tickets = report.integrity_tickets("D-069")
    assert set(tickets["assignee"].dropna()) >= {"L2-02"}
    assert found.words.startswith(f"{len(found.rows)} of ")
    assert tickets["created_at"].is_monotonic_decreasing
    assert len(report.integrity_tickets("D-069", limit=3)) == 3


def test_findings_come_first_and_the_least_likely_by_chance_leads(report: Report) -> None:
    found = report.integrity()
    assert found is not None
    verdicts = [list(Verdict).index(each.verdict) for each in found.findings]
    assert verdicts == sorted(verdicts)
    chances = [each.p for each in found.findings if each.verdict is Verdict.FOUND]
    assert chances == sorted(chances)


def test_a_period_of_the_past_is_seen_as_at_its_end(report: Report) -> None:
    latest = report.as_of()
    assert latest is not None
    period = Period(latest - timedelta(days=120), latest - timedelta(days=92))
    found = report.integrity(period)
    assert found is not None
    assert (found.start, found.end) == (period.start, period.end)
    late = evidence(next(each for each in found.findings if each.detector.id == "D-082"))
    assert "L2-01" not in [person.name for person in late.people]


def test_without_a_past_no_change_is_told(report: Report) -> None:
    found = report.integrity(Period.all_time())
    assert found is not None
    assert found.past_days == 0
    waits = {each.detector.id for each in found.findings if each.verdict is Verdict.WAITS}
    assert {"D-001", "D-055", "D-059", "D-060", "D-114", "D-118"} <= waits


def test_a_filter_leaves_only_its_tickets(report: Report) -> None:
    only = Filters(team=("Billing",))
    assert report.integrity(filters=only) is not None
    for number in ("D-070", "D-031"):
        assert set(report.integrity_tickets(number, filters=only)["team"]) <= {"Billing"}


def test_an_unknown_detector_is_refused(report: Report) -> None:
    with pytest.raises(ValueError, match="number"):
        report.integrity_tickets("D-999")


def test_an_empty_store_has_nothing_to_look_at(tmp_path: Path) -> None:
    with Store.open(tmp_path / "queuewise.db") as store:
        report = Report(store)
        assert report.integrity() is None
        assert report.integrity_tickets("D-054").empty


def test_tickets_at_rest_for_long_do_not_change_a_finding(report: Report) -> None:
    latest = report.as_of()
    assert latest is not None
    found = report.integrity()
    assert found is not None
    part = report._case(None, Filters(), latest)
    loaded, (log, _) = report._loader.load(latest), report._loader.events()
    whole = replace(
        part,
        tickets=loaded.facts.tickets,
        log=log,
        clocks=loaded.promises.frame,
        chosen=~loaded.facts.tickets["is_deleted"].to_numpy(dtype=bool),
        tags=None,
        organisations=None,
        stated_due=None,
    )
    same = replace(part, tags=None, organisations=None, stated_due=None)
    assert part.size < 0.5 * whole.size
    for one, two in zip(look_at(same), look_at(whole), strict=True):
        assert (one.detector.id, one.verdict) == (two.detector.id, two.verdict)
        if one.evidence is not None and two.evidence is not None:
            assert one.evidence.words == two.evidence.words
            assert one.evidence.p == pytest.approx(two.evidence.p, nan_ok=True)
