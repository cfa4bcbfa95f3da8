"""The rows behind a change: the values of a metric in two periods with all that may have moved them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from core.facts.fact_set import FactSet
from core.metrics.buckets import buckets
from core.metrics.definition import Frame, MetricDefinition
from core.metrics.evaluate import Evaluation, Span, microseconds
from core.metrics.frames import MISSING
from core.metrics.groups import NOT_STATED
from core.metrics.measure import Flags, Floats, Integers
from core.metrics.standardise import row_values

LOAD_LEVELS = 5
NO_ONE = "nobody at work"
HOURS = tuple(f"{hour:02d}:00" for hour in range(24))
DAY = 86_400_000_000


@dataclass(frozen=True)
class Side:
    """One period as the facts of its end show it: facts, chosen tickets and the span looked at."""

    evaluation: Evaluation
    facts: FactSet
    mask: Flags
    span: Span


@dataclass(frozen=True)
class Traits:
    """One trait of every row: numbers from 0 up, and what the numbers stand for."""

    codes: Integers
    labels: list[str]


@dataclass(frozen=True)
class ChangeRows:
    """The rows of both periods, those of before first; ``traits`` by name."""

    values: Floats
    is_now: Flags
    traits: dict[str, Traits]


def change_rows(metric: MetricDefinition, before: Side, now: Side, dimensions: tuple[str, ...]) -> ChangeRows:
    """Rows of a metric of tickets in two periods, with their dimensions, hour of creation and load.

    Rows are the tickets that the metric counts in each period, by its own date. Raises ValueError for a
    metric that is no mean of tickets. ``load`` is told for the local day of creation: (open when the day
    began + created that day) ÷ people who did something that day, in five equal parts of all rows.
    """
    if metric.frame is not Frame.TICKETS or metric.attribution is None:
        raise ValueError(f"metric: {metric.id} is no mean of the tickets of a period")
    sides = (before, now)
    rows = [_rows(metric, side) for side in sides]
    values = [
        row_values(side.evaluation.tally(metric))[taken] for side, taken in zip(sides, rows, strict=True)
    ]
    rows = [taken[~np.isnan(found)] for taken, found in zip(rows, values, strict=True)]
    values = [found[~np.isnan(found)] for found in values]
    traits = {name: _dimension(name, sides, rows) for name in dimensions}
    traits["hour"] = _hours(sides, rows)
    traits["load"] = _loads(sides, rows)
    is_now = np.repeat([False, True], [len(taken) for taken in rows])
    return ChangeRows(np.concatenate(values), is_now, traits)


def _rows(metric: MetricDefinition, side: Side) -> Integers:
    return side.evaluation.rows(side.mask, side.span, str(metric.attribution))


def _dimension(name: str, sides: tuple[Side, ...], rows: list[Integers]) -> Traits:
    """The groups of both periods under the same numbers."""
    found = [side.evaluation.groups(name) for side in sides]
    known = sorted({label for _, labels in found for label in labels} - {NOT_STATED})
    place = {label: number for number, label in enumerate([*known, NOT_STATED])}
    codes = [
        np.array([place[label] for label in labels])[numbers[taken]]
        for (numbers, labels), taken in zip(found, rows, strict=True)
    ]
    return Traits(np.concatenate(codes), list(place))


def _hours(sides: tuple[Side, ...], rows: list[Integers]) -> Traits:
    """Local hour of creation."""
    found = np.concatenate(_each("hour", sides, rows))
    return Traits(np.where(found == MISSING, 24, found % 24), [*HOURS, NOT_STATED])


def _each(unit: str, sides: tuple[Side, ...], rows: list[Integers]) -> list[Integers]:
    return [
        side.evaluation.bucket(Frame.TICKETS, "created_at", unit)[taken]
        for side, taken in zip(sides, rows, strict=True)
    ]


def _loads(sides: tuple[Side, ...], rows: list[Integers]) -> Traits:
    """Load on the day of creation, in parts of equal size; days on which nobody worked are their own."""
    days = _each("day", sides, rows)
    per_row = [_looked_up(day_loads(side), taken) for side, taken in zip(sides, days, strict=True)]
    load = np.concatenate(per_row)
    known = np.isfinite(load)
    edges = _edges(load[known])
    level = np.searchsorted(edges, load, side="left") if len(edges) else np.zeros(len(load), np.int64)
    codes = np.where(known, level, np.where(np.isinf(load), len(edges) + 1, len(edges) + 2))
    return Traits(codes.astype(np.int64), [*_steps(edges), NO_ONE, NOT_STATED])


def _edges(known: Floats) -> Floats:
    parts = np.arange(1, LOAD_LEVELS) / LOAD_LEVELS
    return np.unique(np.quantile(known, parts)) if len(known) else np.zeros(0)


def _steps(edges: Floats) -> list[str]:
    ends = [f"{edge:.3g}" for edge in edges]
    if not ends:
        return ["all days"]
    between = [f"over {low} to {high}" for low, high in pairwise(ends)]
    return [f"up to {ends[0]}", *between, f"over {ends[-1]}"]


def _looked_up(loads: pd.Series, days: Integers) -> Floats:
    return np.asarray(loads.reindex(days).to_numpy(), np.float64)


def day_loads(side: Side) -> pd.Series:
    """Tickets in hand per person at work, by number of the local day; inf on days when nobody worked.

    Open at the beginning of the day + created on it, of all tickets, ÷ people with a reply, a
    resolution, an assignment or logged work on that day. NaN throughout where no source tells people.
    """
    evaluation, facts = side.evaluation, side.facts
    created = evaluation.bucket(Frame.TICKETS, "created_at", "day")[evaluation.mask()]
    created = created[created != MISSING]
    if not len(created):
        return pd.Series(dtype=np.float64)
    first, count = int(created.min()), int(created.max() - created.min()) + 1
    arrived = np.bincount(created - first, minlength=count)
    people = _on_days(facts.agent_days["day"], first, count)
    held = _open_at_start(facts.spells, evaluation, first, count) + arrived
    with np.errstate(divide="ignore", invalid="ignore"):
        load = np.where(people > 0, held / people, np.inf) if people.any() else np.full(count, np.nan)
    return pd.Series(load, index=np.arange(first, first + count))


def _on_days(day: pd.Series, first: int, count: int) -> Integers:
    """How many rows fall on each day from the first on."""
    number = np.asarray(day.to_numpy().astype("M8[D]").astype(np.int64)) - first
    return np.bincount(number[(number >= 0) & (number < count)], minlength=count)


def _open_at_start(spells: pd.DataFrame, evaluation: Evaluation, first: int, count: int) -> Integers:
    """Open tickets at the beginning of each local day from the first on."""
    keep = evaluation.mask()[spells["ticket_row"].to_numpy()]
    counts: list[Integers] = []
    for name, side in (("opened_at", 1), ("closed_at", -1)):
        at = microseconds(spells[name])[keep]
        day = buckets(at[at != MISSING], "day", evaluation.zone) - first + 1
        counts.append(side * np.bincount(np.clip(day, 0, count), minlength=count + 1)[:count])
    return np.asarray(np.cumsum(counts[0] + counts[1]))
