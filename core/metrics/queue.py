"""The state of the queue at `as_of`: how much is open, how old, who waits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import (
    DAY_MINUTES,
    RANKED_PRIORITIES,
    flags,
    is_one_of,
    numbers,
    silent_sources,
)
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import AgainstUsual, Count, Duration

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


def queue_ratio(queue: pd.DataFrame) -> AgainstUsual:
    """Tickets that wait for an agent now, in multiples of the usual number.

    Formula: waiting now ÷ median of how many waited at the same weekday and hour of each of the
    last eight weeks (at least four). ``queue``: one row per ticket that waits or waited then, with
    ``is_waiting``, ``waited_weeks`` (bit k − 1: k weeks ago) and ``known_weeks``. 0 or more, 1 is
    usual, lower is better; undefined where usually nobody waits or the data are too young. Sources:
    queue_ratio, C-53.

    Three wait now; 2, 1, 1 and 0 waited in the four weeks before, the median is 1:

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_waiting": [True, True, True], "waited_weeks": [0b0111, 0b0001, 0], "known_weeks": [4] * 3}
    >>> measure(queue_ratio(pd.DataFrame(rows))).value
    3.0
    """
    weeks = queue["waited_weeks"].to_numpy(dtype=np.int64)
    known = int(queue["known_weeks"].max()) if len(queue) else 0
    return AgainstUsual(
        flags(queue, "is_waiting"), tuple((weeks >> k & 1).astype(bool) for k in range(known))
    )


def _queue(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.COUNT,
        "direction": Direction.LOWER_IS_BETTER,
        "level": Level.OPERATIONS,
        "attribution": None,
        "min_sample": 0,
        "owner": "team leads",
        "review": "real-time",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


BACKLOG_COUNT = _queue(
    id="backlog_count",
    name="Open tickets",
    question="How much work is open?",
    inputs=("is_open",),
    formula=backlog_count,
    formula_text="number of open tickets",
    sources=("handbook 1.3", "C-51"),
    caveats="A ticket that was merged into another is not open: its work goes on there.",
    alternatives="Backlog as only the tickets older than 24 hours, or only those past their SLA (C-51).",
    gamed_by=("D-008", "D-078"),
)
BACKLOG_AGE = _queue(
    id="backlog_age",
    name="Backlog age",
    question="How old is the open work?",
    unit=Unit.MINUTES,
    inputs=("is_open", "age_minutes"),
    formula=backlog_age,
    formula_text="as of − created, over open tickets",
    min_sample=1,
    sources=("handbook 1.3",),
    catalog_ids=("backlog_age_days",),
    gamed_by=("D-008", "D-078"),
)
BACKLOG_24H = _queue(
    id="backlog_24h",
    name="Open over 24 h",
    question="Which work has been open for more than a day?",
    inputs=("is_open", "age_minutes"),
    formula=backlog_24h,
    formula_text="open tickets with age > 24 h",
    sources=("handbook 1.3", "R-QR-02", "C-51"),
    gamed_by=("D-008", "D-078"),
)
QUEUE_DEPTH = _queue(
    id="queue_depth",
    name="Waiting for us",
    question="How many customers wait for an answer right now?",
    inputs=("is_waiting_for_agent", "is_open", "first_response_observed_minutes"),
    formula=queue_depth,
    formula_text="open tickets that were never answered or in which the customer spoke last",
    sources=("handbook 1.3", "R-RT-02", "C-53"),
    needs="replies with their authors",
    needs_history=True,
    caveats="Absolute limits suit a team of about eight; set your own, or compare with your normal depth.",
    alternatives="All open tickets; or depth relative to the usual depth of this weekday and hour (C-53).",
    gamed_by=("D-008", "D-078"),
)
UNASSIGNED_COUNT = _queue(
    id="unassigned_count",
    name="Unassigned",
    question="Which work has no owner?",
    inputs=("is_open", "is_assigned", "source_id"),
    formula=unassigned_count,
    formula_text="open tickets without an assignee",
    sources=("handbook 1.3",),
    catalog_ids=("unassigned_age",),
    needs="assignees",
    review="daily",
    gamed_by=("D-082", "D-083"),
)
STUCK_TICKETS = _queue(
    id="stuck_tickets",
    name="Stuck",
    question="Which work has nobody touched?",
    inputs=("is_open", "idle_minutes", "history"),
    formula=stuck_tickets,
    formula_text="open tickets without any event for more than 48 h",
    sources=("handbook 1.3", "R-QR-08"),
    needs="every event",
    caveats="The handbook prints no number of hours; 48 is this product's proposal.",
    review="weekly",
    gamed_by=("D-079",),
)
OPEN_P1_P2 = _queue(
    id="open_p1_p2",
    name="Open P1 and P2",
    question="What is on fire?",
    inputs=("is_open", "priority"),
    formula=open_p1_p2,
    formula_text="open tickets at P1 or P2",
    sources=("handbook 1.3", "R-QR-01"),
    needs="a priority from P1 to P5",
    review="daily",
    gamed_by=("D-077",),
)
QUEUE_RATIO = _queue(
    id="queue_ratio",
    name="Queue against usual",
    question="Do more customers wait than at other times like this?",
    unit=Unit.RATIO,
    frame=Frame.QUEUE_WEEKS,
    known_from="public_reply_count",
    inputs=("is_waiting", "waited_weeks", "known_weeks"),
    formula=queue_ratio,
    formula_text="waiting now ÷ median number waiting at this weekday and hour of the last 8 weeks",
    min_sample=20,
    sources=("handbook 1.3", "C-53"),
    needs="replies with their authors, and four weeks or more of data",
    needs_history=True,
    caveats="Earlier weeks are counted by what a ticket is now: its team, assignee and priority of today.",
    alternatives="An absolute limit, which suits one size of team only (C-53).",
    gamed_by=("D-008", "D-078"),
)

DEFINITIONS = (
    BACKLOG_COUNT,
    BACKLOG_AGE,
    BACKLOG_24H,
    QUEUE_DEPTH,
    UNASSIGNED_COUNT,
    STUCK_TICKETS,
    OPEN_P1_P2,
    QUEUE_RATIO,
)
