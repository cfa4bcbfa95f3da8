"""Coaching and calibration sessions: beside a plain loop over the stored reviews."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from core.data.store import Store
from core.metrics.scorecard import DIMENSIONS
from core.periods import Period
from core.report import Filters, Report
from core.reporting.coaching_tables import LEAST_LOW, SHARED_BY
from sample_data import generate, load_into

LOW = {each.id: each.coach_from for each in DIMENSIONS}
GOOD = {each.id: each.weight for each in DIMENSIONS}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("coaching") / "queuewise.db") as store:
        load_into(store, generate(6_000, seed=11))
        yield Report(store)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Report]:
    with Store.open(tmp_path / "own.db") as store:
        load_into(store, generate(400, seed=5))
        yield Report(store)


def stored(report: Report) -> list[dict[str, object]]:
    rows = report.store.read_frame("qa_review")
    return rows[rows["selection"] != "calibration"].to_dict("records")


def test_needs_are_what_a_loop_over_the_reviews_counts(report: Report) -> None:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    scores: dict[str, list[float]] = defaultdict(list)
    for row in stored(report):
        agent, points = str(row["agent_id"]), json.loads(str(row["dimensions"]))
        scores[agent].append(float(str(row["score"])))
        low = [name for name in LOW if points[name] <= LOW[name]]
        for name in low:
            counts[agent][name] += 1
        counts[agent]["untalked"] += bool(low) and pd.isna(row["coached_at"])
        counts[agent]["critical"] += 0 in points.values()
    table = report.coaching_needs().set_index("assignee")
    assert set(table.index) == set(scores)
    for agent, row in table.iterrows():
        own = counts[str(agent)]
        assert [row[f"{name}_low"] for name in LOW] == [own[name] for name in LOW]
        assert row["score"] == pytest.approx(sum(scores[str(agent)]) / len(scores[str(agent)]))
        assert (row["review_count"], row["untalked_count"], row["critical_count"]) == (
            len(scores[str(agent)]), own["untalked"], own["critical"],
        )  # fmt: skip
        most = max(own[name] for name in LOW)
        expected = next(each for each in DIMENSIONS if own[each.id] == most)
        assert row["weakest"] == (expected.id if most >= LEAST_LOW else "")
        assert row["approach"] == (expected.approach if most >= LEAST_LOW else "")


def test_one_low_review_is_no_finding_and_two_are(own: Report) -> None:
    tickets = own.tickets(where="finished", limit=2).to_dict("records")
    bad = GOOD | {"efficiency": 9}
    for number, ticket in enumerate(tickets):
        own.save_review(ticket["ticket_id"], ticket["source_id"], bad, assignee="ann", reviewer="lee")
        row = own.coaching_needs().set_index("assignee").loc["ann"]
        assert row["efficiency_low"] == number + 1
        assert row["finding"] == ("efficiency" if number else "")
    assert own.coaching_needs()["assignee"].iloc[0] == "ann"


def test_a_gap_is_shared_where_three_agents_are_low_on_one_category(report: Report) -> None:
    category = report.facts().tickets.set_index("ticket_id")["category"].astype("str")
    points: dict[tuple[str, str], list[dict[str, int]]] = defaultdict(list)
    for row in stored(report):
        key = (category[str(row["ticket_id"])], str(row["agent_id"]))
        points[key].append(json.loads(str(row["dimensions"])))
    expected: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (kind, agent), reviews in points.items():
        for each in DIMENSIONS:
            mean = sum(review[each.id] for review in reviews) / len(reviews)
            if len(reviews) >= LEAST_LOW and mean <= each.coach_from:
                expected[each.name, kind].add(agent)
    shared = {key: agents for key, agents in expected.items() if len(agents) >= SHARED_BY}
    found = report.shared_gaps()
    assert {
        (row.dimension, row.category): set(row.agents.split(", ")) for row in found.itertuples()
    } == shared


def test_three_agents_who_are_low_together_lack_training(own: Report) -> None:
    tickets = own.tickets(where="finished", filters=Filters(category=("login",)), limit=2).to_dict("records")
    bad = GOOD | {"process_adherence": 5}
    for agent in ("ann", "bob", "eve"):
        assert (
            own.shared_gaps(filters=Filters(category=("login",)))
            .query("agents.str.contains('ann, bob')")
            .empty
        )
        for ticket in tickets:
            own.save_review(ticket["ticket_id"], ticket["source_id"], bad, assignee=agent, reviewer="lee")
    gaps = own.shared_gaps()
    row = gaps[(gaps["category"] == "login") & (gaps["dimension"] == "Process adherence")].iloc[0]
    assert {"ann", "bob", "eve"} <= set(row["agents"].split(", "))
    assert row["agent_count"] >= 3


def test_the_three_tickets_stay_the_same_all_month_while_people_score_them(own: Report) -> None:
    before = own.calibration_tickets()
    ticket = before.iloc[0]
    key = (ticket["ticket_id"], ticket["source_id"])
    for reviewer in ("lee", "kim"):
        own.save_review(*key, GOOD, assignee="ann", reviewer=reviewer, selection="calibration")
    after = own.calibration_tickets()
    assert len(after) == 3
    assert after["ticket_id"].tolist() == before["ticket_id"].tolist()
    assert after.set_index("ticket_id").loc[key[0], "scored_by"] == "kim, lee"
    assert before["scored_by"].tolist() == ["", "", ""]


def test_they_were_finished_in_the_month_before(report: Report) -> None:
    for month, first, last in (
        (date(2026, 6, 17), date(2026, 5, 1), date(2026, 5, 31)),
        (date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
    ):
        drawn = report.calibration_tickets(month)
        period = Period.of_days(first, last, report.zone())
        assert len(drawn) == 3
        assert ((drawn["resolved_at"] >= period.start) & (drawn["resolved_at"] < period.end)).all()
        assert set(drawn["is_bad"]) == {True, False}
    assert report.calibration_tickets(date(2026, 6, 1)).equals(report.calibration_tickets(date(2026, 6, 30)))
    other = report.calibration_tickets(date(2026, 6, 1), seed=1)
    assert set(other["ticket_id"]) != set(report.calibration_tickets(date(2026, 6, 1))["ticket_id"])


def test_without_tickets_there_is_nobody_to_coach_and_no_month(store: Store) -> None:
    report = Report(store)
    assert report.coaching_needs().empty
    assert report.shared_gaps().empty
    with pytest.raises(ValueError, match="month"):
        report.calibration_tickets()
