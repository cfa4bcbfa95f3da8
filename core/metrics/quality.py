"""Outcomes: satisfaction, and whether a solution held and needed one touch."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import flags, numbers
from core.metrics.definition import Direction, Level, MetricDefinition, Unit
from core.metrics.measure import Floats, Mean, Share

SATISFIED_FROM = 0.8
"""4 of 5: the smallest part of the scale that counts as satisfied."""


def csat_rate(tickets: pd.DataFrame) -> Share:
    """Share of satisfied answers: 4 or 5 on a scale to 5, the top fifth on any other.

    Formula: answers ≥ 80 % of the scale ÷ answers; [0, 1], higher is better. Undefined without
    answers. Sources: csat_pct, C-02.

    >>> from core.metrics.reduce import measure
    >>> rows = {"csat_score": [5.0, 4.0, 3.0, np.nan], "csat_scale_max": [5.0] * 4}
    >>> round(measure(csat_rate(pd.DataFrame(rows))).value, 4)
    0.6667
    """
    score, top = numbers(tickets, "csat_score"), numbers(tickets, "csat_scale_max")
    with np.errstate(invalid="ignore"):
        answered = ~np.isnan(score)
        known = answered & ~np.isnan(top)
        return Share(score >= SATISFIED_FROM * top - 1e-9, known, unknown=answered & ~known)


def on_five(score: Floats, top: Floats) -> Floats:
    """Scores moved in a straight line onto 1 to 5; a scale to 1 is read as 0 or 1.

    >>> on_five(np.array([10.0, 3.0, 1.0]), np.array([10.0, 5.0, 1.0])).tolist()
    [5.0, 3.0, 5.0]
    """
    bottom = np.where(top > 1, 1.0, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 + 4 * (score - bottom) / (top - bottom))


def csat_mean(tickets: pd.DataFrame) -> Mean:
    """Mean satisfaction on a scale of 1 to 5. Formula: Σ score ÷ answers; higher is better.

    A mean of 4.0 is not the same as 80 % satisfied (C-03): both are shown.

    >>> from core.metrics.reduce import measure
    >>> rows = {"csat_score": [5.0, 4.0, np.nan], "csat_scale_max": [5.0] * 3}
    >>> measure(csat_mean(pd.DataFrame(rows))).value
    4.5
    """
    score, top = numbers(tickets, "csat_score"), numbers(tickets, "csat_scale_max")
    return Mean(on_five(score, top), unknown=~np.isnan(score) & np.isnan(top), least=1, most=5)


def one_touch_rate(tickets: pd.DataFrame) -> Share:
    """Share of finished tickets solved with a single human reply and never reopened.

    Formula: (replies = 1 and reopens = 0) ÷ finished with both known; higher is better.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True] * 3, "public_reply_count": [1.0, 1.0, 2.0]}
    >>> rows |= {"reopen_count": [0.0, 1.0, 0.0]}
    >>> round(measure(one_touch_rate(pd.DataFrame(rows))).value, 4)
    0.3333
    """
    replies, reopens = numbers(tickets, "public_reply_count"), numbers(tickets, "reopen_count")
    return _of_finished(tickets, (replies == 1) & (reopens == 0), replies + reopens)


def first_contact_resolution_rate(tickets: pd.DataFrame) -> Share:
    """Share of finished tickets without follow-up of the customer, escalation or reopening.

    Formula: (follow-ups = 0 and escalations = 0 and reopens = 0) ÷ finished with follow-ups and
    reopens known; where a source has no escalations, none counts. Higher is better. Sources:
    fcr_pct, C-12.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, True], "customer_reply_count": [0.0, 1.0]}
    >>> rows |= {"escalation_count": [0.0, 0.0], "reopen_count": [0.0, 0.0]}
    >>> measure(first_contact_resolution_rate(pd.DataFrame(rows))).value
    0.5
    """
    known = numbers(tickets, "customer_reply_count") + numbers(tickets, "reopen_count")
    escalations = np.nan_to_num(numbers(tickets, "escalation_count"))
    return _of_finished(tickets, known + escalations == 0, known)


def reopen_rate(tickets: pd.DataFrame) -> Share:
    """Share of finished tickets that were opened again after a resolution.

    Formula: reopened ÷ finished, where reopenings are known; lower is better. Source: reopen_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, True, False], "reopen_count": [2.0, 0.0, 1.0]}
    >>> measure(reopen_rate(pd.DataFrame(rows))).value
    0.5
    """
    reopens = numbers(tickets, "reopen_count")
    return _of_finished(tickets, reopens > 0, reopens)


def escalation_rate(tickets: pd.DataFrame) -> Share:
    """Share of created tickets that were escalated. Formula: escalated ÷ tickets, where known.

    Best inside a range: a low rate can be avoidance (C-55). Source: escalation_pct, C-54.

    >>> from core.metrics.reduce import measure
    >>> measure(escalation_rate(pd.DataFrame({"escalation_count": [1.0, 0.0, 0.0, 2.0]}))).value
    0.5
    """
    escalations = numbers(tickets, "escalation_count")
    unknown = np.isnan(escalations)
    return Share(escalations > 0, ~unknown, unknown=unknown)


def sla_met_rate(tickets: pd.DataFrame) -> Share:
    """Share of finished tickets whose source says that the SLA was met.

    Formula: flagged as met ÷ finished with a flag; higher is better. It repeats the source's
    verdict. Undefined without flags. Source: sla_resolution_pct, C-48.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True, True, True, False], "sla_met": [1.0, 0.0, np.nan, 1.0]}
    >>> measure(sla_met_rate(pd.DataFrame(rows))).value
    0.5
    """
    met = numbers(tickets, "sla_met")
    return _of_finished(tickets, met == 1, met)


def _of_finished(tickets: pd.DataFrame, part: np.ndarray, known: Floats) -> Share:
    finished, unknown = flags(tickets, "is_finished"), np.isnan(known)
    return Share(np.asarray(part), finished & ~unknown, unknown=finished & unknown)


def _outcome(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.SHARE,
        "direction": Direction.HIGHER_IS_BETTER,
        "level": Level.OPERATIONS,
        "attribution": "finished_at",
        "min_sample": 20,
        "owner": "managers",
        "review": "weekly",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


CSAT_RATE = _outcome(
    id="csat_rate",
    name="CSAT",
    question="How many customers are satisfied?",
    level=Level.CUSTOMER,
    inputs=("csat_score", "csat_scale_max"),
    formula=csat_rate,
    formula_text="answers of 4 or 5 (of 5) ÷ all answers",
    sources=("handbook 1.1", "C-02"),
    catalog_ids=("csat_pct",),
    needs="survey answers with their scale",
    caveats="Only those who answer are heard: look at the response rate beside it. An answer on a "
    "ticket that is open again belongs to no period until it is resolved again.",
    alternatives="The mean score (C-03); target by stage 85 to 92 % (C-02).",
    owner="agents, for their tickets",
    review="weekly by agent, daily by team",
    gamed_by=("D-052",),
)
CSAT_MEAN = _outcome(
    id="csat_mean",
    name="CSAT, mean score",
    question="How satisfied are customers on average?",
    unit=Unit.SCORE,
    level=Level.CUSTOMER,
    inputs=("csat_score", "csat_scale_max"),
    formula=csat_mean,
    formula_text="Σ score (on 1 to 5) ÷ answers",
    sources=("growing 1.1", "C-03"),
    needs="survey answers with their scale",
    caveats="A mean of 4.0 fits any satisfied share from 50 to 100 % (C-03).",
    owner="agents",
    review="after each resolution",
    gamed_by=("D-052",),
)
ONE_TOUCH_RATE = _outcome(
    id="one_touch_rate",
    name="One-touch resolution",
    question="How many problems does a single reply solve?",
    inputs=("is_finished", "public_reply_count", "reopen_count"),
    formula=one_touch_rate,
    formula_text="finished with one human reply and no reopening ÷ finished",
    sources=("handbook 1.2", "C-12"),
    needs="replies and every change of status",
    needs_history=True,
    alternatives="First contact resolution, which looks at the customer's side of the talk.",
    gamed_by=("D-054", "D-055"),
)
FIRST_CONTACT_RESOLUTION_RATE = _outcome(
    id="first_contact_resolution_rate",
    name="First contact resolution",
    question="How many problems are solved the first time?",
    inputs=("is_finished", "customer_reply_count", "escalation_count", "reopen_count"),
    formula=first_contact_resolution_rate,
    formula_text="finished without follow-up, escalation or reopening ÷ finished",
    sources=("handbook 1.2", "C-11", "C-12"),
    catalog_ids=("fcr_pct",),
    needs="messages of customers and every change of status",
    needs_history=True,
    caveats="A customer's thank-you counts as a follow-up, because its text is not read. "
    "Where a source has neither tiers nor escalation teams, no ticket counts as escalated.",
    alternatives="Only 'no escalation', or only 'no follow-up' (C-12).",
    gamed_by=("D-055",),
)
REOPEN_RATE = _outcome(
    id="reopen_rate",
    name="Reopen rate",
    question="How many solutions did not hold?",
    direction=Direction.LOWER_IS_BETTER,
    inputs=("is_finished", "reopen_count"),
    formula=reopen_rate,
    formula_text="reopened finished tickets ÷ finished tickets",
    sources=("handbook 1.2", "C-50"),
    catalog_ids=("reopen_pct",),
    needs="every change of status",
    needs_history=True,
    alternatives="Number of reopenings ÷ finished tickets, so that a ticket can count twice.",
    owner="agents",
    gamed_by=("D-054",),
)
ESCALATION_RATE = _outcome(
    id="escalation_rate",
    name="Escalation rate",
    question="How much work goes to the next tier?",
    direction=Direction.IN_RANGE,
    inputs=("escalation_count",),
    formula=escalation_rate,
    formula_text="escalated tickets ÷ tickets",
    attribution="created_at",
    sources=("handbook 1.2", "C-54", "C-55"),
    catalog_ids=("escalation_pct",),
    needs="changes of team and tier",
    needs_history=True,
    caveats="A low rate is not good in itself: it can be fear of asking (C-55).",
    alternatives="By tier: L1 15 to 25 %, L2 5 to 10 % (C-54).",
    gamed_by=("D-005", "D-086"),
)
SLA_MET_RATE = _outcome(
    id="sla_met_rate",
    name="SLA met (as the source says)",
    question="How many promises did we keep, by the source's own account?",
    inputs=("is_finished", "sla_met"),
    formula=sla_met_rate,
    formula_text="finished tickets flagged as met ÷ finished tickets with a flag",
    sources=("handbook 1.4", "C-48"),
    catalog_ids=("sla_resolution_pct",),
    needs="a flag that says whether the SLA was met",
    caveats="Not computed from a policy: it repeats the verdict of the source.",
    review="real-time",
    gamed_by=("D-004", "D-069"),
)

DEFINITIONS = (
    CSAT_RATE,
    CSAT_MEAN,
    ONE_TOUCH_RATE,
    FIRST_CONTACT_RESOLUTION_RATE,
    REOPEN_RATE,
    ESCALATION_RATE,
    SLA_MET_RATE,
)
