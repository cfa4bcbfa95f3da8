"""The queue of the coming weeks, played while a slider moves: chance is drawn once, the volume scales it.

Nothing is redrawn when a volume, a handle time or the staff changes, and no setting costs more than
another: the work of a quarter of an hour is computed from kept normal numbers, not ticket by ticket.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtr

from core.capacity.backlog import PER_HOUR, ROUNDING, Pouring, SlotClock
from core.capacity.draws import DAY_HOURS, HOUR, Workload
from core.capacity.log_sums import Floats
from core.capacity.taking_up import late_for_want_of_agents, work_taken_up

CELLS = 500_000
"""Slots × priorities × replications that are played: what a moving slider can wait for."""
FEWEST, MOST = 20, 100
FEW = 2.0
"""Gamma numbers of a smaller shape are looked up; the cube root is right for larger ones."""
FINE, PER_UNIT = 480, 48
_SHAPES = np.geomspace(1e-3, FEW, 160)


@dataclass(frozen=True, slots=True)
class Grid:
    """Stretches of time in which work is poured: quarters of open hours, closed hours whole or not at all."""

    hour: NDArray[np.int64]
    """Hour from the first midnight, by slot."""
    quarters: Floats
    """Quarters of an hour that the slot lasts."""
    weeks: int

    @property
    def weekly(self) -> int:
        """Slots in a week."""
        return self.hour.size // self.weeks

    def gather(self, by_quarter: Floats) -> Floats:
        """Quarters of all hours added up to slots."""
        cells = by_quarter.reshape(-1, PER_HOUR)
        first = np.concatenate([[-1], self.hour[:-1]])
        place = np.arange(self.hour.size) - np.maximum.accumulate(
            np.where(self.hour != first, np.arange(self.hour.size), 0)
        )
        found: Floats = np.where(self.quarters == 1, cells[self.hour, place], cells[self.hour].sum(axis=1))
        return found

    def clock(self, runs: NDArray[np.bool_]) -> SlotClock:
        """Minutes of the promise that have passed at the edges of slots, from the hours in which it runs."""
        length = runs[self.hour] * self.quarters * HOUR / PER_HOUR
        return SlotClock(np.concatenate([[0.0], np.cumsum(length)]))

    def by_week(self, values: Floats) -> Floats:
        """Slots by replications added up: weeks by replications."""
        found: Floats = values.reshape(self.weeks, self.weekly, -1).sum(axis=1)
        return found


@lru_cache(maxsize=16)
def grid_of(is_open: tuple[bool, ...], counts: tuple[bool, ...], weeks: int) -> Grid:
    """The slots of so many equal weeks: ``is_open`` hours in quarters, others only where they count."""
    pieces = np.where(is_open, PER_HOUR, np.where(counts, 1, 0))
    hour = np.repeat(np.arange(pieces.size), pieces)
    every = (np.arange(weeks)[:, None] * pieces.size + hour).ravel()
    quarters = np.tile(np.where(np.asarray(is_open)[hour], 1.0, float(PER_HOUR)), weeks)
    return Grid(every, quarters, weeks)


@dataclass(frozen=True, slots=True)
class Queue:
    """Everything that the queue of tickets needs: what arrives, who is there, what is promised."""

    workload: Workload
    """Tickets by priority and hour, and how long they take."""
    staff: Floats
    """Agents on tickets by hour, those on the line taken off; parts of agents allowed."""
    targets: Floats
    """Minutes until taken up, by priority."""
    runs: NDArray[np.bool_]
    """Hours in which promises run."""
    opening: Floats
    """Minutes of work that wait at first, by priority."""
    grid: Grid
    """The slots of time in which it is played."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Kept random numbers: a normal one by priority, slot and replication, a uniform one by day."""

    normal: Floats
    column: NDArray[np.int32]
    day: Floats

    @property
    def replications(self) -> int:
        """How often chance is played."""
        return int(self.normal.shape[2])

    def day_factor(self, grid: Grid, spread: float) -> Floats:
        """How full the day of each slot is beside what was expected: mean 1, variance ``spread``."""
        if not spread:
            return np.ones((grid.hour.size, self.replications))
        return _day_factor(self, spread)[grid.hour // DAY_HOURS]


@lru_cache(maxsize=6)
def chance_of(priorities: int, slots: int, days: int, seed: int, replications: int | None) -> Chance:
    """Draw once; the same arguments give the same numbers."""
    count = replications or int(np.clip(CELLS // max(priorities * slots, 1), FEWEST, MOST))
    random = np.random.default_rng(seed)
    day = random.random((days, count))
    normal = random.standard_normal((priorities, slots, count))
    return Chance(normal, columns_of(normal), day)


_FACTORS: dict[tuple[int, float], tuple[Chance, Floats]] = {}


def _day_factor(chance: Chance, spread: float) -> Floats:
    """Gamma numbers of the kept uniform ones; the last few are remembered."""
    key = id(chance), spread
    if key not in _FACTORS:
        while len(_FACTORS) >= 8:
            _FACTORS.pop(next(iter(_FACTORS)))
        _FACTORS[key] = chance, np.asarray(gammaincinv(1.0 / spread, chance.day) * spread)
    return _FACTORS[key][1]


@dataclass(frozen=True, slots=True)
class Played:
    """What became of the tickets; ``level`` priorities by weeks by replications, ``backlog`` by weeks."""

    level: Floats
    """Share taken up in time; NaN where no promise of the week ends inside the stretch."""
    all_level: Floats
    """The same over all priorities: weeks by replications."""
    backlog: Floats
    """Tickets that wait at the end of each week, by replication."""
    wait: Floats
    """Mean minutes of the promise's clock until taken up, by priority."""
    load: Floats
    """Work that arrives in each week ÷ what can be taken up, by week; infinite without agents."""


def play_weeks(queue: Queue, chance: Chance) -> Played:
    """Pour the weeks quarter by quarter, as ``play_backlog`` does, with work from kept chance.

    Formula: the work of a slot is a gamma number of mean λ h and variance λ h² (1 + cv²), by the cube
    root of Wilson and Hilferty, or looked up where it is small; then the recursion of ``play_backlog``.
    Undefined (NaN) for weeks without a promise that ends inside the stretch.
    """
    load, grid = queue.workload, queue.grid
    clock, late = grid.clock(queue.runs), _late(queue)
    pouring = Pouring(_capacity(queue), chance.replications)
    factor = chance.day_factor(grid, load.day_spread)
    met, counted, waits = [], [], []
    backlog = np.zeros((grid.weeks, chance.replications))
    ends = np.arange(1, grid.weeks + 1) * grid.weekly
    for k, time in enumerate(load.handle_time):
        expected = load.arrivals[k][grid.hour] * grid.quarters / PER_HOUR
        size = 1.0 + load.variation**2
        work = gamma_numbers(expected / size, chance.normal[k], chance.column[k])
        work *= factor
        work *= time * size
        count = _tickets(expected, time, load.variation, work, factor)
        asked, done = pouring.add(work, float(queue.opening[k]))
        in_time, counts = clock.in_time(asked, done, work, float(queue.targets[k]))
        in_time *= np.minimum(1.0, (1.0 - late[k]) / np.maximum(in_time.mean(axis=1), ROUNDING))[:, None]
        in_time *= count
        met.append(grid.by_week(in_time))
        count *= counts[:, None]
        counted.append(grid.by_week(count))
        left = asked[1:] - done[1:]
        waits.append(_share((np.diff(clock.edges) @ left).sum(), work.sum()))
        backlog += left[ends - 1] / time
    level = _share(np.array(met), np.array(counted))
    every = _share(np.sum(met, axis=0), np.sum(counted, axis=0))
    return Played(level, every, np.maximum(backlog, 0.0), np.array(waits, np.float64), _load(queue))


def _capacity(queue: Queue) -> Floats:
    """Minutes that can be taken up in each slot."""
    return queue.grid.gather(work_taken_up(queue.staff, queue.workload.held_work(), PER_HOUR))


def _late(queue: Queue) -> Floats:
    """Chance by priority and slot that no agent is free in time."""
    one = np.ones(queue.targets.size)
    late = late_for_want_of_agents(queue.workload, queue.staff, queue.targets, one, one)
    found: Floats = late[:, queue.grid.hour]
    return found


def _load(queue: Queue) -> Floats:
    """Work of each week beside what the agents there can do."""
    weeks = queue.grid.weeks
    arrives = (queue.workload.handle_time @ queue.workload.arrivals).reshape(weeks, -1).sum(axis=1)
    room = queue.staff.reshape(weeks, -1).sum(axis=1) * HOUR
    nothing = np.where(arrives > 0, np.inf, np.nan)
    found: Floats = np.divide(arrives, room, out=nothing, where=room > 0)
    return found


def gamma_numbers(shape: Floats, normal: Floats, column: NDArray[np.int32]) -> Floats:
    """Gamma numbers of mean ``shape``, one per slot, from normal ones and their ``columns_of``.

    >>> numbers = np.zeros((2, 1))
    >>> gamma_numbers(np.array([0.0, 1000.0]), numbers, columns_of(numbers)).round(1).ravel().tolist()
    [0.0, 999.7]
    """
    few = shape < FEW
    if few.all():
        return _of_few(shape, column)
    root = np.maximum(shape, FEW)[:, None]
    work = normal * (root ** (-1 / 6) / 3)
    work += root ** (1 / 3) - root ** (-2 / 3) / 9
    np.maximum(work, 0.0, out=work)
    cube = work * work
    cube *= work
    if few.any():
        cube[few] = _of_few(shape[few], column[few])
    return cube


def columns_of(normal: Floats) -> NDArray[np.int32]:
    """Where normal numbers are in the table of small shapes.

    >>> columns_of(np.array([-99.0, 0.0, 99.0])).tolist()
    [0, 240, 479]
    """
    place = normal * PER_UNIT
    place += FINE // 2
    return np.clip(place, 0, FINE - 1, out=place).astype(np.int32)


def _of_few(shape: Floats, column: NDArray[np.int32]) -> Floats:
    """Gamma numbers of small shapes, looked up."""
    row = np.searchsorted(_SHAPES, shape).clip(0, _SHAPES.size - 1) * FINE
    found = np.take(_quantiles().ravel(), column + row.astype(np.int32)[:, None])
    found *= shape[:, None]
    return found


@lru_cache(maxsize=1)
def _quantiles() -> Floats:
    """Gamma numbers of mean 1 by shape and normal number."""
    edges = ndtr((np.arange(1, FINE) - FINE / 2) / PER_UNIT)
    edges = np.concatenate([[0.0], edges, [1.0]])
    drawn = gammaincinv(_SHAPES[:, None], (edges[:-1] + edges[1:]) / 2)
    mean = drawn @ np.diff(edges)
    found: Floats = drawn / mean[:, None]
    return found


def _tickets(expected: Floats, time: float, variation: float, work: Floats, factor: Floats) -> Floats:
    """Tickets that bring so much work: the regression of their number on their work."""
    slope = 1.0 / (1.0 + variation**2)
    count = factor * (expected * (1.0 - slope))[:, None]
    count += work * (slope / time)
    return count


def _share(part: Floats, whole: Floats) -> Floats:
    """The quotient, NaN where there is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
