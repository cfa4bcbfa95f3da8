"""Intervals of changes: against published and hand-worked values, and how often they hold the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.metrics.change import Change, Estimate, change_of, difference, estimate, poisson_interval
from core.metrics.definition import Unit
from core.metrics.measure import AnyMeasure, Correlation, Count, Duration, Flow, Mean, Measure, Ratio, Share
from core.metrics.reduce import Rows, measure, reduce

RUNS = 2_000
"""The share of 2,000 runs that hold the truth is off by less than 1.5 points, 99.8 times in 100."""


def share(part: int, whole: int) -> AnyMeasure:
    return measure(Share(np.arange(whole) < part, np.ones(whole, bool)))


def count(n: int) -> AnyMeasure:
    return measure(Count(np.ones(n, bool)))


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((0, 10), (0, 20), -0.1611, 0.2775),
    ],
)
def test_changes_of_shares_agree_with_newcombes_table(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    found = change_of(share(*now), share(*before), Unit.SHARE)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_change_of_means_is_worked_by_hand() -> None:
    now, before = Measure(30.0, 9, 24.0, 36.0), Measure(20.0, 9, 12.0, 28.0)
    assert change_of(now, before, Unit.SCORE) == Change(10.0, 0.0, 20.0)


def test_change_of_means_is_close_to_welch() -> None:
    rng = np.random.default_rng(5)
    now, before = rng.normal(10, 2, 40), rng.normal(9, 3, 60)
    welch = stats.ttest_ind(now, before, equal_var=False).confidence_interval()
    found = change_of(measure(Mean(now)), measure(Mean(before)), Unit.SCORE)
    assert (found.low, found.high) == pytest.approx((welch.low, welch.high), abs=0.03)


def test_change_of_the_median_comes_from_its_order_statistics() -> None:
    now, before = measure(Duration(np.arange(100.0))), measure(Duration(np.arange(50.0, 150.0)))
    found = change_of(now, before, Unit.MINUTES, "median")
    half = math.hypot(49.5 - 39, 110 - 99.5)
    assert found == pytest.approx((-50.0, -50 - half, -50 + half))


def test_a_statistic_without_an_interval_has_a_change_but_is_never_clear() -> None:
    now, before = measure(Duration(np.arange(100.0))), measure(Duration(np.zeros(100)))
    found = change_of(now, before, Unit.MINUTES, "p90")
    assert found.value == pytest.approx(89.1)
    assert math.isnan(found.low)
    assert not found.is_beyond_noise


def test_poisson_interval_solves_its_equation() -> None:
    for n in (0, 1, 7, 100, 12_345):
        low, high = poisson_interval(n)
        for rate in (low, high):
            assert (n - rate) ** 2 == pytest.approx(1.959964**2 * rate, rel=1e-5, abs=1e-9)


def test_a_difference_of_counts_is_as_noisy_as_both_sides() -> None:
    created, resolved = np.repeat([True, False], [400, 300]), np.repeat([False, True], [400, 300])
    found = estimate(measure(Flow(resolved, created, difference=True)), Unit.COUNT)
    assert found.value == -100
    assert found.high - found.value == pytest.approx(1.96 * math.sqrt(700), rel=0.03)


def test_an_unchanged_count_of_nothing_is_not_clear() -> None:
    found = change_of(count(0), count(0), Unit.COUNT)
    assert found.value == 0
    assert found.low < 0 < found.high


@pytest.mark.parametrize("missing", [0, 1])
def test_a_change_from_or_to_nothing_is_undefined(missing: int) -> None:
    sides = [share(5, 10), share(5, 10)]
    sides[missing] = share(0, 0)
    found = change_of(*sides, Unit.SHARE)
    assert all(math.isnan(each) for each in found)
    assert not found.is_beyond_noise


FINITE = st.floats(-1e6, 1e6)
ESTIMATES = st.tuples(FINITE, st.floats(0, 1e6), st.floats(0, 1e6)).map(
    lambda parts: Estimate(parts[0], parts[0] - parts[1], parts[0] + parts[2])
)


@given(ESTIMATES, ESTIMATES)
def test_swapping_the_periods_only_turns_the_sign(now: Estimate, before: Estimate) -> None:
    there, back = difference(now, before), difference(before, now)
    assert there.low <= there.value <= there.high
    assert (back.value, back.low, back.high) == (-there.value, -there.high, -there.low)
    assert there.is_beyond_noise == back.is_beyond_noise


def covered(pairs: list[Change], truth: float) -> float:
    return float(np.mean([found.low <= truth <= found.high for found in pairs]))


def both(tally: object, size: int, unit: Unit, statistic: str = "value") -> list[Change]:
    """Changes between the odd and the even ones of many equal groups of rows."""
    rows = Rows(np.repeat(np.arange(2 * RUNS), size), 2 * RUNS)
    found = reduce(tally, rows, rows)  # type: ignore[arg-type]
    return [change_of(a, b, unit, statistic) for a, b in zip(found[::2], found[1::2], strict=True)]


@pytest.mark.parametrize(("p", "size"), [(0.05, 40), (0.5, 20), (0.9, 200)])
def test_intervals_of_shares_hold_the_truth_95_times_in_100(p: float, size: int) -> None:
    rng = np.random.default_rng(11)
    part = rng.random(2 * RUNS * size) < p
    assert covered(both(Share(part, np.ones(len(part), bool)), size, Unit.SHARE), 0) > 0.935


def test_intervals_of_skewed_means_and_ratios_hold_the_truth() -> None:
    rng = np.random.default_rng(12)
    times, hours = rng.exponential(60, 2 * RUNS * 100), rng.uniform(1, 3, 2 * RUNS * 100)
    assert covered(both(Mean(times), 100, Unit.SCORE), 0) > 0.935
    assert covered(both(Ratio(times * hours, hours), 100, Unit.MONEY), 0) > 0.935


def test_intervals_of_counts_hold_the_truth_and_those_of_few_err_on_the_safe_side() -> None:
    rng = np.random.default_rng(13)
    for rate, most in ((2.0, 1.0), (30.0, 0.98), (400.0, 0.97)):
        now, before = rng.poisson(rate, RUNS), rng.poisson(1.2 * rate, RUNS)
        pairs = zip(now.tolist(), before.tolist(), strict=True)
        found = [change_of(Measure(a, a), Measure(b, b), Unit.COUNT) for a, b in pairs]
        assert 0.935 < covered(found, -0.2 * rate) < most


def test_intervals_of_quotients_of_counts_hold_the_truth() -> None:
    rng = np.random.default_rng(14)
    part, whole = rng.poisson(40, RUNS), rng.poisson(50, RUNS)
    found = [measure(Flow(np.arange(100) < a, np.arange(100) < b)) for a, b in zip(part, whole, strict=True)]
    assert 0.935 < np.mean([each.low <= 0.8 <= each.high for each in found]) < 0.97


@pytest.mark.parametrize(("size", "waiting"), [(25, 0.0), (60, 0.2), (200, 0.4)])
def test_intervals_of_medians_hold_the_truth_also_while_some_wait(size: int, waiting: float) -> None:
    """Clocks that are cut off at random cost width, never truth."""
    rng = np.random.default_rng(15)
    length = 2 * RUNS * size
    clock = rng.exponential(60, length)
    seen = rng.exponential(60 * (1 - waiting) / waiting, length) if waiting else np.full(length, np.inf)
    values, observed = np.where(clock <= seen, clock, np.nan), np.minimum(clock, seen)
    tally = Duration(values, observed, np.isnan(values))
    assert covered(both(tally, size, Unit.MINUTES, "median_with_waiting"), 0) > 0.94


def naive_ends(waits: list[tuple[float, bool]]) -> tuple[float, float]:
    """Step by step down the curve, as the module's text says it."""
    curve, left = [], 1.0
    for time in sorted({wait for wait, ended in waits if ended}):
        at_risk = sum(wait >= time for wait, _ in waits)
        stopped = sum(wait == time and ended for wait, ended in waits)
        left *= 1 - stopped / at_risk
        curve.append((time, left, at_risk - stopped))
    halved = [(at_risk, left) for _, left, at_risk in curve if left <= 0.5 + 1e-9]
    if not halved or halved[0][1] < 1e-12 or halved[0][0] / halved[0][1] < 6 - 1e-6:
        return math.nan, math.nan
    effective = halved[0][0] / halved[0][1]
    half = 1.959963984540054 / 2 / math.sqrt(effective) + 0.5 / effective
    return tuple(  # type: ignore[return-value]
        next((time for time, left, _ in curve if left <= level + 1e-9), math.nan)
        for level in (0.5 + half, 0.5 - half)
    )


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans() | st.just(True)), min_size=4, max_size=40))
def test_the_interval_of_the_waiting_median_agrees_with_a_naive_loop(waits: list[tuple[float, bool]]) -> None:
    observed = np.array([float(wait) for wait, _ in waits])
    values = np.where([ended for _, ended in waits], observed, np.nan)
    one = measure(Duration(values, observed, np.isnan(values)))
    rows = Rows(np.ones(len(waits), np.int64), 2)
    grouped = reduce(Duration(values, observed, np.isnan(values)), rows, rows)[1]
    for found in (one, grouped):
        ends = (found.waiting_low, found.waiting_high)  # type: ignore[union-attr]
        assert ends == pytest.approx(naive_ends(waits), nan_ok=True)


def test_without_waiting_both_intervals_of_the_median_are_the_same_order_statistics() -> None:
    rng = np.random.default_rng(16)
    for n in range(6, 300):
        values = rng.exponential(60, n)
        found = measure(Duration(values, values, np.zeros(n, bool)))
        order = np.sort(values)
        ends = np.searchsorted(order, [found.waiting_low, found.median_low])  # type: ignore[union-attr]
        assert abs(int(ends[0]) - int(ends[1])) <= 1
        ends = np.searchsorted(order, [found.waiting_high, found.median_high])  # type: ignore[union-attr]
        assert abs(int(ends[0]) - int(ends[1])) <= 1


def test_change_of_a_correlation_uses_fishers_intervals() -> None:
    rng = np.random.default_rng(17)
    x = rng.normal(size=300)
    strong, weak = x + rng.normal(size=300) / 2, rng.normal(size=300)
    found = change_of(measure(Correlation(x, strong)), measure(Correlation(x, weak)), Unit.NUMBER)
    assert found.is_beyond_noise
    assert 0.6 < found.low < found.value < found.high < 1.2
