"""Where a change comes from: the parts add up, in any order, and find what was put in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.insight.decomposition import REST, decompose, split_by_group

ROWS = st.integers(2, 60)


@st.composite
def two_periods(draw):
    """Values, periods (both with rows) and three columns of levels."""
    n = draw(ROWS)
    values = draw(hnp.arrays(float, n, elements=st.floats(-1e5, 1e5, width=32)))
    is_now = draw(hnp.arrays(bool, n))
    is_now[0], is_now[-1] = False, True
    columns = [draw(hnp.arrays(np.int64, n, elements=st.integers(0, 6))) for _ in range(3)]
    return values, is_now, columns


@given(two_periods())
def test_parts_of_all_factors_add_up_to_the_total_change(case):
    values, is_now, (a, b, c) = case
    found = decompose(values, is_now, {"mix": [a, b], "people": [c]})
    total = values[is_now].mean() - values[~is_now].mean()
    assert sum(part.value for part in found.parts.values()) == pytest.approx(total, abs=1e-9)


@given(two_periods())
def test_groups_add_up_to_the_total_change(case):
    values, is_now, (codes, *_) = case
    split = split_by_group(values, is_now, codes, 7)
    total = values[is_now].mean() - values[~is_now].mean()
    assert split.total.sum() == pytest.approx(total, abs=1e-9)
    assert np.nansum(split.mix) + np.nansum(split.within) == pytest.approx(total, abs=1e-9)


@given(two_periods())
def test_order_of_the_factors_changes_nothing(case):
    values, is_now, (a, b, c) = case
    there = decompose(values, is_now, {"a": [a], "b": [b], "c": [c]})
    back = decompose(values, is_now, {"c": [c], "b": [b], "a": [a]})
    for name in ("a", "b", "c", REST):
        assert there.parts[name].value == pytest.approx(back.parts[name].value, abs=1e-6)


def test_parts_are_those_of_a_plain_regression_on_written_out_columns():
    rng = np.random.default_rng(5)
    n = 400
    is_now = rng.random(n) < 0.5
    a = np.where(is_now, rng.integers(0, 3, n), rng.integers(0, 2, n))
    b = rng.integers(0, 4, n)
    values = rng.normal(50, 10, n) + 20 * a - 7 * b + 3 * is_now
    found = decompose(values, is_now, {"a": [a], "b": [b]})
    wide = [np.ones(n), is_now, *(a == k for k in range(1, 3)), *(b == k for k in range(1, 4))]
    design = np.column_stack(wide).astype(float)
    beta = np.linalg.lstsq(design, values, rcond=None)[0]
    shift = design[is_now].mean(axis=0) - design[~is_now].mean(axis=0)
    assert found.parts["a"].value == pytest.approx(shift[2:4] @ beta[2:4])
    assert found.parts["b"].value == pytest.approx(shift[4:] @ beta[4:])
    assert found.parts[REST].value == pytest.approx(beta[1])
    residual = values - design @ beta
    bread = np.linalg.inv(design.T @ design)
    robust = bread @ (design.T * residual**2) @ design @ bread * n / (n - design.shape[1])
    half = 1.959963984540054 * np.sqrt(robust[1, 1])
    assert found.parts[REST].low == pytest.approx(beta[1] - half)


def test_a_change_of_the_work_alone_is_given_to_the_work():
    kind = np.array([0] * 30 + [1] * 10 + [0] * 10 + [1] * 30)
    agent = np.tile([0, 1], 40)
    is_now = np.arange(80) >= 40
    found = decompose(np.where(kind == 1, 90.0, 10.0), is_now, {"category": [kind], "agents": [agent]})
    assert found.change == pytest.approx(40)
    assert found.parts["category"].value == pytest.approx(40)
    assert found.parts["agents"].value == pytest.approx(0, abs=1e-9)
    assert found.parts[REST].value == pytest.approx(0, abs=1e-9)


def test_the_same_work_done_slower_is_the_rest():
    kind, is_now = np.tile([0, 1, 2], 20), np.arange(60) >= 30
    found = decompose(10.0 * kind + np.where(is_now, 25.0, 0.0), is_now, {"category": [kind]})
    assert found.parts["category"].value == pytest.approx(0, abs=1e-9)
    assert found.parts[REST].value == pytest.approx(25)


def test_a_team_that_was_replaced_as_a_whole_cannot_be_told_from_the_rest():
    is_now = np.arange(40) >= 20
    replaced = decompose(np.arange(40.0), is_now, {"agents": [is_now.astype(np.int64)]})
    partly = decompose(np.arange(40.0), is_now, {"agents": [(np.arange(40) >= 25).astype(np.int64)]})
    assert not replaced.is_separable
    assert partly.is_separable


def test_intervals_hold_the_true_part_about_as_often_as_they_say():
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(200):
        now = np.arange(400) >= 200
        kind = (rng.random(400) < np.where(now, 0.6, 0.4)).astype(np.int64)
        found = decompose(10.0 * kind + rng.normal(0, 8, 400), now, {"kind": [kind]}).parts["kind"]
        hits += found.low <= 2.0 <= found.high
    assert 0.90 <= hits / 200 <= 0.99


def test_a_period_without_rows_has_no_decomposition():
    assert decompose(np.array([1.0]), np.array([True]), {}) is None
    with pytest.raises(ValueError, match="values"):
        decompose(np.array([np.nan]), np.array([True]), {})
    with pytest.raises(ValueError, match="factors"):
        decompose(np.array([1.0]), np.array([True]), {"x": [np.array([0, 1])]})
