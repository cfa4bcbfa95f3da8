"""Timing and recording: medians and ratios, because machines differ and are noisy.

A suite is a module ``benchmarks/bench_x.py`` with ``def suite() -> list[Result]``.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison: the product against a peer, both measured in the same run.

    Figures are seconds unless ``unit`` says otherwise.
    """

    what: str
    ours_seconds: float
    peer: str
    peer_seconds: float
    goal: str
    met: bool
    note: str = ""
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """How many times as long the peer takes."""
        return self.peer_seconds / self.ours_seconds


def median_seconds(action: Callable[[], Any], repeat: int = 5, warm_up: int = 1) -> float:
    """Median wall time of ``action`` after ``warm_up`` unmeasured calls."""
    for _ in range(warm_up):
        action()
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return statistics.median(times)
