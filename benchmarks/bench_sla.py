"""Promises: business minutes a pair beside other libraries, clocks of a million tickets, and what-if."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from datetime import time as wall_time
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import bizdurr
import businesstimedelta
import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytz

from benchmarks.bench_calendar import made_pairs
from benchmarks.bench_facts import timed
from benchmarks.event_data import NOW, TERMS, make_log, ticket_table
from benchmarks.harness import Result, median_seconds
from core.calendars import WEEKDAYS, BusinessCalendar, CalendarSet
from core.data.store import Store
from core.facts.fact_set import FactSet, build_fact_set
from core.report import Report
from core.reporting.promises import Promises
from core.sla.measure import Outcome
from core.sla.policies import DEFAULT_POLICY
from core.sla.running import METRICS
from dashboard.components.what_if_panel import drawn
from dashboard.filters import Selection, build_period
from dashboard.view_models.what_if import build_what_if, tried_calendar
from sample_data import generate, load_into

ZONE = "Europe/Berlin"
WEEK = {day: [("09:00", "17:00")] for day in WEEKDAYS[:5]}
PAIRS, FEW, EXPLODED, TICKETS = 1_000_000, 300, 20_000, 1_000_000
PEER_GOAL = "peer takes {:,}x or more a pair"
EXPLODE = """
    WITH pairs AS (SELECT id, timezone('Europe/Berlin', make_timestamptz(a)) AS a,
                          timezone('Europe/Berlin', make_timestamptz(b)) AS b FROM given),
    weeks AS (SELECT id, a, b, unnest(generate_series(date_trunc('week', a), b, INTERVAL 7 DAY)) AS week
              FROM pairs),
    days AS (SELECT id, a, b, week + to_days(d::INT) AS day FROM weeks, range(5) AS r(d))
    SELECT id, sum(greatest(epoch_us(least(b, day + INTERVAL 17 HOUR))
                            - epoch_us(greatest(a, day + INTERVAL 9 HOUR)), 0)) AS passed
    FROM days GROUP BY id ORDER BY id
