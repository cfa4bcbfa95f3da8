"""The simulation beside queueing theory, and staffing by the load in hand beside staffing by arrivals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student

from core.capacity.erlang import erlang_a, erlang_c
from core.capacity.least import agents_for_service_level
from core.capacity.offered_load import modified_offered_load
from core.capacity.simulation import simulate

RUNS, TICKETS, WARM_UP = 30, 24_000, 3_000


def runs_of(agents: int, load: float, patience: float | None, within: float) -> np.ndarray:
    """Share that waits, mean wait, share answered in time, share that gives up: one row per run."""
    rows = []
    for run in range(RUNS):
        random = np.random.default_rng([agents, run])
        at = np.cumsum(random.exponential(1 / load, TICKETS))
        leaves = None if patience is None else random.exponential(patience, TICKETS)
        work = random.exponential(1, TICKETS)
        hours = int(at[-1] + 100)
        started = simulate(at, work, np.full(hours, agents), patience=leaves, interval=1.0)
        gone = np.isnan(started)
        wait = np.where(gone, 0.0 if leaves is None else leaves, started - at)
        settled = slice(WARM_UP, TICKETS)
        figures = (wait > 0, wait, ~gone & (wait <= within), gone)
        rows.append([np.mean(figure[settled]) for figure in figures])
    return np.array(rows)


@pytest.mark.parametrize("patience", [None, 2.0])
@pytest.mark.parametrize(("agents", "load"), [(14, 10.0), (50, 45.0), (55, 48.0)])
def test_theory_lies_inside_the_interval_of_the_simulation(
    agents: int, load: float, patience: float | None
) -> None:
    within = 0.1
    seen = runs_of(agents, load, patience, within)
    found = (
        erlang_c(agents, load, 1, within) if patience is None else erlang_a(agents, load, 1, patience, within)
    )
    theory = [
        float(x)
        for x in (
            found.wait_probability,
            found.average_speed_of_answer,
            found.service_level,
            found.abandonment_rate,
        )
    ]
    half = student.ppf(0.975, RUNS - 1) * seen.std(axis=0, ddof=1) / np.sqrt(RUNS)
    assert (np.abs(seen.mean(axis=0) - theory) <= half + 1e-12).all(), (seen.mean(axis=0), theory, half)


def test_load_in_hand_keeps_the_target_in_the_worst_hour_where_arrivals_alone_do_not() -> None:
    day = np.array([0.2] * 6 + [0.5, 1, 2, 3, 3.4, 3.2, 2.6, 2.4, 2.6, 2.4, 1.8, 1, 0.7] + [0.3] * 5)
    time, within = 20.0, 5.0
    hourly, quarters = day * time, modified_offered_load(np.repeat(day, 4), time, interval=15)
    fullest = quarters.reshape(24, 4).max(axis=1)
    loads = (hourly, modified_offered_load(day, time), fullest)
    staff = [agents_for_service_level(load, time, 0.8, within) for load in loads]
    by_arrivals, by_hour, by_quarter = (worst_hour(day, one, time, within) for one in staff)
    assert by_arrivals < 0.4
    assert by_hour > 0.7
    assert by_quarter > 0.8
    assert staff[2].sum() < 1.1 * staff[0].sum()


def worst_hour(day: np.ndarray, staff: np.ndarray, time: float, within: float) -> float:
    """Least share answered in time of all hours of the day, over many simulated days."""
    days, random = 150, np.random.default_rng(5)
    counts = random.poisson(np.tile(day * 60, days))
    at = np.sort((np.repeat(np.arange(counts.size), counts) + random.random(counts.sum())) * 60)
    started = simulate(at, random.exponential(time, at.size), np.tile(staff, days))
    hour = (at // 60).astype(int) % 24
    in_time = started - at <= within
    return min(in_time[hour == h].mean() for h in range(6, 22))
