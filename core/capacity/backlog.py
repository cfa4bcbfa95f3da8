"""Tickets and email: work that may wait for hours, by priority, staffed hour by hour, judged by promises.

The work of a quarter of an hour is poured into what the agents can take up in it, the most urgent
first. It answers while a slider moves; ``core.capacity.exact`` plays the same tickets one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.capacity.arguments import at_least
from core.capacity.draws import DAY_HOURS, HOUR, Draws, Integers
from core.capacity.log_sums import Floats
from core.capacity.taking_up import late_for_want_of_agents, work_taken_up

PER_HOUR = 4
SLOT = HOUR / PER_HOUR
OVERLOAD = 0.95
"""From this load on the queue grows, or nearly: figures are told as overloaded."""
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is there and what was promised.

    ``staff``: agents by hour from midnight (whole numbers from 0); ``targets``: minutes until a
    ticket must be taken up, one per priority; ``open_hours``: hours in which the promise runs, every
    hour where left out; ``opening``: minutes of work that wait before the first hour, by priority.
    ``volume`` and ``handle``: factors on arrivals and handle times, one number or one per priority.
    """

    staff: Floats
    targets: Floats
    open_hours: NDArray[np.bool_] | None = None
    opening: Floats | None = None
    volume: ArrayLike = 1.0
    handle: ArrayLike = 1.0

    def checked(self, draws: Draws) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Staff, targets, opening work and factors as arrays; raises ValueError where one does not fit."""
        classes = len(draws.classes)
        staff = at_least(self.staff, 0.0, "staff")
        if staff.shape != (draws.workload.hours,) or np.any(staff != np.floor(staff)):
            raise ValueError("staff must be one whole number per hour of the workload")
        targets = at_least(self.targets, 0.0, "targets")
        if targets.shape != (classes,):
            raise ValueError("targets must have one number per priority")
        opening = np.zeros(classes) if self.opening is None else at_least(self.opening, 0.0, "opening")
        if opening.shape != (classes,):
            raise ValueError("opening must have one number per priority")
        volume, handle = (
            np.broadcast_to(at_least(value, 0.0, name), (classes,))
            for value, name in ((self.volume, "volume"), (self.handle, "handle"))
        )
        return staff, targets, opening, volume, handle

    def promise_clock(self, hours: int) -> Floats:
        """Open minutes that have passed at the edges of all hours."""
        is_open = np.ones(hours) if self.open_hours is None else np.asarray(self.open_hours, np.float64)
        if is_open.shape != (hours,):
            raise ValueError("open_hours must have one value per hour of the workload")
        return np.concatenate([[0.0], np.cumsum(is_open * HOUR)])


@dataclass(frozen=True, slots=True)
class BacklogFigures:
    """What became of the tickets, in every replication.

    ``service_level``: share taken up in time, priorities by replications, of tickets whose promise
    ends inside the stretch (NaN where there are none); ``mean_wait``: minutes until taken up, those
    still waiting at the end counted until then; ``waiting``: tickets not taken up at the end of each
    day, days by replications; ``load``: work that arrives ÷ agents × time, one per replication.
    """

    service_level: Floats
    mean_wait: Floats
    waiting: Floats
    load: Floats

    @property
    def is_overloaded(self) -> bool:
        """Whether more work arrives than 95 % of what the agents can do."""
        return bool(self.load.mean() >= OVERLOAD)


def band(values: Floats, share: float = 0.9) -> tuple[Floats, Floats, Floats]:
    """Low end, mean and high end over replications, the last axis; 5 % and 95 % as given.

    >>> [round(float(x), 6) for x in band(np.arange(101.0))]
    [5.0, 50.0, 95.0]
    """
    if not 0 < share < 1:
        raise ValueError("share must be between 0 and 1")
    low, high = np.nanquantile(values, [(1 - share) / 2, (1 + share) / 2], axis=-1)
    return low, np.nanmean(values, axis=-1), high


def play_backlog(draws: Draws, plan: Plan) -> BacklogFigures:
    """Pour all replications through the plan, quarter by quarter.

    Formula: the work of priorities up to k that is left, V(s) = max(V(s−1) + work(s) − capacity(s), 0),
    gives what is taken up; a ticket in the middle of its quarter is in time where all work before it
    is taken up by the end of its promise, and an agent is free (``late_for_want_of_agents``).
    Undefined (NaN) for priorities without tickets. Raises ValueError where plan and draws do not fit.

    >>> from core.capacity.draws import Workload, draw
    >>> drawn = draw(Workload(np.full((1, 48), 5.0), np.array([20.0])), replications=20)
    >>> figures = play_backlog(drawn, Plan(np.full(48, 4.0), np.array([240.0])))
    >>> bool(figures.service_level.mean() > 0.99), figures.is_overloaded
    (True, False)
    """
    staff, targets, opening, volume, handle = plan.checked(draws)
    clock = SlotClock.of(plan.promise_clock(staff.size))
    capacity = work_taken_up(staff, draws.workload.held_work() * float(handle.mean()), PER_HOUR)
    late = late_for_want_of_agents(draws.workload, staff, targets, volume, handle)
    pouring = Pouring(capacity, draws.replications)
    level, wait = [], []
    ends = np.arange(DAY_HOURS * PER_HOUR, capacity.size + 1, DAY_HOURS * PER_HOUR)
    waiting = np.zeros((ends.size, draws.replications))
    for k, cells in enumerate(draws.cells(SLOT)):
        kept = draws.count(k, float(volume[k]))
        work, count = _by_slot(cells[:kept], draws.classes[k].work[:kept], draws.replications, capacity.size)
        work *= handle[k]
        asked, done = pouring.add(work, float(opening[k]))
        in_time, counted = clock.in_time(asked, done, work, targets[k])
        enough = np.minimum(1.0, (1.0 - np.repeat(late[k], PER_HOUR)) / np.maximum(in_time.mean(1), ROUNDING))
        level.append(_share(np.einsum("sr,sr,s->r", in_time, count, enough), counted @ count))
        left = asked[1:] - done[1:]
        wait.append(_share(left.sum(axis=0) * SLOT, work.sum(axis=0)))
        time = draws.workload.handle_time[k] * handle[k]
        waiting += left[ends - 1] / time if time else 0.0
    load = pouring.poured / (staff.sum() * HOUR) if staff.any() else np.full(draws.replications, np.inf)
    return BacklogFigures(np.array(level), np.array(wait), waiting, load)


def _by_slot(cells: Integers, work: Floats, replications: int, slots: int) -> tuple[Floats, Floats]:
    """Work and number of tickets, slots by replications."""
    size, shape = slots * replications, (slots, replications)
    counts = np.bincount(cells, minlength=size).astype(np.float64).reshape(shape)
    minutes = np.bincount(cells, work, size).astype(np.float64, copy=False).reshape(shape)
    return minutes, counts


def _share(part: Floats, whole: Floats) -> Floats:
    """The quotient, NaN where there is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


