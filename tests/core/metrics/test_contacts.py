"""Repeat contacts and bots, by hand and from events."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.facts.contacts import contacts
from core.metrics import METRICS
from core.metrics.evaluate import Evaluation
from core.metrics.measure import AnyMeasure
from core.metrics.reduce import measure
from tests.core.facts.conftest import Desk

DAY = 24 * 60.0
NAN = math.nan
MATTER = {"customer_key": "c-1", "category": "refund"}


def found(desk: Desk, name: str, as_of: float, **asked: Any) -> AnyMeasure:
    facts = desk.facts(as_of)
    frames = {"tickets": facts.tickets, "contacts": contacts(facts.tickets, as_of=desk.at(as_of))}
    return Evaluation(frames).evaluate(METRICS[name], **asked).total


def test_repeat_contact_is_the_same_matter_within_seven_days() -> None:
    desk = Desk()
    for pk, day in enumerate((0, 7, 15, 15.5), start=1):
        desk.ticket(pk, created=day * DAY, **MATTER)
    desk.ticket(5, created=16 * DAY, customer_key="c-2", category="refund")
    desk.ticket(6, created=16 * DAY, customer_key="c-1", category="bug")
    desk.ticket(7, created=16 * DAY, customer_key=None, category="bug")
    rate = found(desk, "repeat_contact_rate", 20 * DAY)
    assert (rate.value, rate.n, rate.excluded) == (2 / 6, 6, 1)


def test_repeat_is_judged_by_all_tickets_even_where_only_some_are_looked_at() -> None:
    desk = Desk()
    desk.ticket(1, created=0, priority="P1", **MATTER)
    desk.ticket(2, created=DAY, priority="P2", **MATTER)
    second = np.array([False, True])
    assert found(desk, "repeat_contact_rate", 20 * DAY, mask=second).value == 1


def bot_desk() -> Desk:
    """Bot-solved: 1 for good, 2 asked again after two days, 3 too fresh to tell; 4 needed a person."""
    desk = Desk()
    for pk, day in ((1, 0), (2, 0), (3, 19), (4, 0)):
        desk.ticket(pk, created=day * DAY, customer_key=f"c-{pk}", category="refund")
        desk.reply(day * DAY + 1, role="bot", pk=pk)
        if pk == 4:
            desk.reply(day * DAY + 60, pk=pk)
        role = "agent" if pk == 4 else "system"
        desk.event(day * DAY + 120, "status_changed", "solved", pk=pk, role=role)
    desk.ticket(5, created=2 * DAY, customer_key="c-2", category="refund")
    return desk


@pytest.mark.parametrize(
    ("name", "part", "whole"),
    [("bot_handled_rate", 3, 5), ("containment_rate", 3, 4), ("bot_resolution_rate", 1, 3)],
)
def test_bots_are_measured_by_what_they_solve_alone(name: str, part: int, whole: int) -> None:
    rate = found(bot_desk(), name, 20 * DAY)
    assert (rate.value, rate.n) == (pytest.approx(part / whole), whole)


def test_solution_of_a_bot_counts_once_seven_days_have_passed() -> None:
    early, late = (found(bot_desk(), "bot_resolution_rate", day * DAY) for day in (26, 27))
    assert (early.n, late.n) == (3, 4)
    assert late.value == 2 / 4


def test_bot_rates_leave_out_tickets_whose_replies_nobody_tells() -> None:
    rows = {"is_finished": [True, True], "bot_reply_count": [NAN, 1.0], "is_solved_by_bot": [NAN, 1.0]}
    for name in ("bot_handled_rate", "containment_rate"):
        rate = measure(METRICS[name].formula(pd.DataFrame(rows)))
        assert (rate.value, rate.n, rate.excluded) == (1, 1, 1)
