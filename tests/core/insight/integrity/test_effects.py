"""The effects that detectors are made of, each by an independent route."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.insight.integrity import chance
from core.insight.integrity.effects import (
    bunching,
    counted,
    group_beside_rest,
    holder,
    level_change,
    rate_change,
    share_change,
    share_over,
    share_ratio,
    share_under,
)
from core.insight.integrity.evidence import EffectUnit, Evidence, Missing, both, either
from core.insight.integrity.findings import Verdict, verdict_of


def evidence(p: float, beyond: bool = True, n: int = 40) -> Evidence:
    return Evidence(0.5, 0.1, EffectUnit.SHARE, n, p, beyond, "20 of 40")


def flags(hits: int, n: int) -> np.ndarray:
    return np.arange(n) < hits


def test_the_chance_of_a_share_is_the_sum_of_the_binomial_terms() -> None:
    by_hand = sum(math.comb(30, k) * 0.1**k * 0.9 ** (30 - k) for k in range(7, 31))
    found = share_over(flags(7, 30), np.arange(30), 0.1, "tickets")
    assert found.p == pytest.approx(by_hand)
    assert found.rows.tolist() == list(range(7))


def test_a_share_exactly_at_its_limit_is_not_beyond_it() -> None:
    assert not share_over(flags(3, 30), np.arange(30), 0.1, "tickets").is_beyond
    assert share_over(flags(4, 30), np.arange(30), 0.1, "tickets").is_beyond
    assert not share_under(flags(3, 30), np.arange(30), 0.1, "tickets").is_beyond


def test_a_low_share_is_tested_on_the_other_side() -> None:
    found = share_under(flags(0, 400), np.arange(400), 0.01, "tickets")
    assert found.p == pytest.approx(0.99**400)
    assert len(found.rows) == 400


def test_a_group_is_compared_by_fishers_exact_test_with_everybody_else() -> None:
    hit = np.concatenate([flags(9, 20), flags(8, 60), flags(5, 40)])
    group = np.repeat([0, 1, 2], [20, 60, 40])
    found = group_beside_rest(hit, np.arange(120), group, ["Ann", "Bob", "Cas"], "late")
    alone = stats.fisher_exact([[9, 11], [13, 87]], alternative="greater").pvalue
    assert found.p == pytest.approx(1 - (1 - alone) ** 3)
    assert [person.name for person in found.people] == ["Ann"]
    assert sorted(found.rows.tolist()) == list(range(9))


def test_a_group_of_nine_and_a_group_with_two_hits_never_stand_out() -> None:
    for k, n in ((9, 9), (2, 30)):
        hit = np.concatenate([flags(k, n), flags(0, 300)])
        group = np.repeat([0, 1], [n, 300])
        assert not group_beside_rest(hit, np.arange(n + 300), group, ["Ann", "Bob"], "late").is_beyond


def test_two_shares_are_compared_as_fisher_does() -> None:
    found = share_ratio(flags(8, 20), flags(10, 100), np.arange(20), 2.0, "back")
    assert found.p == pytest.approx(stats.fisher_exact([[8, 12], [10, 90]], alternative="greater").pvalue)
    change = share_change(flags(8, 20), flags(10, 100), np.arange(20), 2.0, "back")
    assert change.p == pytest.approx(found.p)
    assert change.value == pytest.approx(30.0)


def test_a_fall_counts_where_a_fall_is_looked_for() -> None:
    fall = share_change(flags(2, 100), flags(30, 100), np.arange(100), -5.0, "helped")
    assert fall.is_beyond
    assert fall.p == pytest.approx(stats.fisher_exact([[98, 2], [70, 30]], alternative="greater").pvalue)
    assert not share_change(flags(30, 100), flags(2, 100), np.arange(100), -5.0, "helped").is_beyond


def test_a_median_that_fell_by_a_tenth_is_beyond_and_one_that_fell_less_is_not() -> None:
    before = np.linspace(50, 150, 201)
    for factor, beyond in ((0.85, True), (0.91, False)):
        found = level_change(before * factor, before, np.arange(201), -0.10, "minutes")
        assert found.is_beyond is beyond
        assert found.value == pytest.approx(factor - 1)


def test_counts_over_unequal_spans_are_compared_given_their_sum() -> None:
    found = rate_change(60, 120, (28.0, 91.0), np.arange(60), 0.10, "tickets")
    assert found.value == pytest.approx(60 / 28 / (120 / 91) - 1)
    assert found.p == pytest.approx(stats.binom.sf(59, 180, 28 / 119))


def test_a_spike_just_under_the_limit_is_counted_against_the_tenth_before() -> None:
    used = np.concatenate([np.full(30, 0.95), np.full(10, 0.85), np.full(50, 0.4), np.full(9, 1.2)])
    found = bunching(used, np.arange(99), 2.0, "closed")
    assert (found.value, found.n) == (3.0, 40)
    assert found.p == pytest.approx(stats.binom.sf(29, 40, 0.5))
    even = bunching(np.linspace(0, 1.5, 3_000), np.arange(3_000), 2.0, "closed")
    assert not even.is_beyond


def test_the_holder_of_a_group_is_the_one_with_the_largest_share() -> None:
    owner = np.concatenate([np.zeros(18, int), [1, 2], np.arange(30) % 3])
    group = np.repeat([0, 1], [20, 30])
    found = holder(owner, group, ["Ann", "Bob", "Cas"], ["billing", "login"], np.arange(50), 0.8, "tickets")
    assert (found.value, found.people[0].name) == (0.9, "Ann")
    assert found.rows.tolist() == list(range(18))
    assert found.p < 0.01


def test_what_is_counted_has_no_chance_and_is_found_from_the_first_case_on() -> None:
    one, none = (counted(flags(k, 30), np.arange(30), 0.0, "hidden") for k in (1, 0))
    assert verdict_of(one, float("nan")) is Verdict.FOUND
    assert verdict_of(none, float("nan")) is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("n", "beyond", "p", "verdict"),
    [
        (20, True, 0.05, Verdict.FOUND),
        (20, True, 0.0501, Verdict.MAY_BE_CHANCE),
        (19, True, 0.001, Verdict.TOO_FEW),
        (20, False, 0.001, Verdict.NOT_FOUND),
    ],
)
def test_a_finding_takes_twenty_cases_an_effect_and_a_small_chance(
    n: int, beyond: bool, p: float, verdict: Verdict
) -> None:
    assert verdict_of(evidence(p, beyond, n), p) is verdict


P = st.floats(0, 1)


@given(st.lists(P, min_size=1, max_size=30))
def test_the_correction_is_the_step_up_rule_written_as_a_loop(values: list[float]) -> None:
    found, m = chance.corrected(values), len(values)
    order = sorted(range(m), key=values.__getitem__)
    smallest = 1.0
    for rank in range(m, 0, -1):
        place = order[rank - 1]
        smallest = min(smallest, values[place] * m / rank)
        assert found[place] == pytest.approx(smallest)
    ranked = [found[place] for place in order]
    assert all(low <= high + 1e-12 for low, high in pairwise(ranked))


@given(st.lists(P, min_size=1, max_size=10))
def test_what_was_not_tested_does_not_weigh_on_the_others(values: list[float]) -> None:
    mixed = [item for value in values for item in (value, float("nan"))]
    assert chance.corrected(mixed)[::2] == chance.corrected(values)


@given(P, P, st.booleans(), st.booleans())
def test_both_is_never_clearer_than_its_parts_and_either_never_than_twice_the_best(
    p: float, q: float, one: bool, two: bool
) -> None:
    parts = evidence(p, one), evidence(q, two)
    joined, any_of = both(*parts), either(*parts)
    assert isinstance(joined, Evidence)
    assert isinstance(any_of, Evidence)
    assert joined.p == max(p, q)
    assert joined.is_beyond == (one and two)
    assert any_of.p >= min(1.0, 2 * min(p, q))
    assert any_of.is_beyond == (one or two)


def test_a_missing_part_spoils_both_but_not_either() -> None:
    missing = Missing("tags")
    assert both(evidence(0.1), missing) == missing
    assert either(missing, evidence(0.1)) == evidence(0.1)
    assert either(missing, missing) == missing


@given(st.integers(1, 60), st.floats(0.001, 0.9))
def test_the_best_of_many_looks_is_corrected_for_their_number(looks: int, p: float) -> None:
    assert chance.best_of(p, looks) == pytest.approx(1 - (1 - p) ** looks)
