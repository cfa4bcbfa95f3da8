"""The coming weeks played ticket by ticket, for the background: replaces the fast figures where it must."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from core.capacity.backlog import BacklogFigures, Plan
from core.capacity.draws import DAY_HOURS, HOUR, Draws, draw
from core.capacity.exact import needs_exact
from core.capacity.log_sums import Floats
from core.capacity.scenario import WEEK_HOURS, Assumptions, Outlook
from core.capacity.scenario_model import (
    bands_of,
    chance_for,
    judged,
    means_of,
    queue_of,
    what_if,
)
from core.capacity.scenario_play import Queue, play_weeks
from core.capacity.simulation import simulate

REPLICATIONS = 20
DIFFERS = 0.5
"""Fewer points of service level are no difference."""
GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True)
class ExactCheck:
    """The fast outlook beside the exact one.

    ``replaces``: whether the exact figures must be shown instead; ``reason``: that in words;
    ``outlook``: what to show, exact where it replaces; ``worst_points``: largest difference of a
    week's service level, in points.
    """

    replaces: bool
    reason: str
    outlook: Outlook
    worst_points: float


def may_differ(given: Assumptions) -> bool:
    """Whether the fast figures are outside what they are good for (``needs_exact``).

    >>> may_differ(Assumptions(handle_time=(20, 45, 240), agents=(34, 0, 0), weeks=2))
    True
    """
    return _may_differ(given, queue_of(given)[0])


def _may_differ(given: Assumptions, queue: Queue) -> bool:
    """The same for a queue that is known."""
    played = play_weeks(queue, chance_for(given, queue))
    some = np.array(given.priority_shares) > 0
    worst = np.full(1, np.nan_to_num(played.load, nan=0.0).max(initial=0.0))
    figures = BacklogFigures(played.level, played.wait[some][:, None], played.backlog, worst)
    return needs_exact(figures, Plan(np.ceil(queue.staff), queue.targets))


def check_exactly(
    given: Assumptions, replications: int = REPLICATIONS, tell: Callable[[float], bool] | None = None
) -> ExactCheck | None:
    """Play the coming weeks ticket by ticket and say whether that replaces the fast figures.

    ``replications`` from 1; ``tell`` hears after each one which part is done and stops everything by
    answering False (then None is returned). Where parts of agents are on shift, whole ones are there
    on as many days as make the same mean. Exact figures replace the fast ones where waits are under ten
    minutes, in overload and with at most two agents; elsewhere both are compared. Source: F-071.
    """
    if replications < 1:
        raise ValueError("replications must be at least 1")
    queue, fast = queue_of(given)[0], what_if(given)
    drawn = draw(queue.workload, replications, given.seed, largest=1.0)
    rows = []
    for number, row in enumerate(_weeks(given, queue, drawn)):
        rows.append(row)
        if tell is not None and not tell((number + 1) / replications):
            return None
    levels, waiting, waits = (np.stack(column, axis=-1) for column in zip(*rows, strict=True))
    exact = _with(given, fast, levels, waiting, waits)
    points = np.abs(exact.service_level - fast.service_level) * 100
    worst = float(np.nanmax(points)) if np.isfinite(points).any() else float("nan")
    by_chance = np.maximum(DIFFERS, _chance(levels[-1], fast.replications))
    needed, agree = _may_differ(given, queue), not np.any(points > by_chance)
    return ExactCheck(needed, _reason(needed, agree, worst, replications), exact if needed else fast, worst)


def _chance(levels: Floats, others: int) -> Floats:
    """Points by which means of so many plays differ by chance alone: three standard errors, by week."""
    known = ~np.isnan(levels)
    count = np.maximum(known.sum(axis=-1), 1)
    mean = np.where(known, levels, 0.0).sum(axis=-1) / count
    variance = np.where(known, (levels - mean[:, None]) ** 2, 0.0).sum(axis=-1) / count
    points: Floats = 300.0 * np.sqrt(variance * (1.0 / count + 1.0 / others))
    return points


def _reason(needed: bool, agree: bool, worst: float, replications: int) -> str:
    """Words for what is shown."""
    apart = "no promise to compare" if np.isnan(worst) else f"{worst:.1f} points apart in the worst week"
    played = f"Played ticket by ticket {replications} times"
    if needed:
        return (
            f"{played}: waits are short, agents few or the queue full, so these figures replace the fast "
            f"ones ({apart})."
        )
    verdict = "agree as far as chance lets them" if agree else "differ"
    return f"{played}: the fast figures {verdict} ({apart})."


def whole_staff(staff: Floats) -> Floats:
    """Whole agents by hour whose mean over days is the parts of agents asked for.

    >>> whole_staff(np.repeat([2.5, 2.5], 24))[[0, 24]].tolist()
    [2.0, 3.0]
    """
    day = np.arange(staff.size) // DAY_HOURS
    found: Floats = np.floor(staff + (day * GOLDEN) % 1.0 + 1e-9)
    return found


def _weeks(given: Assumptions, queue: Queue, drawn: Draws) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Of each replication: share in time by priority (and all) and week, who waits, and how long."""
    clock = np.concatenate([[0.0], np.cumsum(queue.runs * HOUR)])
    edges = np.arange(clock.size) * HOUR
    staff, first = whole_staff(queue.staff), _opening(given, queue)
    for number in range(drawn.replications):
        arrived, work, priority = drawn.tickets(number)
        ahead = first[0].size
        arrived = np.concatenate([np.zeros(ahead), arrived])
        work, priority = np.concatenate([first[0], work]), np.concatenate([first[1], priority])
        started = simulate(arrived, work, staff, priority)
        begun = np.interp(arrived, edges, clock)
        passed = np.interp(np.where(np.isnan(started), edges[-1], started), edges, clock) - begun
        due = begun + queue.targets[priority]
        counts = (due <= clock[-1]) & (np.arange(arrived.size) >= ahead)
        in_time = counts & (passed <= queue.targets[priority]) & ~np.isnan(started)
        week = np.minimum(arrived // (WEEK_HOURS * HOUR), given.weeks - 1).astype(np.int64)
        place, size = priority * given.weeks + week, queue.targets.size * given.weeks
        tables = [np.bincount(place, part, size).reshape(-1, given.weeks) for part in (in_time, counts)]
        met, whole = (np.vstack([table, table.sum(axis=0)]) for table in tables)
        ends = np.arange(1, given.weeks + 1) * WEEK_HOURS * HOUR
        taken = np.sort(started[~np.isnan(started)])
        waiting = np.searchsorted(arrived, ends) - np.searchsorted(taken, ends)
        share = np.divide(met, whole, out=np.full(met.shape, np.nan), where=whole > 0)
        tickets = np.bincount(priority, minlength=queue.targets.size)
        wait = np.bincount(priority, passed, queue.targets.size)
        wait = np.divide(wait, tickets, out=np.full(wait.shape, np.nan), where=tickets > 0)
        yield share, waiting.astype(np.float64), wait


def _opening(given: Assumptions, queue: Queue) -> tuple[Floats, np.ndarray]:
    """The tickets that wait at first."""
    counts = np.round(given.opening_backlog * np.asarray(given.priority_shares)).astype(np.int64)
    priority = np.repeat(np.arange(counts.size), counts)
    return queue.workload.handle_time[priority], priority


def _with(given: Assumptions, fast: Outlook, levels: Floats, waiting: Floats, waits: Floats) -> Outlook:
    """The outlook with exact service levels, waits and backlogs."""
    low, mean, high = bands_of(levels[-1])
    backlog = bands_of(waiting)
    exact = replace(
        fast,
        service_level=mean,
        service_level_low=low,
        service_level_high=high,
        service_level_by_priority=means_of(levels[:-1]),
        mean_wait=means_of(waits),
        backlog=backlog[1],
        backlog_low=backlog[0],
        backlog_high=backlog[2],
        replications=waiting.shape[-1],
    )
    return judged(given, exact)
