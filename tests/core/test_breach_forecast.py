"""The forecast of breaches against simulation, counting by hand, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reporting.breach_forecast import (
    WEEK,
    Pace,
    breach_chances,
    breach_forecast,
    pace_of,
)

HOUR = 3_600_000_000
MISSING = np.iinfo(np.int64).min
START = 2_000 * WEEK


def test_chances_are_those_of_drawing_tickets_at_random() -> None:
    """Ten wait, four are done in the first hour and three in the second, in a random order each time."""
    random = np.random.default_rng(3)
    due = np.array([HOUR, 2 * HOUR])
    left = np.zeros(2)
    for _ in range(20_000):
        order = random.permutation(10)
        left += order[[0, 1]] >= np.array([4, 7])
    found = breach_chances(due, 10, np.array([4.0, 3.0]), 0)
    np.testing.assert_allclose(found, left / 20_000, atol=0.015)


def test_a_pace_beyond_the_queue_leaves_nothing_to_break() -> None:
    assert breach_chances(np.array([HOUR, 2 * HOUR]), 3, np.array([5.0, 5.0]), 0).tolist() == [0.0, 0.0]


def test_the_pace_counts_only_what_waited_at_the_start_of_each_week() -> None:
    before, during = START - WEEK - HOUR, START - WEEK + HOUR // 4
    created = np.array([START - 3 * WEEK, before, before, during, before])
    done = np.array([MISSING, START - WEEK + HOUR // 2, START - WEEK + 5 * HOUR, during + 1, MISSING])
    pace = pace_of(created, done, START, 2)
    assert pace.counts.tolist() == [[1, 0], [0, 0], [0, 0]]
    assert pace.is_known


def test_pace_by_a_plain_loop() -> None:
    random = np.random.default_rng(8)
    created = START - random.integers(0, 7 * WEEK, 400)
    done = np.where(random.random(400) < 0.8, created + random.integers(0, 60 * HOUR, 400), MISSING)
    found = pace_of(created, done, START, 3).counts
    for week in range(1, len(found) + 1):
        begin = START - week * WEEK
        for hour in range(3):
            low, high = begin + hour * HOUR, begin + (hour + 1) * HOUR
            expected = sum(
                1
                for c, d in zip(created, done, strict=True)
                if c < begin and d != MISSING and low <= d < high
            )
            assert found[week - 1, hour] == expected


def test_without_two_earlier_weeks_nothing_is_expected_but_limits_are_counted() -> None:
    young = {"resolution": Pace(np.zeros((1, 2), np.int64))}
    found = breach_forecast({"resolution": np.array([HOUR // 2])}, {"resolution": 4}, young, 0, 2)
    assert found.due_count == 1
    assert np.isnan(found.expected)


def test_hours_below_one_are_refused() -> None:
    with pytest.raises(ValueError, match="hours"):
        breach_forecast({}, {}, {}, 0, 0)


@given(
    due=st.lists(st.integers(-HOUR, 10 * HOUR), max_size=30),
    paces=st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=2, max_size=8),
    more=st.integers(0, 20),
)
def test_a_forecast_lies_between_nothing_and_all_limits(
    due: list[int], paces: list[list[int]], more: int
) -> None:
    clocks, pace = {"resolution": np.array(due, np.int64)}, {"resolution": Pace(np.array(paces))}
    found = breach_forecast(clocks, {"resolution": len(due) + more}, pace, 0, 4)
    assert found.due_count == sum(1 for at in due if 0 < at <= 4 * HOUR) == found.frame["due_count"].sum()
    assert 0 <= found.low <= found.expected + 1e-9 <= found.high + 2e-9 <= found.due_count + 3e-9
    assert found.frame["expected"].sum() == pytest.approx(found.expected)
