"""The state of the queue at `as_of`: how much is open, how old, who waits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import DAY_MINUTES, RANKED_PRIORITIES, flags, is_one_of, numbers, silent_sources
from core.metrics.definition import Direction, Level, MetricDefinition, Unit
from core.metrics.measure import Count, Duration

STUCK_AFTER_MINUTES = 48 * 60.0


def backlog_count(tickets: pd.DataFrame) -> Count:
    """Tickets open at ``as_of``, in any state that is not solved, closed or deleted.

    >>> from core.metrics.reduce import measure
    >>> measure(backlog_count(pd.DataFrame({"is_open": [True, True, False]}))).value
    2.0
    """
    return Count(flags(tickets, "is_open"))


def backlog_age(tickets: pd.DataFrame) -> Duration:
    """Age of open tickets in minutes. Formula: as_of − created; mean, median, p90.

    Undefined with an empty backlog. Source: backlog_age_days.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_open": [True, True, False], "age_minutes": [10.0, 30.0, float("nan")]}
    >>> measure(backlog_age(pd.DataFrame(rows))).value
    20.0
    """
    age = numbers(tickets, "age_minutes").copy()
    age[~flags(tickets, "is_open")] = float("nan")
    return Duration(age)


def backlog_24h(tickets: pd.DataFrame) -> Count:
    """Open tickets older than 24 hours (exactly 24 is not older).

    >>> from core.metrics.reduce import measure
    >>> measure(backlog_24h(pd.DataFrame({"is_open": [True, True], "age_minutes": [1440.0, 1441.0]}))).n
    1
    """
    return Count(flags(tickets, "is_open") & (numbers(tickets, "age_minutes") > DAY_MINUTES))


def queue_depth(tickets: pd.DataFrame) -> Count:
    """Open tickets that wait for an agent: never answered, or the customer spoke last.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_waiting_for_agent": [True, False], "is_open": [True, True]}
    >>> rows |= {"first_response_observed_minutes": [5.0, 7.0]}
    >>> measure(queue_depth(pd.DataFrame(rows))).n
    1
    """
    unknown = flags(tickets, "is_open") & np.isnan(numbers(tickets, "first_response_observed_minutes"))
    return Count(flags(tickets, "is_waiting_for_agent") & ~unknown, unknown)


def unassigned_count(tickets: pd.DataFrame) -> Count:
    """Open tickets that nobody owns.

    Unknown where a source of 20 or more tickets never names an assignee.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_open": [True, True], "is_assigned": [True, False], "source_id": ["desk"] * 2}
    >>> measure(unassigned_count(pd.DataFrame(rows))).n
    1
    """
    is_open, assigned = flags(tickets, "is_open"), flags(tickets, "is_assigned")
    unknown = is_open & silent_sources(tickets, assigned)
    return Count(is_open & ~assigned & ~unknown, unknown)


def stuck_tickets(tickets: pd.DataFrame) -> Count:
    """Open tickets on which nothing happened for more than 48 hours.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_open": [True, True], "idle_minutes": [2880.0, 2881.0], "history": ["full"] * 2}
    >>> measure(stuck_tickets(pd.DataFrame(rows))).n
    1
    """
    is_open, idle = flags(tickets, "is_open"), numbers(tickets, "idle_minutes")
    unknown = is_open & ~(is_one_of(tickets, "history", ("full",)) & ~np.isnan(idle))
    return Count(is_open & (idle > STUCK_AFTER_MINUTES) & ~unknown, unknown)


def open_p1_p2(tickets: pd.DataFrame) -> Count:
    """Open tickets at priority P1 or P2.

    >>> from core.metrics.reduce import measure
    >>> measure(open_p1_p2(pd.DataFrame({"is_open": [True, True], "priority": ["P1", "P3"]}))).n
    1
    """
    is_open = flags(tickets, "is_open")
    unknown = is_open & ~is_one_of(tickets, "priority", RANKED_PRIORITIES)
    return Count(is_open & is_one_of(tickets, "priority", ("P1", "P2")), unknown)


BACKLOG_COUNT = MetricDefinition(
    id="backlog_count",
    name="Open tickets",
    question="How much work is open?",
    unit=Unit.COUNT,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.OPERATIONS,
    inputs=("is_open",),
    formula=backlog_count,
    formula_text="number of open tickets",
    attribution=None,
    min_sample=0,
    sources=("handbook 1.3", "C-51"),
    caveats="A ticket that was merged into another is not open: its work goes on there.",
    alternatives="Backlog as only the tickets older than 24 hours, or only those past their SLA (C-51).",
)
BACKLOG_AGE = MetricDefinition(
    id="backlog_age",
    name="Backlog age",
    question="How old is the open work?",
    unit=Unit.MINUTES,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.OPERATIONS,
    inputs=("is_open", "age_minutes"),
    formula=backlog_age,
    formula_text="as of − created, over open tickets",
    attribution=None,
    min_sample=1,
    sources=("handbook 1.3",),
    catalog_ids=("backlog_age_days",),
)
BACKLOG_24H = MetricDefinition(
    id="backlog_24h",
    name="Open over 24 h",
    question="Which work has been open for more than a day?",
    unit=Unit.COUNT,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.OPERATIONS,
    inputs=("is_open", "age_minutes"),
    formula=backlog_24h,
    formula_text="open tickets with age > 24 h",
    attribution=None,
    min_sample=0,
    sources=("handbook 1.3", "R-QR-02", "C-51"),
)
QUEUE_DEPTH = MetricDefinition(
    id="queue_depth",
    name="Waiting for us",
    question="How many customers wait for an answer right now?",
    unit=Unit.COUNT,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.OPERATIONS,
    inputs=("is_waiting_for_agent", "is_open", "first_response_observed_minutes"),
    formula=queue_depth,
    formula_text="open tickets that were never answered or in which the customer spoke last",
    attribution=None,
    min_sample=0,
    sources=("handbook 1.3", "R-RT-02", "C-53"),
    needs="replies with their authors",
    needs_history=True,
    caveats="Absolute limits suit a team of about eight; set your own, or compare with your normal depth.",
    alternatives="All open tickets; or depth relative to the usual depth of this weekday and hour (C-53).",
)
UNASSIGNED_COUNT = MetricDefinition(
    id="unassigned_count",
    name="Unassigned",
    question="Which work has no owner?",
    unit=Unit.COUNT,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.OPERATIONS,
    inputs=("is_open", "is_assigned", "source_id"),
    formula=unassigned_count,
    formula_text="open tickets without an assignee",
    attribution=None,
    min_sample=0,
    sources=("handbook 1.3",),
    catalog_ids=("unassigned_age",),
    needs="assignees",
)
STUCK_TICKETS = MetricDefinition(
    id="stuck_tickets",
    name="Stuck",
    question="Which work has nobody touched?",
    unit=Unit.COUNT,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.OPERATIONS,
    inputs=("is_open", "idle_minutes", "history"),
    formula=stuck_tickets,
    formula_text="open tickets without any event for more than 48 h",
    attribution=None,
    min_sample=0,
    sources=("handbook 1.3", "R-QR-08"),
    needs="every event",
    caveats="The handbook prints no number of hours; 48 is this product's proposal.",
)
OPEN_P1_P2 = MetricDefinition(
    id="open_p1_p2",
    name="Open P1 and P2",
    question="What is on fire?",
    unit=Unit.COUNT,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.OPERATIONS,
    inputs=("is_open", "priority"),
    formula=open_p1_p2,
    formula_text="open tickets at P1 or P2",
    attribution=None,
    min_sample=0,
    sources=("handbook 1.3", "R-QR-01"),
    needs="a priority from P1 to P5",
)

DEFINITIONS = (
    BACKLOG_COUNT,
    BACKLOG_AGE,
    BACKLOG_24H,
    QUEUE_DEPTH,
    UNASSIGNED_COUNT,
    STUCK_TICKETS,
    OPEN_P1_P2,
)
