"""Quality metrics worked out by hand on six reviews of two agents."""

from __future__ import annotations

from statistics import mean
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.metrics import resolve
from core.metrics.measure import DurationMeasure
from core.metrics.reduce import measure

NAN = np.nan


@pytest.fixture
def reviews() -> pd.DataFrame:
    """The last one tests the reviewers and takes no part in what is said about agents."""
    return pd.DataFrame(
        {
            "score": [95.0, 90.0, 89.0, 70.0, 66.0, 10.0],
            "is_calibration": [False] * 5 + [True],
            "is_critical_fail": [False, False, False, True, False, True],
            "calibration_spread": [NAN, 4.0, NAN, NAN, NAN, 9.0],
            "earlier_score": [90.0, NAN, 80.0, 75.0, NAN, 50.0],
            "latency_minutes": [60.0, 120.0, 600.0, NAN, 180.0, 5.0],
            "coaching_minutes": [1_440.0, NAN, 2_880.0, NAN, 720.0, 1.0],
            "coaching_observed_minutes": [1_440.0, 50_000.0, 2_880.0, 300.0, 720.0, 1.0],
            "is_after_training": [True, False, True, False, False, True],
            "coached_dimension": ["efficiency", None, "efficiency", None, "communication", None],
            "coached_earlier": [60.0, NAN, 80.0, NAN, NAN, NAN],
            "coached_later": [80.0, NAN, 74.0, NAN, 90.0, NAN],
        }
    )


def found(name: str, frame: pd.DataFrame) -> Any:
    return measure(resolve(name).formula(frame))


@pytest.mark.parametrize(
    ("name", "value", "n", "excluded"),
    [
        ("qa_avg", (95 + 90 + 89 + 70 + 66) / 5, 5, 0),
        ("qa_distribution", 2 / 5, 5, 0),
        ("critical_fail_pct", 1 / 5, 5, 0),
        ("calibration_variance", (4 + 9) / 2, 2, 0),
        ("qa_improvement", (5 + 9 - 5) / 3, 3, 2),
        ("review_latency_h", (60 + 120 + 600 + 180) / 4, 4, 1),
        ("coaching_latency_d", (1_440 + 2_880 + 720) / 3, 3, 0),
        ("feedback_effect", (20 - 6) / 2, 2, 1),
        ("post_training_qa", (95 + 89) / 2, 2, 0),
    ],
)
def test_figures_are_those_worked_out_by_hand(
    reviews: pd.DataFrame, name: str, value: float, n: int, excluded: int
) -> None:
    result = found(name, reviews)
    assert (result.value, result.n, result.excluded) == (pytest.approx(value), n, excluded)


def test_reviews_that_nobody_talked_over_count_as_waiting(reviews: pd.DataFrame) -> None:
    result = found("coaching_latency", reviews)
    assert isinstance(result, DurationMeasure)
    assert result.still_waiting == 2
    assert result.median == 1_440
    assert result.median_with_waiting > result.median


@pytest.fixture
def weeks() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "is_active": [True, True, True, False],
            "review_count": [3, 0, 1, 2],
            "resolved_count": [40, 30, 10, 0],
            "tenure_week": [4.0, 30.0, NAN, 8.0],
            "full_load": [80.0, NAN, NAN, 40.0],
        }
    )


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("review_coverage_pct", 2 / 3, 3),
        ("qa_sample_rate", 4 / 3, 3),
        ("reviewed_ticket_share", 4 / 80, 3),
        ("ramp_load_pct", 40 / 120, 2),
    ],
)
def test_weeks_without_a_ticket_take_no_part(weeks: pd.DataFrame, name: str, value: float, n: int) -> None:
    result = found(name, weeks)
    assert (result.value, result.n) == (pytest.approx(value), n)


def test_correlation_of_agents_is_that_of_the_textbook() -> None:
    quality, rating = [80.0, 85.0, 90.0, 95.0, 70.0], [4.0, 4.2, 4.1, 4.5, 3.9]
    result = found("qa_csat_corr", pd.DataFrame({"qa_mean": quality, "csat_mean": rating}))
    x, y = [q - mean(quality) for q in quality], [r - mean(rating) for r in rating]
    r = sum(a * b for a, b in zip(x, y, strict=True)) / (sum(a * a for a in x) * sum(b * b for b in y)) ** 0.5
    assert (result.value, result.n) == (pytest.approx(r), 5)
    assert result.low < r < result.high < 1
