"""Windows that follow each other, and figures by window, week or month as tracks for the triggers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np

from core.data.columns import MISSING_INSTANT
from core.facts.agent_days import local_days
from core.facts.roster import levels
from core.insight.signals_findings import NAN
from core.insight.transitions_past import Track
from core.metrics.definition import Unit
from core.metrics.measure import Floats, Integers
from core.periods import Period, microseconds, midnight
from core.reporting.insight_signal_sight import Sight

YEARS_BACK = 3
LEAST = 20
"""A window of two weeks with fewer first replies tells no nine tenths."""
CLUSTER_FACTOR, CLUSTER_PART, LEAST_IN_KIND = 2.0, 0.20, 30


def ends_of(sight: Sight, days: int, step: int) -> list[date]:
    """Last days of windows of so many days, a step apart, back to the first whole one."""
    first = date.fromordinal(719_163 + int(local_days(np.array([sight.first]), sight.zone)[0]))
    reach = (sight.today - first).days + 1 - days
    count = min(reach // step + 1, 365 * YEARS_BACK // step) if reach >= 0 else 0
    return [sight.today - timedelta(days=step * back) for back in range(count)][::-1]


def place_in(sight: Sight, at: Integers, ends: list[date], step: int) -> Integers:
    """The window of each instant, where windows follow each other without overlap; -1 outside."""
    known = at != MISSING_INSTANT
    ordinal = np.full(len(at), -1)
    ordinal[known] = local_days(at[known], sight.zone) + 719_163
    window = len(ends) - 1 - (sight.today.toordinal() - ordinal) // step
    inside = known & (ordinal <= sight.today.toordinal()) & (window >= 0)
    return np.where(inside, window, -1)


def by_window(
    name: str,
    ends: list[date],
    window: Integers,
    values: Floats,
    measure: Callable[[Floats], float],
    needs: str,
) -> Track:
    """A statistic of the known values of each window, NaN with too few."""
    known = (window >= 0) & ~np.isnan(values)
    order = np.argsort(window[known], kind="stable")
    counts = np.bincount(window[known], minlength=len(ends))
    parts = np.split(values[known][order], np.cumsum(counts)[:-1]) if len(ends) else []
    found = tuple(measure(rows) if len(rows) >= LEAST else NAN for rows in parts)
    return Track(name, tuple(ends), found, tuple(int(n) for n in counts), Unit.MINUTES, needs)


def trailing(values: Integers, size: int) -> Integers:
    """Sums over so many values up to each one that has as many before it.

    >>> trailing(np.array([1, 2, 3, 4]), 2).tolist()
    [3, 5, 7]
    """
    total = np.cumsum(np.concatenate([[0], values]))
    return np.asarray(total[size:] - total[:-size])


def start_of(sight: Sight, end: date, days: int) -> int:
    """The beginning of the so many days up to a day; of 0 days: its end."""
    return microseconds(midnight(end + timedelta(days=1 - days), sight.zone))


def level_of(sight: Sight) -> Floats:
    """The level of every ticket, NaN where it has none."""
    tier = sight.tickets["tier"].cat
    return np.asarray(np.append(levels(tier.categories.to_series()), NAN)[tier.codes.to_numpy()])


def begins(sight: Sight, day: date) -> bool:
    """Whether the data reach back to the beginning of a day."""
    return microseconds(midnight(day, sight.zone)) >= sight.first


def series(
    sight: Sight, names: Mapping[str, str], period: Period, by: str, keys: list[str], ends: list[date]
) -> list[Track]:
    """Metrics by week or month as tracks; NaN where one has no rows."""
    values: dict[str, dict[str, tuple[float, int]]] = {name: {} for name in names}
    made: dict[str, tuple[Unit, str]] = {}
    for result in sight.results(names, period, by):
        if result.group is None:
            made[result.id] = (result.unit, result.definition.needs or result.reason)
        else:
            values[result.id][result.group[: len(keys[0])]] = (result.value, result.n)
    rows = {name: [values[name].get(key, (NAN, 0)) for key in keys] for name in made}
    return [
        Track(
            names[name],
            tuple(ends),
            tuple(v for v, _ in rows[name]),
            tuple(n for _, n in rows[name]),
            unit,
            needs,
        )
        for name, (unit, needs) in made.items()
    ]


def medians_of(codes: Integers, work: Floats) -> tuple[Floats, Integers]:
    """Median work and number of tickets of every category with thirty or more of them."""
    sizes = np.bincount(codes) if len(codes) else np.zeros(0, np.int64)
    kept = np.flatnonzero(sizes >= LEAST_IN_KIND)
    return np.array([np.median(work[codes == code]) for code in kept]), sizes[kept]


def kinds_of_work(medians: Floats, sizes: Integers) -> int:
    """1 or 2: whether the widest gap between categories' median work is twofold, with a fifth on each side.

    >>> kinds_of_work(np.array([10.0, 12.0, 40.0]), np.array([50, 50, 50]))
    2
    """
    order = np.argsort(medians)
    ordered, part = medians[order], np.cumsum(sizes[order]) / sizes.sum()
    ratio = np.divide(ordered[1:], ordered[:-1], out=np.ones(len(ordered) - 1), where=ordered[:-1] > 0)
    widest = int(np.argmax(ratio))
    is_split = CLUSTER_PART <= part[widest] <= 1 - CLUSTER_PART
    return 2 if ratio[widest] >= CLUSTER_FACTOR and is_split else 1
