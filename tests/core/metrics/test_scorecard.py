"""The scorecard against the printed rubric: every possible review, added up and read independently."""

from __future__ import annotations

from itertools import product

import pytest

from core.metrics.scorecard import (
    DIMENSIONS,
    MAXIMA,
    band_of,
    coaching_findings,
    is_critical_fail,
    total_score,
)

PRINTED = {
    "solution_quality": (30, {0, 10, 15, 20, 25, 30}),
    "communication": (25, {0, 5, 10, 15, 20, 25}),
    "process_adherence": (20, {0, 5, 10, 15, 20}),
    "efficiency": (15, {0, 3, 6, 9, 12, 15}),
    "customer_experience": (10, {0, 2, 4, 6, 8, 10}),
}
LIMITS = {"R-CO-01": 20, "R-CO-02": 15, "R-CO-03": 10, "R-CO-04": 9, "R-CO-05": 6}
FULL = {name: weight for name, (weight, _) in PRINTED.items()}


def test_weights_and_points_are_the_printed_ones() -> None:
    assert {each.id: (each.weight, set(each.allowed)) for each in DIMENSIONS} == PRINTED
    assert all(max(each.allowed) == each.weight == MAXIMA[each.id] for each in DIMENSIONS)
    assert sum(MAXIMA.values()) == 100


def test_every_possible_review_is_read_as_printed() -> None:
    names = list(PRINTED)
    for given in product(*(sorted(allowed) for _, allowed in PRINTED.values())):
        points = dict(zip(names, given, strict=True))
        assert total_score(points) == sum(given)
        assert is_critical_fail(points) == any(each == 0 for each in given)
        expected = {rule for rule, each in zip(LIMITS, given, strict=True) if each <= LIMITS[rule]}
        assert {found.rule for found in coaching_findings(points)} == expected


def test_the_largest_loss_is_talked_about_first() -> None:
    low = FULL | {"solution_quality": 20, "efficiency": 3, "customer_experience": 2}
    found = coaching_findings(low)
    assert [each.dimension.id for each in found] == ["efficiency", "customer_experience", "solution_quality"]
    assert found[0].band.word == "poor"


def test_every_band_says_what_it_means_in_a_word() -> None:
    words = {each.id: [band_of(each.id, points).word for points in each.allowed] for each in DIMENSIONS}
    assert all(listed[-1] == "fail" and listed[2] == "adequate" for listed in words.values())
    assert "poor" not in words["process_adherence"]
    assert all(band_of(each.id, each.weight).reading for each in DIMENSIONS)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (FULL | {"tone": 5}, "points: 'tone' is no dimension"),
        (FULL | {"efficiency": 10}, r"points\['efficiency'\]: 10 is not allowed"),
        (FULL | {"efficiency": True}, r"points\['efficiency'\]: True is not allowed"),
        ({"efficiency": 9}, "points: solution_quality, communication, process_adherence"),
    ],
)
def test_impossible_points_are_refused_by_name(points: dict[str, int], message: str) -> None:
    for function in (total_score, is_critical_fail, coaching_findings):
        with pytest.raises(ValueError, match=message):
            function(points)


def test_bands_between_the_printed_ones_are_refused() -> None:
    with pytest.raises(ValueError, match="points: 7"):
        band_of("efficiency", 7)
    with pytest.raises(ValueError, match="dimension_id"):
        band_of("tone", 5)
