"""Every worked example of cost and return, and the checks that the printed figures do not pass."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.capacity.cost import (
    CostLines,
    cost_per_ticket,
    saving_of_first_contact,
    saving_of_shorter_handling,
    self_service_return,
)
from core.capacity.cost_lines import (
    STRATEGIES,
    Strategy,
    combined_saving,
    cost_after_shorter_handling,
    customers_per_new_agent,
    day_check,
    split_check,
    team_cost,
)

PRINTED = CostLines()
money = st.floats(0, 1e6)


def test_the_printed_figures_come_out_as_printed() -> None:
    assert (PRINTED.per_agent, PRINTED.output, cost_per_ticket(PRINTED)) == (75_000, 6_000, 12.5)
    assert (cost_after_shorter_handling(PRINTED), saving_of_shorter_handling(PRINTED)) == (11.25, 1.25)
    assert saving_of_first_contact(PRINTED) == 3_750
    assert team_cost(PRINTED, 28) == 2_100_000
    assert self_service_return(10_000, 0.35, 15).tickets == 3_500
    assert self_service_return(10_000, 0.35, 15).gross == 52_500
    assert self_service_return(10_000, 0.35, 12.5).gross == 43_750


@given(money, st.floats(0.1, 60), st.floats(0, 0.9))
def test_shorter_handling_is_the_same_as_more_tickets_a_day(
    salary: float, a_day: float, shorter: float
) -> None:
    lines = CostLines(salary=salary, tickets_per_day=a_day)
    faster = CostLines(salary=salary, tickets_per_day=a_day / (1 - shorter))
    assert cost_after_shorter_handling(lines, shorter) == pytest.approx(cost_per_ticket(faster))


def test_the_printed_output_is_more_than_the_printed_day_holds() -> None:
    found = day_check(PRINTED)
    assert (found.asked, found.whole_day, found.productive, found.fitting) == (500, 480, 360, 14.4)
    assert not found.fits
    assert day_check(PRINTED, handle_time=14.4).fits
    assert math.isnan(day_check(CostLines(tickets_per_day=0)).fitting)


@given(st.lists(st.tuples(st.floats(0, 0.9), st.floats(0, 0.9)), max_size=5), st.floats(0, 1e7))
def test_savings_on_what_is_left_are_never_more_than_their_sum(
    pairs: list[tuple[float, float]], cost: float
) -> None:
    ways = [Strategy("way", min(pair), max(pair), "", "") for pair in pairs]
    found, left = combined_saving(cost, ways), cost
    for way in ways:
        left -= left * way.high
    assert found.money_high == pytest.approx(cost - left, abs=1e-6 * max(cost, 1))
    assert found.low <= found.high <= min(1, sum(way.high for way in ways) + 1e-12)


def test_all_printed_ways_together_save_less_than_they_promise_one_by_one() -> None:
    found = combined_saving(100_000, STRATEGIES)
    assert found.low == pytest.approx(1 - 0.9 * 0.85 * 0.8 * 0.9)
    assert found.high == pytest.approx(1 - 0.8 * 0.75 * 0.6 * 0.7)
    assert found.high < 0.2 + 0.25 + 0.4 + 0.3
    assert combined_saving(100_000, STRATEGIES[4:]).high == 0


def test_ends_of_the_printed_budget_ranges_are_no_budget() -> None:
    lows = split_check({"people": 0.6, "technology": 0.2, "overhead": 0.1})
    highs = split_check({"people": 0.7, "technology": 0.3, "overhead": 0.1})
    assert (lows.is_whole, round(lows.total, 6)) == (False, 0.9)
    assert (highs.is_whole, round(highs.total, 6)) == (False, 1.1)
    assert {part.place for part in (*lows.parts, *highs.parts)} == {"inside"}
    own = split_check({"people": 0.8, "technology": 0.0667, "overhead": 0.1333})
    assert own.is_whole
    assert [part.place for part in own.parts] == ["above", "below", "above"]


def test_new_customers_for_each_new_agent() -> None:
    found = customers_per_new_agent([100, 300, 300, 900, 800], [1, 2, 2, 2, 1], months=1)
    assert found.tolist()[1] == 200
    assert math.isnan(found[0])
    assert math.isnan(found[2])
    assert found[3] == math.inf
    assert math.isnan(found[4])
    assert np.isnan(customers_per_new_agent([1, 2], [1, 1], months=12)).all()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("agents", lambda: team_cost(PRINTED, -1)),
        ("shorter", lambda: cost_after_shorter_handling(PRINTED, 1.0)),
        ("handle_time", lambda: day_check(PRINTED, handle_time=-1)),
        ("utilisation", lambda: day_check(PRINTED, utilisation=1.2)),
        ("day_minutes", lambda: day_check(PRINTED, day_minutes=-1)),
        ("tool_cost", lambda: combined_saving(-1, STRATEGIES)),
        ("overhead", lambda: split_check({"people": 1, "technology": 0})),
        ("people", lambda: split_check({"people": -1, "technology": 1, "overhead": 1})),
        ("agents", lambda: customers_per_new_agent([1, 2], [1])),
        ("months", lambda: customers_per_new_agent([1], [1], months=0)),
    ],
)
def test_what_cannot_be_is_refused_by_name(name: str, make: object) -> None:
    with pytest.raises(ValueError, match=name):
        make()  # type: ignore[operator]
