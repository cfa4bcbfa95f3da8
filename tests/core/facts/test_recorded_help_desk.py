"""Facts of 200 tickets recorded from a real Request Tracker."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.opening_hours import microseconds


@pytest.fixture
def recorded(shared_data: Path, desk: Any) -> Any:
    with gzip.open(shared_data / "rt5_events.jsonl.gz", "rt", encoding="utf-8") as lines:
        events = [json.loads(line) for line in lines]
    for pk in sorted({int(event["ticket_id"]) for event in events}):
        desk.ticket(pk, created=None)
    for event in events:
        desk.events.append(
            {
                "ticket_pk": int(event["ticket_id"]),
                "at": microseconds(datetime.fromisoformat(event["ts"])),
                "type": event["type"],
                "to": event.get("to"),
                "before": event.get("frm"),
                "role": event["actor_role"],
                "actor": event["actor"],
                "field": event.get("field"),
                "value": float(event.get("minutes", "nan")),
            }
        )
    return desk


def test_recorded_tickets_give_the_reference_figures(recorded: Any) -> None:
    facts = recorded.facts(10**6)
    response = facts.tickets["first_response_minutes"]
    assert (response.count(), round(response.mean(), 2), response.median()) == (200, 170.53, 166.0)
    reopened = facts.tickets["reopen_count"]
    assert (reopened.sum(), (reopened > 0).sum()) == (26, 26)
    assert (facts.tickets["escalation_count"].sum(), len(facts.escalations)) == (38, 38)
    assert facts.tickets["is_merged"].sum() == 6


def test_recorded_tickets_that_were_merged_away_are_no_open_work(recorded: Any) -> None:
    tickets = recorded.facts(10**6).tickets
    merged = tickets[tickets["is_merged"]]
    assert (merged["is_open"].sum(), merged["merged_away_at"].count()) == (0, 6)


def test_clocks_of_finished_tickets_add_up_to_their_resolution(recorded: Any) -> None:
    tickets = recorded.facts(10**6).tickets
    finished = tickets[tickets["is_finished"] & (tickets["reopen_count"] == 0)]
    clocks = finished["requester_wait_minutes"] + finished["agent_wait_minutes"]
    pd.testing.assert_series_equal(clocks, finished["resolution_minutes"], check_names=False)


def test_state_half_way_matches_the_events_seen_until_then(recorded: Any) -> None:
    instants = sorted(event["at"] for event in recorded.events)
    middle = instants[len(instants) // 2]
    minute = (middle - recorded.at(0)) / 60_000_000
    later = recorded.facts(minute).tickets
    recorded.events = [event for event in recorded.events if event["at"] <= middle]
    recorded.rows = [
        row for row in recorded.rows if any(e["ticket_pk"] == row["pk"] for e in recorded.events)
    ]
    columns = ["ticket_pk", "status", "first_response_minutes", "resolution_minutes", "reopen_count"]
    pd.testing.assert_frame_equal(later[columns], recorded.facts(minute).tickets[columns])
