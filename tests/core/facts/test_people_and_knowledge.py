"""Weeks of agents, newcomers, trainings, articles and incidents, against plain loops and by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.facts.agent_weeks import agent_week_frame
from core.facts.incidents import incident_frame
from core.facts.knowledge import LIVE_DAYS, kb_day_frame, kb_topic_frame
from core.facts.newcomers import LEAST_TICKETS, newcomer_frame
from core.facts.people import bots, known_people
from core.facts.trainings import training_frame
from core.periods import microseconds

ZONE = "America/New_York"
MONDAY = pd.Timestamp("2026-01-05", tz=ZONE)
AS_OF = pd.Timestamp("2026-06-03 12:00", tz=ZONE)
DAY = pd.Timedelta(days=1)


def stamps(*values: Any) -> pd.Series:
    return pd.Series(pd.to_datetime(list(values), utc=True)).dt.as_unit("us")


def agents() -> pd.DataFrame:
    """An old hand, two newcomers (one left), a bot, and one who comes after the end of the data."""
    return pd.DataFrame(
        {
            "source_id": ["desk"] * 5,
            "agent_id": ["ann", "bo", "cy", "bot", "dan"],
            "is_bot": [False, False, False, True, False],
            "tier": ["L1", "L1", "L1", None, "L1"],
            "role": ["frontline", "frontline", "frontline", "bot", "frontline"],
            "hired_at": stamps(MONDAY - 400 * DAY, MONDAY + 7 * DAY, MONDAY + 16 * DAY, None, AS_OF + DAY),
            "left_at": stamps(None, None, MONDAY + 30 * DAY, None, None),
        }
    )


def members() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "agent_id": ["ann", "ann", "cy"],
            "team_id": ["billing", "support", "support"],
            "valid_from": stamps(MONDAY - 300 * DAY, MONDAY + 20 * DAY, MONDAY),
            "valid_to": stamps(MONDAY + 20 * DAY, None, None),
        }
    )


@pytest.fixture
def people() -> pd.DataFrame:
    return known_people(agents(), members(), as_of=microseconds(AS_OF))


def test_people_are_who_was_hired_by_then(people: pd.DataFrame) -> None:
    assert people["assignee"].tolist() == ["ann", "bo", "cy"]
    assert people["team"].fillna("nobody").tolist() == ["support", "nobody", "support"]
    assert people["left_at"].notna().tolist() == [False, False, True]
    assert bots(agents()) == ["bot"]


def agent_days(*rows: tuple[str, int, int]) -> pd.DataFrame:
    """Agent, day after the first Monday, tickets handled."""
    names, days, counts = zip(*rows, strict=True)
    first = MONDAY.tz_localize(None)
    return pd.DataFrame(
        {
            "agent": pd.Categorical(names),
            "day": pd.DatetimeIndex([first + day * DAY for day in days]).as_unit("us"),
            "resolved_count": counts,
        }
    )


def reviews(*rows: tuple[str, float, bool]) -> pd.DataFrame:
    names, days, tests = zip(*rows, strict=True)
    at = stamps(*[MONDAY + day * DAY for day in days])
    return pd.DataFrame({"assignee": names, "reviewed_at": at, "is_calibration": tests})


def test_weeks_are_local_whole_and_of_people(people: pd.DataFrame) -> None:
    days = agent_days(
        ("ann", 6, 4), ("ann", 7, 10), ("ann", 8, 5), ("bot", 7, 99), ("bo", 7, 3), ("zoe", 7, 8)
    )
    reviewed = reviews(("ann", 6.99, False), ("ann", 7.01, False), ("bo", 9, True))
    as_of = microseconds(MONDAY + 17 * DAY)
    frame = agent_week_frame(days, reviewed, people, bots=["bot"], as_of=as_of, zone=ZONE)
    week = frame["week"].dt.tz_convert(ZONE).dt.strftime("%Y-%m-%d %H")
    rows = {
        (r.assignee, w): (r.resolved_count, r.review_count, r.is_active)
        for r, w in zip(frame.itertuples(), week, strict=True)
    }
    assert rows == {
        ("ann", "2026-01-05 00"): (4, 1, True),
        ("ann", "2026-01-12 00"): (15, 1, True),
        ("bo", "2026-01-12 00"): (3, 0, True),
        ("zoe", "2026-01-12 00"): (8, 0, True),
    }


def test_newcomers_have_weeks_without_a_ticket_and_a_norm(people: pd.DataFrame) -> None:
    days = agent_days(*[("ann", 7 * week, 40 + week) for week in range(12)], ("bo", 7 * 3, 10))
    frame = agent_week_frame(
        days, reviews(("ann", 1, False)), people, bots=["bot"], as_of=microseconds(AS_OF), zone=ZONE
    )
    bo, cy = (frame[frame["assignee"] == name] for name in ("bo", "cy"))
    assert bo["tenure_week"].tolist() == list(range(1, 9))
    assert bo["resolved_count"].tolist() == [0, 0, 10, 0, 0, 0, 0, 0]
    assert bo["full_load"].tolist() == [40 + week for week in range(1, 9)]
    assert cy["tenure_week"].tolist() == [1, 2, 3]
    assert frame.loc[frame["assignee"] == "ann", "full_load"].isna().all()


def test_no_work_and_no_people_make_no_weeks(people: pd.DataFrame) -> None:
    nothing = agent_days(("ann", 0, 1)).iloc[:0]
    frame = agent_week_frame(
        nothing, reviews(("x", 0, False)).iloc[:0], people, bots=[], as_of=microseconds(AS_OF), zone=ZONE
    )
    assert len(frame) == 0
    assert {"assignee", "week", "is_active", "full_load", "team"} <= set(frame.columns)


def random_work(seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    size = 900
    at = MONDAY + pd.to_timedelta(rng.uniform(0, 148, size), unit="D")
    ends = pd.Series(at.tz_convert("UTC")).dt.as_unit("us").where(rng.random(size) < 0.95)
    good = (rng.random(size) < 0.35 + 0.5 * np.linspace(0, 1, size)[np.argsort(np.argsort(at))]).astype(float)
    good[rng.random(size) < 0.1] = np.nan
    created = pd.Series(at.tz_convert("UTC")).dt.as_unit("us") - pd.Timedelta(hours=5)
    assignee = rng.choice(np.array(["ann", "bo", "cy", None], dtype=object), size)
    frame = pd.DataFrame({"assignee": pd.Categorical(assignee), "created_at": created, "resolved_at": ends})
    return frame, good


def naive_proficiency(person: pd.Series, tickets: pd.DataFrame, good: np.ndarray, goal: float) -> float:
    """The first finish at which the last four weeks were good enough, ticket by ticket."""
    own = [
        (at, value)
        for at, who, value in zip(tickets["resolved_at"], tickets["assignee"], good, strict=True)
        if who == person["assignee"] and not np.isnan(value) and at >= person["hired_at"]
    ]
    for now, _ in sorted(own):
        window = [value for at, value in own if now - 28 * DAY < at <= now]
        if len(window) >= LEAST_TICKETS and sum(window) / len(window) >= goal:
            return (now - person["hired_at"]) / pd.Timedelta(minutes=1)
    return np.nan


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("goal", [0.6, 0.7, 0.99])
def test_proficiency_comes_at_the_first_good_month(people: pd.DataFrame, seed: int, goal: float) -> None:
    tickets, good = random_work(seed)
    found = newcomer_frame(people, tickets, resolved_at_first=good, goal=goal, as_of=microseconds(AS_OF))
    assert found["assignee"].tolist() == ["bo", "cy"]
    for _, row in found.iterrows():
        expected = naive_proficiency(row, tickets, good, goal)
        assert row["proficiency_minutes"] == pytest.approx(expected, nan_ok=True)
        left = row["left_at"] if pd.notna(row["left_at"]) else AS_OF
        until = (left - row["hired_at"]) / pd.Timedelta(minutes=1)
        assert row["observed_minutes"] == pytest.approx(until if np.isnan(expected) else expected)
        assert row["is_learning"] == (np.isnan(expected) and pd.isna(row["left_at"]))


def test_trainings_are_known_as_they_stood(people: pd.DataFrame) -> None:
    rows = [
        ("ann", "basics", 1, "quiz", 1, 2, 70.0),
        ("ann", "basics", 2, "quiz", 1, 40, 88.0),
        ("ann", "Level 2 certificate", 1, "quiz", 9, 9, 84.0),
        ("bo", "basics", 1, "Refresh", 30, None, None),
        ("bo", "billing", 1, "certification", 1, 5, 80.0),
    ]
    names = ["agent_id", "module", "attempt", "kind", "due_at", "completed_at", "score"]
    table = pd.DataFrame(rows, columns=names).assign(source_id="desk")
    for name in ("due_at", "completed_at"):
        table[name] = stamps(*[None if pd.isna(day) else MONDAY + day * DAY for day in table[name]])
    frame = training_frame(table, people, as_of=microseconds(MONDAY + 20 * DAY))
    assert frame[["assignee", "module", "attempt"]].to_numpy().tolist() == [
        ["ann", "basics", 1],
        ["ann", "Level 2 certificate", 1],
        ["bo", "basics", 1],
        ["bo", "billing", 1],
    ]
    assert frame["is_completed"].tolist() == [True, True, False, True]
    assert frame["is_due"].tolist() == [True, True, False, True]
    assert frame["is_certificate"].tolist() == [False, True, False, True]
    assert frame["is_passed"].tolist() == [False, False, False, True]
    assert frame["is_refresh"].tolist() == [False, False, True, False]
    assert frame["is_module"].all()
    later = training_frame(table, people, as_of=microseconds(AS_OF))
    assert later["is_module"].tolist() == [True, False, True, True, True]
    assert later["is_completed"].tolist() == [True, True, True, False, True]


def statistics(*rows: tuple[str, str, str | None, int, int, int]) -> pd.DataFrame:
    """Day, article, category, visits, searches, tickets after."""
    names = ["day", "article_id", "category", "view_count", "search_count", "ticket_after_count"]
    frame = pd.DataFrame(rows, columns=names).assign(source_id="desk")
    return frame.assign(helpful_yes_count=2, helpful_no_count=1, failed_search_count=3)


def test_articles_and_searches_keep_their_own_counts() -> None:
    table = statistics(
        ("2026-06-02", "kb-1", "login", 10, 0, 4),
        ("2026-06-02", "search", None, 0, 20, 30),
        ("2026-06-03", "kb-1", "login", 5, 0, 9),
        ("2026-06-04", "kb-1", "login", 5, 0, 0),
        ("someday", "kb-1", "login", 5, 0, 0),
    )
    frame = kb_day_frame(table, as_of=microseconds(AS_OF), zone=ZONE)
    assert frame["day"].dt.tz_convert(ZONE).dt.strftime("%m-%d %H:%M").tolist() == [
        "06-02 00:00",
        "06-02 00:00",
        "06-03 00:00",
    ]
    assert frame["view_count"].fillna(-1).tolist() == [10, -1, 5]
    assert frame["ticket_after_view_count"].fillna(-1).tolist() == [4, -1, 5]
    assert frame["search_count"].fillna(-1).tolist() == [-1, 20, -1]
    assert frame["ticket_after_search_count"].fillna(-1).tolist() == [-1, 20, -1]
    assert frame["helpful_yes_count"].fillna(-1).tolist() == [2, -1, 2]


def test_a_topic_is_covered_by_an_article_that_is_still_named() -> None:
    today = date(2026, 6, 3)
    old, live = (str(today - timedelta(days=days)) for days in (LIVE_DAYS, LIVE_DAYS - 1))
    table = statistics(
        (old, "kb-1", "login", 1, 0, 0), (live, "kb-2", "billing", 1, 0, 0), (live, "search", None, 0, 5, 0)
    )
    tickets = pd.DataFrame(
        {
            "category": pd.Categorical(["login", "login", "billing", None, "spam"]),
            "is_deleted": [False, False, False, False, True],
        }
    )
    frame = kb_topic_frame(table, tickets, as_of=microseconds(AS_OF), zone=ZONE)
    assert frame.to_dict("list") == {
        "category": ["billing", "login"],
        "ticket_count": [1.0, 2.0],
        "article_count": [1.0, 0.0],
    }
    assert kb_topic_frame(table.iloc[:0], tickets, as_of=microseconds(AS_OF)).empty


def test_an_incident_is_compared_with_the_same_hours_of_the_weeks_before() -> None:
    rng = np.random.default_rng(2)
    at = [AS_OF - 30 * DAY + pd.Timedelta(minutes=float(m)) for m in rng.uniform(0, 30 * 1440, 2_000)]
    tickets = pd.DataFrame(
        {
            "created_at": stamps(*at),
            "customer_key": pd.Categorical(rng.choice(np.array(["a", "b", "c", None], dtype=object), 2_000)),
            "is_deleted": rng.random(2_000) < 0.05,
        }
    )
    starts = [AS_OF - 3 * DAY, AS_OF - 20 * DAY, AS_OF - pd.Timedelta(hours=3), AS_OF + DAY]
    ends = [AS_OF - 3 * DAY + pd.Timedelta(hours=8), AS_OF - 19 * DAY, None, None]
    table = pd.DataFrame(
        {
            "source_id": "desk",
            "incident_id": ["1", "2", "3", "4"],
            "severity": ["SEV1", "Release", None, "SEV1"],
            "title": ["outage", "release", "slow", "later"],
            "starts_at": stamps(*starts),
            "resolved_at": stamps(*ends),
        }
    )
    frame = incident_frame(table, tickets, as_of=microseconds(AS_OF))
    assert frame["incident_id"].tolist() == ["1", "2", "3"]
    assert frame["is_planned"].tolist() == [False, True, False]
    assert frame["is_running"].tolist() == [False, False, True]
    kept = tickets[~tickets["is_deleted"]]
    for row in frame.itertuples():
        end = row.resolved_at if not row.is_running else AS_OF
        inside = kept[(kept["created_at"] >= row.starts_at) & (kept["created_at"] < end)]
        weeks = [
            ((kept["created_at"] >= row.starts_at - w * DAY) & (kept["created_at"] < end - w * DAY)).sum()
            for w in (7, 14, 21, 28)
            if row.starts_at - w * DAY >= kept["created_at"].min()
        ]
        assert row.ticket_count == len(inside)
        assert row.customer_count == inside["customer_key"].nunique()
        assert row.usual_ticket_count == pytest.approx(np.mean(weeks))
        assert row.observed_minutes == (end - row.starts_at) / pd.Timedelta(minutes=1)
