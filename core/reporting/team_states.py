"""Where the life of tickets goes: time per state, and the changes between states (F-035)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.facts.journeys import RUNNING
from core.metrics.evaluate import Evaluation, Span
from core.metrics.measure import NAN, Flags, Floats, Integers

JOURNEYS = "journeys"
"""The frame of `core.facts.journeys`."""
STATES = tuple(state.name.lower() for state in RUNNING)
STATE_COLUMNS = (
    "state",
    "ticket_count",
    "ticket_share",
    "total_minutes",
    "time_share",
    "median_minutes",
    "p90_minutes",
)
CHANGE_COLUMNS = ("from_state", "to_state", "change_count", "change_share", "ticket_count")


@dataclass(frozen=True)
class StateTimes:
    """``states`` and ``changes`` as `state_times` says; ``told`` of the tickets have a history of states,
    ``untold`` have none."""

    states: pd.DataFrame
    changes: pd.DataFrame
    told: int
    untold: int


def state_times(evaluation: Evaluation, mask: Flags, span: Span) -> StateTimes:
    """Time per state and changes between states of the tickets created in a span, each as far as it got.

    ``states``: one row per unfinished state, in the order of a ticket's life: ``ticket_count`` that
    spent time in it and their share of all that tell, ``total_minutes`` and its share of all states,
    ``median_minutes`` and ``p90_minutes`` per ticket that was in it. ``changes``: from, to, how often,
    which part of all changes out of the first state, and on how many tickets; the most frequent first.
    """
    journeys, rows = evaluation.frames[JOURNEYS], evaluation.rows(mask, span)
    told = ~np.isnan(_minutes(journeys, STATES[0])[rows])
    rows, untold = rows[told], int(np.count_nonzero(~told))
    states = pd.DataFrame(list(_states(journeys, rows)), columns=list(STATE_COLUMNS))
    return StateTimes(states, _changes(journeys, rows), len(rows), untold)


def _minutes(journeys: pd.DataFrame, state: str) -> Floats:
    return np.asarray(journeys[f"{state}_minutes"].to_numpy(), np.float64)


def _states(journeys: pd.DataFrame, rows: Integers) -> Iterator[tuple[str | float, ...]]:
    every = {state: _minutes(journeys, state)[rows] for state in STATES}
    whole = sum(float(minutes.sum()) for minutes in every.values())
    for state, minutes in every.items():
        passed = minutes[minutes > 0]
        if len(passed) or state != "unknown":
            total = float(passed.sum())
            median, p90 = np.quantile(passed, [0.5, 0.9]) if len(passed) else (NAN, NAN)
            parts = (len(passed) / len(rows) if len(rows) else NAN, total / whole if whole else NAN)
            yield state, len(passed), parts[0], total, parts[1], float(median), float(p90)


def _changes(journeys: pd.DataFrame, rows: Integers) -> pd.DataFrame:
    found = []
    for name in journeys.columns:
        if "_to_" in name:
            counts = journeys[name].to_numpy()[rows]
            total = int(counts.sum())
            if total:
                source, target = name.removesuffix("_count").split("_to_")
                found.append((source, target, total, NAN, int(np.count_nonzero(counts))))
    frame = pd.DataFrame(found, columns=list(CHANGE_COLUMNS))
    frame["change_share"] = frame["change_count"] / frame.groupby("from_state")["change_count"].transform(
        "sum"
    )
    return frame.sort_values("change_count", ascending=False, kind="stable", ignore_index=True)
