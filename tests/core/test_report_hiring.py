"""The report's inputs of hiring and cost, what is kept, and the replay of its own past."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.capacity.assignment import Rule
from core.data.store import Store
from core.periods import Period
from core.report import Report
from core.reporting.assignment_rows import chosen_tickets, ticket_levels, work_minutes
from core.reporting.hiring_assumed import CostAssumptions, HiringAssumptions
from core.reporting.hiring_views import COST_SETTING, HIRING_SETTING, monthly_growth, team_of
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("hiring") / "queuewise.db") as store:
        load_into(store, generate(4_000, seed=7))
        yield Report(store)


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("empty") / "queuewise.db") as store:
        yield Report(store)


def last_days(report: Report, days: int) -> Period:
    as_of = report.as_of()
    assert as_of is not None
    return Period.last_days(days, as_of, report.zone())


def test_a_plan_starts_from_the_metrics_of_the_report(report: Report) -> None:
    start = report.hiring_start()
    assert start.required == report.metric("required_agents", period=last_days(report, 28)).value
    assert start.turnover == report.metric("agent_turnover").value
    assert start.team is not None
    ramped = sum(
        share * (0, 0, 0.25, 0.5, 0.75, 0.75)[int(tenure)]
        for tenure, share in zip(start.team.newcomers, start.team.shares, strict=True)
    )
    assert start.team.trained + ramped == pytest.approx(report.metric("effective_fte").value)
    assert start.growth_low < start.growth < start.growth_high


def test_growth_is_what_thirteen_weeks_gained_on_thirteen_weeks() -> None:
    counts = np.concatenate([np.full(50, 7.0), np.tile([8.0, 12.0, 10.0, 10.0, 10.0, 5.0, 5.0], 26)])
    counts[-91:] *= 1.331
    days = pd.DataFrame({"day": range(len(counts)), "created_count": counts, "share": 1.0})
    growth, low, high = monthly_growth(days)
    assert growth == pytest.approx(0.1)
    assert low == pytest.approx(growth)
    assert high == pytest.approx(growth)
    days.loc[days.index[-1], "share"] = 0.4
    assert monthly_growth(days)[0] < 0.1
    assert all(math.isnan(value) for value in monthly_growth(days.tail(100)))


def test_the_interval_of_growth_holds_the_truth_in_nineteen_of_twenty_halves_of_a_year() -> None:
    rng, held = np.random.default_rng(4), 0
    for _ in range(400):
        level = np.repeat([40.0, 40.0 * 1.05**3], 91)
        days = pd.DataFrame({"day": range(182), "created_count": rng.poisson(level), "share": 1.0})
        _, low, high = monthly_growth(days)
        held += low <= 0.05 <= high
    assert 0.90 <= held / 400 <= 0.99


def test_newcomers_of_the_roster_are_told_apart_by_their_weeks() -> None:
    roster = pd.DataFrame(
        {
            "is_employed": [True, True, True, False, True],
            "role": ["frontline", "frontline", "specialist", "frontline", "management"],
            "fte": [1.0, 0.5, np.nan, 1.0, 1.0],
            "tenure_days": [400.0, 15.0, np.nan, 1.0, 1.0],
        }
    )
    team = team_of(roster)
    assert team is not None
    assert (team.trained, team.newcomers, team.newcomer_share) == (2.0, (2.0,), (0.5,))
    assert team_of(roster.tail(2)) is None


def test_measured_costs_make_the_measured_cost_of_an_agent_and_of_a_ticket(report: Report) -> None:
    period = last_days(report, 90)
    found = report.measured_costs(period=period)
    lines = found.lines()
    agent = report.metric("cost_per_agent_year", period=period).value
    output = report.metric("tickets_per_agent_year", period=period).value
    assert lines.per_agent == pytest.approx(agent, rel=1e-9)
    assert lines.output == pytest.approx(output, rel=1e-9)
    assert found.people + found.technology + found.overhead == pytest.approx(1)


def test_customers_and_agents_by_month_give_the_measured_customers_per_agent(report: Report) -> None:
    months = report.customers_and_agents()
    last = report.metrics(["customers_per_agent"], by="month")[-1]
    row = months.iloc[-1]
    assert row["month"] == last.group
    assert row["customer_count"] / row["agent_count"] == pytest.approx(last.value, rel=1e-3)


def test_kept_figures_come_back_and_nonsense_is_refused_by_name(empty: Report) -> None:
    assert empty.cost_assumptions().salary == CostAssumptions().salary
    assert not empty.has_kept_costs()
    empty.keep_cost_assumptions(replace(CostAssumptions(), salary=50_000.0))
    assert empty.has_kept_costs()
    assert empty.cost_assumptions().salary == 50_000
    assert math.isnan(empty.cost_assumptions().revenue)
    empty.keep_hiring_assumptions(HiringAssumptions(growth=-0.02, kind="seasonal"))
    assert empty.hiring_assumptions().kind == "seasonal"
    assert empty.hiring_assumptions().growth == -0.02
    assert math.isnan(empty.hiring_assumptions().agents)
    with pytest.raises(ValueError, match="tools"):
        empty.keep_cost_assumptions(replace(CostAssumptions(), tools=-1.0))
    with pytest.raises(ValueError, match="turnover"):
        empty.keep_hiring_assumptions(HiringAssumptions(turnover=-0.1))


def test_a_setting_of_another_kind_is_passed_over(empty: Report) -> None:
    empty.store.set_setting(COST_SETTING, {"salary": "much", "tools": True, "agents": 3})
    empty.store.set_setting(HIRING_SETTING, ["what"])
    assert empty.cost_assumptions().salary == 60_000
    assert empty.cost_assumptions().tools == 5_000
    assert empty.cost_assumptions().agents == 3
    assert empty.hiring_assumptions().kind == "growth"


def test_nothing_is_told_by_an_empty_store(empty: Report) -> None:
    start = empty.hiring_start()
    assert start.team is None
    assert math.isnan(start.required)
    assert math.isnan(empty.measured_costs().salary)
    found = empty.assignment_replay()
    assert (found.reason, found.tickets, dict(found.rules)) == ("no tickets", 0, {})


def test_a_replay_counts_the_tickets_of_the_period_and_keeps_skill_at_its_level(report: Report) -> None:
    period = last_days(report, 90)
    found = report.assignment_replay(period=period)
    tickets = report.facts().tickets
    start, end = period.span()
    created = tickets["created_at"].to_numpy("datetime64[us]").astype(np.int64)
    inside = (created >= start) & (created < end) & ~tickets["is_deleted"] & ~tickets["is_merged"]
    assert found.tickets == int((inside & (tickets["is_solved_by_bot"] != 1)).sum())
    assert found.has_shifts
    assert found.rules[Rule.SKILL].right_level_rate > 0.95
    assert found.rules[Rule.SKILL].handoff_rate < found.rules[Rule.ROUND_ROBIN].handoff_rate
    assert 0 < found.was.wait_median < found.was.wait_p90


def test_less_time_for_tickets_never_shortens_the_waits(report: Report) -> None:
    period = last_days(report, 180)
    busy, easy = (report.assignment_replay(period=period, on_tickets=share) for share in (0.3, 1.0))
    assert busy.rules[Rule.LOAD].begun_p90 >= easy.rules[Rule.LOAD].begun_p90
    with pytest.raises(ValueError, match="on_tickets"):
        report.assignment_replay(on_tickets=0.0)
    with pytest.raises(ValueError, match="look"):
        report.assignment_replay(look=-1.0)


def test_without_shifts_people_work_in_the_opening_hours(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Store.open(tmp_path_factory.mktemp("no_shifts") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=3))
        whole = Report(store).assignment_replay()
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM shift")
        found = Report(store).assignment_replay()
    assert whole.has_shifts
    assert not found.has_shifts
    assert found.agents > 0
    assert found.tickets == whole.tickets


def test_missing_work_is_the_mean_of_its_level(report: Report) -> None:
    tickets = chosen_tickets(report.facts().tickets, None, None, 1_000)
    level = ticket_levels(tickets)
    minutes, filled = work_minutes(tickets, level)
    logged = tickets["time_worked_minutes"].to_numpy(float)
    assert filled == int(np.isnan(logged).sum())
    for place in np.flatnonzero(np.isnan(logged))[:20]:
        assert minutes[place] == pytest.approx(np.nanmean(logged[level == level[place]]))
    assert (np.diff(tickets["created_at"].to_numpy("datetime64[us]").astype(np.int64)) >= 0).all()
