"""What several detectors ask of a ticket: did it come back, was the customer there again, how late was it."""

from __future__ import annotations

import numpy as np

from core.data.columns import MICROSECONDS_PER_MINUTE, MISSING_INSTANT, ActorRole, Status
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.ticket_table import Flags
from core.facts.timeline import Timeline
from core.insight.integrity.case import COMEBACK, FAR, HOUR, Case
from core.metrics.measure import Floats


def comes_back(case: Case, rows: Ints) -> Flags:
    """Tickets opened again within 72 hours after they were first resolved."""
    resolved = case.resolved[rows]
    return np.asarray(case.next_at(case.reopenings, rows, resolved) <= resolved + COMEBACK)


def asks_again(case: Case, rows: Ints, after: Ints, within: int = COMEBACK) -> Flags:
    """Whether the same customer opened another ticket of the same kind soon after an instant.

    Merged tickets do not count: somebody noticed.
    """
    customer = case.codes("customer_key")[0]
    there = (customer >= 0) & (case.kind >= 0) & ~case.column("is_merged").astype(bool)
    group = customer * (case.kind.max(initial=0) + 2) + case.kind
    others = np.flatnonzero(there & (case.created != MISSING_INSTANT))
    _, dense = np.unique(group, return_inverse=True)
    found = Timeline.of(dense[others], case.created[others]).after(dense[rows], after)
    following = np.append(case.created[others], FAR)[found]
    return np.asarray(there[rows] & (following <= np.minimum(after, FAR - within) + within))


def clock_of(case: Case, metric: str) -> tuple[Floats, Flags]:
    """Each ticket's target of a promise in minutes (NaN: none), and whether opening hours count."""
    clocks = case.clocks[(case.clocks["metric"] == metric) & (case.clocks["period"] == 0)]
    target, is_business = np.full(case.size, np.nan), np.zeros(case.size, bool)
    row = clocks["ticket_row"].to_numpy()
    target[row] = clocks["target_minutes"].to_numpy()
    is_business[row] = clocks["is_business"].to_numpy()
    return target, is_business


def elapsed(case: Case, start: Ints, end: Ints, is_business: Flags) -> Floats:
    """Minutes from start to end, in opening hours where the clock says so; 0 where the end comes first."""
    start, end = np.asarray(start, np.int64), np.maximum(end, start)
    passed = (end - start).astype(np.float64)
    inside = np.flatnonzero(is_business)
    passed[inside] = case.calendar.elapsed(start[inside], end[inside])
    return passed / MICROSECONDS_PER_MINUTE


def pauses(case: Case) -> tuple[Ints, Ints]:
    """Events that set tickets to pending, and when each pause ended (or ``as_of``)."""
    log = case.log
    entering = case.rows_of((log.to_status == Status.PENDING) & (log.from_status != Status.PENDING))
    leaving = case.rows_of((log.from_status == Status.PENDING) & (log.to_status != Status.PENDING))
    ends = case.next_at(leaving, case.row(entering), case.at(entering))
    return entering, np.minimum(ends, case.as_of)


def used_share(case: Case, rows: Ints, at: Ints) -> Floats:
    """How much of the promised time each ticket had used at an instant, pauses left out; NaN: none."""
    target, is_business = clock_of(case, "resolution")
    entering, ends = pauses(case)
    paused_row, start = case.row(entering), case.at(entering)
    target = _stated_target(case, target, is_business, paused_row, start, ends)
    length = elapsed(case, start, ends, is_business[paused_row])
    total = np.concatenate([[0.0], np.cumsum(length)])
    first = np.searchsorted(paused_row, rows)
    last = Timeline.of(paused_row, start).before(rows, at) if len(start) else np.full(len(rows), -1)
    there = last >= 0
    place = np.maximum(last, 0)
    before = np.where(there, total[place] - total[np.minimum(first, len(total) - 1)], 0.0)
    if len(start):
        part = elapsed(case, start[place], np.minimum(ends[place], at), is_business[rows])
        before += np.where(there, part, 0.0)
    used = elapsed(case, case.created[rows], at, is_business[rows]) - before
    return np.asarray(used / target[rows])


def _stated_target(
    case: Case, target: Floats, is_business: Flags, row: Ints, start: Ints, ends: Ints
) -> Floats:
    """The minutes that the source itself promised, where it states when a ticket is due: people saw those."""
    due = case.stated_due
    if due is None:
        return target
    known = due > case.created
    until = np.where(known, due, case.created)
    paused = elapsed(case, np.minimum(start, until[row]), np.minimum(ends, until[row]), is_business[row])
    stated = elapsed(case, case.created, until, is_business) - np.bincount(row, paused, case.size)
    return np.asarray(np.where(known & (stated > 0), stated, target))


def has_repeats(case: Case) -> bool:
    """Whether customers and categories are told, without which no repeat can be seen."""
    return bool((case.codes("customer_key")[0] >= 0).any() and (case.kind >= 0).any())


def last_touched(case: Case) -> Ints:
    """When anything last happened on each ticket."""
    touched = instants_of(case.tickets, "last_event_at")
    return np.where(touched == MISSING_INSTANT, case.created, touched)


def by_agent(case: Case, events: Ints) -> Flags:
    """Events that a person of the team caused."""
    return np.asarray(case.log.actor_role[events] == ActorRole.AGENT)


def waits_on_purpose(case: Case) -> Flags:
    """Open tickets on hold, or pending since the customer was asked something."""
    status = case.tickets["status"].astype(object).to_numpy()
    entering, _ = pauses(case)
    asked = np.zeros(case.size, bool)
    row, at = case.row(entering), case.at(entering)
    asked[row] = case.last_at(case.replies, row, at) >= at - HOUR // 2
    return np.asarray((status == "hold") | ((status == "pending") & asked))


def dissatisfied(case: Case) -> Flags:
    """Tickets whose customer gave two of five points or fewer."""
    score, top = case.column("csat_score"), case.column("csat_scale_max")
    return np.asarray(np.nan_to_num(score, nan=np.inf) <= 0.4 * np.nan_to_num(top, nan=0.0))
