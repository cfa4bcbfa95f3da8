"""The backlog played ticket by ticket: exact, and for where the fast figures may not be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.capacity.backlog import BacklogFigures, Plan
from core.capacity.draws import DAY_HOURS, HOUR, Draws, Integers
from core.capacity.log_sums import Floats
from core.capacity.simulation import simulate

SHORT_WAIT = 10.0
"""Mean minutes of waiting under which a quarter of an hour is too coarse."""
FEW_AGENTS = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """Exact against fast: ``level_points`` is fast − exact service level in points, by priority."""

    level_points: Floats
    mean_wait: Floats
    is_overloaded: bool

    @property
    def worst_points(self) -> float:
        """Largest difference of a service level, in points; NaN without tickets."""
        known = self.level_points[~np.isnan(self.level_points)]
        return float(np.abs(known).max()) if known.size else float("nan")


def play_exactly(draws: Draws, plan: Plan, replications: int | None = None) -> BacklogFigures:
    """Play the first ``replications`` (all where left out) event by event.

    The tickets, the plan, the figures and the tickets that count are those of ``play_backlog``.
    Raises ValueError where plan and draws do not fit or ``replications`` is not among those drawn.

    >>> from core.capacity.draws import Workload, draw
    >>> drawn = draw(Workload(np.full((1, 48), 5.0), np.array([20.0])), replications=20)
    >>> exact = play_exactly(drawn, Plan(np.full(48, 4.0), np.array([240.0])))
    >>> bool(exact.service_level.mean() > 0.99)
    True
    """
    count = draws.replications if replications is None else replications
    if not 1 <= count <= draws.replications:
        raise ValueError(f"replications must be from 1 to {draws.replications}")
    rows = list(play_one_by_one(draws, plan, count))
    level, wait, waiting, load = (np.stack(column, axis=-1) for column in zip(*rows, strict=True))
    return BacklogFigures(level, wait, waiting, load)


def play_one_by_one(draws: Draws, plan: Plan, replications: int) -> Iterator[tuple[Floats, ...]]:
    """The figures of one replication after the other, for a caller that wants to show how far it is.

    Each is service level and mean wait by priority, tickets waiting by day, and the load.
    """
    staff, targets, opening, volume, handle = plan.checked(draws)
    clock = plan.promise_clock(staff.size)
    for number in range(replications):
        arrived, work, priority = draws.tickets(number, volume)
        first = _opening(opening, draws.workload.handle_time * handle)
        ahead = first[0].size
        arrived = np.concatenate([np.zeros(ahead), arrived])
        work = np.concatenate([first[0], work * handle[priority]])
        priority = np.concatenate([first[1], priority])
        started = simulate(arrived, work, staff, priority)
        load = work.sum() / (staff.sum() * HOUR) if staff.any() else np.inf
        yield (*_figures(arrived, started, priority, targets, clock, ahead), np.asarray(load))


def _opening(opening: Floats, time: Floats) -> tuple[Floats, Integers]:
    """The work that waits at first, as tickets of mean length."""
    counts = np.round(opening / time).astype(np.int64)
    priority = np.repeat(np.arange(counts.size), counts)
    return time[priority], priority


def _figures(
    arrived: Floats, started: Floats, priority: Integers, targets: Floats, clock: Floats, ahead: int
) -> tuple[Floats, Floats, Floats]:
    """Service level and mean wait by priority, and tickets waiting at the end of each day."""
    edges = np.arange(clock.size) * HOUR
    taken = np.where(np.isnan(started), edges[-1] + 1.0, started)
    begun = np.interp(arrived, edges, clock)
    passed = np.interp(np.minimum(taken, edges[-1]), edges, clock) - begun
    counts = (begun + targets[priority] <= clock[-1]) & (np.arange(arrived.size) >= ahead)
    in_time = counts & (passed <= targets[priority]) & ~np.isnan(started)
    size = targets.size
    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.bincount(priority, in_time, size) / np.bincount(priority, counts, size)
        waits = np.minimum(taken, edges[-1]) - arrived
        wait = np.bincount(priority, waits, size) / np.bincount(priority, minlength=size)
    ends = np.arange(DAY_HOURS, clock.size, DAY_HOURS) * HOUR
    waiting = np.searchsorted(arrived, ends, side="right") - np.searchsorted(np.sort(taken), ends, "right")
    return level, wait, waiting.astype(np.float64)


def needs_exact(fast: BacklogFigures, plan: Plan) -> bool:
    """Whether the exact figures must replace the fast ones.

    True where the mean wait of a priority is under ten minutes (then chance inside a quarter of an
    hour decides), in overload (then small differences add up day by day) and where there are never
    more than two agents (then one long ticket is half of the team).

    >>> one = np.ones((1, 1))
    >>> three, two = (Plan(np.array([n]), np.array([60.0])) for n in (3.0, 2.0))
    >>> calm = BacklogFigures(one, 45 * one, one, 0.8 * one[0])
    >>> needs_exact(calm, three), needs_exact(calm, two)
    (False, True)
    >>> needs_exact(BacklogFigures(one, 4 * one, one, 0.8 * one[0]), three)
    True
    """
    if fast.is_overloaded or np.max(plan.staff) <= FEW_AGENTS:
        return True
    return bool(np.any(_mean(fast.mean_wait) < SHORT_WAIT))


def compare(fast: BacklogFigures, exact: BacklogFigures) -> Comparison:
    """How far the fast figures are from the exact ones, over the replications that both have.

    >>> one = np.ones((1, 1))
    >>> both = [BacklogFigures(level * one, one, one, one[0]) for level in (0.91, 0.9)]
    >>> compare(*both).worst_points.__round__(6)
    1.0
    """
    count = exact.load.size
    points = 100.0 * (_mean(fast.service_level[:, :count]) - _mean(exact.service_level))
    return Comparison(points, _mean(exact.mean_wait), exact.is_overloaded)


def _mean(values: Floats) -> Floats:
    """Mean over replications that have a figure, NaN where none has."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        mean: Floats = np.where(known, values, 0.0).sum(axis=-1) / known.sum(axis=-1)
    return mean
