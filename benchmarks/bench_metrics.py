"""Metrics of a million tickets: one by day beside pandas, and every metric by day, agent and priority.

The demo company is stored and loaded before the clock starts, and both sides know the local day of every
ticket. Each answer is one that nobody has asked for before: filters change from one to the next, and
nothing of the metric is kept. Values are checked equal. Times are medians of processor seconds, because
other programs on the machine must not decide them.
"""

from __future__ import annotations

import gc
import itertools
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.harness import Result
from core.data.store import Store
from core.metrics import METRICS
from core.metrics.evaluate import ALL_TIME, Evaluated, Evaluation, Span
from core.periods import Period
from core.report import Report
from core.reporting.results import Filters
from sample_data import generate, load_into

TICKETS, ROUNDS = 1_000_000, 9
METRIC, COLUMN = "first_response_time", "first_response_minutes"
WINDOW, STEP = timedelta(days=90), timedelta(days=11)
GROUPINGS = ("day", "assignee", "priority")
STATISTICS = ["mean", "median", "p90"]
WHOLE = pd.NaT


def seconds(action: Callable[[], Any]) -> tuple[float, Any]:
    """Processor time of one call, and what it gave."""
    started = time.process_time()
    result = action()
    return time.process_time() - started, result


@contextmanager
def stored_company() -> Iterator[Report]:
    """The demo company, loaded into memory as the server holds it once it is warm."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "queuewise.db") as store:
        load_into(store, generate(TICKETS))
        report = Report(store)
        report.facts()
        gc.collect()
        gc.freeze()
        yield report


def as_pandas(report: Report) -> pd.DataFrame:
    """What pandas groups: the columns asked for, and the local day of every ticket."""
    tickets = report.facts().tickets
    frame = tickets[["created_at", "team", "priority", COLUMN]][~tickets["is_deleted"]]
    day = frame["created_at"].dt.tz_convert(report.zone()).dt.tz_localize(None).dt.normalize()
    return frame.assign(day=day)


def by_day(frame: pd.DataFrame) -> pd.DataFrame:
    """Mean, median and p90 of every day, in pandas."""
    days = frame.groupby("day")[COLUMN]
    return pd.DataFrame({"mean": days.mean(), "median": days.median(), "p90": days.quantile(0.9)})


def with_whole(frame: pd.DataFrame) -> pd.DataFrame:
    """The same, and that of all days together."""
    table, column = by_day(frame), frame[COLUMN]
    table.loc[WHOLE] = [column.mean(), column.median(), column.quantile(0.9)]
    return table


def part_by_day(frame: pd.DataFrame, start: datetime, team: str, priority: str) -> pd.DataFrame:
    """Mean, median and p90 of every day, of 90 days of a team and a priority."""
    created = frame["created_at"]
    inside = (created >= start) & (created < start + WINDOW)
    return by_day(frame[inside & (frame["team"] == team) & (frame["priority"] == priority)])


def measured(evaluation: Evaluation, filters: Filters, span: Span) -> Evaluated:
    """The same from the product: filters laid on, the whole and every day."""
    mask = evaluation.mask(filters.wanted())
    return evaluation.evaluate(METRICS[METRIC], span=span, mask=mask, by="day")


def differences(found: Evaluated, peer: pd.DataFrame) -> int:
    """Days and statistics in which the two differ."""
    measures = {pd.Timestamp(day): each for day, each in found.groups.items()}
    if WHOLE in peer.index:
        measures[WHOLE] = found.total
    ours = np.array([[getattr(each, name) for name in STATISTICS] for each in measures.values()])
    theirs = peer.reindex(list(measures))[STATISTICS].to_numpy()
    same = np.isclose(ours, theirs, rtol=1e-9, atol=1e-6, equal_nan=True)
    return int((~same).sum() + (~peer.index.isin(list(measures))).sum())


def part_result(report: Report, frame: pd.DataFrame) -> Result:
    """90 days of a team and a priority, other ones in every round."""
    evaluation, last = report._loader.load().evaluation, report.as_of()
    assert last is not None
    evaluation.evaluate(METRICS["ticket_volume"], by="day")
    runs, judged = [], []
    parts = itertools.product(frame["team"].cat.categories, ("P1", "P2", "P3"))
    for step, (team, priority) in enumerate(parts):
        start = last - WINDOW - step * STEP
        period, filters = Period(start, start + WINDOW), Filters(team=(team,), priority=(priority,))
        ours, found = seconds(partial(measured, evaluation, filters, period.span()))
        theirs, peer = seconds(partial(part_by_day, frame, start, team, priority))
        runs.append((ours, theirs, differences(found, peer)))
        other = Period(start - STEP, start - STEP + WINDOW)
        ask = partial(report.metrics, [METRIC], period=other, filters=filters, by="day")
        judged.append(seconds(ask)[0])
    note = f"through the report, with targets and reasons, {median(judged) * 1000:.1f} ms"
    return _beside("90 days of a team and a priority", "pandas", runs, (0.010, 0), note)


def whole_results(report: Report, frame: pd.DataFrame) -> list[Result]:
    """All tickets, in an evaluation that knows the days but nothing of the metric."""
    frames, zone = report._loader.load().evaluation.frames, report.zone()
    runs: dict[str, list[tuple[float, float, int]]] = {"days": [], "whole": []}
    for _ in range(ROUNDS):
        anew = Evaluation(frames, zone)
        anew.evaluate(METRICS["ticket_volume"], by="day")
        ours, found = seconds(partial(measured, anew, Filters(), ALL_TIME))
        for name, ask in (("days", by_day), ("whole", with_whole)):
            theirs, peer = seconds(partial(ask, frame))
            runs[name].append((ours, theirs, differences(found, peer)))
    note = "the product's answer has the whole, n, intervals and the clocks that still run, too"
    return [
        _beside("all tickets", "pandas, by day and in all", runs["whole"], (0.050, 2.5), note),
        _beside("all tickets", "pandas, by day alone", runs["days"], (0.050, 0), note),
    ]


def _beside(
    what: str, peer: str, runs: list[tuple[float, float, int]], goal: tuple[float, float], note: str
) -> Result:
    ours, theirs, wrong = (column for column in zip(*runs, strict=True))
    limit, times = goal
    met = median(ours) <= limit and median(theirs) >= times * median(ours) and not sum(wrong)
    words = f"{limit * 1000:.0f} ms" + (f", peer takes {times}x or more" if times else "")
    note = f"slowest of {len(runs)} {max(ours) * 1000:.1f} ms, differing values: {sum(wrong)}; {note}"
    title = f"mean, median and p90 by day, {what}"
    return Result(title, median(ours), peer, median(theirs), words, met, note)


def every_metric(evaluation: Evaluation) -> int:
    """Each metric by day, by agent and by priority; how many values that gives."""
    return sum(
        len(evaluation.evaluate(metric, by=by).groups)
        for metric in METRICS.values()
        for by in GROUPINGS
        if not (by == "day" and metric.is_state)
    )


def every_metric_result(report: Report) -> Result:
    """All metrics, from frames that are made; making them is measured apart."""
    evaluation = report._loader.load().evaluation
    needed = {metric.frame for metric in METRICS.values() if not metric.is_waiting}
    made, _ = seconds(lambda: [evaluation.frames[name] for name in needed])
    runs, values = [], 0
    for _ in range(ROUNDS):
        taken, values = seconds(partial(every_metric, Evaluation(evaluation.frames, evaluation.zone)))
        runs.append(taken)
    what = f"all {len(METRICS)} metrics by day, agent and priority, {TICKETS:,} tickets"
    note = (
        f"{values:,} values with intervals, nothing kept from before, slowest of {ROUNDS} {max(runs):.2f} s; "
        f"making the {len(needed)} frames took {made:.2f} s once"
    )
    return Result(what, median(runs), "the limit", 2.0, "2 s", median(runs) <= 2, note)


def results(report: Report) -> list[Result]:
    """All comparisons over a loaded company."""
    frame = as_pandas(report)
    return [part_result(report, frame), *whole_results(report, frame), every_metric_result(report)]


def suite() -> list[Result]:
    """Everything on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with stored_company() as report:
        return results(report)


if __name__ == "__main__":
    for result in suite():
        print(result)
