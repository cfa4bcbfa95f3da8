"""Lists, backlog and breakdowns of a small demo company, each against a plain loop over its tickets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from core.data.store import Store
from core.periods import Period, midnight
from core.report import NOT_STATED, Filters, Report
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("company") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=11))
        yield Report(store)


@pytest.fixture(scope="module")
def tickets(report: Report) -> pd.DataFrame:
    frame = report.facts().tickets
    return frame[~frame["is_deleted"]]


@pytest.fixture(scope="module")
def period(report: Report) -> Period:
    as_of = report.as_of()
    assert as_of is not None
    return Period.last_days(90, as_of, report.zone())


def within(frame: pd.DataFrame, period: Period, column: str = "created_at") -> pd.DataFrame:
    return frame[(frame[column] >= period.start) & (frame[column] < period.end)]


@pytest.mark.parametrize("where", ["open", "waiting", "unassigned", "stuck", "old", "urgent", "unanswered"])
def test_open_lists_hold_what_their_metric_counts(report: Report, where: str) -> None:
    names = {
        "open": "backlog_count",
        "waiting": "queue_depth",
        "unassigned": "unassigned_count",
        "stuck": "stuck_tickets",
        "old": "backlog_24h",
        "urgent": "open_p1_p2",
    }
    listed = report.tickets(where=where)
    assert listed["is_open"].all()
    if where in names:
        assert len(listed) == report.metric(names[where]).value


def test_lists_start_with_the_worst(report: Report) -> None:
    for where, column in (("open", "age_minutes"), ("stuck", "idle_minutes"), ("waiting", "waiting_minutes")):
        assert report.tickets(where=where)[column].is_monotonic_decreasing
    assert len(report.tickets(where="all", limit=7)) == 7
    assert report.tickets(where="finished", sort="resolution_minutes")[
        "resolution_minutes"
    ].is_monotonic_decreasing


def test_lists_of_past_tickets_take_the_period(report: Report, tickets: pd.DataFrame, period: Period) -> None:
    expected = set(within(tickets[tickets["reopen_count"] > 0], period)["ticket_id"])
    assert set(report.tickets(where="reopened", period=period)["ticket_id"]) == expected


def test_waiting_minutes_reach_back_to_the_unanswered_message(report: Report) -> None:
    listed = report.tickets(where="waiting")
    waited = (pd.Timestamp(report.as_of()) - listed["waiting_since_at"]).dt.total_seconds() / 60
    assert listed["waiting_minutes"].to_numpy() == pytest.approx(waited.to_numpy())


def test_backlog_history_counts_who_was_open_each_evening(report: Report, period: Period) -> None:
    spells, zone = report.facts().spells, report.zone()
    history = report.backlog_history(period=period)
    for row in history.iloc[[0, 10, 45, -2]].itertuples():
        evening = midnight(date.fromisoformat(row.bucket) + timedelta(days=1), zone)
        opened = spells["opened_at"] < evening
        still = spells["closed_at"].isna() | (spells["closed_at"] >= evening)
        alive = spells[opened & still]
        deleted = report.facts().tickets["is_deleted"].to_numpy()[alive["ticket_row"]]
        assert row.open_count == (~deleted).sum()
    assert len(history) == 90
    assert history["open_count"].iloc[-1] == report.metric("backlog_count").value


def test_backlog_history_agrees_with_looking_at_the_past(report: Report, period: Period) -> None:
    row = report.backlog_history(period=period, by="week").iloc[3]
    past = row["ends_at"].to_pydatetime() - timedelta(microseconds=1)
    assert row["open_count"] == report.metric("backlog_count", as_of=past).value


def test_ages_add_up_to_the_backlog(report: Report, tickets: pd.DataFrame) -> None:
    days = [minutes / 1440 for minutes in tickets.loc[tickets["is_open"], "age_minutes"]]
    edges = [(0, 1), (1, 3), (3, 7), (7, 1e9)]
    expected = [sum(low < age <= high or age == low == 0 for age in days) for low, high in edges]
    assert report.backlog_age_histogram()["ticket_count"].tolist() == expected
    by_team = report.backlog_age_histogram(by="team")
    assert by_team["ticket_count"].sum() == sum(expected)


def test_workload_compares_with_the_median_holder(report: Report, tickets: pd.DataFrame) -> None:
    held = Counter(tickets.loc[tickets["is_open"] & tickets["is_assigned"], "assignee"].astype(str))
    load = report.workload().set_index("assignee")
    assert load["open_count"].to_dict() == dict(held)
    middle = median(held.values())
    assert load["load_ratio"].tolist() == pytest.approx([held[name] / middle for name in load.index])
    assert (load["is_overloaded"] == (load["load_ratio"] > 1.5)).all()


def test_mix_is_what_was_created(report: Report, tickets: pd.DataFrame, period: Period) -> None:
    created = within(tickets, period)
    expected = Counter(created["channel"].astype(object).where(created["channel"].notna(), NOT_STATED))
    mix = report.mix("channel", period=period)
    assert dict(zip(mix["group"], mix["ticket_count"], strict=True)) == dict(expected)
    assert mix["share"].sum() == pytest.approx(1)
    weekly = report.mix("priority", period=period, by="week")
    assert weekly.groupby("bucket")["share"].sum().tolist() == pytest.approx(
        [1.0] * weekly["bucket"].nunique()
    )
    assert weekly["ticket_count"].sum() == len(created)


def test_inflow_is_counted_on_the_local_clock(report: Report, tickets: pd.DataFrame, period: Period) -> None:
    zone = ZoneInfo(report.zone())
    walls = [instant.astimezone(zone) for instant in within(tickets, period)["created_at"]]
    expected = Counter((wall.weekday(), wall.hour) for wall in walls)
    inflow = report.inflow(period=period).groupby(["weekday", "hour"])["ticket_count"].sum()
    assert inflow.to_dict() == dict(expected)


def test_inflow_per_day_divides_by_the_weekdays_looked_at(report: Report, tickets: pd.DataFrame) -> None:
    four_weeks = Period.of_days(date(2026, 3, 2), date(2026, 3, 29), report.zone())
    inflow = report.inflow(period=four_weeks)
    assert inflow["per_day"].tolist() == pytest.approx((inflow["ticket_count"] / 4).tolist())


def test_trend_adds_up_to_the_metrics(report: Report, period: Period) -> None:
    trend = report.volume_trend(period=period, by="week")
    assert trend["created_count"].sum() == report.metric("ticket_volume", period=period).value
    assert trend["resolved_count"].sum() == report.metric("resolved_count", period=period).value
    assert (trend["resolved_count"] - trend["created_count"]).tolist() == trend["net_resolved"].tolist()


def test_trending_compares_the_week_with_its_eight_before(report: Report, tickets: pd.DataFrame) -> None:
    as_of = pd.Timestamp(report.as_of())
    age = (as_of - tickets["created_at"]) // pd.Timedelta(days=7)
    for row in report.trending().itertuples():
        weeks = Counter(age[tickets["category"] == row.group])
        assert row.ticket_count == weeks[0]
        assert row.usual_count == median([weeks[week] for week in range(1, 9)])
        assert row.is_trending == (row.ticket_count >= 10 and row.ratio >= 2)


def test_trending_waits_for_a_month_of_data(report: Report) -> None:
    early = report.facts().tickets["created_at"].min() + pd.Timedelta(days=20)
    assert not report.trending(as_of=early.to_pydatetime())["is_trending"].any()


def test_pain_ranks_by_the_time_customers_lost(report: Report, tickets: pd.DataFrame) -> None:
    pain = report.category_pain()
    lost = tickets.groupby("category", observed=True)["resolution_minutes"].sum() / 1440
    assert pain["waiting_days"].dropna().is_monotonic_decreasing
    for row in pain.dropna(subset="waiting_days").itertuples():
        assert row.waiting_days == pytest.approx(lost[row.group])


def test_scores_add_up_to_the_rating(report: Report, period: Period) -> None:
    scores = report.csat_breakdown(period=period)
    rating = report.metric("csat_rate", period=period)
    assert scores["answer_count"].sum() == rating.n
    assert scores.loc[scores["score"] >= 4, "share"].sum() == pytest.approx(rating.value)
    by_team = report.csat_breakdown(period=period, dimension="team")
    assert by_team["answer_count"].sum() == rating.n


def test_filters_narrow_every_view(report: Report) -> None:
    only = Filters(priority=("P1",))
    assert set(report.tickets(where="all", filters=only)["priority"]) == {"P1"}
    assert set(report.mix("priority", filters=only)["group"]) == {"P1"}
    volume = report.metric("ticket_volume", filters=only).value
    assert report.inflow(filters=only)["ticket_count"].sum() == volume
    assert report.volume_trend(filters=only)["created_count"].sum() == volume


def test_completeness_is_filled_over_all(report: Report, tickets: pd.DataFrame) -> None:
    quality = report.data_quality()
    filled = {item.field: (item.filled_count, item.share) for item in quality.completeness}
    assert filled["assignee"][0] == report.facts().tickets["assignee"].notna().sum()
    assert filled["priority"] == (quality.ticket_count, 1.0)


def test_views_do_not_share_their_frames(report: Report) -> None:
    mine = report.tickets(where="all")
    mine["priority"] = None
    assert report.tickets(where="all")["priority"].notna().any()
