"""Figures about people and money of a small demo company, each against a plain loop over its tables."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from core.data.store import Store
from core.periods import Period
from core.report import Filters, Report
from sample_data import generate, load_into

COSTS = ("people", "technology", "overhead", "self_service")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("people") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=11))
        yield Report(store)


@pytest.fixture(scope="module")
def period(report: Report) -> Period:
    as_of = report.as_of()
    assert as_of is not None
    return Period.last_days(90, as_of, report.zone())


def value(report: Report, name: str, period: Period | None = None, **filters: tuple[str, ...]) -> float:
    return report.metric(name, period=period or Period.all_time(), filters=Filters(**filters)).value


def logged(report: Report, period: Period) -> pd.DataFrame:
    """States that begin in the period, with their minutes up to now; the demo has none across midnight."""
    states = report.store.read_frame("agent_state")
    states = states[(states["starts_at"] >= period.start) & (states["starts_at"] < period.end)]
    until = states["ends_at"].clip(upper=pd.Timestamp(report.as_of()))
    return states.assign(minutes=(until - states["starts_at"]).dt.total_seconds() / 60)


def test_utilisation_occupancy_and_shrinkage_are_sums_of_states(report: Report, period: Period) -> None:
    states = logged(report, period)
    minutes = states.groupby("state")["minutes"].sum()
    whole, ticket, idle = minutes.sum(), minutes["ticket"], minutes["available"]
    assert value(report, "utilisation", period) == pytest.approx(ticket / whole)
    assert value(report, "occupancy", period) == pytest.approx(ticket / (ticket + idle))
    assert value(report, "shrinkage", period) == pytest.approx((whole - ticket - idle) / whole)


def test_filters_of_agents_and_teams_reach_their_time_and_others_leave_no_figure(
    report: Report, period: Period
) -> None:
    states = logged(report, period)
    own = states[states["agent_id"] == "L2-01"]
    expected = own.loc[own["state"] == "ticket", "minutes"].sum() / own["minutes"].sum()
    assert value(report, "utilisation", period, assignee=("L2-01",)) == pytest.approx(expected)
    assert value(report, "utilisation", period, team=("Billing",)) > 0
    assert math.isnan(value(report, "utilisation", period, priority=("P1",)))


def test_agents_and_teams_add_up_to_everybody(report: Report, period: Period) -> None:
    for by in ("assignee", "team", "tier", "week"):
        total, *groups = report.metrics(["tickets_per_agent_day"], period=period, by=by)
        assert sum(group.n for group in groups) == total.n


def test_cost_per_ticket_takes_every_month_by_its_days(report: Report, period: Period) -> None:
    as_of, zone = report.as_of(), ZoneInfo(report.zone())
    assert as_of is not None
    assert period.start is not None
    booked = report.store.read_frame("cost_entry")
    month_costs = booked[booked["kind"].isin(COSTS)].groupby("month")["amount"].sum()
    local = as_of.astimezone(zone)
    day, cost = period.start.astimezone(zone).date(), 0.0
    while day <= local.date():
        passed = 1.0
        if day == local.date():
            passed = (local.hour * 3600 + local.minute * 60 + local.second) / 86_400
        cost += passed * month_costs[f"{day:%Y-%m}"] / calendar.monthrange(day.year, day.month)[1]
        day += timedelta(days=1)
    resolved = value(report, "resolved_count", period)
    assert value(report, "cost_per_ticket", period) == pytest.approx(cost / resolved, rel=1e-6)
    assert math.isnan(value(report, "cost_per_ticket", period, team=("Billing",)))


def test_months_of_a_year_have_their_own_cost_per_ticket(report: Report) -> None:
    booked = report.store.read_frame("cost_entry")
    march = booked[(booked["month"] == "2026-03") & booked["kind"].isin(COSTS)]["amount"].sum()
    zone = report.zone()
    whole = Period.of_days(date(2026, 3, 1), date(2026, 3, 31), zone)
    found = {one.group: one.value for one in report.metrics(["cost_per_ticket"], by="month")}
    assert found["2026-03"] == pytest.approx(march / value(report, "resolved_count", whole))


def test_required_agents_are_work_by_productive_minutes(report: Report) -> None:
    """One whole week: tickets of each day × the mean work of the four weeks up to it."""
    zone = report.zone()
    first = date(2026, 5, 4)
    tickets = report.facts().tickets
    tickets = tickets[~tickets["is_deleted"]]
    created = tickets["created_at"].dt.tz_convert(zone).dt.date
    done = tickets[tickets["is_finished"] & tickets["time_worked_minutes"].notna()]
    resolved = done["resolved_at"].dt.tz_convert(zone).dt.date
    work = 0.0
    for day in (first + timedelta(days=number) for number in range(7)):
        recent = done[(resolved > day - timedelta(days=28)) & (resolved <= day)]
        work += (created == day).sum() * recent["time_worked_minutes"].mean()
    week = Period.of_days(first, first + timedelta(days=6), zone)
    assert value(report, "required_agents", week) == pytest.approx(work / (5 * 480 * 0.75))


def test_the_roster_tells_turnover_tenure_and_levels(report: Report) -> None:
    as_of = pd.Timestamp(report.as_of())
    agents = report.store.read_frame("agent")
    people = agents[~agents["is_bot"] & (agents["hired_at"] <= as_of)]
    year_ago = as_of - pd.Timedelta(days=365)
    end = people["left_at"].fillna(as_of)
    left = (people["left_at"] > year_ago) & (people["left_at"] <= as_of)
    heads = ((end - people["hired_at"].clip(lower=year_ago)).clip(lower=pd.Timedelta(0))).sum()
    assert value(report, "agent_turnover") == pytest.approx(left.sum() / (heads / pd.Timedelta(days=365)))
    here = people[people["left_at"].isna()]
    assert value(report, "agent_tenure") == pytest.approx(
        (as_of - here["hired_at"]).dt.total_seconds().mean() / 86_400
    )
    answering = here[here["role"] != "management"]
    counts = answering["tier"].value_counts()
    assert value(report, "tier_ratio") == pytest.approx(counts["L1"] / counts["L3"])
    assert value(report, "effective_fte") <= (answering["weekly_hours"] / 40).sum()


def test_what_the_demo_does_not_tell_has_no_figure(report: Report) -> None:
    for name in ("sick_days_per_agent", "founder_support_hours", "executives_per_100", "hiring_backlog"):
        assert math.isnan(value(report, name))


def test_an_earlier_instant_shows_the_roster_and_the_hours_of_then(report: Report) -> None:
    then = pd.Timestamp("2025-12-15 17:00", tz="UTC").to_pydatetime()
    agents = report.store.read_frame("agent")
    there = ~agents["is_bot"] & (agents["hired_at"] <= then) & ~(agents["left_at"] <= then)
    assert report.metric("agent_tenure", as_of=then).n == there.sum()
    states = report.store.read_frame("agent_state")
    present = states[(states["starts_at"] <= then) & (states["ends_at"] > then)]["agent_id"].nunique()
    shifts = report.store.read_frame("shift")
    due = shifts[
        (shifts["starts_at"] <= then) & (shifts["ends_at"] > then) & (shifts["activity"] != "on_call")
    ]
    assert report.metric("agents_gap", as_of=then).value == present - due["agent_id"].nunique()
