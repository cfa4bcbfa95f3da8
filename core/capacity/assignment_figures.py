"""What a replay came to: waits, fairness, handoffs, tickets at the right level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.capacity.assignment import History, People, Replay
from core.capacity.log_sums import Floats


@dataclass(frozen=True, slots=True)
class ReplayFigures:
    """One rule in figures; NaN where there is nothing to count.

    ``wait_median``, ``wait_p90``: minutes from arrival until somebody began to look; ``begun_median``,
    ``begun_p90``: until the one who did the work began; ``done_median``: until done; nights included.
    ``unfinished_rate``: the part of tickets that the shifts did not hold. ``load_spread``: standard
    deviation ÷ mean of the agents' minutes of work for each minute at work, 0 is even. ``handoff_rate``:
    handoffs for each ticket. ``right_level_rate``: the part that went to somebody of just the level at
    once; ``above_level_rate``, ``below_level_rate``: to somebody above or below it.
    """

    tickets: int
    wait_median: float
    wait_p90: float
    begun_median: float
    begun_p90: float
    done_median: float
    unfinished_rate: float
    load_spread: float
    handoff_rate: float
    right_level_rate: float
    above_level_rate: float
    below_level_rate: float


def figures_of(history: History, people: People, played: Replay) -> ReplayFigures:
    """Sum up a replay.

    Medians count a ticket that was never reached as the longest wait. The level needed is at most the highest
    one there is. Source: F-036.

    >>> from core.capacity.assignment import Rule, replay
    >>> from core.capacity.assignment_shifts import ShiftTimes
    >>> two = People(np.array([1, 2]), (ShiftTimes([0.0], [480.0]), ShiftTimes([0.0], [480.0])))
    >>> tickets = History(np.array([0.0, 1.0]), np.array([10.0, 10.0]), np.array([1, 1]))
    >>> found = figures_of(tickets, two, replay(tickets, two, Rule.ROUND_ROBIN))
    >>> found.right_level_rate, found.above_level_rate, found.load_spread
    (0.5, 0.5, 0.0)
    """
    needed = np.minimum(history.level, people.level.max())
    apart = people.level[played.first_agent] - needed
    waits = played.touched_at - history.arrival
    return ReplayFigures(
        tickets=len(waits),
        wait_median=_quantile(waits, 0.5),
        wait_p90=_quantile(waits, 0.9),
        begun_median=_quantile(played.begun_at - history.arrival, 0.5),
        begun_p90=_quantile(played.begun_at - history.arrival, 0.9),
        done_median=_quantile(played.finished_at - history.arrival, 0.5),
        unfinished_rate=_share(np.isinf(played.finished_at)),
        load_spread=spread(played.minutes, np.array([own.minutes for own in people.shifts])),
        handoff_rate=_share(played.handed_up),
        right_level_rate=_share(apart == 0),
        above_level_rate=_share(apart > 0),
        below_level_rate=_share(apart < 0),
    )


def spread(minutes: Floats, at_work: Floats) -> float:
    """How unevenly work lies on people: standard deviation ÷ mean of work for each minute at work.

    ``minutes`` of work and ``at_work``, one each per agent; who was never at work is left out. From 0 up, 0
    is even, lower is better. Undefined (NaN) without work. Source: F-036.

    >>> round(spread(np.array([100.0, 300.0]), np.array([480.0, 480.0])), 3)
    0.5
    """
    there = at_work > 0
    loads = minutes[there] / at_work[there]
    if not loads.size or not loads.mean():
        return float("nan")
    return float(loads.std() / loads.mean())


def _share(flags: np.ndarray) -> float:
    return float(flags.mean()) if len(flags) else float("nan")


def _quantile(values: Floats, part: float) -> float:
    """A value that is there, so that an infinite one does not spoil its neighbours; NaN for none."""
    return float(np.quantile(values, part, method="higher")) if len(values) else float("nan")
