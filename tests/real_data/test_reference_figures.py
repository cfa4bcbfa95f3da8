"""Real help-desk logs through import, facts and report: figures that others computed come out again."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.report import Report

CITY_MAPPING = {
    "ticket_id": "CASE_ENQUIRY_ID",
    "created_at": "OPEN_DT",
    "sla_due_at": "TARGET_DT",
    "stated_resolved_at": "CLOSED_DT",
    "sla_met": "OnTime_Status",
    "status": "CASE_STATUS",
    "category": "TYPE",
    "team_id": "QUEUE",
    "channel": "Source",
}


TOLD_BY_INCIDENTS = {
    *("ticket_volume", "resolved_count", "lasting_resolved_count", "resolution_rate", "net_resolved"),
    *("backlog_count", "backlog_24h", "queue_depth", "unassigned_count", "stuck_tickets", "open_p1_p2"),
    *("p1_share", "p2_share", "priority_accuracy", "main_channel_share", "repeat_contact_rate"),
    *("resolution_time", "resolution_business_time", "net_resolution_time"),
    *("requester_wait_time", "agent_wait_time", "reopen_rate", "sound_resolution_rate"),
    *("sla_met_rate", "resolution_sla_met_rate", "resolution_share_of_target"),
    *("breach_count", "severe_breach_count"),
    *("reassignment_rate", "handoffs_per_ticket", "tickets_per_agent_day"),
}
"""Metrics about creation, states, priority, caller, assignee and the limit; no reply, rating or effort."""


def imported(folder: Path, file: Path, options: ImportOptions) -> Iterator[Report]:
    with Store.open(folder / "queuewise.db") as store:
        result = import_file(store, file, options)
        assert result.quarantined == 0
        yield Report(store)


@pytest.fixture(scope="module")
def incidents(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    file = shared_data / "uci_incidents_2016-03-07_to_03-20.csv.gz"
    options = ImportOptions(profile="servicenow", timezone="UTC")
    yield from imported(tmp_path_factory.mktemp("incidents"), file, options)


@pytest.fixture(scope="module")
def tracker(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    options = ImportOptions(profile="canonical-events")
    yield from imported(tmp_path_factory.mktemp("tracker"), shared_data / "rt5_events.jsonl.gz", options)


@pytest.fixture(scope="module")
def city(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    options = ImportOptions(
        profile="canonical-tickets", timezone="UTC", source_id="city", mapping=CITY_MAPPING
    )
    yield from imported(
        tmp_path_factory.mktemp("city"), shared_data / "boston311_2015_sample.csv.gz", options
    )


def hours(report: Report, name: str) -> tuple[int, str, str, str]:
    found = report.metric(name)
    return (found.n, *(f"{value / 60:.4f}" for value in (found.mean, found.median, found.p90)))  # type: ignore[return-value]


def percent(report: Report, name: str) -> tuple[int, int, str]:
    found = report.metric(name)
    return round(found.value * found.n), found.n, f"{100 * found.value:.4f}"


def test_incident_resolution_time_agrees(incidents: Report) -> None:
    assert hours(incidents, "resolution_time") == (3_825, "229.8717", "77.1667", "484.6467")
    assert incidents.metric("resolved_count").value == 3_825


def test_incident_resolution_time_without_waiting_for_the_user_agrees(incidents: Report) -> None:
    assert hours(incidents, "net_resolution_time")[:3] == (3_825, "148.5962", "40.3833")


def test_incident_service_level_and_reopenings_agree(incidents: Report) -> None:
    assert percent(incidents, "sla_met_rate") == (768, 4_048, "18.9723")
    assert percent(incidents, "reopen_rate") == (69, 4_048, "1.7045")


def test_incident_log_says_what_it_cannot_tell(incidents: Report) -> None:
    unknown = {item.id for item in incidents.computability() if not item.is_computable}
    assert {"first_response_time", "csat_rate", "one_touch_rate", "average_handle_time"} <= unknown
    assert unknown.isdisjoint({"resolution_time", "reopen_rate", "reassignment_rate"})


@pytest.mark.parametrize("by", [None, "priority", "assignee", "day"])
def test_incident_log_gives_no_number_for_what_it_cannot_tell(incidents: Report, by: str | None) -> None:
    results = incidents.metrics(by=by)
    assert len(results) > 100
    numbers = {one.id for one in results if not math.isnan(one.value)}
    assert numbers <= TOLD_BY_INCIDENTS
    assert by is not None or numbers == TOLD_BY_INCIDENTS


def test_tracker_first_response_agrees(tracker: Report) -> None:
    found = tracker.metric("first_response_time")
    assert (found.n, f"{found.mean:.2f}", found.median, found.still_waiting) == (200, "170.53", 166.0, 0)


def test_tracker_reopenings_and_escalations_agree(tracker: Report) -> None:
    assert tracker.metric("escalation_volume").value == 38
    tickets = tracker.facts().tickets
    assert (tickets["reopen_count"].sum(), (tickets["reopen_count"] > 0).sum()) == (26, 26)
    assert tickets["is_merged"].sum() == 6


def test_city_time_to_close_agrees(city: Report) -> None:
    assert hours(city, "resolution_time")[1:] == ("242.4638", "92.4165", "545.9440")


def test_city_service_level_agrees(city: Report) -> None:
    assert percent(city, "sla_met_rate") == (11_371, 13_499, "84.2359")


def test_city_backlog_agrees_at_both_instants(city: Report) -> None:
    midyear = datetime(2015, 6, 30, 23, 59, 59, tzinfo=UTC)
    assert city.metric("backlog_count", as_of=midyear).value == 671
    assert city.metric("backlog_count").value == 831


def test_city_backlog_history_agrees_with_the_count(city: Report) -> None:
    history = city.backlog_history().set_index("bucket")["open_count"]
    assert history["2015-06-30"] == 671
    assert history.iloc[-1] == 831
