"""Formulas of the other ways to count a metric; `core.metrics.variants` says when each is used."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import flags, numbers
from core.metrics.measure import Duration, Flags, Floats, Ratio, Share


def first_reply_time(tickets: pd.DataFrame) -> Duration:
    """Minutes from creation to the first public reply of anybody, automatic ones included.

    Formula: first reply − created, over answered tickets; tickets without any reply enter the
    median with waiting as long as they have waited so far. Minutes, 0 or more, lower is better.
    Undefined when nothing was answered. Source: C-07.

    >>> from core.metrics.reduce import measure
    >>> at = pd.to_datetime(["2026-03-02 09:00", "2026-03-02 09:01"], utc=True)
    >>> rows = {"created_at": at[[0, 0]], "first_reply_at": [at[1], pd.NaT], "is_open": [True, True]}
    >>> rows |= {"first_response_observed_minutes": [30.0, 90.0]}
    >>> found = measure(first_reply_time(pd.DataFrame(rows)))
    >>> found.mean, found.still_waiting
    (1.0, 1)
    """
    apart = (tickets["first_reply_at"] - tickets["created_at"]).dt.total_seconds() / 60
    values = np.asarray(apart.to_numpy(dtype=np.float64))
    observed = np.where(np.isnan(values), numbers(tickets, "first_response_observed_minutes"), values)
    unknown = np.isnan(observed)
    return Duration(values, observed, flags(tickets, "is_open") & np.isnan(values) & ~unknown, unknown)


def unescalated_rate(tickets: pd.DataFrame) -> Share:
    """Share of finished tickets that were solved without escalation, whoever wrote how often.

    Formula: escalations = 0 ÷ finished with escalations known; higher is better. Source: C-12.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, True, True], "escalation_count": [0.0, 1.0, np.nan]}
    >>> measure(unescalated_rate(pd.DataFrame(rows))).value
    0.5
    """
    escalations = numbers(tickets, "escalation_count")
    return _of_finished(tickets, escalations == 0, escalations)


def no_follow_up_rate(tickets: pd.DataFrame) -> Share:
    """Share of finished tickets in which the customer never had to write again.

    Formula: follow-ups = 0 ÷ finished with follow-ups known; higher is better. Source: C-12.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, True, False], "customer_reply_count": [0.0, 2.0, 0.0]}
    >>> measure(no_follow_up_rate(pd.DataFrame(rows))).value
    0.5
    """
    follow_ups = numbers(tickets, "customer_reply_count")
    return _of_finished(tickets, follow_ups == 0, follow_ups)


def no_follow_up_or_escalation_rate(tickets: pd.DataFrame) -> Share:
    """Share of finished tickets without follow-up of the customer and without escalation.

    Formula: (follow-ups = 0 and escalations = 0) ÷ finished with follow-ups known; where a source
    has no escalations, none counts. A later reopening does not matter. Higher is better. Source: C-12.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, True], "customer_reply_count": [0.0, 0.0]}
    >>> rows |= {"escalation_count": [np.nan, 1.0]}
    >>> measure(no_follow_up_or_escalation_rate(pd.DataFrame(rows))).value
    0.5
    """
    follow_ups = numbers(tickets, "customer_reply_count")
    escalations = np.nan_to_num(numbers(tickets, "escalation_count"))
    return _of_finished(tickets, follow_ups + escalations == 0, follow_ups)


def productive_time_rate(agent_time: pd.DataFrame) -> Ratio:
    """Part of the time at work that goes into work of any kind.

    Formula: Σ (tickets + training + meetings + administration) ÷ Σ time at work. ``agent_time``: one
    row per agent and local day, minutes ≥ 0. Range 0..1, best inside its band; undefined without
    time at work. Source: C-20.

    >>> from core.metrics.reduce import measure
    >>> rows = {"ticket_minutes": [300.0], "training_minutes": [20.0], "meeting_minutes": [40.0]}
    >>> rows |= {"admin_minutes": [0.0], "available_minutes": [480.0]}
    >>> measure(productive_time_rate(pd.DataFrame(rows))).value
    0.75
    """
    kinds = ("ticket_minutes", "training_minutes", "meeting_minutes", "admin_minutes")
    spent: Floats = sum((numbers(agent_time, name) for name in kinds), np.zeros(len(agent_time)))
    return Ratio(spent, numbers(agent_time, "available_minutes"), most=1)


def net_utilisation(agent_time: pd.DataFrame) -> Ratio:
    """Part of the time at work outside meetings that goes into tickets.

    Formula: Σ ticket minutes ÷ Σ (time at work − meetings). ``agent_time``: one row per agent and
    local day, minutes ≥ 0. From 0 up, best inside its band; undefined without time at work. Source:
    C-22.

    >>> from core.metrics.reduce import measure
    >>> rows = {"ticket_minutes": [330.0], "meeting_minutes": [40.0], "available_minutes": [480.0]}
    >>> measure(net_utilisation(pd.DataFrame(rows))).value
    0.75
    """
    net = numbers(agent_time, "available_minutes") - numbers(agent_time, "meeting_minutes")
    return Ratio(numbers(agent_time, "ticket_minutes"), net)


def deflected_use_rate(days: pd.DataFrame) -> Ratio:
    """Share of article visits and searches that no ticket follows.

    Formula: Σ (visits + searches − tickets after them) ÷ Σ (visits + searches). ``days``: one row per
    day and article, or per day of searches, the counts of the other kind NaN. Range 0..1, higher is
    better; undefined without either. Source: C-14.

    >>> from core.metrics.reduce import measure
    >>> rows = {"view_count": [60.0, np.nan], "ticket_after_view_count": [15.0, np.nan]}
    >>> rows |= {"search_count": [np.nan, 40.0], "ticket_after_search_count": [np.nan, 10.0]}
    >>> measure(deflected_use_rate(pd.DataFrame(rows))).value
    0.75
    """
    views, searches = numbers(days, "view_count"), numbers(days, "search_count")
    is_search = np.isnan(views)
    after_view, after_search = (numbers(days, f"ticket_after_{kind}_count") for kind in ("view", "search"))
    uses = np.where(is_search, searches, views)
    return Ratio(uses - np.where(is_search, after_search, after_view), uses, most=1)


def deflected_question_rate(days: pd.DataFrame) -> Ratio:
    """Share of all questions that self-service answered, so that no ticket was written.

    Formula: Σ deflected ÷ Σ (deflected + tickets created). ``days``: one row per local day with
    ``deflected_count`` (visits without a ticket afterwards) and ``created_count``. Range 0..1, higher
    is better; undefined without either. Source: C-14.

    >>> from core.metrics.reduce import measure
    >>> rows = {"deflected_count": [25.0], "created_count": [75.0]}
    >>> measure(deflected_question_rate(pd.DataFrame(rows))).value
    0.25
    """
    deflected = numbers(days, "deflected_count")
    return Ratio(deflected, deflected + numbers(days, "created_count"), most=1)


def _of_finished(tickets: pd.DataFrame, part: Flags, known: Floats) -> Share:
    finished, unknown = flags(tickets, "is_finished"), np.isnan(known)
    return Share(np.asarray(part), finished & ~unknown, unknown=finished & unknown)
