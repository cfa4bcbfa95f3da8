"""Promises in the report: one figure by metric, table and plain loop; trying another changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.store import Store
from core.periods import Period
from core.report import Filters, Report
from core.sla.policies import DEFAULT_POLICY, POLICIES
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("promises") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=11))
        yield Report(store)


@pytest.fixture(scope="module")
def clocks(report: Report) -> pd.DataFrame:
    return report.sla_clocks()


def test_the_metric_is_the_table_is_the_plain_count(report: Report, clocks: pd.DataFrame) -> None:
    counted = Counter(zip(clocks["metric"], clocks["outcome"], strict=True))
    for metric, name in (
        ("response_sla_met_rate", "first_response"),
        ("resolution_sla_met_rate", "resolution"),
    ):
        met, breached = counted[name, "met"], counted[name, "breached"]
        found = report.metric(metric)
        assert (found.value, found.n) == (pytest.approx(met / (met + breached)), met + breached)
        table = report.sla_compliance().set_index("metric").loc[name]
        assert (table["met_count"], table["breached_count"]) == (met, breached)
        assert (table["low"], table["high"]) == (pytest.approx(found.low), pytest.approx(found.high))


@pytest.mark.parametrize(
    "by", ["priority", "customer_tier", "team", "channel", "assignee", "category", "week"]
)
def test_groups_add_up_to_the_whole(report: Report, by: str) -> None:
    whole = report.sla_compliance().set_index("metric")
    parts = (
        report.sla_compliance(by).groupby("metric")[["met_count", "breached_count", "running_count"]].sum()
    )
    assert (parts == whole.loc[parts.index, parts.columns]).all(axis=None)


def test_any_severe_breach_is_critical_and_a_low_share_of_kept_promises_a_warning(report: Report) -> None:
    severe, kept = report.metric("severe_breach_count"), report.metric("response_sla_met_rate")
    assert severe.value > 0
    assert (severe.status, kept.status) == ("critical", "warning")
    before = Period.of_days(date(2000, 1, 1), date(2000, 12, 31), "UTC")
    assert report.metric("severe_breach_count", period=before).status in ("on_target", "no_data")


def test_a_period_takes_what_was_decided_in_it(report: Report, clocks: pd.DataFrame) -> None:
    as_of = report.as_of()
    assert as_of is not None
    period = Period.last_days(60, as_of, report.zone())
    decided = clocks["decided_at"]
    inside = clocks[(decided >= period.start) & (decided < period.end)]
    found = report.sla_compliance(period=period)
    assert found["n"].sum() == len(inside)
    assert (
        report.metric("breach_count", period=period).value
        == ((inside["outcome"] == "breached") & inside["metric"].isin(["first_response", "resolution"])).sum()
    )


def test_filters_restrict_promises_like_everything_else(report: Report, clocks: pd.DataFrame) -> None:
    billing = report.sla_clocks(filters=Filters(team=("Billing",)))
    assert set(billing["team"]) == {"Billing"}
    assert len(billing) == (clocks["team"] == "Billing").sum()


def test_broken_promises_come_first_and_the_next_to_break_follow(report: Report) -> None:
    listed = report.sla_clocks(outcome=("breached",))
    assert listed["late_minutes"].is_monotonic_decreasing
    running = report.sla_clocks(outcome=("running",))
    assert running["remaining_minutes"].is_monotonic_increasing
    assert (running["remaining_minutes"] >= 0).all()


def test_lateness_and_hours_count_every_broken_promise(report: Report, clocks: pd.DataFrame) -> None:
    broken = clocks[clocks["outcome"] == "breached"]
    late = report.lateness()
    for name in ("first_response", "resolution"):
        assert late[name].sum() == (broken["metric"] == name).sum()
    assert report.breach_hours().to_numpy().sum() == len(broken)
    local = broken["due_at"].dt.tz_convert(report.zone())
    counted = Counter(zip(local.dt.day_of_week, local.dt.hour, strict=True))
    assert all(report.breach_hours().iloc[day, hour] == n for (day, hour), n in counted.items())


def test_the_trend_looks_at_whole_weeks_only(report: Report) -> None:
    trend, slope = report.breach_trend()
    assert 3 <= len(trend) <= 8
    as_of = report.as_of()
    assert as_of is not None
    monday = (pd.Timestamp(as_of).tz_convert(report.zone()) - timedelta(days=as_of.weekday())).date()
    assert pd.Timestamp(trend["week"].iloc[-1]).date() < monday
    x = np.arange(len(trend))
    expected = np.cov(x, trend["breach_share"], bias=True)[0, 1] / x.var()
    assert slope == pytest.approx(expected)


def test_near_misses_had_less_than_a_tenth_to_spare(report: Report) -> None:
    close = report.near_misses()
    assert (close["outcome"] == "met").all()
    assert (close["remaining_minutes"] <= close["target_minutes"] * 0.1).all()


def test_another_policy_is_tried_without_changing_anything(report: Report) -> None:
    before = report.sla_compliance("priority")
    doubled = replace(
        DEFAULT_POLICY, promises=tuple(replace(p, seconds=p.seconds * 2) for p in DEFAULT_POLICY.promises)
    )
    tried = report.sla_under(doubled)
    assert tried["met_count"].sum() > before["met_count"].sum()
    pd.testing.assert_frame_equal(report.sla_compliance("priority"), before)
    pd.testing.assert_frame_equal(report.sla_under(DEFAULT_POLICY), before)


def test_a_chosen_policy_changes_every_figure(tmp_path: Path) -> None:
    with Store.open(tmp_path / "queuewise.db") as store:
        load_into(store, generate(600, seed=3))
        report = Report(store)
        before, revision = report.metric("response_sla_met_rate").value, report.revision()
        report.choose_policy("small_team")
        assert report.policy() == POLICIES["small_team"]
        assert report.metric("response_sla_met_rate").value > before
        assert report.revision() != revision
        with pytest.raises(ValueError, match="policy_id"):
            report.choose_policy("none such")


def test_an_empty_store_has_no_promises(store: Store) -> None:
    report = Report(store)
    assert report.sla_clocks().empty
    assert report.sla_compliance("priority").empty
    assert np.isnan(report.breach_trend()[1])
    assert report.metric("resolution_sla_met_rate").status.value == "no_data"