"""


def seconds(action: Callable[[], Any]) -> tuple[float, Any]:
    """Wall time of one call, and what it gave."""
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def as_datetimes(at: Any) -> list[datetime]:
    """The first few instants as a library wants them."""
    return [datetime.fromtimestamp(int(each) / 1e6, UTC) for each in at]


def with_businesstimedelta(start: Sequence[datetime], end: Sequence[datetime]) -> list[float]:
    rule = businesstimedelta.WorkDayRule(
        start_time=wall_time(9), end_time=wall_time(17), working_days=[0, 1, 2, 3, 4], tz=pytz.timezone(ZONE)
    )
    rules = businesstimedelta.Rules([rule])
    return [rules.difference(a, b).timedelta.total_seconds() for a, b in zip(start, end, strict=True)]


def with_bizdurr(start: Sequence[datetime], end: Sequence[datetime]) -> list[float]:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday")
    week = {name: {"start": "09:00", "end": "17:00"} for name in names}
    hours = bizdurr.BusinessDuration(week, ZoneInfo(ZONE))
    return [hours.calculate(a, b).total_seconds() for a, b in zip(start, end, strict=True)]


def pair_results() -> list[Result]:
    """One pair at a time in other libraries, a whole column here; the same pairs, checked equal."""
    start, end = made_pairs(PAIRS)
    calendar = BusinessCalendar.from_weekly(WEEK, ZONE)
    ours = median_seconds(lambda: calendar.elapsed(start, end)) / PAIRS
    passed = calendar.elapsed(start, end)
    few = as_datetimes(start[:FEW]), as_datetimes(end[:FEW])
    found = []
    for name, run, goal in (
        ("businesstimedelta", with_businesstimedelta, 10_000),
        ("bizdurr", with_bizdurr, 1_000),
    ):
        taken, result = seconds(lambda run=run: run(*few))
        wrong = int((np.abs(np.array(result) - passed[:FEW] / 1e6) > 1).sum())
        found.append(_pair(ours, name, taken / FEW, goal, wrong))
    taken, table = seconds(lambda: exploded(start[:EXPLODED], end[:EXPLODED]))
    wrong = int((table["passed"].to_numpy() != passed[:EXPLODED]).sum())
    found.append(_pair(ours, "DuckDB, a row a week exploded", taken / EXPLODED, 100, wrong))
    return [*found, mixed(start, end, ours * PAIRS)]


def exploded(start: Any, end: Any) -> pd.DataFrame:
    """Business time in SQL: a row for every week and day that a pair touches."""
    given = pa.table({"id": np.arange(len(start)), "a": start, "b": end})
    with duckdb.connect(config={"threads": 1}) as database:
        database.register("given", given)
        return database.sql(EXPLODE).df()


def _pair(ours: float, peer: str, theirs: float, goal: int, wrong: int) -> Result:
    note = f"{ours * 1e9:.1f} ns here, {theirs * 1e6:,.1f} µs there; differing values: {wrong}"
    met = theirs >= goal * ours and not wrong
    return Result("business time of a pair", ours, peer, theirs, PEER_GOAL.format(goal), met, note)


def mixed(start: Any, end: Any, single: float) -> Result:
    """Four calendars mixed in one column beside one."""
    zones = (ZONE, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
    calendars = CalendarSet([BusinessCalendar.from_weekly(WEEK, zone) for zone in zones])
    which = np.random.default_rng(3).integers(0, len(zones), len(start))
    ours = median_seconds(lambda: calendars.elapsed(which, start, end))
    goal, note = "1.5x the time or less", f"{ours / single:.2f} times"
    return Result(
        "four calendars mixed in a column", ours, "one calendar", single, goal, ours <= 1.5 * single, note
    )


def million() -> tuple[FactSet, Any, BusinessCalendar]:
    """Facts of a million tickets with priorities."""
    random, words = np.random.default_rng(4), ["P1", "P2", "P3", "P4", "P5"]
    table = ticket_table(TICKETS)
    codes = random.choice(5, TICKETS, p=[0.04, 0.16, 0.45, 0.25, 0.10]).astype(np.int32)
    column = pa.DictionaryArray.from_arrays(codes, words).cast(pa.string())
    table = table.set_column(table.schema.get_field_index("priority"), "priority", column)
    calendar = BusinessCalendar.from_weekly(WEEK, ZONE)
    log = make_log(TICKETS)
    return build_fact_set(log, table, TERMS, as_of=NOW, calendar=calendar), log, calendar


def ticket_results() -> list[Result]:
    """All clocks of the shipped policy."""
    facts, log, calendar = million()
    customers = pd.DataFrame({"customer_key": [], "tier": []}, dtype="object")
    promises = Promises(facts, log, TERMS, DEFAULT_POLICY, calendar, lambda: customers)
    clocks = promises.clocks
    rows, _ = timed(lambda: promises.under(DEFAULT_POLICY), 4)
    what = f"SLA rows of {TICKETS:,} tickets"
    note = f"{len(clocks.runs.ticket):,} clocks"
    return [Result(what, rows, "the limit", 0.5, "0.5 s", rows <= 0.5, note)]


def page_results() -> list[Result]:
    """What the server does when a slider of the What if page moves, over a stored demo company."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "queuewise.db") as store:
        load_into(store, generate(TICKETS))
        report = Report(store)
        as_of, zone = report.as_of(), report.zone()
        asked = Selection(build_period("All time", as_of, zone), as_of=as_of, zone=zone)

        def answer(values: dict[str, int]) -> float:
            return seconds(lambda: drawn(build_what_if(report, asked, values), "light"))[0]

        report.facts()
        gc.collect()
        gc.freeze()  # as the server does once it is warm
        report.sla_clocks(limit=1)
        first = answer({})
        target = median(answer({"resolution|P3": place}) for place in range(40))
        choices = [{"days": days, "opens": opens} for days in (1, 2, 3) for opens in range(5, 9)]
        hours = [answer(choice) for choice in choices]
        both = median(answer({**choices[-1], "resolution|P3": place}) for place in range(40))
        anew, wrong = recounted(report, tried_calendar(choices[-1], report.opening_hours()))
        gc.unfreeze()
    notes = (
        f"{both * 1e3:.1f} ms while other hours are tried; the page's first answer took {first * 1e3:.0f} ms",
        f"hours that nobody has tried yet, the slowest of {len(hours)} took {max(hours) * 1e3:.0f} ms; "
        f"all clocks anew take {anew * 1e3:.0f} ms; differing values: {wrong}",
    )
    return [
        Result(
            f"What if: {what}, page server time, 1 M tickets", taken, "the limit", 0.1, "100 ms", met, note
        )
        for what, taken, met, note in (
            ("a moved target", target, target <= 0.1, notes[0]),
            ("other hours", median(hours), max(hours) <= 0.1, notes[1]),
        )
    ]


def recounted(report: Report, calendar: BusinessCalendar | None) -> tuple[float, int]:
    """Seconds to measure every clock anew by other hours, and how many figures of the page that changes."""
    promises = report._loader.load().promises
    taken, clocks = seconds(lambda: promises.under(promises.policy, calendar))
    kept, wrong = promises.facts.tickets["is_deleted"].to_numpy()[clocks.runs.ticket] == 0, 0
    for group in report.sla_trial(calendar=calendar):
        metric, priority = METRICS.index(group.metric), clocks.priorities.index(group.priority)
        own = kept & (clocks.runs.metric == metric) & (clocks.priority == priority)
        counts = np.bincount(clocks.measured.outcome[own], minlength=len(Outcome))
        expected = counts[Outcome.MET], counts[Outcome.BREACHED]
        wrong += sum(a != b for a, b in zip(group.counts(group.base_minutes), expected, strict=True))
    return taken, wrong


def suite() -> list[Result]:
    """Everything on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return [*pair_results(), *ticket_results(), *page_results()]


if __name__ == "__main__":
    for result in suite():
        print(result)
