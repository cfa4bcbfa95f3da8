"""Speed: how long customers wait for an answer and for a solution."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import flags, numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import NAN, Duration


def _clock(tickets: pd.DataFrame, name: str) -> Duration:
    """A first-response clock: known when answered, running while open and unanswered."""
    values, observed = numbers(tickets, f"{name}_minutes"), numbers(tickets, f"{name}_observed_minutes")
    unknown = np.isnan(observed)
    running = flags(tickets, "is_open") & np.isnan(values) & ~unknown
    return Duration(values, observed, running, unknown)


def _finished_clock(tickets: pd.DataFrame, name: str, observed_name: str | None) -> Duration:
    """A resolution clock: known when finished, running while open."""
    finished = flags(tickets, "is_finished")
    every = numbers(tickets, name)
    values = np.where(finished, every, NAN)
    unknown = finished & np.isnan(every)
    if observed_name is None:
        return Duration(values, unknown=unknown)
    observed = np.where(unknown, NAN, numbers(tickets, observed_name))
    return Duration(values, observed, flags(tickets, "is_open") & ~np.isnan(observed), unknown)


def first_response_time(tickets: pd.DataFrame) -> Duration:
    """Minutes from creation to the first public reply of a human, around the clock.

    Formula: first human reply − created, over answered tickets; tickets without an answer enter
    the median with waiting as long as they have waited so far. Minutes, 0 or more, lower is
    better. Undefined when nothing was answered. Sources: frt_mean, frt_human_mean, C-07, C-08.

    >>> from core.metrics.reduce import measure
    >>> rows = {"first_response_minutes": [10.0, 30.0, NAN], "is_open": [False, True, True]}
    >>> rows |= {"first_response_observed_minutes": [10.0, 30.0, 90.0]}
    >>> found = measure(first_response_time(pd.DataFrame(rows)))
    >>> found.mean, found.still_waiting, found.median_with_waiting
    (20.0, 1, 30.0)
    """
    return _clock(tickets, "first_response")


def first_response_business_time(tickets: pd.DataFrame) -> Duration:
    """Business minutes from creation to the first public reply of a human.

    As `first_response_time`, counting only opening hours of the calendar.

    >>> from core.metrics.reduce import measure
    >>> rows = {"first_response_business_minutes": [10.0, 30.0], "is_open": [False, True]}
    >>> rows |= {"first_response_business_observed_minutes": [10.0, 30.0]}
    >>> measure(first_response_business_time(pd.DataFrame(rows))).p90
    28.0
    """
    return _clock(tickets, "first_response_business")


def next_response_time(responses: pd.DataFrame) -> Duration:
    """Minutes from a customer's later message to the next public reply of a human.

    Formula: answered − asked, one row per turn of the customer after the first response.
    Undefined when nobody wrote again.

    >>> from core.metrics.reduce import measure
    >>> rows = {"waiting_minutes": [5.0, NAN], "observed_minutes": [5.0, 9.0], "is_open": [True, True]}
    >>> found = measure(next_response_time(pd.DataFrame(rows)))
    >>> found.n, found.still_waiting
    (1, 1)
    """
    values, observed = numbers(responses, "waiting_minutes"), numbers(responses, "observed_minutes")
    waiting = flags(responses, "is_open") & np.isnan(values) & ~np.isnan(observed)
    return Duration(values, observed, waiting)


def resolution_time(tickets: pd.DataFrame) -> Duration:
    """Minutes from creation to the last resolution, around the clock.

    Formula: resolved − created, over finished tickets with a known instant of resolution; open
    tickets enter the median with waiting at their age. Lower is better. Source: ttr_mean, C-10.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, False], "is_open": [False, True]}
    >>> rows |= {"resolution_minutes": [60.0, NAN], "resolution_observed_minutes": [60.0, 600.0]}
    >>> found = measure(resolution_time(pd.DataFrame(rows)))
    >>> found.value, found.n, found.still_waiting
    (60.0, 1, 1)
    """
    return _finished_clock(tickets, "resolution_minutes", "resolution_observed_minutes")


def resolution_business_time(tickets: pd.DataFrame) -> Duration:
    """Business minutes from creation to the last resolution.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True], "is_open": [False], "resolution_business_minutes": [60.0]}
    >>> rows |= {"resolution_business_observed_minutes": [60.0]}
    >>> measure(resolution_business_time(pd.DataFrame(rows))).median
    60.0
    """
    return _finished_clock(tickets, "resolution_business_minutes", "resolution_business_observed_minutes")


def net_resolution_time(tickets: pd.DataFrame) -> Duration:
    """Minutes from creation to resolution without the time in pending.

    Formula: resolution − time in pending (waiting on the customer), over finished tickets.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True], "net_resolution_minutes": [45.0]}
    >>> measure(net_resolution_time(pd.DataFrame(rows))).value
    45.0
    """
    return _finished_clock(tickets, "net_resolution_minutes", None)


def requester_wait_time(tickets: pd.DataFrame) -> Duration:
    """Minutes in which the customer waited on us: time in new, open and hold.

    Over finished tickets; open ones enter the median with waiting at what they have so far.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True], "is_open": [False], "requester_wait_minutes": [45.0]}
    >>> measure(requester_wait_time(pd.DataFrame(rows))).value
    45.0
    """
    return _finished_clock(tickets, "requester_wait_minutes", "requester_wait_minutes")


def agent_wait_time(tickets: pd.DataFrame) -> Duration:
    """Minutes in which we waited on the customer: time in pending, over finished tickets.

    >>> from core.metrics.reduce import measure
    >>> measure(agent_wait_time(pd.DataFrame({"is_finished": [True], "agent_wait_minutes": [0.0]}))).value
    0.0
    """
    return _finished_clock(tickets, "agent_wait_minutes", None)


def _speed(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.MINUTES,
        "direction": Direction.LOWER_IS_BETTER,
        "level": Level.OPERATIONS,
        "attribution": "finished_at",
        "min_sample": 20,
        "owner": "team leads",
        "review": "real-time to weekly",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


FIRST_RESPONSE_TIME = _speed(
    id="first_response_time",
    name="First response time",
    question="How long until a customer hears from a person?",
    inputs=("first_response_minutes", "first_response_observed_minutes", "is_open"),
    formula=first_response_time,
    formula_text="first public reply of a human − created, 24x7, over answered tickets",
    attribution="created_at",
    sources=("handbook 1.2", "C-05", "C-07", "C-08"),
    catalog_ids=("frt_mean", "frt_human_mean", "wait_time"),
    needs="replies with their authors and instants",
    needs_history=True,
    caveats="Unanswered tickets are not dropped: see how many still wait and the median with waiting.",
    alternatives="Any public reply, automatic ones included (C-07); divided by all tickets (C-08).",
    gamed_by=("D-053",),
)
FIRST_RESPONSE_BUSINESS_TIME = _speed(
    id="first_response_business_time",
    name="First response time, business hours",
    question="How long until a customer hears from a person, while we are open?",
    unit=Unit.BUSINESS_MINUTES,
    inputs=("first_response_business_minutes", "first_response_business_observed_minutes", "is_open"),
    formula=first_response_business_time,
    formula_text="business minutes from creation to the first public reply of a human",
    attribution="created_at",
    sources=("handbook 1.2", "C-07"),
    needs="replies with their authors and instants",
    needs_history=True,
    gamed_by=("D-053",),
)
NEXT_RESPONSE_TIME = _speed(
    id="next_response_time",
    name="Next response time",
    question="How long do customers wait after they write again?",
    frame=Frame.RESPONSES,
    known_from="public_reply_count",
    inputs=("waiting_minutes", "observed_minutes", "is_open"),
    formula=next_response_time,
    formula_text="next public reply of a human − customer's message, later turns only",
    attribution="asked_at",
    sources=("handbook 1.3",),
    needs="messages with their authors and instants",
    needs_history=True,
    caveats="One row per turn: several customer messages in a row are one wait, from the first of them.",
    alternatives="Counted from the customer's last message instead of the first unanswered one.",
    gamed_by=("D-053",),
)
RESOLUTION_TIME = _speed(
    id="resolution_time",
    name="Resolution time",
    question="How long until a problem is solved?",
    inputs=("resolution_minutes", "resolution_observed_minutes", "is_finished", "is_open"),
    formula=resolution_time,
    formula_text="last resolution − created, 24x7, over finished tickets",
    sources=("handbook 1.2", "C-10"),
    catalog_ids=("ttr_mean",),
    needs="the instant of resolution",
    caveats="Tickets still open are counted by creation date in 'still waiting' and the median with waiting.",
    alternatives="Until the first resolution; or without the time spent waiting on the customer.",
    gamed_by=("D-004", "D-054"),
)
RESOLUTION_BUSINESS_TIME = _speed(
    id="resolution_business_time",
    name="Resolution time, business hours",
    question="How long until a problem is solved, while we are open?",
    unit=Unit.BUSINESS_MINUTES,
    inputs=("resolution_business_minutes", "resolution_business_observed_minutes", "is_finished", "is_open"),
    formula=resolution_business_time,
    formula_text="business minutes from creation to the last resolution",
    sources=("handbook 1.2",),
    needs="the instant of resolution",
    gamed_by=("D-004", "D-054"),
)
NET_RESOLUTION_TIME = _speed(
    id="net_resolution_time",
    name="Resolution time without pending",
    question="How much of the resolution time is ours?",
    inputs=("net_resolution_minutes", "is_finished"),
    formula=net_resolution_time,
    formula_text="resolution time − time in pending, 24x7",
    sources=("handbook 1.2", "C-49"),
    needs="every change of status",
    needs_history=True,
    gamed_by=("D-054", "D-069"),
)
REQUESTER_WAIT_TIME = _speed(
    id="requester_wait_time",
    name="Requester wait time",
    question="How long did the customer wait on us in all?",
    inputs=("requester_wait_minutes", "is_finished", "is_open"),
    formula=requester_wait_time,
    formula_text="time in new, open and hold, 24x7",
    sources=("handbook 1.3",),
    needs="every change of status",
    needs_history=True,
    gamed_by=("D-069",),
)
AGENT_WAIT_TIME = _speed(
    id="agent_wait_time",
    name="Agent wait time",
    question="How long did we wait on the customer?",
    direction=Direction.CONTEXT,
    inputs=("agent_wait_minutes", "is_finished"),
    formula=agent_wait_time,
    formula_text="time in pending, 24x7",
    sources=("handbook 1.3",),
    needs="every change of status",
    needs_history=True,
    gamed_by=("D-069",),
)

DEFINITIONS = (
    FIRST_RESPONSE_TIME,
    FIRST_RESPONSE_BUSINESS_TIME,
    NEXT_RESPONSE_TIME,
    RESOLUTION_TIME,
    RESOLUTION_BUSINESS_TIME,
    NET_RESOLUTION_TIME,
    REQUESTER_WAIT_TIME,
    AGENT_WAIT_TIME,
)
