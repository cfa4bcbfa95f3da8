"""Self-service in the report: beside a plain loop over the stored statistics, and one figure of savings."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.store import Store
from core.periods import Period, local_date
from core.report import Filters, Report
from core.reporting.self_service_tables import article_table, inputs_of
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("self_service") / "queuewise.db") as store:
        load_into(store, generate(3_000, seed=11))
        yield Report(store)


def last_90_days(report: Report) -> Period:
    as_of = report.as_of()
    assert as_of is not None
    return Period.last_days(90, as_of, report.zone())


def test_articles_are_what_a_loop_over_the_statistics_adds_up(report: Report) -> None:
    period = last_90_days(report)
    assert period.start is not None
    first = local_date(period.start, report.zone()).isoformat()
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in report.store.read_frame("kb_stat").to_dict("records"):
        if row["day"] >= first and row["article_id"] != "search":
            each = sums[row["article_id"]]
            each[0] += row["view_count"]
            each[1] += row["helpful_yes_count"]
            each[2] += row["helpful_no_count"]
            each[3] += min(row["ticket_after_count"], row["view_count"])
    table = report.articles(period=period).set_index("article_id")
    assert table["view_count"].is_monotonic_decreasing
    for name, (views, yes, no, after) in sums.items():
        row = table.loc[name]
        assert (row["view_count"], row["vote_count"]) == (views, yes + no)
        assert row["helpfulness"] == pytest.approx(yes / (yes + no) if yes + no else math.nan, nan_ok=True)
        assert row["deflection"] == pytest.approx(1 - after / views if views else math.nan, nan_ok=True)
    whole = report.metric("article_helpfulness", period=period).value
    weighted = (table["helpfulness"] * table["vote_count"]).sum() / table["vote_count"].sum()
    assert weighted == pytest.approx(whole)
    assert table["view_share"].sum() == pytest.approx(1)


def test_an_article_without_votes_has_no_helpfulness() -> None:
    rows = {
        "source": ["kb"] * 3, "article_id": ["a", "a", "b"], "category": ["x", "x", None],
        "view_count": [6.0, 4.0, 2.0], "helpful_yes_count": [1.0, 2.0, 0.0],
        "helpful_no_count": [1.0, 0.0, 0.0], "ticket_after_view_count": [3.0, 2.0, 0.0],
        "day": pd.to_datetime(["2026-01-01", "2026-01-02", "2026-01-01"]),
    }  # fmt: skip
    found = article_table(pd.DataFrame(rows)).set_index("article_id")
    assert found.loc["a", ["view_count", "helpfulness", "deflection"]].tolist() == [10, 0.75, 0.5]
    assert math.isnan(found.loc["b", "helpfulness"])
    assert found.loc["b", "deflection"] == 1.0


def test_topics_without_an_article_come_first_and_ask_for_one_from_ten_tickets_a_week(report: Report) -> None:
    topics = report.topics()
    bare = topics[topics["article_count"] == 0]
    assert bare["category"].tolist() == ["data export"]
    assert topics["category"].iloc[0] == "data export"
    as_of, tickets = report.as_of(), report.facts().tickets
    assert as_of is not None
    week = tickets[(tickets["created_at"] > as_of - timedelta(days=7)) & ~tickets["is_deleted"]]
    counts = week["category"].astype("str").value_counts()
    for row in topics.to_dict("records"):
        assert row["week_count"] == counts.get(row["category"], 0)
        assert row["is_due"] == (row["article_count"] == 0 and row["week_count"] >= 10)
    coverage = report.metric("article_coverage")
    assert coverage.value == pytest.approx((topics["article_count"] > 0).mean())


def test_ten_tickets_of_a_bare_topic_in_a_week_are_due() -> None:
    from core.metrics.evaluate import Evaluation
    from core.reporting.self_service_tables import topic_table

    at = pd.Series(
        pd.to_datetime(["2026-03-02T10:00Z"] * 10 + ["2026-03-01T10:00Z"] * 9, utc=True)
    ).dt.as_unit("us")
    tickets = pd.DataFrame({"created_at": at, "category": ["bare"] * 10 + ["other"] * 9})
    topics = pd.DataFrame({"category": ["bare", "other"], "article_count": [0.0, 0.0]})
    evaluation = Evaluation({"tickets": tickets})
    found = topic_table(topics, evaluation, np.ones(19, bool), (None, None), (None, None))
    assert found[["category", "is_due"]].values.tolist() == [["bare", True], ["other", False]]


@pytest.mark.parametrize("days", [None, 28, 90, 365])
def test_the_calculator_starts_where_the_metric_of_savings_stands(report: Report, days: int | None) -> None:
    as_of = report.as_of()
    assert as_of is not None
    period = Period.all_time(report.zone()) if days is None else Period.last_days(days, as_of, report.zone())
    own = report.self_service_inputs(period=period)
    net = own.visits * own.rate * own.cost_per_ticket - own.investment
    assert net == pytest.approx(report.metric("self_service_savings", period=period).value)
    assert own.rate == report.metric("deflection_rate", period=period).value
    assert own.currency == "USD"


def test_inputs_are_scaled_to_a_month_and_each_comes_from_the_days_that_tell_it() -> None:
    days = {
        "month_share": [0.1, 0.1], "deflected_count": [10.0, 30.0], "ticket_cost": [5.0, 5.0],
        "self_service_cost": [20.0, 20.0],
    }  # fmt: skip
    found = inputs_of(pd.DataFrame(days), 0.25, "EUR")
    assert (found.visits, found.cost_per_ticket, found.investment) == (800, 5, 200)
    unpriced = inputs_of(pd.DataFrame(days | {"ticket_cost": [math.nan] * 2}), 0.25, "")
    assert (unpriced.visits, unpriced.investment) == (800, 200)
    assert math.isnan(unpriced.cost_per_ticket)


def test_filters_that_visits_do_not_know_leave_nothing(report: Report) -> None:
    billing = Filters(team=("Billing",))
    assert report.articles(filters=billing).empty
    assert report.topics(filters=billing).empty
    assert math.isnan(report.self_service_inputs(filters=billing).visits)
    one = report.articles(filters=Filters(category=("login",)))
    assert set(one["category"]) == {"login"}


def test_money_in_two_currencies_is_not_added_up(tmp_path: Path) -> None:
    made = generate(400, seed=5)
    costs = made.inputs["cost_entry"]
    mixed = costs.assign(currency=["EUR" if kind == "people" else "USD" for kind in costs["kind"]])
    with Store.open(tmp_path / "mixed.db") as store:
        load_into(store, replace(made, inputs=made.inputs | {"cost_entry": mixed}))
        own = Report(store).self_service_inputs()
    assert own.currency == ""
    assert math.isnan(own.investment)
    assert own.visits > 0


def test_an_empty_store_knows_nothing_of_self_service(store: Store) -> None:
    report = Report(store)
    assert report.articles().empty
    assert report.topics().empty
    assert math.isnan(report.self_service_inputs().rate)
