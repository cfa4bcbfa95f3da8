"""Rules and the ladder tried on the past: what they would have told, had they been on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np

from core.alerts.dry_run import DryRun, dry_run
from core.alerts.ladder import STEPS, Ladder
from core.alerts.rule import AlertRule
from core.alerts.windows import Step
from core.facts.event_log import Ints
from core.periods import microseconds
from core.report import Report
from core.reporting.alert_readings import Measurer, reach
from core.sla.due import due_instants
from core.sla.policy import NO_POLICY
from core.sla.running import METRICS

LONGEST = {
    Step.FIVE_MINUTES: timedelta(days=2),
    Step.QUARTER: timedelta(days=7),
    Step.HOUR: timedelta(days=31),
    Step.DAY: timedelta(days=366),
    Step.WEEK: timedelta(days=366),
}
"""How far back a rule is tried: up to some 700 looks, which take seconds."""
Progress = Callable[[float], None]


def try_rule(
    report: Report, rule: AlertRule, start: datetime, end: datetime, progress: Progress | None = None
) -> DryRun:
    """What a rule would have done between two instants, by looking at the end of each of its periods.

    Every period is measured once, on the facts as they stood when it ended, from the tickets that were
    touched since the first of them (`recent_report`); looks share their periods. ``progress`` is told the
    share that is done. A ``start`` further back than `LONGEST` allows is moved up.
    """
    zone = report.zone()
    start = max(start, end - LONGEST[rule.window.step])
    ends = rule.window.ends_between(start, end, zone)
    if not ends:
        return DryRun((), 0, 0)
    ends = rule.window.last_ends(start, zone, rule.periods - 1)[::-1] + ends
    measurer = Measurer(report, reach(rule, ends[0], zone))
    readings = {}
    for place, each in enumerate(ends):
        readings[each] = measurer.readings(rule, each, end)
        if progress is not None:
            progress((place + 1) / len(ends))
    return dry_run(rule, ends, readings)


def try_ladder(report: Report, ladder: Ladder, start: datetime, end: datetime) -> dict[str, int]:
    """How many promises reached each level between two instants: orange, red, breach, severe.

    A level counts where the clock got there before it stopped. The limit is that of the priority at the
    stop, so that of a ticket that was raised late the levels it jumped over count as well.
    """
    promises = report._loader.load(end).promises
    clocks = promises.clocks
    tickets = promises.facts.tickets
    kinds = [metric.value in ladder.metrics for metric in METRICS]
    watched = np.asarray(kinds)[clocks.runs.metric] & (clocks.promise != NO_POLICY)
    rows = clocks.runs.ticket
    for name, values in ladder.filters.items():
        if values:
            watched &= tickets[name].isin(values).to_numpy()[rows]
    found = {}
    for level, (share, _) in STEPS.items():
        limit = np.rint(clocks.target * share).astype(np.int64)
        reached = (
            (clocks.measured.elapsed > limit) if level == "breach" else (clocks.measured.elapsed >= limit)
        )
        at = due_instants(clocks.runs.started_at, limit, clocks.is_business, clocks.pauses, promises.calendar)
        found[level] = int(np.count_nonzero(watched & reached & _within(at, start, end)))
    return found


def _within(at: Ints, start: datetime, end: datetime) -> np.ndarray:
    return np.asarray((at > microseconds(start)) & (at <= microseconds(end)))
