"""The return of self-service, against the printed examples and by the way back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.self_service_roi import (
    BLUEPRINT_DEFLECTION,
    DEFLECTION_BANDS,
    break_even_rate,
    deflected,
    deflection_scenarios,
    self_service_return,
)

MONEY = st.floats(0, 1e6)


@pytest.mark.parametrize(
    ("visits", "rate", "cost", "tickets", "gross"),
    [
        (10_000, 0.35, 15.0, 3_500, 52_500),
        (10_000, 0.35, 12.5, 3_500, 43_750),
        (1_200, BLUEPRINT_DEFLECTION, 12.5, 300, 3_750),
    ],
)
def test_printed_examples_come_out_gross(
    visits: float, rate: float, cost: float, tickets: float, gross: float
) -> None:
    spared = deflected(visits, rate)
    found = self_service_return(spared, cost, 2_000)
    assert (spared, found.gross, found.net) == pytest.approx((tickets, gross, gross - 2_000))


@given(st.floats(1, 1e6), st.floats(0.5, 100), MONEY)
def test_at_break_even_nothing_is_won_or_lost(visits: float, cost: float, investment: float) -> None:
    rate = break_even_rate(visits, cost, investment)
    if rate <= 1:
        net = self_service_return(deflected(visits, rate), cost, investment).net
        assert net == pytest.approx(0, abs=1e-6 * (1 + investment))


@given(MONEY, MONEY, st.one_of(st.just(0.0), st.floats(0.01, 1e6)))
def test_return_is_per_unit_of_money_invested(tickets: float, cost: float, investment: float) -> None:
    found = self_service_return(tickets, cost, investment)
    if investment == 0:
        assert math.isnan(found.per_unit)
    else:
        assert (1 + found.per_unit) * investment == pytest.approx(tickets * cost, abs=1e-6, rel=1e-6)


def test_every_source_has_its_own_scenario() -> None:
    found = {each.band.name: each for each in deflection_scenarios(10_000, 15.0, 10_000)}
    assert found["handbook"].at_low.net == pytest.approx(10_000 * 0.30 * 15 - 10_000)
    assert found["handbook"].at_high.net == pytest.approx(10_000 * 0.50 * 15 - 10_000)
    assert found["growing teams"].at_high.net == pytest.approx(10_000 * 0.30 * 15 - 10_000)
    assert [(band.low, band.high) for band in DEFLECTION_BANDS] == [(0.3, 0.5), (0.2, 0.4), (0.2, 0.3)]


def test_what_is_unknown_stays_unknown() -> None:
    assert math.isnan(deflected(1_000, math.nan))
    assert math.isnan(self_service_return(deflected(1_000, 0.2), math.nan, 100).net)
    assert math.isnan(break_even_rate(0, 15.0, 100))


def test_impossible_numbers_are_refused_by_name() -> None:
    for name, call in {
        "visits": lambda: deflected(-1, 0.5),
        "rate": lambda: deflected(10, 35),
        "tickets": lambda: self_service_return(-1, 1, 1),
        "cost_per_ticket": lambda: self_service_return(1, -1, 1),
        "investment": lambda: break_even_rate(1, 1, -1),
    }.items():
        with pytest.raises(ValueError, match=name):
            call()
