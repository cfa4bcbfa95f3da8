"""The what-if while a slider is held: thirteen weeks from a move to new figures, beside the exact play.

Times are medians of processor seconds, each move with another volume, so that nothing is remembered but
chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from benchmarks.bench_capacity import HOURLY, WEEKDAYS, processor_seconds
from benchmarks.harness import Result
from core.capacity.scenario import Assumptions
from core.capacity.scenario_exact import check_exactly
from core.capacity.scenario_model import what_if
from core.capacity.scenario_solve import solve_for
from core.capacity.tornado import tornado

ALL_HOURS = tuple(float(day * hour) for day in WEEKDAYS for hour in HOURLY)
EMAIL = Assumptions(handle_time=(20.0, 45.0, 240.0), agents=(30.0, 0.0, 0.0), arrival_shares=ALL_HOURS)
"""500 tickets a day at 20 minutes, by mail at every hour, answered in office hours."""
MIXED = replace(
    EMAIL,
    channels=("email", "phone", "chat"),
    tickets_per_day=((300.0, 0.0, 0.0), (100.0, 0.0, 0.0), (100.0, 0.0, 0.0)),
    rate_includes_concurrency=False,
    growth_rate=0.01,
)
"""The same with phone, chat by the slot, and growth: every week has another need."""
MOVES, A_FRAME, A_SECOND = 15, 0.06, 1.0


def moved(given: Assumptions) -> Iterator[Assumptions]:
    """The slider of the tickets, a little further each time."""
    return (replace(given, volume_change=step / 500) for step in count())


def move_row(name: str, given: Assumptions) -> Result:
    """One move of a slider beside playing the same weeks ticket by ticket, twenty times."""
    moves = moved(given)
    ours = processor_seconds(lambda: what_if(next(moves)), MOVES)
    exact = processor_seconds(lambda: check_exactly(next(moves)), 3)
    note = f"{what_if(given).replications} replications"
    return Result(name, ours, "ticket by ticket", exact, "60 ms or less", ours <= A_FRAME, note)


def limit_row(name: str, ours: float, note: str) -> Result:
    """Something that may take a second."""
    return Result(name, ours, "the limit", A_SECOND, "1 s or less", ours <= A_SECOND, note)


def suite() -> list[Result]:
    """All comparisons."""
    moves = moved(EMAIL)
    bars = len(tornado(EMAIL).bars)
    answer = solve_for(EMAIL, "agents")
    return [
        move_row("a slider moves: 13 weeks of tickets", EMAIL),
        move_row("a slider moves: tickets, phone and chat", MIXED),
        limit_row("tornado", processor_seconds(lambda: tornado(next(moves)), 5), f"{bars} assumptions"),
        limit_row(
            "solve for agents",
            processor_seconds(lambda: solve_for(next(moves), "agents"), 5),
            f"{answer.value:.0f} agents",
        ),
    ]
