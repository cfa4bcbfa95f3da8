"""Krippendorff's alpha against exact fractions over all pairs, and against published examples."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.agreement import LEAST_UNITS, alpha_measure, krippendorff_alpha, spreads

NAN = np.nan
SCORES = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=3, max_size=3), min_size=2, max_size=6
)


def by_pairs(rows: list[list[int | None]]) -> Fraction | None:
    """Krippendorff's definition, pair by pair, in exact numbers."""
    units = [[value for value in row if value is not None] for row in rows]
    units = [unit for unit in units if len(unit) > 1]
    every = [value for unit in units for value in unit]
    n = len(every)
    expected = sum((a - b) ** 2 for a, b in permutations(every, 2))
    if len(units) < 2 or expected == 0:
        return None
    observed = sum(
        Fraction(sum((a - b) ** 2 for a, b in permutations(unit, 2)), len(unit) - 1) for unit in units
    )
    return 1 - (observed / n) / Fraction(expected, n * (n - 1))


def matrix(rows: list[list[int | None]]) -> np.ndarray:
    return np.array([[NAN if value is None else float(value) for value in row] for row in rows])


@given(SCORES)
def test_alpha_is_the_sum_over_all_pairs(rows: list[list[int | None]]) -> None:
    expected, found = by_pairs(rows), krippendorff_alpha(matrix(rows))
    assert np.isnan(found) if expected is None else found == pytest.approx(float(expected), abs=1e-9)


def columns(*lines: str) -> list[list[int | None]]:
    """Reviewers as lines of digits, a dot where one did not score."""
    return [[None if mark == "." else int(mark) for mark in unit] for unit in zip(*lines, strict=True)]


FOUR_OBSERVERS = columns("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
THREE_CODERS = columns(".....34121133.3", "1.213343.......", "..21344.21133.4")


@pytest.mark.parametrize(("rows", "published"), [(FOUR_OBSERVERS, 0.849), (THREE_CODERS, 0.811)])
def test_published_examples_with_missing_values_come_out(
    rows: list[list[int | None]], published: float
) -> None:
    assert round(krippendorff_alpha(matrix(rows)), 3) == published


def test_agreement_is_one_and_pure_disagreement_below_zero() -> None:
    assert krippendorff_alpha(np.array([[80.0, 80.0], [60.0, 60.0]])) == 1
    assert krippendorff_alpha(np.array([[80.0, 60.0], [60.0, 80.0]])) < 0


@given(SCORES, st.permutations(range(3)), st.integers(-50, 50), st.integers(1, 9))
def test_reviewers_names_and_the_scale_do_not_matter(
    rows: list[list[int | None]], order: list[int], shift: int, factor: int
) -> None:
    scores = matrix(rows)
    moved = krippendorff_alpha(scores[:, order] * factor + shift)
    assert moved == pytest.approx(krippendorff_alpha(scores), nan_ok=True, abs=1e-9)


def test_a_single_ticket_or_equal_scores_tell_nothing() -> None:
    assert np.isnan(krippendorff_alpha(np.array([[80.0, 70.0]])))
    assert np.isnan(krippendorff_alpha(np.full((4, 2), 85.0)))
    assert np.isnan(krippendorff_alpha(np.zeros((0, 0))))
    assert alpha_measure(np.full((4, 2), 85.0)).n == 0


def test_interval_is_that_of_tickets_drawn_again() -> None:
    rng = np.random.default_rng(5)
    scores = rng.normal(80, 10, (12, 1)) + rng.normal(0, 5, (12, 3))
    scores[rng.random(scores.shape) < 0.2] = NAN
    paired = scores[(~np.isnan(scores)).sum(axis=1) > 1]
    found = alpha_measure(scores, seed=9, draws=400)
    picked = np.random.default_rng(9).multinomial(len(paired), np.full(len(paired), 1 / len(paired)), 400)
    drawn = [krippendorff_alpha(np.repeat(paired, times, axis=0)) for times in picked]
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])))
    assert found.low < found.value < found.high
    assert found == alpha_measure(scores, seed=9, draws=400) != alpha_measure(scores, seed=8, draws=400)


def test_few_tickets_have_no_interval_and_few_draws_are_refused() -> None:
    scores = np.array([[80.0, 82.0], [60.0, 61.0], [90.0, 86.0], [70.0, 70.0], [75.0, NAN]])
    assert np.isnan(alpha_measure(scores).low)
    assert alpha_measure(scores).n == LEAST_UNITS - 1
    with pytest.raises(ValueError, match="draws"):
        alpha_measure(scores, draws=10)


@given(SCORES)
def test_spread_is_the_widest_gap_of_any_two(rows: list[list[int | None]]) -> None:
    for row, found in zip(rows, spreads(matrix(rows)), strict=True):
        gaps = [abs(a - b) for a, b in permutations([v for v in row if v is not None], 2)]
        assert np.isnan(found) if not gaps else found == max(gaps)
