"""What the data page says about contradictions and gaps, on tickets made to have them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.facts.event_log import COLUMN_TYPES, cluster_events
from core.report import Report
from core.reporting.data_quality import data_quality

HEADER = "ticket_id,created_at,status,priority,category,stated_first_response_at,stated_resolved_at"
ROWS = """
1,2026-03-02T09:00:00Z,solved,P1,login,2026-03-02T09:30:00Z,2026-03-02T10:00:00Z
2,2026-03-02T09:00:00Z,solved,P2,,2026-03-02T09:30:00Z,2026-03-02T10:00:00Z
3,2026-03-02T09:00:00Z,closed,,,2026-03-02T09:30:00Z,
4,2026-03-02T09:00:00Z,parked,P3,login,,
5,2026-03-02T09:00:00Z,solved,P3,login,2026-03-02T12:00:00Z,2026-03-02T10:00:00Z
"""
DAY_BEFORE = pd.Timestamp("2026-03-01T09:00:00Z")


@pytest.fixture
def report(store: Store, tmp_path: Path) -> Report:
    file = tmp_path / "tickets.csv"
    file.write_text(HEADER + ROWS, "utf-8")
    options = ImportOptions(profile="canonical-tickets", timezone="UTC", source_id="desk")
    assert import_file(store, file, options).quarantined == 0
    return Report(store)


@pytest.fixture
def counts(report: Report) -> dict[str, int]:
    return {anomaly.id: anomaly.count for anomaly in report.data_quality().anomalies}


def counted(tickets: pd.DataFrame) -> dict[str, int]:
    without_events = cluster_events({name: [] for name in COLUMN_TYPES}, [])
    return {anomaly.id: anomaly.count for anomaly in data_quality(tickets, without_events).anomalies}


@pytest.mark.parametrize(
    ("column", "value", "anomaly"),
    [
        ("created_at", pd.NaT, "no_created"),
        ("resolved_at", DAY_BEFORE, "resolved_before_created"),
        ("first_reply_at", DAY_BEFORE, "events_before_created"),
        ("first_response_observed_minutes", None, "response_unknown"),
    ],
)
def test_a_contradiction_is_found_once_it_is_there(
    report: Report, column: str, value: object, anomaly: str
) -> None:
    tickets = report.facts().tickets.copy()
    before = counted(tickets).get(anomaly, 0)
    tickets.loc[0, column] = value
    assert counted(tickets).get(anomaly, 0) == before + 1


def test_a_contradiction_of_the_ticket_row_lists_its_tickets(report: Report) -> None:
    assert report.anomaly_tickets("unknown_status")["ticket_id"].tolist() == ["4"]
    assert "event_count" not in report.anomaly_tickets("no_resolution_instant")


def test_unknown_status_words_are_found(counts: dict[str, int]) -> None:
    assert counts["unknown_status"] == 1


def test_finished_without_an_instant_is_found(counts: dict[str, int]) -> None:
    assert counts["no_resolution_instant"] == 1


def test_replies_after_the_resolution_are_found(counts: dict[str, int]) -> None:
    assert counts["resolved_before_response"] >= 1


def test_what_does_not_occur_is_not_listed(counts: dict[str, int]) -> None:
    assert "no_created" not in counts


def test_incomplete_fields_are_warnings(report: Report) -> None:
    fields = {item.field: item for item in report.data_quality().completeness}
    assert (fields["priority"].filled_count, fields["priority"].share) == (4, 0.8)
    assert fields["priority"].status == "warning"
    assert fields["category"].filled_count == 3


def test_histories_are_counted(report: Report) -> None:
    assert report.data_quality().history == {"partial": 5}


def test_computability_gives_a_reason_for_every_gap(report: Report) -> None:
    items = {item.id: item for item in report.computability()}
    assert items["resolution_time"].is_computable
    assert not items["reopen_rate"].is_computable
    assert items["reopen_rate"].reason.startswith("4 tickets left out: needs full history")
    assert all(item.reason for item in items.values() if not item.is_computable)


def test_freshness_tells_the_last_import(report: Report) -> None:
    fresh = report.freshness()
    assert fresh.ticket_count == 5
    assert fresh.last_import_at is not None
    assert len(report.imports()) == 1


def test_glossary_explains_every_metric(report: Report) -> None:
    glossary = report.glossary("growth").set_index("id")
    assert glossary.loc["first_response_time", "target"] == "under 2 h"
    assert glossary.loc["first_response_time", "target_sources"].startswith("B-002")
    assert (glossary["formula"].str.len() > 5).all()
    assert (glossary["counted_by"].str.len() > 10).all()


def test_lists_refuse_unknown_columns(report: Report) -> None:
    with pytest.raises(ValueError, match="sort: 'mood'"):
        report.tickets(where="all", sort="mood")


def test_history_steps_are_checked(report: Report) -> None:
    with pytest.raises(ValueError, match="by: 'hour'"):
        report.backlog_history(by="hour")


def test_every_view_opens_on_partial_data(report: Report) -> None:
    views: tuple[Callable[..., object], ...] = (
        report.tickets,
        report.backlog_history,
        report.backlog_age_histogram,
        report.workload,
        report.inflow,
        report.volume_trend,
        report.trending,
        report.category_pain,
        report.csat_breakdown,
        report.metrics_frame,
    )
    for view in views:
        view()
