"""Mix-adjusted comparison against a plain loop, its laws, and control limits against theory."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.metrics.measure import Count, Duration
from core.metrics.standardise import Z998, mean_limits, row_values, share_limits, standardise


def team(seed: int, size: int = 200, groups: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    values = np.where(rng.random(size) < 0.1, np.nan, rng.exponential(60, size))
    return values, rng.integers(-1, groups, size), rng.integers(0, 6, size)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_expected_value_is_the_plain_loop_over_strata(seed: int) -> None:
    values, groups, strata = team(seed)
    found = standardise(values, groups, 4, strata)
    for group in range(4):
        rows = [i for i in range(len(values)) if groups[i] == group and not math.isnan(values[i])]
        means = []
        for i in rows:
            same = [v for v, s in zip(values, strata, strict=True) if s == strata[i] and not math.isnan(v)]
            means.append(sum(same) / len(same))
        assert found.n[group] == len(rows)
        if rows:
            assert found.expected[group] == pytest.approx(sum(means) / len(rows))
            assert found.observed[group] == pytest.approx(np.mean([values[i] for i in rows]))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_differences_weighted_by_n_cancel_out_when_everybody_has_a_group(seed: int) -> None:
    values, groups, strata = team(seed)
    found = standardise(values, np.maximum(groups, 0), 4, strata)
    weighted = np.nansum(found.difference * found.n)
    assert weighted == pytest.approx(0, abs=1e-6)


def test_an_equal_agent_with_the_hard_tickets_is_as_expected_and_a_slow_one_is_not() -> None:
    rng = np.random.default_rng(1)
    strata = np.repeat([0, 1], 600)
    groups = np.where(rng.random(1200) < np.where(strata == 0, 0.8, 0.2), 0, 1)
    minutes = np.where(strata == 0, 100.0, 20.0) + rng.normal(0, 5, 1200)
    fair = standardise(minutes, groups, 2, strata)
    assert fair.observed[0] > fair.observed[1] + 30
    assert np.all((fair.low < 0) & (fair.high > 0))
    slow = standardise(minutes + np.where(groups == 1, 5.0, 0.0), groups, 2, strata)
    assert slow.low[1] > 0 > slow.high[0]


def test_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(8)
    strata, groups = rng.integers(0, 3, 400), rng.integers(0, 5, 400)
    inside = 0
    for _ in range(400):
        found = standardise(rng.normal(10.0 * strata, 3.0), groups, 5, strata)
        inside += int(np.count_nonzero((found.low <= 0) & (found.high >= 0)))
    assert 0.94 <= inside / 2000 <= 0.985


def test_rows_that_nobody_else_has_are_told() -> None:
    found = standardise(np.ones(4), np.array([0, 0, 1, 1]), 2, np.array([0, 1, 1, 1]))
    assert found.alone_share.tolist() == [0.5, 0.0]


def test_groups_without_rows_have_no_value() -> None:
    found = standardise(np.array([np.nan]), np.array([0]), 2, np.array([0]))
    assert np.isnan(found.observed).all()
    assert np.isnan(found.adjusted).all()


def test_lengths_and_kinds_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="groups and strata"):
        standardise(np.ones(2), np.zeros(1, np.int64), 1, np.zeros(2, np.int64))
    with pytest.raises(ValueError, match="Count is no mean"):
        row_values(Count(np.array([True])))
    with pytest.raises(ValueError, match="share must"):
        share_limits(1.2, np.array([3]))
    with pytest.raises(ValueError, match="deviation must"):
        mean_limits(1.0, -1.0, np.array([3]))


def test_running_clocks_take_no_part_in_a_mean() -> None:
    assert np.isnan(row_values(Duration(np.array([5.0, np.nan])))[1])


def test_share_limits_hold_a_fair_group_with_the_wanted_chance() -> None:
    for n in (200, 1000):
        for z, chance in ((1.959963984540054, 0.05), (Z998, 0.002)):
            low, high = share_limits(0.7, np.array([n]), z)
            count = np.arange(n + 1)
            outside = (count / n < low[0]) | (count / n > high[0])
            assert 0.4 * chance <= stats.binom.pmf(count[outside], n, 0.7).sum() <= 1.6 * chance


def test_mean_limits_follow_the_central_limit() -> None:
    low, high = mean_limits(50.0, 10.0, np.array([25]))
    assert (high[0] - 50) / 2 == pytest.approx(1.959963984540054)
    assert (50 - low[0]) / 2 == pytest.approx(1.959963984540054)
