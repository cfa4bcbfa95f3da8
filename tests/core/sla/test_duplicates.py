"""Promises count from the earliest of a ticket and its duplicates (R-EX-05), by hand and by recursion."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from core.data.columns import MISSING_INSTANT
from core.facts.ticket_table import as_datetimes
from core.sla.clock import sla_clocks
from core.sla.duplicates import Originals
from core.sla.policy import ReopenRule
from tests.core.sla.test_clock import HOURS, NINE, POLICY, WORDS, Event, frames_of, minute

DUPLICATE: list[Event] = [(NINE, "created", ""), (NINE + 100, "merged", "2")]


def clocks(*tickets: list[Event], as_of: int = 20_000, policy: Any = POLICY) -> pd.DataFrame:
    frames = frames_of(list(tickets), as_of)
    originals = Originals.of(frames.view, frames.tickets, WORDS, {})
    frames = replace(frames, first_asked=originals.first_asked(frames.tickets))
    found = sla_clocks(frames, WORDS, policy, HOURS).frame(HOURS)
    return found[found["metric"].isin(["first_response", "resolution"])].reset_index(drop=True)


def test_response_and_resolution_count_from_an_older_duplicate() -> None:
    original = [(NINE + 90, "created", ""), (NINE + 150, "reply", ""), (NINE + 170, "status", "solved")]
    found = clocks(DUPLICATE, original)
    # Asked at 9:00; answered at 11:30, solved at 11:50: 150 of 120 and 170 of 480 minutes, no lunch yet.
    assert found[["ticket_row", "elapsed_minutes", "outcome"]].to_numpy().tolist() == [
        [1, 150, "breached"],
        [1, 170, "met"],
    ]
    assert [minute(at) for at in found["started_at"]] == [NINE, NINE]
    assert minute(found["due_at"][0]) == NINE + 120
    alone = clocks([(NINE, "created", "")], original)
    assert alone.loc[alone["ticket_row"] == 1, "elapsed_minutes"].tolist() == [60, 80]


def test_a_younger_duplicate_changes_nothing() -> None:
    original = [(NINE - 60, "created", ""), (NINE + 150, "reply", "")]
    assert [minute(at) for at in clocks(DUPLICATE, original)["started_at"]] == [NINE - 60] * 2


def test_before_the_merge_is_known_the_original_counts_from_itself() -> None:
    found = clocks(DUPLICATE, [(NINE + 90, "created", "")], as_of=NINE + 95)
    own = found[found["ticket_row"] == 1]
    assert [minute(at) for at in own["started_at"]] == [NINE + 90] * 2


REOPENED: list[Event] = [
    (NINE + 90, "created", ""),
    (NINE + 120, "status", "solved"),
    (1440 + NINE, "status", "open"),
    (1440 + NINE + 30, "status", "solved"),
]


def test_only_the_first_period_begins_with_the_duplicate() -> None:
    found = clocks(DUPLICATE, REOPENED)
    rows = found[found["metric"] == "resolution"]
    assert rows[["period", "elapsed_minutes"]].to_numpy().tolist() == [[0, 120], [1, 30]]


def test_a_clock_that_goes_on_after_a_reopening_begins_with_the_duplicate() -> None:
    found = clocks(DUPLICATE, REOPENED, policy=replace(POLICY, reopen_rule=ReopenRule.CONTINUE))
    assert found.loc[found["metric"] == "resolution", "elapsed_minutes"].tolist() == [150]


def originals_of(into: list[int | None]) -> Originals:
    """Ticket ``i`` was merged into ``into[i]``; None: it was not, -1: nobody knows into which."""
    rows = [row for row, target in enumerate(into) if target is not None]
    targets = np.array([into[row] for row in rows], np.int64)
    return Originals(np.array(rows, np.int64), np.full(len(rows), None, object), targets)


def earliest(into: list[int | None], created: list[int], row: int) -> int:
    """Recursion over the tickets that went into a ticket; never twice through the same one."""

    def over(one: int, seen: frozenset[int]) -> int:
        sources = [other for other, target in enumerate(into) if target == one and other not in seen]
        return min([created[one], *(over(other, seen | {other}) for other in sources)])

    return over(row, frozenset({row}))


MERGES = st.integers(1, 9).flatmap(
    lambda count: st.tuples(
        st.lists(st.none() | st.integers(-1, count - 1), min_size=count, max_size=count),
        st.lists(st.integers(0, 50), min_size=count, max_size=count),
    )
)


@given(MERGES)
def test_the_earliest_of_any_merges_equals_a_recursion(merges: tuple[list[int | None], list[int]]) -> None:
    into, created = merges
    into = [None if target == row else target for row, target in enumerate(into)]
    tickets = pd.DataFrame(
        {"created_at": as_datetimes(np.array(created)), "ticket_id": [f"t{row}" for row in range(len(into))]}
    )
    originals = originals_of(into)
    found = originals.first_asked(tickets)
    for row in (row for row, target in enumerate(into) if target is None):
        assert found[row] == earliest(into, created, row)
        asked_in = originals.asked_in(tickets, row)
        assert created[row if asked_in is None else int(asked_in[1:])] == found[row]


def test_a_duplicate_whose_creation_nobody_knows_is_left_out() -> None:
    created = as_datetimes(np.array([MISSING_INSTANT, 7]))
    tickets = pd.DataFrame({"created_at": created, "ticket_id": ["a", "b"]})
    assert originals_of([1, None]).first_asked(tickets).tolist() == [MISSING_INSTANT, 7]
    assert originals_of([1, None]).asked_in(tickets, 1) is None
