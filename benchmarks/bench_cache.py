"""A million clustered events from the Arrow cache, beside clustering them anew."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from benchmarks.event_data import TERMS, make_columns
from benchmarks.harness import Result, median_seconds
from core.facts.cache import FactCache
from core.facts.event_log import EVENT_FIELDS, EventLog, cluster_events

TICKETS = 152_300


def read(folder: Path) -> EventLog:
    """From a cold object, as at the start of a program."""
    return FactCache(folder).event_log("1", missing)


def missing() -> EventLog:
    raise AssertionError("the cache must answer")


def touch(log: EventLog) -> int:
    """Read every byte of every column once."""
    return sum(int(getattr(log, name).view(np.uint8).max()) for name in EVENT_FIELDS)


def suite() -> list[Result]:
    """Opening the file, and opening it with every byte read."""
    columns = make_columns(TICKETS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = FactCache(folder).event_log("1", lambda: cluster_events(columns, TERMS))
        events = f"{len(log.at):,} events"
        opened = median_seconds(lambda: read(folder), 21)
        touched = median_seconds(lambda: touch(read(folder)), 9)
        clustered = median_seconds(lambda: cluster_events(columns, TERMS), 3)
        limit, goal = 0.010, "10 ms or less"
        return [
            Result(f"{events} from the cache", opened, "the limit", limit, goal, opened <= limit),
            Result(f"{events}, every byte read", touched, "the limit", limit, goal, touched <= limit),
            Result(
                f"{events} from the cache", opened, "clustering anew", clustered, "faster", opened < clustered
            ),
        ]


if __name__ == "__main__":
    for result in suite():
        print(result)
