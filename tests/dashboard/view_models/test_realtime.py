"""The real-time strip: colours at and around every limit, and nothing invented where data is missing."""

from __future__ import annotations

import math

import pytest

from dashboard.view_models.realtime import (
    agents_gauge,
    depth_gauge,
    level_agents,
    level_below,
    level_utilisation,
    utilisation_gauge,
    wait_gauge,
)


@pytest.mark.parametrize(
    ("minutes", "status"),
    [(0, "on_target"), (4.99, "on_target"), (5, "warning"), (15, "warning"), (15.01, "critical")],
)
def test_a_wait_exactly_on_a_limit_is_yellow(minutes: float, status: str) -> None:
    assert wait_gauge(minutes, minutes).status == status


@pytest.mark.parametrize(
    ("depth", "status"), [(9, "on_target"), (10, "warning"), (25, "warning"), (26, "critical")]
)
def test_queue_depth_turns_yellow_at_ten_and_red_above_twenty_five(depth: float, status: str) -> None:
    assert depth_gauge(depth).status == status


def test_utilisation_is_green_only_between_seventy_and_eighty_percent() -> None:
    shares = [i / 100 for i in range(40, 101)]
    green = [share for share in shares if level_utilisation(share) == "on_target"]
    assert (min(green), max(green)) == (0.70, 0.80)


def test_utilisation_is_bad_on_both_sides() -> None:
    assert level_utilisation(0.59) == "warning"
    assert level_utilisation(0.91) == "critical"


def test_missing_agents_turn_yellow_at_two_and_red_at_four() -> None:
    assert [level_agents(-n) for n in range(6)] == [
        "on_target", "on_target", "warning", "warning", "critical", "critical",
    ]  # fmt: skip


@pytest.mark.parametrize("gauge", [wait_gauge(math.nan, math.nan), utilisation_gauge(), agents_gauge()])
def test_a_gauge_without_data_says_so_and_has_no_colour(gauge) -> None:
    assert gauge.value == "no data"
    assert gauge.colour_word == "No data"


def test_levels_never_get_better_as_a_wait_grows() -> None:
    order = ["on_target", "warning", "critical"]
    ranks = [order.index(level_below(x / 10, (5, 15))) for x in range(300)]
    assert ranks == sorted(ranks)


def test_the_wait_gauge_names_the_longest_wait() -> None:
    assert "2" in wait_gauge(3, 125).limits
    assert "longest" not in wait_gauge(3, math.nan).limits
