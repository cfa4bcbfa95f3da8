"""Money, tickets and heads by local day: months split by days, revenue left out, nothing invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from core.facts.company_days import company_days
from tests.core.facts import people_tables as t

EVENING = datetime(2026, 3, 31, 12, tzinfo=UTC)
KNOWLEDGE = ("view_count", "ticket_after_view_count")


def booked(*rows: tuple[str, str, float], currency: str = "EUR") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["month", "kind", "amount"])
    frame = frame.astype({"month": "str", "kind": "str", "amount": "float64"})
    return frame.assign(currency=pd.Series([currency] * len(rows), dtype="str"))


def ticket(created: datetime, resolved: datetime | None = None, **more: Any) -> dict[str, Any]:
    usual = {"is_deleted": False, "time_worked_minutes": np.nan, "reopen_count": 0.0}
    return (
        {"created_at": created, "resolved_at": resolved, "is_finished": resolved is not None} | usual | more
    )


def facts(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(ticket(EVENING)))
    dates = dict.fromkeys(("created_at", "resolved_at"), "datetime64[us, UTC]")
    numbers = dict.fromkeys(("time_worked_minutes", "reopen_count"), "float64")
    return frame.astype(dates | numbers | dict.fromkeys(("is_finished", "is_deleted"), "bool"))


def table(name: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    shapes = {
        "customer": {"signup_at": "datetime64[us, UTC]", "left_at": "datetime64[us, UTC]"},
        "knowledge": {"day": "datetime64[us, UTC]", **dict.fromkeys(KNOWLEDGE, "float64")},
        "agent_time": {
            "assignee": "object",
            "day": "datetime64[us, UTC]",
            **dict.fromkeys(("sick_count", "ticket_minutes", "work_minutes"), "float64"),
        },
    }[name]
    return pd.DataFrame(list(rows), columns=list(shapes)).astype(shapes)


def days(
    costs: pd.DataFrame | None = None,
    tickets: pd.DataFrame | None = None,
    *,
    agents: pd.DataFrame | None = None,
    zone: str = "UTC",
    as_of: datetime = EVENING,
    **tables: pd.DataFrame,
) -> pd.DataFrame:
    frame = company_days(
        booked() if costs is None else costs,
        facts() if tickets is None else tickets,
        t.agents() if agents is None else agents,
        tables.get("agent_time", table("agent_time")),
        tables.get("customers", table("customer")),
        tables.get("knowledge", table("knowledge")),
        as_of=int(as_of.timestamp()) * 1_000_000,
        zone=zone,
    )
    return frame.set_index(frame["day"].dt.tz_convert(zone).dt.strftime("%m-%d"))


def test_a_stretch_across_two_months_takes_each_by_its_share_of_days() -> None:
    found = days(booked(("2026-02", "people", 280.0), ("2026-03", "people", 310.0)))
    assert found.loc["02-15":"03-10", "cost"].sum() == pytest.approx(14 * 10 + 10 * 10)
    assert found.loc["02-01":"02-28", "month_share"].sum() == pytest.approx(1)


def test_december_ends_with_the_year() -> None:
    found = days(booked(("2025-12", "people", 310.0)), as_of=datetime(2026, 1, 2, tzinfo=UTC))
    assert found["cost"].sum() == pytest.approx(310)
    assert found.loc["12-31", "year_share"] == pytest.approx(1 / 365)
    assert np.isnan(found.loc["01-01", "cost"])


def test_the_last_day_counts_only_as_far_as_it_has_passed() -> None:
    found = days(booked(("2026-03", "people", 310.0)))
    assert found["cost"].sum() == pytest.approx(30.5 * 10)
    assert found["share"].iloc[-1] == pytest.approx(0.5)
    assert found["days_ago"].iloc[[-1, -2]].tolist() == [0, 1]
    assert found["weekday"].iloc[-1] == date(2026, 3, 31).weekday()


def test_revenue_is_no_cost_and_self_service_is_no_handling() -> None:
    costs = booked(
        ("2026-03", "people", 310.0),
        ("2026-03", "Self_Service", 31.0),
        ("2026-03", "travel", 62.0),
        ("2026-03", "revenue", 9300.0),
    )
    day = days(costs).loc["03-05"]
    assert (day["cost"], day["handling_cost"], day["revenue"]) == pytest.approx((13, 12, 300))
    assert (day["people_cost"], day["self_service_cost"]) == pytest.approx((10, 1))
    assert np.isnan(day["technology_cost"])


def test_costs_in_two_currencies_are_not_added_up() -> None:
    both = pd.concat(
        [booked(("2026-03", "people", 1.0)), booked(("2026-03", "overhead", 1.0), currency="USD")]
    )
    assert days(both)["cost"].isna().all()


def test_tickets_count_on_their_local_days_and_deleted_ones_nowhere() -> None:
    late = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    tickets = facts(
        ticket(late, late + timedelta(hours=1), time_worked_minutes=30.0),
        ticket(late, late + timedelta(days=1), reopen_count=2.0),
        ticket(late + timedelta(days=1)),
        ticket(late - timedelta(days=3), late, is_deleted=True),
    )
    found = days(tickets=tickets, zone="Europe/Berlin")
    assert found["created_count"].iloc[:3].tolist() == [2, 1, 0]
    assert found["resolved_count"].iloc[:3].tolist() == [1, 1, 0]
    assert found["lasting_count"].iloc[:3].tolist() == [1, 0, 0]
    assert (found["handled_count"].sum(), found["handled_minutes"].sum()) == (1, 30)


def test_lasting_solutions_are_unknown_on_days_with_unknown_reopenings() -> None:
    start = datetime(2026, 3, 9, tzinfo=UTC)
    tickets = facts(ticket(start, start), ticket(start, start, reopen_count=np.nan))
    assert np.isnan(days(tickets=tickets).loc["03-09", "lasting_count"])


def test_before_the_first_ticket_nobody_knows_how_many_there_were() -> None:
    start = datetime(2026, 3, 9, tzinfo=UTC)
    found = days(booked(("2026-03", "people", 310.0)), facts(ticket(start, start)))
    assert found.loc[:"03-08", "resolved_count"].isna().all()
    assert found.loc["03-09":, "resolved_count"].notna().all()


def test_handle_time_of_a_day_is_that_of_28_days() -> None:
    rng = np.random.default_rng(4)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    solved = [start + timedelta(days=int(day)) for day in rng.integers(0, 90, 60)]
    work = np.where(rng.random(60) < 0.8, rng.exponential(20, 60), np.nan)
    rows = [ticket(start, at, time_worked_minutes=minutes) for at, minutes in zip(solved, work, strict=True)]
    found = days(tickets=facts(*rows))
    for number, value in enumerate(found["handle_minutes"]):
        day = start + timedelta(days=number)
        known = [
            minutes
            for at, minutes in zip(solved, work, strict=True)
            if day - timedelta(days=28) < at <= day and not np.isnan(minutes)
        ]
        assert value == pytest.approx(np.mean(known) if known else np.nan, nan_ok=True)


def test_the_cost_of_a_ticket_is_that_of_its_month() -> None:
    start = datetime(2026, 2, 1, tzinfo=UTC)
    costs = booked(
        ("2026-02", "people", 280.0), ("2026-03", "people", 310.0), ("2026-03", "self_service", 62.0)
    )
    tickets = facts(*(ticket(start, start + timedelta(days=day)) for day in (1, 2, 30, 31, 32)))
    found = days(costs, tickets)
    assert found.loc["02-10", "ticket_cost"] == pytest.approx(280 / 2)
    assert found.loc["03-10", "ticket_cost"] == pytest.approx(305 / 3)


def test_customers_and_heads_come_and_go() -> None:
    came, left = datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)
    agents = t.agents(
        {"agent_id": "ann", "hired": (came - t.START) / timedelta(minutes=1)},
        {"agent_id": "lead", "hired": -9 * t.DAY, "role": "manager"},
    )
    costs, customers = booked(("2026-03", "people", 1.0)), table("customer", (came, left), (came, None))
    found = days(costs, agents=agents, customers=customers)
    assert found["customer_count"].iloc[:7].tolist() == [0, 0, 2, 2, 2, 1, 1]
    assert found["head_count"].iloc[:4].tolist() == [1, 1, 2, 2]
    assert found["agent_count"].iloc[:4].tolist() == [0, 0, 1, 1]
    assert days(costs)["customer_count"].isna().all()


def test_sickness_the_founder_and_visits_count_from_the_first_to_the_last_day_told() -> None:
    first, last = (datetime(2026, 3, day, tzinfo=UTC) for day in (4, 6))
    spent = table("agent_time", ("ann", first, 1.0, 60.0, 5.0), ("eva", last, 0.0, np.nan, 45.0))
    visits = table("knowledge", (first, 100.0, 65.0), (first, 10.0, 5.0), (last, np.nan, np.nan))
    found = days(
        booked(("2026-03", "people", 1.0)),
        agents=t.agents({"agent_id": "ann"}, {"agent_id": "eva", "role": "Founder"}),
        agent_time=spent,
        knowledge=visits,
    ).iloc[2:7]
    nan = np.nan
    told = {"sick_count": [nan, 1, 0, 0, nan], "founder_minutes": [nan, nan, nan, 45, nan]}
    told["deflected_count"] = [nan, 40, nan, nan, nan]
    for name, values in told.items():
        assert found[name].tolist() == pytest.approx(values, nan_ok=True)


def test_days_begin_at_local_midnight_across_a_change_of_the_clocks() -> None:
    zone = "Europe/Berlin"
    found = days(booked(("2026-03", "people", 310.0)), zone=zone)
    starts = [datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)).replace(day=day) for day in range(1, 32)]
    assert found["day"].tolist() == [pd.Timestamp(start.astimezone(UTC)) for start in starts]
    assert found.loc["03-29", "cost"] == pytest.approx(10)


def test_nothing_told_means_no_days() -> None:
    assert days().empty
