"""Accounts at risk: each rule with signs that reach it, and signs that just do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.insight.accounts import DAY, AccountRows, at_risk_accounts

NOW = 100 * DAY


def found(escalated=(), rated=()):
    """Signals by customer; ``escalated`` (customer, day), ``rated`` (customer, day, score)."""
    rows = AccountRows(
        pd.Series([name for name, _ in escalated], dtype=object),
        np.array([day * DAY for _, day in escalated], np.int64),
        pd.Series([name for name, *_ in rated], dtype=object),
        np.array([day * DAY for _, day, _ in rated], np.int64),
        np.array([score for *_, score in rated], float),
        pd.Series([name for name, *_ in (*escalated, *rated)], dtype=object),
    )
    table = at_risk_accounts(rows, NOW)
    return dict(zip(table["customer_key"], table["signals"], strict=True))


@pytest.mark.parametrize(
    ("days", "is_found"), [((80, 95), True), ((95,), False), ((70, 95), False), ((95, 101), False)]
)
def test_two_escalations_in_thirty_days_are_a_sign(days, is_found):
    assert found([("a", day) for day in days]) == ({"a": "R-CS-01"} if is_found else {})


@pytest.mark.parametrize(
    ("answers", "is_found"),
    [
        ([(50, 2), (60, 1)], True),
        ([(50, 2), (60, 3)], False),
        ([(40, 2), (60, 1)], False),
        ([(80, 5), (81, 5), (82, 5), (83, 5), (84, 5), (85, 4)], True),
        ([(80, 4), (81, 5), (82, 5), (83, 5), (84, 5), (85, 4)], False),
        ([(81, 5), (82, 5), (83, 5), (84, 5), (85, 3)], False),
        ([(1, 5), (2, 5), (3, 5), (4, 4), (5, 4), (6, 4)], False),
    ],
)
def test_low_or_falling_answers_are_a_sign(answers, is_found):
    assert found(rated=[("a", *each) for each in answers]) == ({"a": "R-CS-06"} if is_found else {})


def test_customers_with_more_signs_come_first():
    signs = found([("b", 90), ("b", 91), ("a", 90), ("a", 91)], [("b", 90, 1), ("b", 91, 1)])
    assert list(signs.items()) == [("b", "R-CS-01, R-CS-06"), ("a", "R-CS-01")]
