"""Days of agents worked out by hand, and against a walk through every minute."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from core.facts.agent_time import agent_time
from core.facts.presence import pieces
from tests.core.facts import people_tables as t

NOON_NEXT_DAY = t.DAY + 180


def days(
    logged: pd.DataFrame,
    planned: pd.DataFrame,
    *,
    roster: pd.DataFrame | None = None,
    members: pd.DataFrame | None = None,
    entries: pd.DataFrame | None = None,
    acts: pd.DataFrame | None = None,
    as_of: float = NOON_NEXT_DAY,
    zone: str = "UTC",
) -> pd.DataFrame:
    return agent_time(
        pieces(logged, planned, as_of=t.instant(as_of)),
        t.entries() if entries is None else entries,
        t.agents({"agent_id": "ann"}, {"agent_id": "bo"}) if roster is None else roster,
        t.members() if members is None else members,
        t.agent_days() if acts is None else acts,
        as_of=t.instant(as_of),
        zone=zone,
    ).set_index("assignee")


LOGGED = t.states(
    ("ann", 0, 300, "ticket"),
    ("ann", 300, 360, "break"),
    ("ann", 360, 420, "meeting"),
    ("ann", 420, 500, "available"),
    ("bo", 0, 240, "training"),
    ("bo", 240, 480, "absent"),
)
PLANNED = t.shifts(("ann", 0, 480, "tickets"), ("bo", 0, 480, "tickets"))


def test_a_day_falls_apart_into_what_was_logged() -> None:
    ann, bo = (days(LOGGED, PLANNED).loc[name] for name in ("ann", "bo"))
    parts = ("ticket", "break", "meeting", "idle", "training", "present", "available", "absent", "planned")
    assert [ann[f"{part}_minutes"] for part in parts] == [300, 60, 60, 80, 0, 500, 500, 0, 480]
    assert [bo[f"{part}_minutes"] for part in parts] == [0, 0, 0, 0, 240, 240, 240, 240, 480]


def test_overtime_is_what_goes_beyond_the_planned_length() -> None:
    found = days(LOGGED, PLANNED)["overtime_minutes"]
    assert found.tolist() == [20, 0]


def test_logged_overtime_counts_but_not_as_time_available_for_tickets() -> None:
    logged = t.states(("ann", 0, 480, "ticket"), ("ann", 480, 540, "overtime"))
    found = days(logged, t.shifts(("ann", 0, 600, "tickets"))).loc["ann"]
    assert (found["overtime_minutes"], found["present_minutes"], found["available_minutes"]) == (60, 540, 480)


def test_days_before_the_first_logged_state_are_unknown_and_not_empty() -> None:
    plan = t.shifts(("ann", -t.DAY, -t.DAY + 480, "tickets"), ("ann", 0, 480, "tickets"))
    found = days(LOGGED, plan).loc["ann"]
    assert found["planned_minutes"].tolist() == [480, 480]
    assert found["present_minutes"].isna().tolist() == [True, False]
    assert found["adherent_minutes"].isna().tolist() == [True, False]


def test_nobody_there_on_a_planned_day_is_known_as_long_as_the_source_logs() -> None:
    logged = t.states(("ann", 0, 60, "ticket"), ("bo", 0, 60, "ticket"), ("bo", t.DAY, t.DAY + 60, "ticket"))
    plan = t.shifts(("ann", 0, 60, None), ("ann", t.DAY, t.DAY + 60, None), ("bo", 0, 60, None))
    found = days(logged, plan).loc["ann"]
    assert found["present_minutes"].tolist() == [60, 0]
    assert found["adherent_minutes"].tolist() == [60, 0]


def test_work_entered_stands_for_ticket_time_where_no_state_is_about_tickets() -> None:
    logged = t.states(("ann", 0, 480, "busy bee"))
    found = days(logged, t.shifts(), entries=t.entries(("ann", 60, 90.0), ("ann", 200, 30.0))).loc["ann"]
    assert (found["ticket_minutes"], found["work_minutes"], found["idle_minutes"]) == pytest.approx(
        (120, 120, np.nan), nan_ok=True
    )


def test_entries_and_events_about_the_same_work_do_not_add_up() -> None:
    acts = t.agent_days(("ann", "2026-01-05", 3, 5, 100.0))
    found = days(t.states(), t.shifts(), entries=t.entries(("ann", 60, 90.0)), acts=acts).loc["ann"]
    assert found["work_minutes"] == 100
    assert (found["resolved_count"], found["worked_count"]) == (3, 1)


def test_later_entries_are_not_known_yet() -> None:
    assert days(t.states(), t.shifts(), entries=t.entries(("ann", 60, 5.0)), as_of=59).empty


def test_sickness_is_unknown_until_a_source_names_it() -> None:
    assert days(LOGGED, PLANNED)["sick_count"].isna().all()
    logged = t.states(("ann", 0, 60, "ticket"), ("bo", 0, 480, "sick"))
    assert days(logged, PLANNED)["sick_count"].tolist() == [0, 1]


def test_programs_have_no_days() -> None:
    roster = t.agents({"agent_id": "ann"}, {"agent_id": "bo", "is_bot": True})
    acts = t.agent_days(("bo", "2026-01-05", 9, 9, 0.0))
    assert set(days(LOGGED, PLANNED, roster=roster, acts=acts).index) == {"ann"}


def test_each_day_belongs_to_the_team_of_that_day() -> None:
    logged = t.states(("ann", 0, 60, "ticket"), ("ann", t.DAY, t.DAY + 60, "ticket"))
    teams = t.members(("ann", "first", -9 * t.DAY, t.DAY - 600), ("ann", "second", t.DAY - 500, None))
    found = days(logged, t.shifts(), members=teams)
    assert found["team"].tolist() == ["first", "second"]
    assert found["tier"].tolist() == ["L1", "L1"]
    assert found["source"].tolist() == ["desk", "desk"]


def test_without_any_event_nobody_knows_who_resolved_what() -> None:
    assert days(LOGGED, PLANNED)["resolved_count"].isna().all()


@pytest.mark.parametrize("seed", range(4))
def test_minutes_by_local_day_equal_a_walk_through_time(seed: int) -> None:
    zone, rng = "Europe/Berlin", np.random.default_rng(seed)
    begin = datetime(2026, 3, 27, tzinfo=UTC)
    shift = (begin - t.START) / timedelta(minutes=1)
    rows: list[Any] = []
    for _ in range(25):
        first = shift + int(rng.integers(0, 5 * 1440))
        rows.append((str(rng.choice(["ann", "bo"])), first, first + int(rng.integers(1, 700)), "ticket"))
    found = days(t.states(*rows), t.shifts(), as_of=shift + 9000, zone=zone)
    expected: Counter[tuple[str, str]] = Counter()
    for minute in range(9000):
        day = (begin + timedelta(minutes=minute)).astimezone(ZoneInfo(zone)).date().isoformat()
        for agent in {row[0] for row in rows if row[1] <= shift + minute < row[2]}:
            expected[agent, day] += 1
    local = found["day"].dt.tz_convert(zone)
    assert (local.dt.hour == 0).all()
    told = zip(found.index, local.dt.date.astype(str), found["ticket_minutes"], strict=True)
    assert {(agent, day): minutes for agent, day, minutes in told if minutes} == dict(expected)
