"""What pyworkforce, SimPy and statsforecast need for the same questions: JSON in, JSON out.

A program of its own, because statsforecast wants an older pandas than Queuewise. It imports nothing of
Queuewise; ``benchmarks/bench_capacity.py`` starts it with the interpreter that has the three.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import simpy
from pyworkforce.queuing import ErlangC
from statsforecast.models import AutoETS


def timed(action: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """Median processor time after a first call that does not count, and what came out."""
    result, times = action(), []
    for _ in range(repeat):
        started = time.process_time()
        result = action()
        times.append(time.process_time() - started)
    return statistics.median(times), result


def positions(asked: dict[str, Any]) -> list[int]:
    """Agents for each interval by pyworkforce."""
    found = []
    for calls in asked["calls"]:
        line = ErlangC(transactions=calls, asa=asked["within"], aht=asked["handle_time"], interval=60)
        found.append(line.required_positions(service_level=asked["target"])["raw_positions"])
    return found


def waits(asked: dict[str, Any]) -> list[float]:
    """When each ticket is taken up, by SimPy's queue with priorities."""
    world = simpy.Environment()
    desk = simpy.PriorityResource(world, capacity=asked["agents"])
    started = [float("nan")] * len(asked["arrived"])

    def ticket(number: int) -> Any:
        with desk.request(priority=asked["priority"][number]) as turn:
            yield turn
            started[number] = world.now
            yield world.timeout(asked["work"][number])

    def source() -> Any:
        for number, at in enumerate(asked["arrived"]):
            yield world.timeout(at - world.now)
            world.process(ticket(number))

    world.process(source())
    world.run(until=asked["until"])
    return started


def forecasts(asked: dict[str, Any]) -> list[list[float]]:
    """AutoETS from each origin."""
    days, horizon = np.array(asked["history"]), asked["horizon"]
    return [
        AutoETS(season_length=7).forecast(y=days[:origin], h=horizon)["mean"].tolist()
        for origin in asked["origins"]
    ]


def main() -> None:
    """Answer what stands on standard input."""
    asked = json.load(sys.stdin)
    answer: dict[str, Any] = {"erlang": {}, "series": {}}
    for name, week in asked["erlang"].items():
        seconds, agents = timed(lambda week=week: positions(week), 9)
        answer["erlang"][name] = {"seconds": seconds, "agents": agents}
    seconds, started = timed(lambda: waits(asked["queue"]), 3)
    answer["queue"] = {"seconds": seconds, "started": started}
    for name, history in asked["series"].items():
        answer["series"][name] = {"expected": forecasts(history)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
