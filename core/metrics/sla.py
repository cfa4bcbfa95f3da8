"""Promises by the product's own clock: how many were kept, how much of the limit was used."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import is_one_of, numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import Count, Flags, Mean, Share

DECIDED = ("met", "breached")
OPEN = ("running", "paused")


def _kept(clocks: pd.DataFrame, metric: str) -> Share:
    own = is_one_of(clocks, "metric", (metric,))
    return Share(is_one_of(clocks, "outcome", ("met",)), own & is_one_of(clocks, "outcome", DECIDED))


def _used(clocks: pd.DataFrame, metric: str) -> Mean:
    decided = is_one_of(clocks, "metric", (metric,)) & is_one_of(clocks, "outcome", DECIDED)
    share = numbers(clocks, "elapsed_minutes") / numbers(clocks, "target_minutes")
    return Mean(np.where(decided, share, np.nan), least=0.0)


def response_sla_met_rate(clocks: pd.DataFrame) -> Share:
    """Share of first responses inside their promise, by the own clock.

    Formula: met ÷ (met + breached); a clock that still runs inside its limit takes no part. Range
    0..1, higher is better. Undefined where no promise was due. Source: B-073.

    >>> from core.metrics.reduce import measure
    >>> rows = {"metric": ["first_response"] * 3, "outcome": ["met", "breached", "running"]}
    >>> found = measure(response_sla_met_rate(pd.DataFrame(rows)))
    >>> found.value, found.n
    (0.5, 2)
    """
    return _kept(clocks, "first_response")


def resolution_sla_met_rate(clocks: pd.DataFrame) -> Share:
    """Share of resolutions inside their promise, by the own clock; a reopening begins a new one.

    Formula as `response_sla_met_rate`. Source: B-074.

    >>> from core.metrics.reduce import measure
    >>> rows = {"metric": ["resolution", "resolution"], "outcome": ["met", "met"]}
    >>> measure(resolution_sla_met_rate(pd.DataFrame(rows))).value
    1.0
    """
    return _kept(clocks, "resolution")


def next_response_sla_met_rate(clocks: pd.DataFrame) -> Share:
    """Share of later answers inside their promise.

    >>> from core.metrics.reduce import measure
    >>> rows = {"metric": ["next_response"], "outcome": ["breached"]}
    >>> measure(next_response_sla_met_rate(pd.DataFrame(rows))).value
    0.0
    """
    return _kept(clocks, "next_response")


def update_sla_met_rate(clocks: pd.DataFrame) -> Share:
    """Share of status updates that came in time, from one public message of the team to the next.

    >>> from core.metrics.reduce import measure
    >>> rows = {"metric": ["periodic_update"] * 2, "outcome": ["met", "paused"]}
    >>> measure(update_sla_met_rate(pd.DataFrame(rows))).n
    1
    """
    return _kept(clocks, "periodic_update")


def response_share_of_target(clocks: pd.DataFrame) -> Mean:
    """How much of the promised response time is used on average: elapsed ÷ limit. Source: B-075.

    >>> from core.metrics.reduce import measure
    >>> rows = {"metric": ["first_response"], "outcome": ["met"], "elapsed_minutes": [5.0]}
    >>> measure(response_share_of_target(pd.DataFrame(rows | {"target_minutes": [20.0]}))).value
    0.25
    """
    return _used(clocks, "first_response")


def resolution_share_of_target(clocks: pd.DataFrame) -> Mean:
    """How much of the promised resolution time is used on average: elapsed ÷ limit. Source: B-076.

    >>> from core.metrics.reduce import measure
    >>> rows = {"metric": ["resolution"], "outcome": ["breached"], "elapsed_minutes": [30.0]}
    >>> measure(resolution_share_of_target(pd.DataFrame(rows | {"target_minutes": [20.0]}))).value
    1.5
    """
    return _used(clocks, "resolution")


def breach_count(clocks: pd.DataFrame) -> Count:
    """Promises of first response and resolution that were broken. Source: B-077.

    >>> from core.metrics.reduce import measure
    >>> rows = {"metric": ["resolution", "periodic_update"], "outcome": ["breached", "breached"]}
    >>> measure(breach_count(pd.DataFrame(rows))).value
    1.0
    """
    return Count(_promised(clocks) & is_one_of(clocks, "outcome", ("breached",)))


def severe_breach_count(clocks: pd.DataFrame) -> Count:
    """Promises of first response and resolution overdue by the whole limit again. Source: B-078, R-BR-05.

    >>> from core.metrics.reduce import measure
    >>> rows = {"metric": ["resolution", "resolution"], "level": ["severe", "breach"]}
    >>> measure(severe_breach_count(pd.DataFrame(rows))).value
    1.0
    """
    return Count(_promised(clocks) & is_one_of(clocks, "level", ("severe",)))


def running_share_of_target(clocks: pd.DataFrame) -> Mean:
    """How much of their limit the open promises have used on average: elapsed ÷ limit.

    Over first responses, later answers, updates and resolutions that are still to come and not yet
    overdue, paused ones included; what is overdue counts as broken. ``clocks``: one row per promise
    with ``outcome``, ``elapsed_minutes`` and ``target_minutes``. Range 0..1, lower is better;
    undefined where nothing runs. Source: sla_elapsed_pct, R-BR-01 to R-BR-03.

    >>> from core.metrics.reduce import measure
    >>> rows = {"outcome": ["running", "paused", "breached"], "elapsed_minutes": [10.0, 16.0, 90.0]}
    >>> measure(running_share_of_target(pd.DataFrame(rows | {"target_minutes": [20.0] * 3}))).value
    0.65
    """
    share = numbers(clocks, "elapsed_minutes") / numbers(clocks, "target_minutes")
    return Mean(np.where(is_one_of(clocks, "outcome", OPEN), share, np.nan), least=0.0, most=1.0)


def _promised(clocks: pd.DataFrame) -> Flags:
    return is_one_of(clocks, "metric", ("first_response", "resolution"))


CAVEAT = (
    "Measured with the policy in force, its opening hours and pauses; a priority raised later is measured "
    "from the creation. Tickets that no promise fits, deleted ones and duplicates take no part; a ticket "
    "counts from the earliest of its duplicates. Without a history of states no pause is known, and the "
    "clock reads too long."
)


def _definition(formula: object, **fields: object) -> MetricDefinition:
    given = {
        "id": formula.__name__,  # type: ignore[attr-defined]
        "frame": Frame.SLA_CLOCKS,
        "known_from": "created_at",
        "level": Level.CUSTOMER,
        "formula": formula,
        "attribution": "decided_at",
        "caveats": CAVEAT,
        "inputs": ("metric", "outcome"),
        "min_sample": 20,
        "owner": "managers",
        "review": "real-time",
    }
    return MetricDefinition(**(given | fields))


SHARE = {"unit": Unit.SHARE, "direction": Direction.HIGHER_IS_BETTER}
USED = {
    "unit": Unit.RATIO,
    "direction": Direction.LOWER_IS_BETTER,
    "inputs": ("metric", "outcome", "elapsed_minutes", "target_minutes"),
}
COUNTED = {"unit": Unit.COUNT, "direction": Direction.LOWER_IS_BETTER, "min_sample": 0}
KEPT = "kept ÷ (kept + broken)"

DEFINITIONS = (
    _definition(
        response_sla_met_rate,
        name="Response promises kept",
        question="Do customers get their first answer in the promised time?",
        formula_text=f"first responses: {KEPT}",
        sources=("B-073", "R-CK-02"),
        catalog_ids=("sla_response_pct",),
        alternatives="Others count by automatic replies too, or leave out what is overdue and still open.",
        gamed_by=("D-053", "D-069", "D-070"),
        **SHARE,
    ),
    _definition(
        resolution_sla_met_rate,
        name="Resolution promises kept",
        question="Are tickets resolved in the promised time?",
        formula_text=f"resolutions: {KEPT}",
        sources=("B-074", "R-CK-05", "R-CK-06"),
        alternatives="Others go on with the first clock after a reopening, or forget the first period.",
        gamed_by=("D-004", "D-069", "D-071"),
        **SHARE,
    ),
    _definition(
        next_response_sla_met_rate,
        name="Next response promises kept",
        question="Do customers get later answers in the promised time?",
        formula_text=f"answers after the first: {KEPT}",
        sources=("handbook 3",),
        gamed_by=("D-053", "D-069"),
        **SHARE,
    ),
    _definition(
        update_sla_met_rate,
        name="Update promises kept",
        question="Do customers hear from us as often as promised?",
        formula_text=f"time between public messages: {KEPT}",
        sources=("handbook 3.1",),
        catalog_ids=("update_on_time_pct",),
        owner="team leads",
        review="daily",
        gamed_by=("D-031",),
        **SHARE,
    ),
    _definition(
        response_share_of_target,
        name="Response time used",
        question="How much of the promised response time do we use?",
        formula_text="mean of elapsed ÷ limit over first responses that were due or given",
        sources=("B-075",),
        catalog_ids=("frt_vs_sla",),
        gamed_by=("D-053", "D-070"),
        **USED,
    ),
    _definition(
        resolution_share_of_target,
        name="Resolution time used",
        question="How much of the promised resolution time do we use?",
        formula_text="mean of elapsed ÷ limit over resolutions that were due or reached",
        sources=("B-076",),
        catalog_ids=("ttr_vs_sla",),
        gamed_by=("D-004", "D-069"),
        **USED,
    ),
    _definition(
        breach_count,
        name="Promises broken",
        question="How many promises did we break?",
        formula_text="first responses and resolutions beyond their limit",
        sources=("B-077", "R-BR-04"),
        catalog_ids=("sla_breaches",),
        gamed_by=("D-069", "D-074"),
        **COUNTED,
    ),
    _definition(
        severe_breach_count,
        name="Severe breaches",
        question="How often did we take more than twice the promised time?",
        formula_text="first responses and resolutions beyond twice their limit",
        sources=("B-078", "R-BR-05"),
        catalog_ids=("sla_severe_breaches",),
        owner="directors",
        gamed_by=("D-069", "D-074"),
        **(COUNTED | {"inputs": ("metric", "level")}),
    ),
    _definition(
        running_share_of_target,
        name="Limit used by open promises",
        question="How close are the open promises to breaking?",
        formula_text="mean of elapsed ÷ limit over promises still to be kept and not yet overdue",
        sources=("handbook 1.4", "R-BR-01", "R-BR-02", "R-BR-03"),
        catalog_ids=("sla_elapsed_pct",),
        alternatives="The largest share alone, or how many promises stand at each step of the ladder.",
        owner="the assignee, then lead, manager and director",
        gamed_by=("D-062", "D-069"),
        **(USED | {"attribution": None, "inputs": ("outcome", "elapsed_minutes", "target_minutes")}),
    ),
)
