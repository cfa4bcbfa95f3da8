"""Surveys, customers, contacts and trends of a small demo company, each against its tables."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd
import pytest

from core.data.store import Store
from core.report import Filters, Report
from sample_data import generate, load_into

DAY = pd.Timedelta(days=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("company") / "queuewise.db") as opened:
        load_into(opened, generate(1_500, seed=11))
        tickets = opened.read_frame("ticket").head(40)
        asked = {"source_id": "demo", "survey_id": [f"nps-{number}" for number in range(40)], "kind": "nps"}
        asked |= {
            "ticket_id": tickets["ticket_id"].to_numpy(),
            "scale_max": 10.0,
            "score": [10.0, 8.0, 3.0, 9.0] * 10,
        }
        at = tickets["created_at"] + DAY
        opened.upsert_frame("csat", pd.DataFrame(asked).assign(offered_at=at, rated_at=at))
        yield opened


@pytest.fixture(scope="module")
def report(store: Store) -> Report:
    return Report(store)


@pytest.fixture(scope="module")
def tickets(report: Report) -> pd.DataFrame:
    frame = report.facts().tickets
    return frame[~frame["is_deleted"]]


def test_recommendation_follows_the_filters_of_its_tickets(
    report: Report, store: Store, tickets: pd.DataFrame
) -> None:
    answers = store.read_frame("csat").query("kind == 'nps'")
    for channel in (None, "email"):
        part = tickets if channel is None else tickets[tickets["channel"] == channel]
        scores = answers[answers["ticket_id"].isin(part["ticket_id"])]["score"].tolist()
        points = [100 if score >= 9 else -100 if score <= 6 else 0 for score in scores]
        filters = Filters() if channel is None else Filters(channel=(channel,))
        found = report.metric("net_promoter_score", filters=filters)
        assert (found.value, found.n) == (pytest.approx(sum(points) / len(points)), len(points))


def test_survey_delay_is_read_from_the_table(report: Report, store: Store, tickets: pd.DataFrame) -> None:
    """The demo company asks an hour after the solution, never later reopened before the offer."""
    asked = store.read_frame("csat").query("kind == 'csat'")
    found = report.metric("survey_delay")
    assert found.n + found.excluded == asked["ticket_id"].isin(tickets["ticket_id"]).sum()
    assert found.value == pytest.approx(60)


def test_repeat_contacts_equal_a_loop_over_customers(report: Report, tickets: pd.DataFrame) -> None:
    seen: dict[tuple[str, str], list[pd.Timestamp]] = defaultdict(list)
    repeats = counted = 0
    known = tickets.dropna(subset=["customer_key", "category"]).sort_values("created_at")
    for row in known.itertuples():
        before = seen[row.customer_key, row.category]
        repeats += any(row.created_at - 7 * DAY <= at < row.created_at for at in before)
        counted += 1
        before.append(row.created_at)
    found = report.metric("repeat_contact_rate")
    assert (found.value, found.n) == (pytest.approx(repeats / counted), counted)
    assert repeats > 20


def test_contact_rate_and_retention_equal_counting_by_month(
    report: Report, store: Store, tickets: pd.DataFrame
) -> None:
    customers, as_of, zone = store.read_frame("customer"), pd.Timestamp(report.as_of()), report.zone()
    first = tickets["created_at"].min().tz_convert(zone)
    months = pd.date_range(
        first.normalize().tz_localize(None).replace(day=1), as_of.tz_localize(None), freq="MS", tz=zone
    )
    asked = there = start = kept = 0
    for begin, end in pairwise(months):
        if begin < first - DAY:
            continue
        left = customers["left_at"]
        asked += tickets["created_at"].between(begin, end, inclusive="left").sum()
        stays = left.isna() | (left > begin)
        there += ((customers["signup_at"] < end) & stays).sum()
        known = (customers["signup_at"] <= begin) & stays
        start += known.sum()
        kept += (known & (left.isna() | (left >= end))).sum()
    assert report.metric("tickets_per_100_customers").value == pytest.approx(100 * asked / there)
    assert report.metric("customer_retention_rate").value == pytest.approx(kept / start)
    assert kept < start


def test_trending_issues_are_those_of_the_table(report: Report, tickets: pd.DataFrame) -> None:
    counted = []
    for week in pd.date_range(end=pd.Timestamp(report.as_of()), periods=24, freq="7D"):
        table = report.trending(as_of=week.to_pydatetime())
        counted.append(table.loc[table["group"] != "not stated", "is_trending"].sum())
        assert report.metric("trending_issue_count", as_of=week.to_pydatetime()).value == counted[-1]
    assert set(counted) == {0, 1}
    early = tickets["created_at"].min() + 20 * DAY
    assert math.isnan(report.metric("trending_issue_count", as_of=early.to_pydatetime()).value)


def test_queue_against_usual_equals_looking_at_each_week(report: Report) -> None:
    """All of 18 months: the queue of each week before, by facts as they stood then."""
    as_of = pd.Timestamp(report.as_of())
    wall = as_of.tz_convert(report.zone()).tz_localize(None)
    usual = []
    for week in range(1, 9):
        then = (wall - week * 7 * DAY).tz_localize(report.zone())
        usual.append(report.metric("queue_depth", as_of=then.to_pydatetime()).value)
    found = report.metric("queue_ratio")
    assert found.value == pytest.approx(
        report.metric("queue_depth").value / pd.Series(usual).median(), rel=0.1
    )


def test_customers_have_no_value_under_a_filter_of_tickets(report: Report) -> None:
    result = report.metric("customer_lifetime_value", filters=Filters(channel=("email",)))
    assert math.isnan(result.value)
    assert report.metric("customer_lifetime_value").value > 0


def test_what_nothing_can_answer_says_what_it_waits_for(report: Report) -> None:
    for name in ("expansion", "wait_complaints", "activation_rate_gain", "engagement_gain"):
        found = report.metric(name)
        assert math.isnan(found.value)
        assert found.reason.startswith("needs ")
