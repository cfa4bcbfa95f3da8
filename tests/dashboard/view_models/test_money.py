"""The card of the cost per ticket: the figure in its currency, or why there is none."""

from __future__ import annotations

import math

import pandas as pd

from core.metrics import resolve
from core.metrics.assess import assess
from core.metrics.benchmarks import target_for
from core.metrics.measure import Measure
from core.reporting.results import MetricResult
from dashboard.view_models.cards import KpiCard
from dashboard.view_models.money import cost_card


def booked(*currencies: str) -> pd.DataFrame:
    return pd.DataFrame({"currency": list(currencies)}, dtype="str")


def card(value: float, entries: pd.DataFrame, *, is_filtered: bool = False) -> KpiCard:
    metric, target = resolve("cost_per_ticket"), target_for("cost_per_ticket")
    found = Measure(value, 0 if math.isnan(value) else 28)
    result = MetricResult.of(metric, found, assess(metric, found, target), target=target)
    return cost_card(result, entries, is_filtered=is_filtered)


def test_the_card_has_the_figure_in_its_currency_with_the_printed_target() -> None:
    found = card(12.5, booked("EUR", "EUR"))
    assert (found.value, found.status) == ("12.50\xa0EUR", "on_target")
    assert "25" in found.target
    assert "28" in found.note


def test_without_booked_costs_there_is_no_figure() -> None:
    found = card(math.nan, booked())
    assert (found.value, found.status, found.target) == ("no data", "no_data", "")
    assert found.note == "no costs booked for this period"


def test_costs_of_everybody_say_nothing_about_a_filtered_part_of_the_tickets() -> None:
    assert "clear the filters" in card(math.nan, booked("EUR"), is_filtered=True).note


def test_costs_in_two_currencies_are_not_added_up() -> None:
    assert "several currencies" in card(math.nan, booked("EUR", "USD")).note
