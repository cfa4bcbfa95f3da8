"""Ways of tickets: every minute, change, stop and end against a plain walk over the events."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from core.data.columns import FINISHED_STATUSES, History, Status
from core.facts.journeys import RUNNING, journeys
from core.facts.rules import TermRules
from tests.core.facts.test_facts_against_naive_loop import NOBODY, NaiveTicket, fill, histories, naive_tickets


def ways(desk: Any, as_of: float = 100_000, **options: Any) -> pd.DataFrame:
    facts = desk.facts(as_of, **options)
    rules = TermRules.of(desk.words)
    return journeys(desk.log(), facts.tickets, desk.words, as_of=desk.at(as_of), rules=rules)


def told(ticket: NaiveTicket) -> bool:
    return not isnan(ticket.in_states(Status.OPEN))


def naive_changes(ticket: NaiveTicket) -> dict[str, int]:
    found: dict[str, int] = {}
    for _, before, after in ticket.changes if told(ticket) else ():
        if before != after:
            name = f"{before.name.lower()}_to_{after.name.lower()}_count"
            found[name] = found.get(name, 0) + 1
    return found


def naive_stops(ticket: NaiveTicket, kind: str, now: str | None) -> list[str]:
    """Where a ticket was: as it came in, then after each move, until it was first solved."""
    held, stops, state, solved = None, [], Status.NEW, False
    first = now
    seen = False
    for event in ticket.events:
        after = ticket.status_set_by(event)
        if after is not None:
            solved = solved or (after in FINISHED_STATUSES and state not in FINISHED_STATUSES)
            state = after
        if event["type"] != kind:
            continue
        before = held if held not in NOBODY else event.get("before")
        before = None if before in NOBODY else before
        to = None if event["to"] in NOBODY else event["to"]
        if not seen and (before or to):
            first, seen = before or to, True
        if before and to and before != to and not solved:
            stops.append(to)
        held = to or held
    return [first or "", *stops]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories())
def test_every_way_equals_a_plain_walk(new_desk: Callable[[], Any], history: dict[str, Any]) -> None:
    desk = new_desk()
    fill(desk, history)
    found, facts = ways(desk, history["as_of"]), desk.facts(history["as_of"]).tickets
    for position, ticket in enumerate(naive_tickets(desk, desk.at(history["as_of"]))):
        row = found.iloc[position]
        if ticket.status != Status.DELETED:
            for state in RUNNING:
                expected = ticket.in_states(state)
                assert row[f"{state.name.lower()}_minutes"] == pytest.approx(expected, nan_ok=True)
        counted = {name: int(row[name]) for name in found.columns if "_to_" in name and row[name]}
        assert counted == naive_changes(ticket)
        for name, kind in (("team", "team_changed"), ("tier", "tier_changed")):
            current = facts[name].iloc[position]
            stops = naive_stops(ticket, kind, None if pd.isna(current) else str(current))
            expected_stops = [stops[0], stops[1] if stops[1:] else "", stops[-1] if stops[2:] else ""]
            got = [row[f"{name}_{stop}"] for stop in ("first", "next", "last")]
            assert ["" if pd.isna(each) else each for each in got] == expected_stops
            assert row[f"{name}_moves"] == len(stops) - 1
        finished = [b for _, a, b in ticket.changes if b in FINISHED_STATUSES and a not in FINISHED_STATUSES]
        assert row["was_solved"] == (bool(finished) or ticket.finished)
        back = any(a in FINISHED_STATUSES and b < Status.SOLVED for _, a, b in ticket.changes)
        assert row["was_reopened"] == back


def test_time_in_states_adds_up_to_what_the_ticket_facts_say(desk: Any) -> None:
    desk.ticket()
    desk.status(10, "open")
    desk.status(40, "pending")
    desk.status(100, "solved")
    desk.status(130, "open")
    desk.status(150, "hold")
    row = ways(desk, 200).iloc[0]
    minutes = [row[f"{state.name.lower()}_minutes"] for state in RUNNING]
    assert minutes == [10, 30 + 20, 60, 50, 0]
    assert row["solved_to_open_count"] == 1


def test_moves_after_the_first_solution_are_no_stops(desk: Any) -> None:
    desk.ticket(team_id="front")
    desk.event(5, "team_changed", "Escalations", before="front")
    desk.status(10, "solved")
    desk.status(20, "open")
    desk.event(25, "team_changed", "billing")
    row = ways(desk).iloc[0]
    assert (row["team_first"], row["team_next"], row["team_moves"]) == ("front", "Escalations", 1)
    assert pd.isna(row["team_last"])
    assert row["was_reopened"]


def test_a_snapshot_tells_no_way(desk: Any) -> None:
    desk.ticket(history=History.SNAPSHOT, status="open")
    row = ways(desk).iloc[0]
    assert not row["is_told"]
    assert isnan(row["open_minutes"])
