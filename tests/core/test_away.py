"""Who is out of the office, case by case."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from core.reporting.away import LEFT, MISSING, NO_SHIFT, away_agents
from core.reporting.lifecycle import is_in_limbo, lifecycle

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)


def rows(column: str, *given: tuple[str, str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(given, columns=["agent_id", column, "starts_at", "ends_at"])
    for name in ("starts_at", "ends_at"):
        table[name] = pd.to_datetime("2026-03-" + table[name] + ":00Z", utc=True)
    return table


def agents(**left: datetime) -> pd.DataFrame:
    table = pd.DataFrame({"agent_id": list(left), "left_at": list(left.values())})
    return table.assign(left_at=pd.to_datetime(table["left_at"], utc=True))


def test_each_way_of_being_away_has_its_reason() -> None:
    states = rows(
        "state",
        ("here", "ticket", "10T09", "10T12"),
        ("sick", "sick", "10T00", "10T23"),
        ("weekly", "ticket", "06T09", "06T17"),
        ("early", "ticket", "10T06", "10T10"),
    )
    shifts = rows(
        "activity",
        ("here", "tickets", "10T09", "10T17"),
        ("missing", "tickets", "10T09", "10T17"),
        ("late", "tickets", "10T14", "10T20"),
        ("leave", "vacation", "10T00", "10T23"),
    )
    gone = agents(gone=datetime(2026, 3, 1, tzinfo=UTC), here=datetime(2026, 6, 1, tzinfo=UTC))
    assert away_agents(states, shifts, gone, NOW, "UTC") == {
        "sick": "logged as sick",
        "leave": "planned as absent",
        "missing": MISSING,
        "weekly": NO_SHIFT,
        "gone": LEFT,
    }


def test_on_a_day_that_nobody_works_nobody_is_away() -> None:
    states = rows("state", ("ada", "ticket", "06T09", "06T17"))
    shifts = rows("activity", ("ada", "tickets", "09T09", "09T17"))
    assert away_agents(states, shifts, agents(), NOW, "UTC") == {}


def test_of_people_whom_no_record_knows_nothing_is_said() -> None:
    states = rows("state", ("ada", "ticket", "10T09", "10T17"))
    found = away_agents(states, rows("activity"), agents(), NOW, "UTC")
    assert found == {}


def ticket(**changes: object) -> dict[str, object]:
    usual: dict[str, object] = {"status": "open", "priority": "P3", "category": "login", "tier": "L1"}
    usual |= {"is_assigned": True, "is_answered": True, "escalation_count": 0.0}
    return usual | changes


def test_every_state_of_the_life_of_a_ticket_is_told_apart() -> None:
    cases = {
        "new": ticket(is_assigned=False, is_answered=False, category=None),
        "triaged": ticket(is_assigned=False, is_answered=False),
        "assigned": ticket(is_answered=False),
        "in progress": ticket(),
        "waiting for customer": ticket(status="pending", tier="L3"),
        "on hold": ticket(status="hold", escalation_count=2.0),
        "escalated": ticket(escalation_count=1.0),
        "engineering": ticket(escalation_count=1.0, tier="L3"),
    }
    assert lifecycle(pd.DataFrame(list(cases.values()))).tolist() == list(cases)


def test_limbo_is_for_owned_tickets_that_do_not_wait_for_the_customer() -> None:
    table = pd.DataFrame([ticket(), ticket(), ticket(status="pending"), ticket(is_assigned=False)])
    idle = pd.Series([1441.0, 1440.0, 9_000.0, 9_000.0]).to_numpy()
    assert is_in_limbo(table, idle).tolist() == [True, False, False, False]
