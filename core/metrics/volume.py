"""Volume and flow: what came in and what was finished."""

from __future__ import annotations

import pandas as pd

from core.metrics.columns import everything, flags, is_known, numbers
from core.metrics.definition import Direction, Level, MetricDefinition, Unit
from core.metrics.measure import Count, Flow


def ticket_volume(tickets: pd.DataFrame) -> Count:
    """Tickets created. Formula: number of rows; 0 or more, neither end is better.

    >>> from core.metrics.reduce import measure
    >>> measure(ticket_volume(pd.DataFrame({"is_open": [True, False]}))).n
    2
    """
    return Count(everything(tickets))


def resolved_count(tickets: pd.DataFrame) -> Count:
    """Tickets whose instant of resolution is known and that are still finished.

    Formula: number of finished rows with ``resolved_at``. Finished rows without one cannot be
    placed in a period: they are reported as left out.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, True], "resolved_at": [pd.Timestamp("2026-03-02", tz="UTC"), pd.NaT]}
    >>> measure(resolved_count(pd.DataFrame(rows))).excluded
    1
    """
    finished, known = flags(tickets, "is_finished"), is_known(tickets, "resolved_at")
    return Count(finished & known, unknown=finished & ~known)


def lasting_resolved_count(tickets: pd.DataFrame) -> Count:
    """Resolved tickets less those of them that had been reopened: what is left of the count.

    Formula: number of finished rows with ``resolved_at`` and no reopening (resolved − reopened). Of
    1,000 closed tickets of which 400 had been reopened, 600 are left. 0 or more, neither end is
    better by itself. Rows that cannot tell when they were resolved, or whether they were reopened,
    are reported as left out. ``tickets``: ``is_finished``, ``resolved_at``, ``reopen_count``. Source:
    1.11 (raw closed count), D-058, F-069.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True] * 3, "resolved_at": [pd.Timestamp("2026-03-02", tz="UTC")] * 3}
    >>> measure(lasting_resolved_count(pd.DataFrame(rows | {"reopen_count": [0.0, 2.0, 0.0]}))).value
    2.0
    """
    resolved, reopens = resolved_count(tickets), numbers(tickets, "reopen_count")
    told = is_known(tickets, "reopen_count")
    unknown = flags(tickets, "is_finished") & ~(resolved.rows & told)
    return Count(resolved.rows & (reopens == 0), unknown=unknown)


def resolution_rate(tickets: pd.DataFrame) -> Flow:
    """Tickets resolved for each ticket created. Formula: resolved ÷ created in the period.

    Above 1 the backlog shrinks. Undefined when nothing was created.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, False], "resolved_at": [pd.Timestamp("2026-03-02", tz="UTC"), pd.NaT]}
    >>> measure(resolution_rate(pd.DataFrame(rows))).value
    0.5
    """
    resolved = resolved_count(tickets)
    return Flow(resolved.rows, everything(tickets), unknown=resolved.unknown)


def net_resolved(tickets: pd.DataFrame) -> Flow:
    """Resolved minus created. Positive: the team catches up; negative: it falls behind.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, False], "resolved_at": [pd.Timestamp("2026-03-02", tz="UTC"), pd.NaT]}
    >>> measure(net_resolved(pd.DataFrame(rows))).value
    -1.0
    """
    resolved = resolved_count(tickets)
    return Flow(resolved.rows, everything(tickets), difference=True, unknown=resolved.unknown)


TICKET_VOLUME = MetricDefinition(
    id="ticket_volume",
    name="Tickets created",
    question="How much work came in?",
    unit=Unit.COUNT,
    direction=Direction.CONTEXT,
    level=Level.ACTIVITY,
    inputs=("is_open",),
    formula=ticket_volume,
    formula_text="number of tickets created",
    attribution="created_at",
    min_sample=0,
    sources=("handbook 1.2",),
    caveats="Merged tickets count, because each of them was a contact; deleted ones do not.",
    owner="team leads",
    review="daily",
    gamed_by=("D-080",),
)
RESOLVED_COUNT = MetricDefinition(
    id="resolved_count",
    name="Tickets resolved",
    question="How much work was finished?",
    unit=Unit.COUNT,
    direction=Direction.CONTEXT,
    level=Level.ACTIVITY,
    inputs=("is_finished", "resolved_at"),
    formula=resolved_count,
    formula_text="number of finished tickets by their last resolution",
    attribution="finished_at",
    min_sample=0,
    sources=("handbook 1.5",),
    catalog_ids=("tickets_handled",),
    needs="the instant of resolution",
    caveats="A ticket that was resolved, reopened and resolved again counts once, at the end.",
    alternatives="Some tools count every solving, so that a reopened ticket counts twice.",
    owner="agents",
    review="daily",
    gamed_by=("D-058", "D-061"),
)
LASTING_RESOLVED_COUNT = MetricDefinition(
    id="lasting_resolved_count",
    name="Resolved, less reopened",
    question="How much of what we resolved was really over?",
    unit=Unit.COUNT,
    direction=Direction.CONTEXT,
    level=Level.OPERATIONS,
    inputs=("is_finished", "resolved_at", "reopen_count"),
    formula=lasting_resolved_count,
    formula_text="finished tickets − those of them that had been reopened",
    attribution="finished_at",
    min_sample=0,
    sources=("handbook 1.11", "F-069"),
    needs="the instant of resolution and every change of status",
    needs_history=True,
    caveats="The sources call it net resolved; here that name is resolved minus created.",
    alternatives="Resolved minus created, which tells whether the backlog shrinks.",
    owner="team leads",
    review="weekly",
    gamed_by=("D-054", "D-058"),
)
RESOLUTION_RATE = MetricDefinition(
    id="resolution_rate",
    name="Resolution rate",
    question="Do we finish as much as comes in?",
    unit=Unit.RATIO,
    direction=Direction.HIGHER_IS_BETTER,
    level=Level.OPERATIONS,
    inputs=("is_finished", "resolved_at"),
    formula=resolution_rate,
    formula_text="resolved in the period ÷ created in the period",
    attribution="finished_at",
    min_sample=20,
    sources=("scaling 1.2",),
    needs="the instant of resolution",
    caveats="Resolved tickets may have been created before the period, so it can exceed 1.",
    alternatives="As a cohort: the share of the period's tickets that are resolved by now.",
    owner="managers",
    review="weekly",
    gamed_by=("D-054",),
)
NET_RESOLVED = MetricDefinition(
    id="net_resolved",
    name="Net resolved",
    question="Does the backlog shrink or grow?",
    unit=Unit.COUNT,
    direction=Direction.HIGHER_IS_BETTER,
    level=Level.OPERATIONS,
    inputs=("is_finished", "resolved_at"),
    formula=net_resolved,
    formula_text="resolved in the period − created in the period",
    attribution="finished_at",
    min_sample=0,
    sources=("handbook 1.2",),
    needs="the instant of resolution",
    owner="managers",
    review="weekly",
    gamed_by=("D-054", "D-058"),
)

DEFINITIONS = (
    TICKET_VOLUME,
    RESOLVED_COUNT,
    LASTING_RESOLVED_COUNT,
    RESOLUTION_RATE,
    NET_RESOLVED,
)
