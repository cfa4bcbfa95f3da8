"""What agents can take up, slot by slot, and how long the most urgent wait for somebody to be free."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from core.capacity.draws import HOUR, Workload
from core.capacity.erlang import erlang_c
from core.capacity.log_sums import Floats
from core.capacity.offered_load import modified_offered_load

CROWDED = 0.9
"""From this share of the agents on, the work itself decides who waits: no correction."""
NOTHING = 1e-12
"""Less work in hand is none."""
SHORT = 3.0
"""Promises of up to so many handle times are decided by whether an agent is free."""


def work_taken_up(staff: Floats, held: float, per_hour: int) -> Floats:
    """Minutes of work that can be taken up in each slot.

    Formula: agents × minutes, + ``held`` (minutes a ticket in hand still takes) for every agent who
    arrives, since each takes up a ticket at once; agents who leave finish theirs and take up none,
    so that for a fall from c to d agents Σ held (m − d) ÷ m − (c − d) held is taken off, m from d+1 to c,
    carried on where a slot has less. ``staff``: agents by hour; ``per_hour``: slots in an hour.

    >>> work_taken_up(np.array([2.0, 0.0]), held=20.0, per_hour=2).tolist()
    [100.0, 60.0, 0.0, 0.0]
    """
    agents = np.repeat(staff, per_hour)
    minutes = agents * HOUR / per_hour
    change = np.diff(agents, prepend=0.0)
    minutes += np.maximum(change, 0.0) * held
    debt = 0.0
    for slot in np.flatnonzero(change < 0):
        before, after = agents[slot - 1], agents[slot]
        leaving = np.arange(np.floor(after) + 1, before + 1)
        debt = held * float((before - after) - ((leaving - after) / leaving).sum())
        while debt > 0 and slot < minutes.size:
            taken = min(debt, minutes[slot])
            minutes[slot] -= taken
            debt, slot = debt - taken, slot + 1
    return minutes


def late_for_want_of_agents(
    workload: Workload, staff: Floats, targets: Floats, volume: Floats, handle: Floats
) -> Floats:
    """Chance by priority and hour that no agent is free in time, although there is capacity.

    Formula: C × G(t)^r with Erlang C of the load in hand, G the chance that a lognormal ticket in
    hand takes longer than t still, r = (n − Σ a up to this priority) (1 − Σ a before it ÷ n); 0 for
    promises longer than three handle times and where more urgent work fills 90 % of the agents.
    Arrays: ``staff`` by hour, ``targets`` (minutes), ``volume`` and ``handle`` (factors) by priority.
    """
    time = workload.handle_time * handle
    rates = workload.arrivals * volume[:, None] / HOUR
    loads = np.array([modified_offered_load(rate, h, HOUR, 0.0) for rate, h in zip(rates, time, strict=True)])
    loads[loads < NOTHING] = 0.0
    agents = np.maximum(staff, 1.0)
    waits = erlang_c(agents, loads.sum(axis=0), 1.0, 0.0).wait_probability
    waits = np.where(staff > 0, np.where(np.isnan(waits), 1.0, waits), 0.0)
    until = np.cumsum(loads, axis=0)
    free = (agents - until) * (1.0 - (until - loads) / agents)
    still = np.array(
        [_still_busy(t, h, workload.variation) for t, h in zip(targets, time, strict=True)], np.float64
    )
    late = waits * still[:, None] ** np.maximum(free, 0.0)
    applies = (until < CROWDED * agents) & (targets <= SHORT * time)[:, None]
    return np.where(applies, late, 0.0)


def _still_busy(after: float, time: float, variation: float) -> float:
    """Chance that a ticket in hand takes longer than ``after`` from now on."""
    if after <= 0:
        return 1.0
    if variation == 0:
        return max(1.0 - after / time, 0.0)
    square = np.log1p(variation**2)
    step, middle = np.sqrt(square), np.log(time) - square / 2 - np.log(after)
    return float(ndtr((middle + square) / step) - after / time * ndtr(middle / step))
