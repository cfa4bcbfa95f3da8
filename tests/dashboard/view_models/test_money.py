"""Cost per ticket: months split by days, revenue left out, nothing invented."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pandas as pd
import pytest

from core.periods import Period
from dashboard.view_models.money import cost_card, cost_within


def booked(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["month", "kind", "amount"]).assign(currency="EUR")


def days(first: tuple[int, int, int], end: tuple[int, int, int]) -> Period:
    return Period(datetime(*first, tzinfo=UTC), datetime(*end, tzinfo=UTC))


def test_a_period_across_two_months_takes_each_by_its_share_of_days() -> None:
    costs = booked(("2026-02", "people", 280.0), ("2026-03", "people", 310.0))
    assert cost_within(costs, days((2026, 2, 15), (2026, 3, 11))) == pytest.approx(14 * 10 + 10 * 10)


def test_december_ends_with_the_year() -> None:
    costs = booked(("2026-12", "people", 310.0))
    assert cost_within(costs, days((2026, 12, 1), (2027, 1, 1))) == pytest.approx(310)


def test_revenue_is_no_cost() -> None:
    costs = booked(("2026-03", "people", 310.0), ("2026-03", "revenue", 9999.0))
    assert cost_within(costs, days((2026, 3, 1), (2026, 4, 1))) == pytest.approx(310)


@pytest.mark.parametrize(
    ("costs", "period"),
    [
        (booked(), days((2026, 3, 1), (2026, 4, 1))),
        (booked(("2026-05", "people", 1.0)), days((2026, 3, 1), (2026, 4, 1))),
    ],
)
def test_without_booked_costs_in_the_period_there_is_no_figure(costs: pd.DataFrame, period: Period) -> None:
    assert math.isnan(cost_within(costs, period))
    card = cost_card(costs, period, 10)
    assert (card.value, card.status) == ("no data", "no_data")


def test_all_time_takes_every_booked_month() -> None:
    costs = booked(("2026-02", "people", 280.0), ("2026-03", "people", 310.0))
    assert cost_within(costs, Period()) == pytest.approx(590)


def test_nothing_resolved_means_no_cost_per_ticket() -> None:
    costs = booked(("2026-03", "people", 310.0))
    assert cost_card(costs, days((2026, 3, 1), (2026, 4, 1)), 0).value == "no data"


def test_the_card_divides_cost_by_resolved_tickets() -> None:
    costs = booked(("2026-03", "people", 310.0))
    card = cost_card(costs, days((2026, 3, 1), (2026, 4, 1)), 40)
    assert card.value == "7.75\xa0EUR"
    assert "40" in card.note


def test_costs_of_everybody_are_not_divided_by_a_filtered_part_of_the_tickets() -> None:
    costs = booked(("2026-03", "people", 310.0))
    card = cost_card(costs, days((2026, 3, 1), (2026, 4, 1)), 40, is_filtered=True)
    assert (card.value, card.status) == ("no data", "no_data")
