"""Business minutes of ten million pairs beside one subtraction and a ``numpy.busday_count`` recipe."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from benchmarks.bench_facts import timed
from benchmarks.harness import Result
from core.calendars import WEEKDAYS, BusinessCalendar
from core.data.columns import MICROSECONDS_PER_DAY, MICROSECONDS_PER_HOUR

PAIRS = 10_000_000
OPENS, CLOSES = 9 * MICROSECONDS_PER_HOUR, 17 * MICROSECONDS_PER_HOUR
HOLIDAYS = ["2024-12-25", "2025-01-01", "2025-12-25"]


def made_pairs(count: int) -> tuple[Any, Any]:
    """Random starts in two years, lags of a few minutes to a few weeks."""
    random = np.random.default_rng(1)
    start = 1_704_067_200_000_000 + (random.random(count) * 700 * MICROSECONDS_PER_DAY).astype(np.int64)
    return start, start + np.exp(random.normal(23.5, 2.0, count)).clip(6e7, 2e12).astype(np.int64)


def busday_recipe(start: Any, end: Any) -> Any:
    """Whole business days by ``busday_count``, the rest by the time of day: one window, one zone."""
    opening, length = np.timedelta64(OPENS, "us"), np.timedelta64(CLOSES - OPENS, "us")

    def parts(at: Any) -> tuple[Any, Any]:
        day = at.astype("datetime64[D]")
        inside = np.clip(at - (day + opening), np.timedelta64(0, "us"), length)
        return day, np.where(np.is_busday(day, holidays=HOLIDAYS), inside, np.timedelta64(0, "us"))

    first_day, first = parts(start)
    last_day, last = parts(end)
    return np.busday_count(first_day, last_day, holidays=HOLIDAYS) * length + last - first


def suite() -> list[Result]:
    """Both comparisons on one core, results checked equal."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    start, end = made_pairs(PAIRS)
    week = {day: [("09:00", "17:00")] for day in WEEKDAYS[:5]}
    plain = BusinessCalendar.from_weekly(week, "UTC", HOLIDAYS)
    split = {day: [("08:30", "12:15"), ("13:00", "18:00")] for day in WEEKDAYS[:5]}
    zoned = BusinessCalendar.from_weekly(split, "Europe/Berlin", HOLIDAYS)
    ours, minutes = timed(lambda: plain.elapsed(start, end), 5)
    harder, _ = timed(lambda: zoned.elapsed(start, end), 5)
    subtraction, _ = timed(lambda: np.subtract(end, start), 5)
    dates = start.view("datetime64[us]"), end.view("datetime64[us]")
    recipe, counted = timed(lambda: busday_recipe(*dates), 2)
    wrong = int((minutes != counted.astype(np.int64)).sum())
    what, note = f"business time of {PAIRS:,} pairs", f"{ours / PAIRS * 1e9:.1f} ns a pair"
    zone_note = f"split days, clock changes, holidays: {harder / PAIRS * 1e9:.1f} ns a pair"
    goal, times = "10x the time or less", max(ours, harder) / subtraction
    return [
        Result(
            what,
            ours,
            "one np.subtract",
            subtraction,
            goal,
            ours <= 10 * subtraction,
            f"{times:.1f}x; {note}",
        ),
        Result(what, harder, "one np.subtract", subtraction, goal, harder <= 10 * subtraction, zone_note),
        Result(
            what,
            ours,
            "numpy.busday_count recipe",
            recipe,
            "peer takes 8x or more",
            recipe >= 8 * ours and not wrong,
            f"differing values: {wrong}",
        ),
    ]


if __name__ == "__main__":
    for result in suite():
        print(result)
