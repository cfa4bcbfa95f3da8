"""Reviews in the report: one figure by metric, table and plain loop; what is saved is what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.store import Store
from core.metrics.scorecard import DIMENSIONS
from core.periods import Period
from core.report import Filters, Report
from sample_data import generate, load_into

POINTS = {
    "solution_quality": 25,
    "communication": 15,
    "process_adherence": 20,
    "efficiency": 12,
    "customer_experience": 6,
}


def loaded(folder: Path) -> Store:
    store = Store.open(folder / "queuewise.db")
    load_into(store, generate(3_000, seed=11))
    return store


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    """Only read from."""
    with loaded(tmp_path_factory.mktemp("quality")) as store:
        yield Report(store)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Report]:
    """To write to; nobody was calibrated yet."""
    made = generate(400, seed=5)
    reviews = made.inputs["qa_review"]
    company = replace(made, inputs=made.inputs | {"qa_review": of_agents(reviews)})
    with Store.open(tmp_path / "queuewise.db") as store:
        load_into(store, company)
        yield Report(store)


@pytest.fixture(scope="module")
def stored(report: Report) -> pd.DataFrame:
    return of_agents(report.store.read_frame("qa_review"))


def of_agents(reviews: pd.DataFrame) -> pd.DataFrame:
    """Without those that test the reviewers."""
    return reviews[reviews["selection"] != "calibration"]


def test_metric_table_and_plain_loop_give_one_figure(report: Report, stored: pd.DataFrame) -> None:
    scores = stored["score"].tolist()
    table = of_agents(report.reviews())
    found = report.metric("qa_score")
    assert (found.value, found.n) == (pytest.approx(sum(scores) / len(scores)), len(scores))
    assert (len(table), table["score"].mean()) == (found.n, pytest.approx(found.value))
    assert (table[[each.id for each in DIMENSIONS]].sum(axis=1) == table["score"]).all()
    assert report.score_distribution().mean == pytest.approx(found.value)


def test_a_period_and_a_filter_choose_the_same_reviews_everywhere(report: Report) -> None:
    as_of = report.as_of()
    assert as_of is not None
    period, billing = Period.last_days(90, as_of, report.zone()), Filters(team=("Billing",))
    table = of_agents(report.reviews(period=period, filters=billing))
    found = report.metric("qa_score", period=period, filters=billing)
    assert 0 < len(table) == found.n < len(of_agents(report.reviews()))
    assert table["score"].mean() == pytest.approx(found.value)
    assert set(table["team"]) == {"Billing"}
    assert report.score_distribution(period=period, filters=billing).bands["review_count"].sum() == found.n


def test_an_earlier_instant_knows_earlier_reviews_only(report: Report, stored: pd.DataFrame) -> None:
    as_of = report.as_of()
    assert as_of is not None
    instant = as_of - timedelta(days=200)
    known = stored[stored["reviewed_at"] <= instant]
    assert report.metric("qa_score", as_of=instant).n == len(known) < len(stored)


def test_findings_name_the_dimensions_that_are_low(report: Report) -> None:
    for row in report.reviews(limit=60).to_dict("records"):
        low = {each.finding for each in DIMENSIONS if row[each.id] <= each.coach_from}
        assert set(filter(None, row["findings"].split(", "))) == low


def test_distribution_has_every_review_once(report: Report, stored: pd.DataFrame) -> None:
    found = report.score_distribution()
    by_hand = {0: 0, 50: 0, 60: 0, 70: 0, 80: 0, 90: 0}
    for score in stored["score"]:
        by_hand[max(step for step in by_hand if step <= score)] += 1
    assert found.bands["review_count"].tolist() == list(by_hand.values())
    assert found.bands["share"].sum() == pytest.approx(1)
    assert found.deviation == pytest.approx(stored["score"].std())
    at_90 = report.metric("high_score_share").value
    assert found.bands["share"].iloc[-1] == pytest.approx(at_90)


def test_coverage_counts_whole_weeks_of_active_agents(report: Report, stored: pd.DataFrame) -> None:
    days, zone, as_of = report.facts().agent_days, report.zone(), report.as_of()
    assert as_of is not None
    this_week = pd.Timestamp(as_of).tz_convert(zone).tz_localize(None).to_period("W-SUN")
    bots = {"bot"} | set(report.store.read_frame("agent").query("is_bot")["agent_id"])
    active = {
        (agent, day.to_period("W-SUN"))
        for agent, day, count in zip(days["agent"], days["day"], days["resolved_count"], strict=True)
        if count and agent not in bots and day.to_period("W-SUN") < this_week
    }
    local = stored["reviewed_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.to_period("W-SUN")
    reviewed = set(zip(stored["agent_id"], local, strict=True))
    found = report.metric("review_coverage")
    assert (found.n, found.value) == (len(active), pytest.approx(len(active & reviewed) / len(active)))


def test_reviewers_and_customers_are_compared_agent_by_agent(report: Report) -> None:
    agents, found = report.qa_and_csat()
    expected = np.corrcoef(agents["qa_mean"], agents["csat_mean"])[0, 1]
    metric = report.metric("qa_csat_corr")
    assert (found.value, found.n) == (pytest.approx(expected), len(agents))
    assert (metric.value, metric.n, metric.low) == (found.value, found.n, found.low)
    one_team, _ = report.qa_and_csat(filters=Filters(team=("Billing",)))
    assert 0 < len(one_team) < len(agents)


def test_the_sample_is_last_weeks_finished_work(report: Report) -> None:
    found, again = report.review_sample(), report.review_sample()
    pd.testing.assert_frame_equal(found.tickets, again.tickets)
    assert found.week.weekday() == 0
    assert found.per_agent == (found.rule.default if found.rule else 0)
    period = Period.of_days(found.week, found.week + timedelta(days=6), report.zone())
    tickets = found.tickets
    assert ((tickets["resolved_at"] >= period.start) & (tickets["resolved_at"] < period.end)).all()
    assert tickets["assignee"].value_counts().max() <= found.per_agent
    assert tickets["assignee"].nunique() == found.agents
    other = report.review_sample(found.week, seed=3).tickets
    assert set(other["ticket_id"]) != set(tickets["ticket_id"])


def test_a_week_gone_by_leaves_out_what_was_reviewed_by_then(report: Report, stored: pd.DataFrame) -> None:
    week = report.review_sample().week - timedelta(days=70)
    drawn = report.review_sample(week, per_agent=500)
    end = Period.of_days(week, week + timedelta(days=6), report.zone()).end
    before = set(stored.loc[stored["reviewed_at"] < end, "ticket_id"])
    after = set(stored.loc[stored["reviewed_at"] >= end, "ticket_id"])
    assert not before & set(drawn.tickets["ticket_id"])
    assert set(drawn.tickets.loc[drawn.tickets["is_done"], "ticket_id"]) == after & set(
        drawn.tickets["ticket_id"]
    )
    assert drawn.tickets["is_done"].any()


def test_flagged_tickets_join_the_sample(report: Report) -> None:
    old = report.tickets(where="finished", limit=1)["ticket_id"].iloc[0]
    found = report.review_sample(flagged=[old]).tickets
    assert found.loc[found["selection"] == "flagged", "ticket_id"].tolist() == [old]


def test_a_saved_review_is_what_every_view_shows(own: Report) -> None:
    ticket = own.tickets(where="finished", limit=1).iloc[0]
    before, revision = own.metric("qa_score").n, own.revision()
    key = (ticket["ticket_id"], ticket["source_id"])
    number = own.save_review(*key, POINTS, assignee="ann", reviewer="lee")
    row = own.reviews().set_index("review_id").loc[number]
    assert (row["score"], row["assignee"], row["ticket_source"]) == (78, "ann", key[1])
    assert row["findings"] == "communication, empathy"
    assert row["reviewed_at"] == own.as_of()
    assert own.metric("qa_score").n == before + 1
    assert own.revision() != revision


def test_a_second_review_by_the_same_person_corrects_the_first(own: Report) -> None:
    ticket = own.tickets(where="finished", limit=1).iloc[0]
    key = (ticket["ticket_id"], ticket["source_id"])
    first = own.save_review(*key, POINTS, assignee="ann", reviewer="lee")
    own.save_coaching(first)
    count = len(own.reviews())
    assert own.save_review(*key, POINTS | {"efficiency": 0}, assignee="ann", reviewer="lee") == first
    row = own.reviews().set_index("review_id").loc[first]
    assert len(own.reviews()) == count
    assert (row["score"], row["is_critical_fail"], row["coaching_minutes"]) == (66, True, 0)


def test_calibration_compares_reviewers_and_leaves_agents_alone(own: Report) -> None:
    tickets, scores = own.tickets(where="finished", limit=6), own.metric("qa_score")
    gains = [0, 5, 5, 5, 5, 0]
    for gain, ticket in zip(gains, tickets.to_dict("records"), strict=True):
        for reviewer, points in (("kim", POINTS), ("lee", POINTS | {"communication": 15 + gain})):
            key = (ticket["ticket_id"], ticket["source_id"])
            own.save_review(*key, points, assignee="ann", reviewer=reviewer, selection="calibration")
    found = own.calibration()
    assert found.cases["spread"].tolist() == [5, 5, 5, 5, 0, 0]
    assert found.cases["is_aligned"].tolist() == [False] * 4 + [True] * 2
    assert found.spread.value == own.metric("calibration_spread").value == pytest.approx(20 / 6)
    assert found.reviewers["above_others"].tolist() == pytest.approx([-20 / 6, 20 / 6])
    assert found.agreement.n == 6
    assert found.agreement.low <= found.agreement.value <= found.agreement.high
    after = own.metric("qa_score")
    assert (after.value, after.n) == (scores.value, scores.n)


def test_what_cannot_be_reviewed_is_refused_by_name(own: Report) -> None:
    ticket = own.tickets(where="finished", limit=1).iloc[0]
    key, names = (ticket["ticket_id"], ticket["source_id"]), {"assignee": "ann", "reviewer": "lee"}
    with pytest.raises(ValueError, match="ticket_id"):
        own.save_review("none", ticket["source_id"], POINTS, **names)
    for name in names:
        with pytest.raises(ValueError, match=name):
            own.save_review(*key, POINTS, **{**names, name: " "})
    with pytest.raises(ValueError, match="selection"):
        own.save_review(*key, POINTS, selection="easy", **names)
    with pytest.raises(ValueError, match="efficiency"):
        own.save_review(*key, POINTS | {"efficiency": 1}, **names)
    with pytest.raises(ValueError, match="review_id"):
        own.save_coaching("none")


def test_an_empty_store_has_no_reviews_and_no_week(store: Store) -> None:
    report = Report(store)
    assert len(report.reviews()) == 0
    assert report.score_distribution().n == 0
    assert len(report.calibration().cases) == 0
    assert len(report.qa_and_csat()[0]) == 0
    with pytest.raises(ValueError, match="week"):
        report.review_sample()
