"""Plans and states cut into stretches, against a walk through every minute."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.facts.presence import KINDS, Pieces, midnights, pieces, split_days
from tests.core.facts.people_tables import MINUTE, instant, shifts, states

AS_OF = instant(600)
NOTHING = "nothing"


def minutes_of(found: Pieces) -> dict[tuple[str, str, str], float]:
    """Minutes by agent, state and plan."""
    total: dict[tuple[str, str, str], float] = {}
    for row in range(len(found.agent)):
        words = [KINDS[kind] if kind >= 0 else NOTHING for kind in (found.state[row], found.plan[row])]
        key = (found.agents[found.agent[row]], *words)
        total[key] = total.get(key, 0) + (found.end[row] - found.start[row]) / MINUTE
    return total


def walked(logged: list[Any], planned: list[Any], until: int, plan_until: int) -> dict[Any, float]:
    """The same by looking at every minute: of several kinds at once the first of the list counts."""
    total: dict[tuple[str, str, str], float] = {}
    for agent in {row[0] for row in logged + planned}:
        for minute in range(until):
            now = [
                {row[3] for row in rows if row[0] == agent and row[1] <= minute < min(row[2], limit)}
                for rows, limit in ((logged, until), (planned, plan_until))
            ]
            words = [min(kinds, key=KINDS.index) if kinds else NOTHING for kinds in now]
            if words != [NOTHING, NOTHING]:
                key = (agent, *words)
                total[key] = total.get(key, 0) + 1
    return total


@pytest.mark.parametrize("seed", range(12))
def test_stretches_hold_the_same_minutes_as_a_walk_through_time(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows: list[list[Any]] = [[], []]
    for kind in (0, 1):
        for _ in range(rng.integers(1, 12)):
            first = int(rng.integers(0, 590))
            row = (str(rng.choice(["ann", "bo"])), first, first + int(rng.integers(1, 200)))
            rows[kind].append((*row, KINDS[rng.integers(len(KINDS))]))
    found = pieces(states(*rows[0]), shifts(*rows[1]), as_of=AS_OF)
    told = min(600, max(row[2] for row in rows[0]))
    assert minutes_of(found) == pytest.approx(walked(rows[0], rows[1], 600, told))


def test_a_state_without_an_end_lasts_until_the_next_one_or_the_present() -> None:
    logged = states(("ann", 0, None, "ticket"), ("ann", 60, None, "break"), ("bo", 590, None, "ticket"))
    found = minutes_of(pieces(logged, shifts(), as_of=AS_OF))
    assert found == pytest.approx(
        {
            ("ann", "ticket", NOTHING): 60,
            ("ann", "break", NOTHING): 540,
            ("bo", "ticket", NOTHING): 10,
        },
        abs=1e-6,
    )


def test_unknown_words_are_time_at_work_and_a_plan_without_a_word_is_for_tickets() -> None:
    found = minutes_of(pieces(states(("ann", 0, 60, "Yoga")), shifts(("ann", 0, 60, None)), as_of=AS_OF))
    assert found == {("ann", "other", "ticket"): 60}


def test_the_plan_counts_only_until_the_log_of_states_ends() -> None:
    found = pieces(states(("ann", 0, 60, "ticket")), shifts(("ann", 0, 480, "tickets")), as_of=AS_OF)
    assert minutes_of(found) == {("ann", "ticket", "ticket"): 60}


def adherent(logged: pd.DataFrame, planned: pd.DataFrame) -> float:
    found = pieces(logged, planned, as_of=AS_OF)
    return float((found.end - found.start)[found.is_adherent()].sum() / MINUTE)


def test_breaks_inside_a_shift_planned_as_a_whole_are_as_planned() -> None:
    logged = states(("ann", 0, 60, "ticket"), ("ann", 60, 90, "break"), ("ann", 90, 120, "available"))
    assert adherent(logged, shifts(("ann", 0, 120, "tickets"))) == 120


def test_breaks_beside_planned_breaks_are_not_as_planned() -> None:
    logged = states(("ann", 0, 60, "ticket"), ("ann", 60, 120, "break"))
    plan = shifts(("ann", 0, 90, "tickets"), ("ann", 90, 120, "break"))
    assert adherent(logged, plan) == 60 + 30


def test_tickets_in_planned_training_and_absence_in_a_shift_are_not_as_planned() -> None:
    logged = states(("ann", 0, 60, "ticket"), ("bo", 0, 60, "absent"))
    plan = shifts(("ann", 0, 60, "training"), ("bo", 0, 60, "tickets"), ("cy", 0, 60, "tickets"))
    assert adherent(logged, plan) == 0


def test_who_is_here_and_who_is_due_follows_the_present() -> None:
    logged = states(("ann", 0, None, "ticket"), ("bo", 0, 600, "ticket"), ("cy", 300, None, "absent"))
    plan = shifts(("ann", 0, 700, "tickets"), ("cy", 0, 700, None), ("bo", 0, 700, "on_call"))
    found = pieces(logged, plan, as_of=AS_OF)
    here = dict(zip(found.agents, zip(found.is_here, found.is_due, strict=True), strict=True))
    assert here == {"ann": (True, True), "bo": (False, False), "cy": (False, True)}


def test_days_are_cut_at_local_midnight_also_when_the_clocks_change() -> None:
    first, last = (int(datetime(2026, 3, day, 12, tzinfo=UTC).timestamp()) * 1_000_000 for day in (28, 30))
    row, day, length = split_days(np.array([first]), np.array([last]), "Europe/Berlin")
    assert row.tolist() == [0, 0, 0]
    assert (np.diff(day) == 1).all()
    assert (length / 3.6e9).tolist() == [11.0, 23.0, 14.0]
    assert np.diff(midnights(int(day[0]), int(day[0]) + 2, "Europe/Berlin")).tolist() == [86.4e9, 82.8e9]
