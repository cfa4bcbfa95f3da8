"""Who works in support, worked out by hand: tenure, ramp, leaving, presence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.columns import MISSING_INSTANT
from core.facts.presence import pieces
from core.facts.roster import employed_on, heads_on, people, ramp_share, roster, team_on
from tests.core.facts import people_tables as t

RAMP = (0, 0, 25, 50, 75, 75, 100, 100)
"""Percent of a full load by week, as printed."""


def rows(
    agents: pd.DataFrame,
    *,
    logged: pd.DataFrame | None = None,
    planned: pd.DataFrame | None = None,
    members: pd.DataFrame | None = None,
) -> pd.DataFrame:
    presence = pieces(
        t.states() if logged is None else logged,
        t.shifts() if planned is None else planned,
        as_of=t.instant(0),
    )
    teams = t.members() if members is None else members
    return roster(agents, teams, presence, as_of=t.instant(0)).set_index("assignee")


def test_the_ramp_is_the_printed_one_week_by_week() -> None:
    days = np.arange(0, 70.0, 0.5)
    printed = [RAMP[min(int(day // 7), 7)] / 100 for day in days]
    assert ramp_share(days).tolist() == printed


def test_tenure_runs_until_today_or_the_day_of_leaving() -> None:
    found = rows(
        t.agents(
            {"agent_id": "new", "hired": -10 * t.DAY},
            {"agent_id": "gone", "hired": -400 * t.DAY, "left": -100 * t.DAY},
            {"agent_id": "leaving", "hired": -400 * t.DAY, "left": 5 * t.DAY},
            {"agent_id": "undated"},
        )
    )
    assert found["tenure_days"].to_dict() == pytest.approx(
        {"new": 10, "gone": 300, "leaving": 400, "undated": np.nan}, nan_ok=True
    )
    assert found["is_employed"].to_dict() == {"new": True, "gone": False, "leaving": True, "undated": True}


def test_the_year_counts_the_part_on_the_roster_and_who_left_in_it() -> None:
    found = rows(
        t.agents(
            {"agent_id": "all year", "hired": -900 * t.DAY},
            {"agent_id": "left", "hired": -900 * t.DAY, "left": -73 * t.DAY},
            {"agent_id": "left long ago", "hired": -900 * t.DAY, "left": -500 * t.DAY},
            {"agent_id": "came", "hired": -146 * t.DAY},
        )
    )
    assert found["year_share"].to_dict() == pytest.approx(
        {"all year": 1, "left": 0.8, "left long ago": 0, "came": 0.4}
    )
    assert found["left_count"].to_dict() == {"all year": 0, "left": 1, "left long ago": 0, "came": 0}


def test_programs_and_people_of_the_future_are_not_on_the_roster() -> None:
    agents = t.agents(
        {"agent_id": "bot", "is_bot": True},
        {"agent_id": "macro", "role": "bot"},
        {"agent_id": "tomorrow", "hired": t.DAY},
        {"agent_id": "ann", "hired": -t.DAY},
    )
    assert rows(agents).index.tolist() == ["ann"]


def test_a_person_whom_two_sources_know_counts_once_with_the_date_of_hire() -> None:
    agents = t.agents(
        {"agent_id": "ann", "source_id": "a"}, {"agent_id": "ann", "source_id": "b", "hired": -t.DAY}
    )
    assert people(agents)["source_id"].tolist() == ["b"]


def test_who_is_missing_now_is_told_only_while_the_log_runs() -> None:
    agents = t.agents({"agent_id": "ann"}, {"agent_id": "bo"}, {"agent_id": "cy"})
    plan = t.shifts(("ann", -60, 60, None), ("bo", -60, 60, None))
    fresh = rows(agents, logged=t.states(("ann", -60, None, "ticket")), planned=plan)
    assert fresh["present_count"].to_dict() == pytest.approx({"ann": 1, "bo": 0, "cy": np.nan}, nan_ok=True)
    assert fresh["planned_count"].to_dict() == pytest.approx({"ann": 1, "bo": 1, "cy": np.nan}, nan_ok=True)
    stale = rows(agents, logged=t.states(("ann", -2000, -1500, "ticket")), planned=plan)
    assert stale["present_count"].isna().all()


def test_the_team_is_the_latest_one_that_had_not_ended() -> None:
    teams = t.members(("ann", "first", -100, 50), ("ann", "second", 0, 40), ("bo", "old", -100, -50))
    at = np.array([t.instant(minute) for minute in (-10, 10, 45, 0)])
    names = pd.Series(["ann", "ann", "ann", "bo"])
    assert team_on(names, at, teams).tolist() == ["first", "second", None, None]
    assert team_on(names, at, teams, since=at - 10 * t.MINUTE).tolist() == ["first", "second", "second", None]


def test_heads_are_those_who_came_and_had_not_left() -> None:
    rng = np.random.default_rng(3)
    came = rng.integers(0, 50, 30)
    left = np.where(rng.random(30) < 0.5, came + rng.integers(1, 30, 30), MISSING_INSTANT)
    came[:3] = MISSING_INSTANT
    days = np.arange(0, 90)
    counted = [
        sum(c <= day and (gone == MISSING_INSTANT or gone > day) for c, gone in zip(came, left, strict=True))
        for day in days
    ]
    assert heads_on(came, left, days).tolist() == counted


def test_heads_without_management_leave_the_lead_out() -> None:
    agents = t.agents({"agent_id": "ann", "hired": 0}, {"agent_id": "lead", "hired": 0, "role": "Team lead"})
    at = np.array([t.instant(-1), t.instant(0)])
    assert employed_on(agents, at).tolist() == [0, 2]
    assert employed_on(agents, at, "management").tolist() == [0, 1]
    assert np.isnan(employed_on(t.agents({"agent_id": "ann"}), at)).all()
