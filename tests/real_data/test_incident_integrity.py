"""Detectors on a real incident log: no survey and no note, so these wait and nothing is zero."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.insight.integrity.findings import Finding, Verdict
from core.periods import Period
from core.report import Report

FILE = "uci_incidents_2016-03-07_to_03-20.csv.gz"
WEEK = Period.of_days(date(2016, 3, 14), date(2016, 3, 20))


@pytest.fixture(scope="module")
def findings(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Finding]]:
    with Store.open(tmp_path_factory.mktemp("incidents") / "queuewise.db") as store:
        import_file(store, shared_data / FILE, ImportOptions(profile="servicenow", timezone="UTC"))
        found = Report(store).integrity(WEEK)
        assert found is not None
        yield {each.detector.id: each for each in found.findings}


@pytest.mark.parametrize(
    ("number", "needs"),
    [
        ("D-052", "which customers were asked"),
        ("D-030", "internal notes"),
        ("D-081", "tags"),
        ("D-001", "four weeks before"),
    ],
)
def test_what_the_log_does_not_tell_is_said(findings: dict[str, Finding], number: str, needs: str) -> None:
    assert findings[number].verdict is Verdict.WAITS
    assert needs in " ".join(findings[number].needs)
    assert findings[number].evidence is None


def test_what_the_log_tells_is_looked_at(findings: dict[str, Finding]) -> None:
    looked = [each for each in findings.values() if each.verdict is not Verdict.WAITS]
    assert len(looked) >= 10
    assert all(each.evidence is not None for each in looked)
