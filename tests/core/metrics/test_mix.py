"""What the work is made of, how the queue stands against usual, how much of the limits is used: by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from core.metrics import METRICS
from core.metrics.assess import Status, assess
from core.metrics.benchmarks import target_for
from core.metrics.evaluate import Evaluation
from core.metrics.measure import AgainstUsual
from core.metrics.reduce import Rows, measure, reduce

WEEK = 7 * 24 * 60 * 60_000_000
NOW = 1_767_603_600_000_000 + 60 * WEEK


def stamps(at: list[int]) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(np.array(at, np.int64).view("M8[us]")).tz_localize("UTC")


def test_priority_accuracy_compares_the_first_with_the_last_word() -> None:
    tickets = pd.DataFrame(
        {
            "is_finished": [True, True, True, True, False],
            "first_priority": pd.Categorical(["P2", "P3", "urgent", None, "P1"]),
            "priority": pd.Categorical(["P2", "P1", "urgent", "P1", "P1"]),
        }
    )
    found = measure(METRICS["priority_accuracy"].formula(tickets))
    assert (found.value, found.n, found.excluded) == (pytest.approx(2 / 3), 3, 1)


def test_main_channel_is_that_of_all_tickets_not_of_the_part_looked_at() -> None:
    tickets = pd.DataFrame(
        {
            "channel": pd.Categorical(["email", "email", "email", "chat", "chat", None]),
            "team": pd.Categorical(["a", "a", "b", "b", "b", "b"]),
            "is_deleted": [False] * 6,
            "created_at": stamps([NOW] * 6),
        }
    )
    found = Evaluation({"tickets": tickets}).evaluate(METRICS["main_channel_share"], by="team")
    assert (found.total.value, found.total.excluded) == (0.6, 1)
    assert {name: each.value for name, each in found.groups.items()} == {"a": 1, "b": pytest.approx(1 / 3)}


def test_deleted_tickets_do_not_decide_which_channel_is_the_main_one() -> None:
    rows = {"channel": ["email", "email", "chat"], "is_deleted": [True, True, False]}
    tickets = pd.DataFrame(rows | {"created_at": stamps([NOW] * 3)})
    found = Evaluation({"tickets": tickets}).evaluate(METRICS["main_channel_share"])
    assert found.total.value == 1


def test_queue_against_usual_divides_by_the_median_of_each_group() -> None:
    now = np.array([True, True, True, True, False])
    before = tuple(
        np.array(flags, bool)
        for flags in ([1, 0, 0, 0, 1], [1, 1, 0, 1, 0], [0, 0, 0, 1, 0], [1, 1, 0, 1, 1])
    )
    assert measure(AgainstUsual(now, before)).value == pytest.approx(4 / 2.5)
    groups = Rows(np.array([0, 0, 0, 1, 1]), 2)
    found = reduce(AgainstUsual(now, before), groups, groups)
    assert [each.value for each in found] == [pytest.approx(3 / 1.5), pytest.approx(1 / 1)]
    assert [each.n for each in found] == [3, 2]


def test_queue_against_usual_has_no_value_where_usually_nobody_waits() -> None:
    nobody = np.array([False])
    assert math.isnan(measure(AgainstUsual(np.array([True]), (nobody, nobody))).value)
    assert math.isnan(measure(AgainstUsual(np.array([True]), ())).value)


def test_queue_three_times_the_usual_is_a_warning() -> None:
    metric = METRICS["queue_ratio"]
    bits = [1, 2, 4, 8, 16, 32, 64, 128]
    for waiting, status in ((2, Status.ON_TARGET), (3, Status.WARNING)):
        rows = {"is_waiting": [True] * waiting + [False] * 8, "waited_weeks": [0] * waiting + bits}
        found = measure(metric.formula(pd.DataFrame(rows | {"known_weeks": 8})))._replace(n=100)
        assert (found.value, assess(metric, found, target_for(metric.id)).status) == (waiting, status)


def test_limit_used_counts_promises_that_can_still_be_kept() -> None:
    clocks = pd.DataFrame(
        {
            "outcome": pd.Categorical(["running", "paused", "breached", "no_policy", "met"]),
            "elapsed_minutes": [10.0, 20.0, 90.0, 5.0, 1.0],
            "target_minutes": [40.0, 40.0, 40.0, np.nan, 40.0],
        }
    )
    found = measure(METRICS["running_share_of_target"].formula(clocks))
    assert (found.value, found.n) == (0.375, 2)
