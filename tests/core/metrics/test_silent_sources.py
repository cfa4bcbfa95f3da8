"""A source that does not record something says nothing about it, whatever other sources record."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from core.metrics import METRICS
from core.metrics.measure import AnyMeasure
from core.metrics.reduce import measure


def two_sources(**columns: tuple[object, object]) -> pd.DataFrame:
    """25 tickets of a source that tells, 25 of one that does not."""
    both = {name: [telling] * 25 + [silent] * 25 for name, (telling, silent) in columns.items()}
    return pd.DataFrame({"source_id": ["desk"] * 25 + ["export"] * 25} | both)


def found(name: str, tickets: pd.DataFrame) -> AnyMeasure:
    return measure(METRICS[name].formula(tickets))


def test_tickets_of_a_source_without_assignees_are_not_unassigned() -> None:
    tickets = two_sources(is_open=(True, True), is_assigned=(True, False))
    assert math.isnan(found("unassigned_count", tickets).value)
    assert found("unassigned_count", tickets).excluded == 25
    tickets.loc[:2, "is_assigned"] = False
    assert found("unassigned_count", tickets).value == 3


def test_source_that_records_only_answers_takes_no_part_in_the_response_rate() -> None:
    tickets = two_sources(csat_score=(np.nan, 5.0), csat_offered=(1.0, 1.0))
    tickets.loc[:4, "csat_score"] = 4.0
    rate = found("csat_response_rate", tickets)
    assert (rate.value, rate.n, rate.excluded) == (0.2, 25, 25)


def test_few_tickets_without_an_assignee_count_as_unassigned() -> None:
    tickets = two_sources(is_open=(True, True), is_assigned=(True, False)).iloc[:44]
    assert found("unassigned_count", tickets).value == 19
