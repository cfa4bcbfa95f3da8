"""Capacity beside pyworkforce, SimPy and statsforecast: what moves with a slider, and how good forecasts are.

The peers run in a program of their own (``capacity_peers.py``) on the same inputs, started with the
interpreter named by QUEUEWISE_PEERS_PYTHON, else this one: statsforecast needs pandas below 3. Daily
openings of a city are read from the reference logs; without them that row is left out. Staff and the
instants at which tickets are taken up are checked equal to the peers'. Times are medians of processor
seconds, because other programs on the machine must not decide them.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Result
from core.capacity.backlog import Plan, play_backlog
from core.capacity.draws import Draws, Workload, draw
from core.capacity.exact import compare, play_exactly
from core.capacity.forecast import forecast_daily
from core.capacity.forecast_check import review
from core.capacity.least import agents_for_service_level
from core.capacity.simulation import simulate
from core.capacity.solve import solve_agents
from core.capacity.staffing import spread_over_hours
from sample_data import generate

ROOT = Path(__file__).resolve().parents[1]
DAYS, PER_DAY, HORIZON = 30, 500.0, 28
MIX = np.array([0.05, 0.15, 0.35, 0.30, 0.15])
TARGETS = np.array([15.0, 60, 240, 480, 1440])
MORNING = [0.3, 0.2, 0.15, 0.15, 0.2, 0.35, 0.6, 1, 1.8, 2.6, 2.9, 2.8]
EVENING = [2.4, 2.4, 2.6, 2.5, 2.2, 1.8, 1.4, 1.1, 0.9, 0.7, 0.5, 0.4]
HOURLY = np.array([*MORNING, *EVENING])
WEEKDAYS = np.array([1.3, 1.15, 1.1, 1.05, 1.0, 0.7, 0.7])
CALLS_PER_HOUR = {"up to 15 agents": 40.0, "up to 65 agents": 200.0}
HANDLE, WITHIN, TARGET = 6.0, 0.5, 0.8


def processor_seconds(action: Callable[[], Any], repeat: int) -> float:
    """Median processor time after a first call that does not count."""
    action()
    times = []
    for _ in range(repeat):
        started = time.process_time()
        action()
        times.append(time.process_time() - started)
    return statistics.median(times)


def month() -> Draws:
    """A hundred replications of a month of tickets, five priorities of 20 minutes."""
    day = PER_DAY * WEEKDAYS[np.arange(DAYS) % 7] / WEEKDAYS.mean()
    hours = (day[:, None] * HOURLY / HOURLY.sum()).ravel()
    return draw(Workload(MIX[:, None] * hours, np.full(5, 20.0)), replications=100)


def business_plan(agents: int) -> Plan:
    """People from eight to eight, most of them in the morning."""
    shares = np.tile(np.where((np.arange(24) >= 8) & (np.arange(24) < 20), HOURLY, 0.0), DAYS)
    return Plan(spread_over_hours(agents, shares), TARGETS, shares > 0)


def city_openings() -> np.ndarray | None:
    """Daily openings of the reference log, where it is there."""
    folder = Path(os.environ.get("QUEUEWISE_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
    path = folder / "boston311_2015_sample.csv.gz"
    if not path.exists():
        return None
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        opened = Counter(date.fromisoformat(row["OPEN_DT"][:10]) for row in csv.DictReader(lines))
    first = min(opened)
    return np.array([float(opened[first + timedelta(n)]) for n in range((max(opened) - first).days + 1)])


def demo_openings() -> np.ndarray:
    """Daily openings of the demo company."""
    day = generate(50_000).tickets["created_at"].to_numpy() // 86_400_000_000
    return np.bincount(day - day.min()).astype(np.float64)


def series() -> dict[str, dict[str, Any]]:
    """Histories and the weeks of their last seven months from which they are forecast."""
    found = {"the demo company": demo_openings(), "a city": city_openings()}
    return {
        name: {
            "history": days.tolist(),
            "horizon": HORIZON,
            "origins": list(range(days.size - 30 * 7, days.size - HORIZON + 1, 7)),
        }
        for name, days in found.items()
        if days is not None
    }


def ask_peers(asked: dict[str, Any]) -> dict[str, Any]:
    """The peers' answers and times."""
    python = os.environ.get("QUEUEWISE_PEERS_PYTHON", sys.executable)
    command = [python, "-W", "ignore", str(Path(__file__).with_name("capacity_peers.py"))]
    done = subprocess.run(command, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def backlog_rows(drawn: Draws) -> list[Result]:
    """A move of a slider, and a question turned round."""
    plan = business_plan(20)
    ours = processor_seconds(lambda: play_backlog(drawn, plan), 15)
    exact = play_exactly(drawn, plan)
    exactly = processor_seconds(lambda: play_exactly(drawn, plan, 10), 3) * 10
    points = compare(play_backlog(drawn, plan), exact).worst_points
    solving = processor_seconds(lambda: solve_agents(drawn, business_plan, 0.9), 7)
    agents = solve_agents(drawn, business_plan, 0.9).value
    what = f"backlog of {DAYS} days, {PER_DAY:.0f} tickets a day, 5 priorities, 100 replications"
    note = f"largest difference of a service level: {points:.2f} points"
    return [
        Result(what, ours, "the same ticket by ticket", exactly, "100 ms or less", ours <= 0.1, note),
        Result(
            "agents that keep every promise",
            solving,
            "the limit",
            0.4,
            "400 ms or less",
            solving <= 0.4,
            f"{agents:.0f} agents",
        ),
    ]


def forecast_row(name: str, asked: dict[str, Any], peer: dict[str, Any]) -> Result:
    """Error and coverage over all origins, in thousandths."""
    days = np.array(asked["history"])
    actual = [days[origin : origin + HORIZON] for origin in asked["origins"]]
    found = [forecast_daily(days[:origin], HORIZON) for origin in asked["origins"]]
    came = np.concatenate(actual)
    ours = 1000 * review(came, np.concatenate([one.expected for one in found])).weighted
    theirs = 1000 * review(came, np.concatenate(peer["expected"])).weighted
    pairs = list(zip(actual, found, strict=True))
    in_80 = 100 * np.mean([(y >= one.low_80) & (y <= one.high_80) for y, one in pairs])
    in_95 = 100 * np.mean([(y >= one.low_95) & (y <= one.high_95) for y, one in pairs])
    met = bool(ours <= 1.02 * theirs and abs(in_80 - 80) <= 4 and abs(in_95 - 95) <= 2)
    note = f"{len(found)} origins; ranges held {in_80:.1f} and {in_95:.1f} % of days"
    goal = "error 1.02x or less; 80±4 and 95±2 % inside"
    what = f"error (WAPE) of daily forecasts of {name}, 28 days ahead"
    return Result(what, ours, "statsforecast AutoETS", theirs, goal, met, note, "‰")


def weeks_of_calls() -> dict[str, dict[str, Any]]:
    """Calls in each of 168 hours, for a small desk and a larger one."""
    shared = {"within": WITHIN, "handle_time": HANDLE, "target": TARGET}
    hours = np.tile(HOURLY, 7)
    return {name: shared | {"calls": (peak * hours).tolist()} for name, peak in CALLS_PER_HOUR.items()}


def erlang_row(name: str, asked: dict[str, Any], peer: dict[str, Any]) -> Result:
    """Agents of a week, hour by hour."""
    load = np.array(asked["calls"]) * HANDLE / 60

    def staff() -> np.ndarray:
        return agents_for_service_level(load, HANDLE, TARGET, WITHIN)

    ours, theirs = processor_seconds(staff, 31), peer["seconds"]
    differing = int((staff() != np.array(peer["agents"])).sum())
    what, goal = f"agents of 168 hours by Erlang C, {name}", "peer takes 5x or more"
    met, note = theirs >= 5 * ours and not differing, f"differing hours: {differing}"
    return Result(what, ours, "pyworkforce", theirs, goal, met, note)


def one_month(drawn: Draws) -> dict[str, Any]:
    """One replication, and as many agents around the clock as it keeps busy 85 % of the time."""
    arrived, work, priority = drawn.tickets(0)
    agents = int(np.ceil(work.sum() / (DAYS * 1440) / 0.85))
    queue = {"arrived": arrived.tolist(), "work": work.tolist(), "priority": priority.tolist()}
    return queue | {"agents": agents, "until": DAYS * 1440}


def queue_row(asked: dict[str, Any], peer: dict[str, Any]) -> Result:
    """The same tickets, event by event."""
    arrived, work, priority = (np.array(asked[name]) for name in ("arrived", "work", "priority"))
    staff = np.full(DAYS * 24, asked["agents"])
    ours = processor_seconds(lambda: simulate(arrived, work, staff, priority), 9)
    same = np.isclose(simulate(arrived, work, staff, priority), np.array(peer["started"]), equal_nan=True)
    differing, theirs = int((~same).sum()), peer["seconds"]
    what, goal = f"{arrived.size:,} tickets with priorities, event by event", "peer takes 10x or more"
    note = f"tickets taken up at another instant: {differing}"
    return Result(what, ours, "SimPy", theirs, goal, theirs >= 10 * ours and not differing, note)


def suite() -> list[Result]:
    """All comparisons."""
    drawn, weeks, histories = month(), weeks_of_calls(), series()
    queue = one_month(drawn)
    peers = ask_peers({"erlang": weeks, "queue": queue, "series": histories})
    rows = [erlang_row(name, weeks[name], peers["erlang"][name]) for name in weeks]
    rows += [queue_row(queue, peers["queue"]), *backlog_rows(drawn)]
    return rows + [forecast_row(name, histories[name], peers["series"][name]) for name in histories]


if __name__ == "__main__":
    for result in suite():
        print(result)
