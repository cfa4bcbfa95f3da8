"""Random tickets, drawn once and kept: every setting of a slider is judged by the same ones."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.capacity.arguments import above_zero, at_least
from core.capacity.log_sums import Floats

Integers = NDArray[np.int64]
HOUR, DAY_HOURS = 60.0, 24


@dataclass(frozen=True, slots=True)
class Workload:
    """What arrives: expected tickets by priority and hour, and how long they take.

    ``arrivals``: tickets per hour, one row per priority (the most urgent first), one column per hour
    from midnight. ``handle_time``: mean minutes of work, one per priority. ``variation``: standard
    deviation of the handle time ÷ its mean. ``day_spread``: variance of a day's volume beyond
    chance, in parts of its square (see ``day_spread_of``). Raises ValueError for shapes that do not
    fit and numbers below 0.
    """

    arrivals: Floats
    handle_time: Floats
    variation: float = 1.0
    day_spread: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        arrivals = at_least(self.arrivals, 0.0, "arrivals")
        if arrivals.ndim != 2 or not np.isfinite(arrivals).all():
            raise ValueError("arrivals must be a table: priorities by hours")
        if above_zero(self.handle_time, "handle_time").shape != arrivals.shape[:1]:
            raise ValueError("handle_time must have one number per priority")
        at_least(self.variation, 0.0, "variation")
        at_least(self.day_spread, 0.0, "day_spread")

    @property
    def hours(self) -> int:
        """Hours that the arrivals cover."""
        return int(self.arrivals.shape[1])

    def held_work(self) -> float:
        """Minutes that a ticket in hand still takes on average: long ones are held more often."""
        weights = self.arrivals.sum(axis=1)
        total = weights @ self.handle_time
        return float(weights @ self.handle_time**2 / total * (1 + self.variation**2) / 2) if total else 0.0


@dataclass(frozen=True, slots=True)
class ClassDraws:
    """Tickets of one priority over all replications, in random order: the first part is a smaller volume."""

    arrived: Floats
    work: Floats
    replication: Integers


@dataclass(frozen=True, slots=True)
class Draws:
    """Replications of one workload, up to ``largest`` times its volume."""

    workload: Workload
    replications: int
    largest: float
    classes: tuple[ClassDraws, ...]
    _cells: dict[float, list[Integers]] = field(default_factory=dict, repr=False)

    def count(self, priority: int, volume: float) -> int:
        """Tickets of a priority that belong to so many times the volume."""
        if not 0 <= volume <= self.largest:
            raise ValueError(f"volume must be from 0 to {self.largest:g}")
        return round(self.classes[priority].arrived.size * volume / self.largest)

    def cells(self, slot: float) -> list[Integers]:
        """Number of the slot and replication of every ticket, by priority; kept once asked for."""
        if slot not in self._cells:
            self._cells[slot] = [
                (one.arrived // slot).astype(np.int64) * self.replications + one.replication
                for one in self.classes
            ]
        return self._cells[slot]

    def part(self, replications: int) -> Draws:
        """The first replications only, for a first look."""
        classes = []
        for one in self.classes:
            kept = one.replication < replications
            classes.append(ClassDraws(one.arrived[kept], one.work[kept], one.replication[kept]))
        return Draws(self.workload, replications, self.largest, tuple(classes))

    def tickets(self, replication: int, volume: ArrayLike = 1.0) -> tuple[Floats, Floats, Integers]:
        """One replication in the order of arrival: instants, work and priorities."""
        volumes = np.broadcast_to(np.asarray(volume, np.float64), len(self.classes))
        parts = []
        for k, one in enumerate(self.classes):
            kept = np.flatnonzero(one.replication[: self.count(k, float(volumes[k]))] == replication)
            parts.append((one.arrived[kept], one.work[kept], np.full(kept.size, k)))
        arrived, work, priority = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(arrived, kind="stable")
        return arrived[order], work[order], priority[order]


def draw(workload: Workload, replications: int = 100, seed: int = 0, largest: float = 1.5) -> Draws:
    """Draw the tickets of all replications.

    Each day of a replication has a factor (gamma, mean 1, variance ``day_spread``), each hour and
    priority a Poisson number of tickets at random instants, each ticket a lognormal handle time.
    ``replications`` from 1, ``largest`` above 0: the highest volume that will be asked for, in times
    the workload's. The same seed gives the same tickets. Raises ValueError for parameters outside.

    >>> load = Workload(np.full((1, 24), 2.0), np.array([10.0]))
    >>> drawn = draw(load, replications=50)
    >>> drawn.count(0, 1.5) == drawn.classes[0].arrived.size, drawn.count(0, 0.0)
    (True, 0)
    """
    if replications < 1:
        raise ValueError("replications must be at least 1")
    if not largest > 0:
        raise ValueError("largest must be above 0")
    random = np.random.default_rng(seed)
    days = -(-workload.hours // DAY_HOURS)
    spread = workload.day_spread
    factor = (
        random.gamma(1 / spread, spread, (days, replications)) if spread else np.ones((days, replications))
    )
    hourly = np.repeat(factor, DAY_HOURS, axis=0)[: workload.hours] * largest
    classes = tuple(
        _draw_class(random, rate[:, None] * hourly, time, workload.variation)
        for rate, time in zip(workload.arrivals, workload.handle_time, strict=True)
    )
    return Draws(workload, replications, largest, classes)


def _draw_class(random: np.random.Generator, expected: Floats, time: float, variation: float) -> ClassDraws:
    """Tickets of one priority from the expected numbers by hour and replication."""
    counts = random.poisson(expected)
    place = random.permutation(np.repeat(np.arange(counts.size), counts.ravel()))
    hour, replication = np.divmod(place, expected.shape[1])
    arrived = (hour + random.random(place.size)) * HOUR
    square = np.log1p(variation**2)
    work = random.lognormal(np.log(time) - square / 2, np.sqrt(square), place.size)
    return ClassDraws(arrived, work, replication)


def day_spread_of(counts: ArrayLike, expected: ArrayLike) -> float:
    """How much more the volume of a day varies than chance alone lets it.

    Formula: Σ ((y − m)² − m) ÷ Σ m², not below 0, with the daily ``counts`` y and what was
    ``expected`` m (by weekday, trend, season); days without either are left out. 0.01: days are
    some 10 % up or down for reasons of their own. From 0 up; an input of planning. Undefined (NaN)
    without a day of which something was expected. Raises ValueError for arrays of different lengths.

    >>> day_spread_of([80, 120, 80, 120], [100, 100, 100, 100])
    0.03
    """
    seen, mean = np.asarray(counts, np.float64), np.asarray(expected, np.float64)
    if seen.shape != mean.shape:
        raise ValueError("counts and expected must have one length")
    known = ~np.isnan(seen + mean)
    seen, mean = seen[known], mean[known]
    square = float((mean**2).sum())
    if not square:
        return float("nan")
    return max(float(((seen - mean) ** 2 - mean).sum()) / square, 0.0)
