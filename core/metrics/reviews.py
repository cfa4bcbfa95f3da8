"""Quality reviews: how good the work is, whether the reviews are fair and timely, whether they help."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import flags, numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import NAN, Duration, Flags, Floats, Mean, Share

INFLATED_FROM = 90.0
"""Totals from here on: where nearly everybody has one, the scores say nothing (D-065)."""


def _own(reviews: pd.DataFrame) -> Flags:
    """Reviews of agents; those that test the reviewers take no part."""
    return ~flags(reviews, "is_calibration")


def _of_own(reviews: pd.DataFrame, values: Floats) -> Floats:
    return np.where(_own(reviews), values, NAN)


def qa_score(reviews: pd.DataFrame) -> Mean:
    """Mean total of quality reviews. Formula: Σ totals ÷ reviews.

    ``reviews``: one row per review, ``score`` 0 to 100, ``is_calibration`` (takes no part). Range
    0 to 100, higher is better; undefined without reviews. Sources: qa_avg, C-85.

    >>> from core.metrics.reduce import measure
    >>> rows = {"score": [90.0, 80.0, 10.0], "is_calibration": [False, False, True]}
    >>> measure(qa_score(pd.DataFrame(rows))).value
    85.0
    """
    return Mean(_of_own(reviews, numbers(reviews, "score")), least=0, most=100)


def high_score_share(reviews: pd.DataFrame) -> Share:
    """Share of reviews with a total of 90 or more. Formula: totals ≥ 90 ÷ reviews.

    ``reviews`` as for `qa_score`. Range 0..1; scores should spread around their mean like a bell,
    so a share near 1 says that nobody is judged (D-065). Undefined without reviews. Sources:
    qa_distribution, C-85.

    >>> from core.metrics.reduce import measure
    >>> rows = {"score": [90.0, 89.0], "is_calibration": [False, False]}
    >>> measure(high_score_share(pd.DataFrame(rows))).value
    0.5
    """
    return Share(numbers(reviews, "score") >= INFLATED_FROM, _own(reviews))


def critical_fail_rate(reviews: pd.DataFrame) -> Share:
    """Share of reviews with a critical fail. Formula: critical fails ÷ reviews.

    ``reviews``: one row per review with ``is_critical_fail``: the reviewer said so, or a dimension
    got 0 points (R-QA-01). Range 0..1, lower is better; undefined without reviews. Source:
    critical_fail_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_critical_fail": [True, False], "is_calibration": [False, False]}
    >>> measure(critical_fail_rate(pd.DataFrame(rows))).value
    0.5
    """
    return Share(flags(reviews, "is_critical_fail"), _own(reviews))


def qa_improvement(reviews: pd.DataFrame) -> Mean:
    """How much better reviews are than a month before. Formula: mean of (total − earlier score).

    ``reviews``: one row per review with ``score`` and ``earlier_score``, the same agent's mean of the
    calendar month before (NaN without one). Points, −100 to 100, higher is better. For an agent and
    a month it is that month's mean less the mean of the month before. Undefined where no agent was
    reviewed in two months running. Source: qa_improvement.

    >>> from core.metrics.reduce import measure
    >>> rows = {"score": [90.0, 70.0, 50.0], "earlier_score": [80.0, 75.0, NAN]}
    >>> measure(qa_improvement(pd.DataFrame(rows | {"is_calibration": [False] * 3}))).value
    2.5
    """
    gain = _of_own(reviews, numbers(reviews, "score") - numbers(reviews, "earlier_score"))
    return Mean(gain, unknown=_own(reviews) & np.isnan(gain), least=-100, most=100)


def review_latency(reviews: pd.DataFrame) -> Duration:
    """Minutes from the resolution to the review. Formula: reviewed − resolved; mean, median, p90.

    ``reviews``: one row per review with ``latency_minutes`` from the last resolution before it (NaN:
    there was none). 0 or more, lower is better; undefined where no resolution is known. Sources:
    review_latency_h, R-QA-05.

    >>> from core.metrics.reduce import measure
    >>> rows = {"latency_minutes": [60.0, 180.0], "is_calibration": [False, False]}
    >>> measure(review_latency(pd.DataFrame(rows))).value
    120.0
    """
    late = _of_own(reviews, numbers(reviews, "latency_minutes"))
    return Duration(late, unknown=_own(reviews) & np.isnan(late))


def coaching_latency(reviews: pd.DataFrame) -> Duration:
    """Minutes from a review to the talk about it. Formula: coached − reviewed; mean, median, p90.

    ``reviews``: one row per review with ``coaching_minutes`` (NaN: not talked over yet) and
    ``coaching_observed_minutes`` (until the talk, else until now). 0 or more, lower is better;
    undefined without any talk. Reviews that nobody talked over count as waiting (D-067). Sources:
    coaching_latency_d, R-QA-06.

    >>> from core.metrics.reduce import measure
    >>> rows = {"coaching_minutes": [60.0, NAN], "coaching_observed_minutes": [60.0, 90.0]}
    >>> found = measure(coaching_latency(pd.DataFrame(rows | {"is_calibration": [False, False]})))
    >>> found.value, found.still_waiting
    (60.0, 1)
    """
    talked = _of_own(reviews, numbers(reviews, "coaching_minutes"))
    observed = _of_own(reviews, numbers(reviews, "coaching_observed_minutes"))
    return Duration(talked, observed, waiting=np.isnan(talked) & ~np.isnan(observed))


def feedback_effect(reviews: pd.DataFrame) -> Mean:
    """What a talk changed. Formula: mean of (level after − level before) on the coached dimension.

    ``reviews``: one row per review; for those talked over ``coached_later`` and ``coached_earlier``
    are the agent's means on the review's weakest dimension, put on 0 to 100, in the four weeks
    after and before the talk, without that review (NaN: not known, or not four weeks ago yet).
    Points, −100 to 100, higher is better; undefined where no talk has reviews on both sides.
    Source: feedback_effect.

    >>> from core.metrics.reduce import measure
    >>> rows = {"coached_earlier": [60.0, 80.0, NAN], "coached_later": [80.0, 70.0, 90.0]}
    >>> measure(feedback_effect(pd.DataFrame(rows | {"coached_dimension": ["efficiency"] * 3}))).value
    5.0
    """
    change = numbers(reviews, "coached_later") - numbers(reviews, "coached_earlier")
    coached = np.asarray(reviews["coached_dimension"].notna().to_numpy())
    return Mean(change, unknown=coached & np.isnan(change), least=-100, most=100)


def _review(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.SHARE,
        "direction": Direction.HIGHER_IS_BETTER,
        "level": Level.OPERATIONS,
        "frame": Frame.REVIEWS,
        "attribution": "reviewed_at",
        "min_sample": 10,
        "needs": "quality reviews",
        "owner": "quality reviewers",
        "review": "weekly",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


WHOSE = "Filters and groups go by the reviewed ticket; its present assignee may be another agent."

QA_SCORE = _review(
    id="qa_score",
    name="QA score",
    question="How good is the work by our own standard?",
    unit=Unit.SCORE,
    inputs=("score", "is_calibration"),
    formula=qa_score,
    formula_text="Σ review totals ÷ reviews",
    sources=("handbook 1.8", "C-79", "C-85", "C-87"),
    catalog_ids=("qa_avg",),
    owner="team leads",
    caveats=f"Flagged tickets count too and are seldom the best ones. {WHOSE}",
    alternatives="Reviews drawn at random only. Five yes-or-no questions, or four named dimensions, "
    "instead of five weighted ones (C-87).",
    gamed_by=("D-065", "D-137"),
)
HIGH_SCORE_SHARE = _review(
    id="high_score_share",
    name="Reviews at 90 or more",
    question="Do the scores still tell good from better?",
    direction=Direction.IN_RANGE,
    inputs=("score", "is_calibration"),
    formula=high_score_share,
    formula_text="reviews with a total of 90 or more ÷ reviews",
    sources=("handbook 1.8", "C-85", "D-065"),
    catalog_ids=("qa_distribution",),
    caveats="One number for the shape of the distribution; look at the whole of it beside this.",
    gamed_by=("D-065",),
)
CRITICAL_FAIL_RATE = _review(
    id="critical_fail_rate",
    name="Critical fails",
    question="How often does something go badly wrong?",
    direction=Direction.LOWER_IS_BETTER,
    inputs=("is_critical_fail", "is_calibration"),
    formula=critical_fail_rate,
    formula_text="reviews with a dimension at 0, or marked as a critical fail ÷ reviews",
    min_sample=20,
    sources=("handbook 1.8", "R-QA-01"),
    catalog_ids=("critical_fail_pct",),
    gamed_by=("D-137",),
)
QA_IMPROVEMENT = _review(
    id="qa_improvement",
    name="QA improvement",
    question="Are the same agents getting better?",
    unit=Unit.POINTS,
    inputs=("score", "earlier_score", "is_calibration"),
    formula=qa_improvement,
    formula_text="mean of (review total − the same agent's mean of the calendar month before)",
    sources=("handbook 1.8",),
    needs="reviews of the same agents in two months running",
    owner="team leads",
    review="monthly",
    caveats="Each agent is compared with nobody else, so that newcomers do not lower it.",
    alternatives="The mean of all reviews less that of the period before, which new agents lower.",
    gamed_by=("D-065",),
)
REVIEW_LATENCY = _review(
    id="review_latency",
    name="Review latency",
    question="How fresh is the work that is reviewed?",
    unit=Unit.MINUTES,
    direction=Direction.LOWER_IS_BETTER,
    inputs=("latency_minutes", "is_calibration"),
    formula=review_latency,
    formula_text="reviewed − last resolution before it; mean, median, p90",
    sources=("handbook 1.8", "R-QA-05", "D-135"),
    catalog_ids=("review_latency_h",),
    needs="reviews, and when their tickets were resolved",
)
COACHING_LATENCY = _review(
    id="coaching_latency",
    name="Coaching latency",
    question="How soon does the agent hear about it?",
    unit=Unit.MINUTES,
    direction=Direction.LOWER_IS_BETTER,
    inputs=("coaching_minutes", "coaching_observed_minutes", "is_calibration"),
    formula=coaching_latency,
    formula_text="talked over − reviewed; mean, median, p90, and with those not talked over yet",
    sources=("handbook 1.8", "R-QA-06", "D-067", "D-135"),
    catalog_ids=("coaching_latency_d",),
    needs="when reviews were talked over",
    owner="team leads",
    caveats="The mean knows only talks that took place: the newest reviews look fast.",
)
FEEDBACK_EFFECT = _review(
    id="feedback_effect",
    name="Effect of feedback",
    question="Did feedback change anything?",
    unit=Unit.POINTS,
    inputs=("coached_earlier", "coached_later", "coached_dimension"),
    formula=feedback_effect,
    formula_text="mean of (the agent's level on the coached dimension four weeks after − before the talk)",
    attribution="coached_at",
    sources=("handbook 1.8", "R-QA-11"),
    needs="points by dimension of reviews four weeks before and after the talk",
    owner="team leads",
    review="monthly",
    caveats="What was talked about is not told, so it is the review's weakest dimension. That review "
    "itself is left out, because the weakest of five would rise by chance alone.",
    gamed_by=("D-064",),
)

DEFINITIONS = (
    QA_SCORE,
    HIGH_SCORE_SHARE,
    CRITICAL_FAIL_RATE,
    QA_IMPROVEMENT,
    REVIEW_LATENCY,
    COACHING_LATENCY,
    FEEDBACK_EFFECT,
)
