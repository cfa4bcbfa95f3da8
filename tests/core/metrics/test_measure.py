"""Intervals, quantiles and the survival median, each against an independent route."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.metrics.measure import Count, Duration, Flow, Mean, Share, kaplan_meier_median, wilson
from core.metrics.ordered import Ordered, median_rank
from core.metrics.reduce import Rows, measure, reduce

WAITS = st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=14)


@pytest.mark.parametrize(("part", "whole"), [(0, 1), (1, 1), (3, 10), (45, 50), (12, 200), (999, 1000)])
def test_wilson_interval_agrees_with_scipy(part: int, whole: int) -> None:
    expected = stats.binomtest(part, whole).proportion_ci(method="wilson")
    low, high = wilson(np.array([float(part)]), np.array([float(whole)]))
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_wilson_interval_of_nothing_is_unknown() -> None:
    low, high = wilson(np.zeros(1), np.zeros(1))
    assert math.isnan(low[0])
    assert math.isnan(high[0])


def test_median_rank_is_the_largest_that_keeps_95_percent() -> None:
    for n in range(1, 400):
        rank = int(median_rank(np.array([float(n)]))[0])
        assert rank == 0 or stats.binom.cdf(rank - 1, n, 0.5) <= 0.025
        assert stats.binom.cdf(rank, n, 0.5) > 0.025


def test_median_interval_is_made_of_order_statistics() -> None:
    values = np.arange(100.0)
    found = measure(Duration(values))
    assert (found.median_low, found.median_high) == (39.0, 60.0)  # type: ignore[union-attr]


def test_median_interval_needs_six_values() -> None:
    assert math.isnan(measure(Duration(np.arange(5.0))).median_low)  # type: ignore[union-attr]
    assert measure(Duration(np.arange(6.0))).median_low == 0.0  # type: ignore[union-attr]


def test_mean_interval_agrees_with_students_t() -> None:
    values = np.array([3.0, 5.0, 9.0, 11.0, 20.0])
    expected = stats.t.interval(0.95, 4, values.mean(), stats.sem(values))
    found = measure(Mean(values))
    assert (found.low, found.high) == pytest.approx(expected)


def test_the_interval_of_a_mean_stays_on_its_scale() -> None:
    found = measure(Mean(np.array([1.0, 5.0]), least=1, most=5))
    assert (found.value, found.low, found.high) == (3.0, 1.0, 5.0)


def test_quantiles_interpolate_linearly() -> None:
    values = np.random.default_rng(2).exponential(90, 501)
    found = measure(Duration(values))
    expected = (values.mean(), np.median(values), np.quantile(values, 0.9))
    assert (found.value, found.median, found.p90) == pytest.approx(expected)  # type: ignore[union-attr]


def naive_kaplan_meier(waits: list[tuple[int, bool]]) -> float:
    """Step by step: at each time, the share of those at risk that is still running."""
    curve, share = [], 1.0
    for time in sorted({wait for wait, _ in waits}):
        stopped = sum(1 for wait, ended in waits if wait == time and ended)
        at_risk = sum(1 for wait, _ in waits if wait >= time)
        if stopped:
            share *= 1 - stopped / at_risk
            curve.append((time, share))
    low = [(time, value) for time, value in curve if value <= 0.5 + 1e-12]
    if not low:
        return math.nan
    level = abs(low[0][1] - 0.5) < 1e-12 and len(low) > 1
    return (low[0][0] + low[1][0]) / 2 if level else low[0][0]


@settings(max_examples=300, deadline=None)
@given(WAITS)
def test_survival_median_agrees_with_a_naive_loop(waits: list[tuple[int, bool]]) -> None:
    observed = np.array([float(wait) for wait, _ in waits])
    values = np.array([float(wait) if ended else math.nan for wait, ended in waits])
    expected = naive_kaplan_meier(waits)
    assert kaplan_meier_median(values, observed) == pytest.approx(expected, nan_ok=True, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(st.lists(WAITS, min_size=1, max_size=4))
def test_survival_medians_of_groups_do_not_mix(groups: list[list[tuple[int, bool]]]) -> None:
    flat = [(code, wait, ended) for code, waits in enumerate(groups) for wait, ended in waits]
    codes = np.array([code for code, _, _ in flat], dtype=np.int64)
    observed = np.array([float(wait) for _, wait, _ in flat])
    values = np.array([float(wait) if ended else math.nan for _, wait, ended in flat])
    rows = Rows(codes, len(groups))
    found = reduce(Duration(values, observed), rows, rows)
    for each, waits in zip(found, groups, strict=True):
        expected = naive_kaplan_meier(waits)
        assert each.median_with_waiting == pytest.approx(expected, nan_ok=True, abs=1e-6)  # type: ignore[union-attr]


def test_survival_median_without_running_clocks_is_the_median() -> None:
    values = np.array([1.0, 2.0, 6.0, 9.0])
    assert kaplan_meier_median(values, values) == 4.0


def test_survival_median_is_unknown_when_most_still_wait() -> None:
    assert math.isnan(kaplan_meier_median(np.array([1.0, math.nan, math.nan]), np.array([1.0, 5.0, 5.0])))


def test_waiting_tickets_raise_the_median_but_not_the_mean() -> None:
    values, observed = np.array([10.0, 20.0, math.nan]), np.array([10.0, 20.0, 500.0])
    found = measure(Duration(values, observed, np.isnan(values)))
    assert (found.value, found.median) == (15.0, 15.0)  # type: ignore[union-attr]
    assert (found.still_waiting, found.median_with_waiting) == (1, 20.0)  # type: ignore[union-attr]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50)), max_size=30), st.booleans())
def test_groups_are_sorted_apart_in_whatever_order_they_come(
    rows: list[tuple[int, int]], in_order: bool
) -> None:
    rows = sorted(rows) if in_order else rows
    values, codes = (np.array([row[at] for row in rows], kind) for at, kind in ((1, float), (0, np.int32)))
    found = Ordered.of(values, codes, 4)
    apart = [found.values[first:last].tolist() for first, last in pairwise(found.edges)]
    assert apart == [sorted(minutes for code, minutes in rows if code == group) for group in range(4)]


def test_groups_are_sorted_apart_even_where_packed_keys_do_not_fit() -> None:
    values = np.array([5.0, 1e13, 3.0, -2.0])
    codes = np.array([1, 0, 1, 0])
    assert Ordered.of(values, codes, 2).values.tolist() == [-2.0, 1e13, 3.0, 5.0]


def test_a_count_of_nothing_is_unknown_where_rows_cannot_tell() -> None:
    nothing, unsure = np.array([False, False]), np.array([True, False])
    assert measure(Count(nothing)).value == 0
    assert math.isnan(measure(Count(nothing, unsure)).value)
    assert measure(Count(nothing, unsure)).excluded == 1


def test_share_looks_at_parts_of_the_whole_only() -> None:
    found = measure(Share(np.array([True, True, False]), np.array([True, False, True])))
    assert (found.value, found.n) == (0.5, 2)


def test_flow_divides_or_subtracts() -> None:
    part, whole = np.array([True, False, False]), np.array([True, True, True])
    assert measure(Flow(part, whole)).value == pytest.approx(1 / 3)
    assert measure(Flow(part, whole, difference=True)).value == -2


def test_rows_outside_every_group_take_no_part() -> None:
    rows = Rows(np.array([0, -1, 1]), 2)
    found = reduce(Count(np.ones(3, bool)), rows, rows)
    assert [each.value for each in found] == [1, 1]
