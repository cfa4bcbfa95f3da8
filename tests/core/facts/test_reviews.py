"""Facts of reviews against plain loops over random reviews, one review at a time."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from core.facts.reviewed_agents import LEAST, reviewed_agent_frame
from core.facts.reviews import OWN_SOURCE, review_frame, review_key
from core.periods import microseconds

START = pd.Timestamp("2026-01-05", tz="UTC")
MAXIMA = {"solution": 30.0, "tone": 10.0}
AS_OF = START + pd.Timedelta(days=150)
FOUR_WEEKS = pd.Timedelta(days=28)
ZONE = "America/New_York"
Row = dict[str, Any]


def stamps(values: list[Any]) -> pd.Series:
    return pd.Series(pd.to_datetime(values, utc=True)).dt.as_unit("us")


def random_tables(seed: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """150 reviews of three agents over twenty weeks, some of the same ticket, with their surroundings."""
    rng = np.random.default_rng(seed)
    tickets = pd.DataFrame(
        {
            "ticket_id": [str(n) for n in range(60)],
            "source_id": ["desk"] * 60,
            "resolved_at": stamps([START + pd.Timedelta(days=float(d)) for d in rng.uniform(0, 150, 60)]),
            "first_resolved_at": stamps(
                [START + pd.Timedelta(days=float(d)) for d in rng.uniform(0, 40, 60)]
            ),
        }
    )
    at = [START + pd.Timedelta(minutes=int(m)) for m in rng.integers(0, 160 * 1440, 150)]
    talked = [
        each + pd.Timedelta(hours=int(h)) if rng.random() < 0.7 else None
        for each, h in zip(at, rng.integers(1, 400, 150), strict=True)
    ]
    points = [(int(rng.choice([0, 20, 25, 30])), int(rng.choice([2, 6, 10]))) for _ in at]
    texts = [json.dumps({"Solution": a, "tone": b}) if a != 20 else '{"tone": "high"}' for a, b in points]
    reviews = pd.DataFrame(
        {
            "source_id": "desk",
            "review_id": [f"r{n}" for n in range(150)],
            "ticket_id": [str(n) for n in rng.integers(0, 70, 150)],
            "agent_id": rng.choice(["ann", "bo", "cy"], 150),
            "reviewer_id": rng.choice(np.array(["lee", "kim", None], dtype=object), 150),
            "reviewed_at": stamps(at),
            "coached_at": stamps(talked),
            "score": rng.integers(40, 101, 150).astype(float),
            "dimensions": texts,
            "is_critical_fail": rng.random(150) < 0.05,
            "selection": rng.choice(["random", "calibration"], 150, p=[0.85, 0.15]),
        }
    )
    done = [START + pd.Timedelta(days=float(d)) for d in rng.uniform(0, 150, 6)]
    trainings = pd.DataFrame(
        {"agent_id": ["ann", "ann", "bo", "bo", "dan", "cy"], "completed_at": stamps([*done[:5], None])}
    )
    return reviews, tickets, trainings


def made(reviews: pd.DataFrame, tickets: pd.DataFrame, trainings: pd.DataFrame) -> pd.DataFrame:
    return review_frame(reviews, tickets, trainings, maxima=MAXIMA, as_of=microseconds(AS_OF), zone=ZONE)


def points_of(text: str) -> dict[str, float]:
    told = {name.lower(): value for name, value in json.loads(text).items()}
    return {name: told[name] for name in MAXIMA if isinstance(told.get(name), int)}


def month_of(at: datetime) -> tuple[int, int]:
    local = at.astimezone(ZoneInfo(ZONE))
    return local.year, local.month


def before(month: tuple[int, int]) -> tuple[int, int]:
    year, number = month
    return (year - 1, 12) if number == 1 else (year, number - 1)


def average(values: list[float]) -> float:
    return sum(values) / len(values) if values else np.nan


def naive(row: Row, rows: list[Row], tickets: pd.DataFrame, trainings: pd.DataFrame) -> Row:
    """What one review should say, by looking through all others."""
    own = [r for r in rows if r["agent_id"] == row["agent_id"] and r["selection"] != "calibration"]
    earlier = [r["score"] for r in own if month_of(r["reviewed_at"]) == before(month_of(row["reviewed_at"]))]
    since = row["reviewed_at"] - FOUR_WEEKS
    done = trainings[trainings["agent_id"] == row["agent_id"]]["completed_at"]
    ends = [
        row["reviewed_at"] - at
        for _, ticket in tickets.iterrows()
        for at in (ticket["resolved_at"], ticket["first_resolved_at"])
        if ticket["ticket_id"] == row["ticket_id"] and at <= row["reviewed_at"]
    ]
    return {
        "earlier_score": average(earlier),
        "is_after_training": any(since <= at <= row["reviewed_at"] for at in done.dropna()),
        "latency_minutes": min(ends) / pd.Timedelta(minutes=1) if ends else np.nan,
        **naive_talk(row, own),
    }


def naive_talk(row: Row, own: list[Row]) -> Row:
    nothing = {"coached_dimension": None, "coached_earlier": np.nan, "coached_later": np.nan}
    talk = row["coached_at"]
    shares = {name: 100 * got / MAXIMA[name] for name, got in points_of(row["dimensions"]).items()}
    weak = [name for name in shares if shares[name] == min(shares.values())]
    if pd.isna(talk) or talk > AS_OF or row["selection"] == "calibration":
        return nothing
    if not weak or shares[weak[0]] == 100:
        return nothing
    others = [
        (r["reviewed_at"], 100 * points_of(r["dimensions"])[weak[0]] / MAXIMA[weak[0]])
        for r in own
        if r is not row and weak[0] in points_of(r["dimensions"])
    ]
    later = [share for at, share in others if talk < at <= talk + FOUR_WEEKS]
    return {
        "coached_dimension": weak[0],
        "coached_earlier": average([share for at, share in others if talk - FOUR_WEEKS <= at < talk]),
        "coached_later": average(later) if talk + FOUR_WEEKS <= AS_OF else np.nan,
    }


@pytest.mark.parametrize("seed", range(4))
def test_every_review_says_what_a_plain_loop_finds(seed: int) -> None:
    reviews, tickets, trainings = random_tables(seed)
    frame = made(reviews, tickets, trainings)
    known = reviews[reviews["reviewed_at"] <= AS_OF]
    every = known.to_dict("records")
    assert len(frame) == len(every) < len(reviews)
    for place, row in enumerate(every):
        for name, expected in naive(row, every, tickets, trainings).items():
            found = frame[name].iloc[place]
            if isinstance(expected, float):
                assert found == pytest.approx(expected, nan_ok=True), name
            else:
                assert (None if pd.isna(found) else found) == expected, name


@pytest.mark.parametrize("seed", range(4))
def test_calibration_groups_are_reviews_of_one_work_by_several_people(seed: int) -> None:
    reviews, tickets, trainings = random_tables(seed)
    frame = made(reviews, tickets, trainings)
    groups: dict[tuple[str, str], dict[str, float]] = {}
    for row in frame.sort_values("reviewed_at").dropna(subset=["reviewer"]).to_dict("records"):
        groups.setdefault((row["ticket_id"], row["assignee"]), {})[row["reviewer"]] = row["score"]
    expected = sorted(max(g.values()) - min(g.values()) for g in groups.values() if len(g) > 1)
    assert sorted(frame["calibration_spread"].dropna()) == expected
    last = frame[frame["calibration_spread"].notna()]
    assert last["case"].is_unique
    newest = frame[frame["case"] >= 0].groupby("case")["reviewed_at"].max()
    assert dict(zip(last["case"], last["reviewed_at"], strict=True)) == newest.to_dict()


def one_review(**given: Any) -> pd.DataFrame:
    row = {
        "source_id": "desk",
        "review_id": "r1",
        "ticket_id": "7",
        "agent_id": "ann",
        "reviewer_id": "lee",
        "reviewed_at": START,
        "coached_at": pd.NaT,
        "score": 80.0,
        "dimensions": None,
        "is_critical_fail": False,
        "selection": "random",
    }
    frame = pd.DataFrame([row | given])
    return frame.assign(**{name: stamps(list(frame[name])) for name in ("reviewed_at", "coached_at")})


def no_trainings() -> pd.DataFrame:
    return pd.DataFrame({"agent_id": pd.Series([], dtype="str"), "completed_at": stamps([])})


def ticket_table(*keys: tuple[str, str]) -> pd.DataFrame:
    ends = stamps([START - pd.Timedelta(days=1)] * len(keys))
    sources, numbers = zip(*keys, strict=True)
    return pd.DataFrame(
        {"source_id": sources, "ticket_id": numbers, "resolved_at": ends, "first_resolved_at": ends}
    )


@pytest.mark.parametrize(
    ("text", "stated", "expected"),
    [
        ('{"solution": 30, "tone": 0}', False, True),
        ('{"solution": 30, "tone": 2}', False, False),
        ('{"solution": 30, "tone": 2}', True, True),
        ("not JSON", False, False),
        (None, False, False),
    ],
)
def test_a_dimension_at_nothing_is_a_critical_fail(text: str | None, stated: bool, expected: bool) -> None:
    review = one_review(dimensions=text, is_critical_fail=stated)
    assert made(review, ticket_table(("desk", "7")), no_trainings())["is_critical_fail"].tolist() == [
        expected
    ]


def test_own_reviews_find_the_ticket_of_the_source_they_name() -> None:
    tickets = ticket_table(("desk", "7"), ("old desk", "7"), ("desk", "8"))
    own = {"source_id": OWN_SOURCE, "ticket_id": "7"}
    for source, row in (("desk", 0), ("old desk", 1), ("nobody", -1)):
        review = one_review(**own, review_id=review_key(source, "7", "ann", "lee"))
        assert made(review, tickets, no_trainings())["ticket_row"].tolist() == [row]


def test_a_review_tool_finds_a_number_that_is_there_once() -> None:
    tickets = ticket_table(("desk", "7"), ("old desk", "7"), ("desk", "8"))
    for number, row in (("8", 2), ("7", -1), ("9", -1)):
        review = one_review(source_id="tool", ticket_id=number)
        assert made(review, tickets, no_trainings())["ticket_row"].tolist() == [row]


def test_a_talk_in_the_future_is_not_known_yet() -> None:
    review = one_review(coached_at=AS_OF + timedelta(days=1))
    frame = made(review, ticket_table(("desk", "7")), no_trainings())
    assert frame["coached_at"].isna().all()
    assert frame["coaching_observed_minutes"].tolist() == [150 * 1440.0]


def test_no_reviews_make_an_empty_frame_with_all_columns() -> None:
    full = made(*random_tables(1))
    reviews, tickets, trainings = random_tables(1)
    empty = made(reviews.iloc[:0], tickets, trainings)
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)


def test_agents_need_enough_reviews_and_enough_ratings() -> None:
    reviews, tickets, trainings = random_tables(3)
    frame = made(reviews, tickets, trainings)
    rng = np.random.default_rng(1)
    tickets = tickets.assign(assignee=rng.choice(["ann", "bo", "dan"], 60), is_deleted=rng.random(60) < 0.1)
    rating = np.where(rng.random(60) < 0.6, rng.integers(1, 6, 60), np.nan)
    people = pd.DataFrame({"assignee": ["ann"], "team": ["billing"], "tier": ["L1"], "source": ["desk"]})
    found = reviewed_agent_frame(frame, tickets, people, rating=rating)
    assert found["agent"].tolist() == ["ann", "bo"]
    assert found["team"].tolist()[0] == "billing"
    for row in found.to_dict("records"):
        scores = [
            r["score"]
            for r in frame.to_dict("records")
            if r["assignee"] == row["agent"]
            and not r["is_calibration"]
            and not (r["ticket_row"] >= 0 and tickets["is_deleted"][r["ticket_row"]])
        ]
        given = [
            value
            for value, agent, gone in zip(rating, tickets["assignee"], tickets["is_deleted"], strict=True)
            if agent == row["agent"] and not gone and not np.isnan(value)
        ]
        assert (row["qa_mean"], row["qa_count"]) == (pytest.approx(average(scores)), len(scores))
        assert (row["csat_mean"], row["csat_count"]) == (pytest.approx(average(given)), len(given))
        assert min(len(scores), len(given)) >= LEAST
