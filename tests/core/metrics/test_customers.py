"""Customers by month, by hand and over a period."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pandas as pd
import pytest

from core.metrics import METRICS
from core.metrics.evaluate import Evaluation
from core.periods import microseconds

MONTHS = pd.DataFrame(
    {
        "month": pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"], utc=True).as_unit("us"),
        "ticket_count": [30.0, 60.0, 90.0],
        "customer_count": [300.0, 400.0, 500.0],
        "start_count": [200.0, 300.0, 400.0],
        "kept_count": [190.0, 300.0, 380.0],
        "start_mrr": [10_000.0, 15_000.0, 20_000.0],
        "paying_lost_count": [9.0, 0.0, 18.0],
    }
)
FIRST_TWO = tuple(microseconds(datetime(2026, month, 1, tzinfo=UTC)) for month in (1, 3))


def evaluation(months: pd.DataFrame = MONTHS) -> Evaluation:
    tickets = pd.DataFrame({"is_deleted": [False]})
    return Evaluation({"tickets": tickets, "customers": months})


@pytest.mark.parametrize(
    ("name", "all_months", "first_two"),
    [
        ("tickets_per_100_customers", 100 * 180 / 1200, 100 * 90 / 700),
        ("customer_retention_rate", 870 / 900, 490 / 500),
        ("customer_lifetime_value", 45_000 / 27, 25_000 / 9),
    ],
)
def test_months_are_added_up_before_they_are_divided(name: str, all_months: float, first_two: float) -> None:
    metric = METRICS[name]
    assert evaluation().evaluate(metric).total.value == pytest.approx(all_months)
    found = evaluation().evaluate(metric, span=FIRST_TWO).total
    assert (found.value, found.n) == (pytest.approx(first_two), 2)


def test_lifetime_value_is_revenue_over_the_share_that_leaves() -> None:
    """50 a month each, 2 % leave every month: 50 ÷ 0.02."""
    months = MONTHS.assign(start_mrr=[5_000.0] * 3, paying_lost_count=[2.0] * 3)
    assert evaluation(months).evaluate(METRICS["customer_lifetime_value"]).total.value == 50 / 0.02


def test_nobody_lost_gives_no_lifetime_value() -> None:
    months = MONTHS.assign(paying_lost_count=0.0)
    assert math.isnan(evaluation(months).evaluate(METRICS["customer_lifetime_value"]).total.value)


def test_customers_have_no_value_for_a_part_of_the_tickets() -> None:
    tickets = pd.DataFrame({"is_deleted": [False], "team": pd.Categorical(["a"])})
    both = Evaluation({"tickets": tickets, "customers": MONTHS})
    found = both.evaluate(METRICS["customer_retention_rate"], wanted={"team": ("a",)}).total
    assert math.isnan(found.value)
