"""Ratios of sums and correlations, against scipy, the bootstrap and plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from core.metrics.measure import Correlation, Ratio
from core.metrics.reduce import Rows, measure, reduce

NAN = math.nan


def test_ratio_divides_the_sums_and_never_averages_ratios() -> None:
    found = measure(Ratio(np.array([300.0, 24.0, NAN]), np.array([300.0, 60.0, 60.0])))
    assert (found.value, found.n) == (pytest.approx(0.9), 2)


def test_ratio_without_a_whole_has_no_value() -> None:
    assert math.isnan(measure(Ratio(np.array([1.0]), np.array([0.0]))).value)
    assert math.isnan(measure(Ratio(np.zeros(0), np.zeros(0))).value)


def test_ratio_interval_agrees_with_the_bootstrap() -> None:
    rng = np.random.default_rng(3)
    whole = rng.uniform(300, 480, 200)
    part = whole * rng.normal(0.75, 0.1, 200)
    found = measure(Ratio(part, whole))
    picks = rng.integers(0, 200, (4000, 200))
    low, high = np.quantile(part[picks].sum(1) / whole[picks].sum(1), [0.025, 0.975])
    assert (found.low, found.high) == (pytest.approx(low, abs=0.003), pytest.approx(high, abs=0.003))


def test_ratio_interval_stays_on_the_scale() -> None:
    found = measure(Ratio(np.array([60.0, 10.0, 60.0]), np.array([60.0, 60.0, 60.0]), most=1.0))
    assert 0 <= found.low <= found.value <= found.high == 1


def test_correlation_is_pearsons_with_fishers_interval() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=40)
    y = x + rng.normal(size=40)
    found = measure(Correlation(x, y))
    theory = stats.pearsonr(x, y)
    low, high = theory.confidence_interval()
    assert found[:2] == (pytest.approx(theory.statistic), 40)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(("x", "y"), [([1.0, 2.0], [2.0, 1.0]), ([1.0, 1.0, 1.0], [1.0, 2.0, 3.0])])
def test_correlation_of_too_little_or_of_a_constant_has_no_value(x: list[float], y: list[float]) -> None:
    assert math.isnan(measure(Correlation(np.array(x), np.array(y))).value)


def test_groups_are_measured_as_if_alone() -> None:
    rng = np.random.default_rng(9)
    x, y, codes = rng.uniform(1, 2, 60), rng.uniform(1, 2, 60), rng.integers(0, 3, 60)
    for tally, alone in ((Ratio(x, y), Ratio), (Correlation(x, y), Correlation)):
        rows = Rows(codes, 3)
        for group, found in enumerate(reduce(tally, rows, rows)):
            own = codes == group
            assert found == pytest.approx(measure(alone(x[own], y[own])))
