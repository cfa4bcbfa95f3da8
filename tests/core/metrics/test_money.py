"""What support costs: the printed example end to end, and what is not told."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from core.metrics import METRICS
from core.metrics.assess import Status, assess
from core.metrics.benchmarks import target_for
from core.metrics.money import (
    cost_efficiency,
    cost_per_agent_year,
    cost_per_ticket,
    customers_per_agent,
    people_cost_share,
    self_service_savings,
    tickets_per_agent_year,
)
from core.metrics.reduce import measure

NAN = np.nan
DAYS = 365


def year(agents: float = 3.0) -> pd.DataFrame:
    """A year of agents who cost 75,000 each and resolve 25 tickets on 240 days."""
    worked = np.arange(DAYS) < 240
    return pd.DataFrame(
        {
            "cost": agents * 75_000 / DAYS,
            "handling_cost": agents * 75_000 / DAYS,
            "resolved_count": np.where(worked, 25.0 * agents, 0.0),
            "agent_count": agents,
            "year_share": 1 / DAYS,
        }
    )


def test_the_printed_example_costs_12_50_a_ticket() -> None:
    frame = year()
    assert measure(cost_per_ticket(frame)).value == pytest.approx(12.5)
    assert measure(cost_per_agent_year(frame)).value == pytest.approx(75_000)
    assert measure(tickets_per_agent_year(frame)).value == pytest.approx(6_000)


def test_a_tenth_less_handle_time_saves_1_25_a_ticket() -> None:
    frame = year()
    faster = frame.assign(resolved_count=frame["resolved_count"] / 0.9)
    saved = measure(cost_per_ticket(frame)).value - measure(cost_per_ticket(faster)).value
    assert saved == pytest.approx(1.25)


def test_twelve_fifty_meets_the_printed_range() -> None:
    found = measure(cost_per_ticket(year()))
    judged = assess(METRICS["cost_per_ticket"], found, target_for("cost_per_ticket"))
    assert judged.status is Status.ON_TARGET


def test_months_without_booked_costs_take_their_tickets_with_them() -> None:
    frame = pd.DataFrame({"cost": [100.0, NAN, 100.0], "resolved_count": [10.0, 90.0, NAN]})
    found = measure(cost_per_ticket(frame))
    assert (found.value, found.n) == (10, 1)


def test_costs_without_a_resolved_ticket_have_no_price() -> None:
    assert math.isnan(measure(cost_per_ticket(pd.DataFrame({"cost": [5.0], "resolved_count": [0.0]}))).value)


def test_self_service_saves_what_the_printed_example_says_less_the_investment() -> None:
    """10,000 visits a month, 35 % of them spare a ticket of 15 dollars, on 30 even days."""
    frame = pd.DataFrame(
        {
            "deflected_count": np.full(30, 10_000 * 0.35 / 30),
            "ticket_cost": 15.0,
            "self_service_cost": 2_000 / 30,
            "month_share": 1 / 30,
        }
    )
    gross = measure(self_service_savings(frame.assign(self_service_cost=0.0))).value
    assert gross == pytest.approx(52_500)
    assert measure(self_service_savings(frame)).value == pytest.approx(50_500)
    assert measure(self_service_savings(frame.assign(deflected_count=0.0))).value == pytest.approx(-2_000)
    assert math.isnan(measure(self_service_savings(frame.assign(self_service_cost=NAN))).value)


def test_shares_of_cost_and_customers_are_sums_by_sums() -> None:
    frame = pd.DataFrame({"people_cost": [60.0, 90.0, NAN], "cost": [100.0, 100.0, 100.0]})
    assert measure(people_cost_share(frame)).value == pytest.approx(0.75)
    heads = pd.DataFrame({"customer_count": [300.0, 900.0], "agent_count": [1.0, 3.0]})
    assert measure(customers_per_agent(heads)).value == pytest.approx(300)


def test_efficiency_and_cost_of_lasting_solutions_are_each_others_inverse() -> None:
    frame = pd.DataFrame({"lasting_count": [30.0, 50.0], "cost": [400.0, 600.0]})
    price = measure(cost_per_ticket(frame.rename(columns={"lasting_count": "resolved_count"}))).value
    assert measure(cost_efficiency(frame)).value == pytest.approx(1_000 / price)