class Pouring:
    """Work of one priority after the other, each into what the more urgent ones leave."""

    def __init__(self, capacity: Floats, replications: int) -> None:
        shape = capacity.size, replications
        self.balance = np.repeat(-capacity[:, None], replications, axis=1)
        self.asked, self.done = np.zeros((shape[0] + 1, replications)), np.zeros((shape[0] + 1, replications))
        self.opening = 0.0
        self.poured = np.zeros(replications)

    def add(self, work: Floats, opening: float) -> tuple[Floats, Floats]:
        """Work asked for and taken up until every edge of slots, of this priority."""
        self.balance += work
        self.opening += opening
        asked = np.empty(self.asked.shape)
        asked[0] = opening
        np.cumsum(work, axis=0, out=asked[1:])
        asked[1:] += opening
        self.asked += asked
        path = np.cumsum(self.balance, axis=0)
        lowest = np.minimum.accumulate(path, axis=0)
        path -= np.minimum(lowest, -self.opening, out=lowest)
        until = np.zeros(asked.shape)
        np.subtract(self.asked[1:], path, out=until[1:])
        done, self.done = until - self.done, until
        self.poured += work.sum(axis=0) + opening
        return asked, done


@dataclass(frozen=True, slots=True)
class SlotClock:
    """Minutes of the promise that have passed at the edges of slots."""

    edges: Floats

    @classmethod
    def of(cls, hourly: Floats) -> SlotClock:
        """From the clock at the edges of hours."""
        slots = (hourly.size - 1) * PER_HOUR
        return cls(np.interp(np.arange(slots + 1) / PER_HOUR, np.arange(hourly.size), hourly))

    def in_time(self, asked: Floats, done: Floats, work: Floats, target: float) -> tuple[Floats, Floats]:
        """Whether the middle ticket of every slot is taken up in time; 1 for slots that count."""
        due = (self.edges[:-1] + self.edges[1:]) / 2 + target
        counts = (due <= self.edges[-1]).astype(np.float64)
        after = np.clip(np.searchsorted(self.edges, due), 1, self.edges.size - 1)
        length = self.edges[after] - self.edges[after - 1]
        part = np.where(length > 0, (due - self.edges[after - 1]) / np.maximum(length, ROUNDING), 1.0)
        taken = done[after - 1]
        taken += (done[after] - taken) * part[:, None]
        kept = taken >= asked[:-1] + work / 2 - ROUNDING
        return kept * counts[:, None], counts
