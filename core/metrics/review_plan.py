"""Whether reviews reach everybody often enough, and whether reviewers agree: with others, with customers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import flags, numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import NAN, Correlation, Mean, Ratio, Share


def review_coverage(weeks: pd.DataFrame) -> Share:
    """Share of active agents who were reviewed, week by week. Formula: agent-weeks reviewed ÷ active.

    ``weeks``: one row per agent and whole week with ``is_active`` (handled a ticket) and
    ``review_count``. Range 0..1, higher is better; undefined where nobody handled a ticket or reviews
    are not recorded. Source: review_coverage_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_active": [True, True, False], "review_count": [2, 0, 1]}
    >>> measure(review_coverage(pd.DataFrame(rows))).value
    0.5
    """
    active, reviews = flags(weeks, "is_active"), numbers(weeks, "review_count")
    unknown = active & np.isnan(reviews)
    return Share(reviews > 0, active & ~unknown, unknown=unknown)


def reviews_per_agent_week(weeks: pd.DataFrame) -> Mean:
    """Reviews per active agent and week. Formula: Σ reviews ÷ active agent-weeks.

    ``weeks`` as for `review_coverage`. 0 or more; how many are right depends on the size of the team
    (`core.metrics.sampling.sample_size`). Undefined where nobody handled a ticket. Sources:
    qa_sample_rate, B-113 to B-118, C-81.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_active": [True, True, False], "review_count": [5, 0, 1]}
    >>> measure(reviews_per_agent_week(pd.DataFrame(rows))).value
    2.5
    """
    active, reviews = flags(weeks, "is_active"), numbers(weeks, "review_count")
    return Mean(np.where(active, reviews, NAN), unknown=active & np.isnan(reviews), least=0)


def reviewed_ticket_share(weeks: pd.DataFrame) -> Ratio:
    """Reviews per ticket handled. Formula: Σ reviews ÷ Σ tickets handled by active agents.

    ``weeks``: one row per agent and whole week with ``is_active``, ``review_count`` and
    ``resolved_count``. 0 or more, best in a range; undefined where nobody handled a ticket. Source:
    B-118.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_active": [True, True], "review_count": [5, 1], "resolved_count": [40, 60]}
    >>> measure(reviewed_ticket_share(pd.DataFrame(rows))).value
    0.06
    """
    active = flags(weeks, "is_active")
    reviews, tickets = numbers(weeks, "review_count"), numbers(weeks, "resolved_count")
    unknown = active & np.isnan(reviews)
    return Ratio(np.where(active, reviews, NAN), np.where(active, tickets, NAN), unknown=unknown)


def calibration_spread(reviews: pd.DataFrame) -> Mean:
    """How far reviewers of the same ticket are apart. Formula: mean of (most − least) over such tickets.

    ``reviews``: one row per review; ``calibration_spread`` stands on the last review of a ticket
    that several people scored, NaN on the others. Points of 100, 0 or more, lower is better;
    undefined where no ticket has two reviewers. Sources: calibration_variance, C-84, R-QA-09.

    >>> from core.metrics.reduce import measure
    >>> measure(calibration_spread(pd.DataFrame({"calibration_spread": [NAN, 4.0, 8.0]}))).value
    6.0
    """
    return Mean(numbers(reviews, "calibration_spread"), least=0, most=100)


def qa_csat_correlation(agents: pd.DataFrame) -> Correlation:
    """Whether agents whom reviewers rate high are those whom customers rate high: Pearson's r.

    ``agents``: one row per agent with five reviews and five survey answers or more, ``qa_mean`` (0 to
    100) and ``csat_mean`` (1 to 5). Range −1..1, higher is better; undefined below three agents and
    where one of the two never varies. Means of few reviews are noisy, which pulls r towards 0.
    Source: qa_csat_corr.

    >>> from core.metrics.reduce import measure
    >>> rows = {"qa_mean": [80.0, 85.0, 90.0, 95.0], "csat_mean": [4.0, 4.2, 4.1, 4.5]}
    >>> round(measure(qa_csat_correlation(pd.DataFrame(rows))).value, 4)
    0.8367
    """
    return Correlation(numbers(agents, "qa_mean"), numbers(agents, "csat_mean"))


REVIEW_COVERAGE = MetricDefinition(
    id="review_coverage",
    name="Review coverage",
    question="Is everybody reviewed every week?",
    unit=Unit.SHARE,
    direction=Direction.HIGHER_IS_BETTER,
    level=Level.OPERATIONS,
    frame=Frame.AGENT_WEEKS,
    inputs=("is_active", "review_count"),
    formula=review_coverage,
    formula_text="agent-weeks with a review ÷ agent-weeks with a ticket handled",
    attribution="week",
    min_sample=10,
    sources=("handbook 1.8",),
    catalog_ids=("review_coverage_pct",),
    needs="quality reviews, and who handled tickets",
    caveats="A week that is not over yet is left out.",
    owner="quality reviewers",
    review="weekly",
    gamed_by=("D-133",),
)
REVIEWS_PER_AGENT_WEEK = MetricDefinition(
    id="reviews_per_agent_week",
    name="Reviews per agent and week",
    question="Do we review enough to know?",
    unit=Unit.NUMBER,
    direction=Direction.IN_RANGE,
    level=Level.OPERATIONS,
    frame=Frame.AGENT_WEEKS,
    inputs=("is_active", "review_count"),
    formula=reviews_per_agent_week,
    formula_text="Σ reviews ÷ agent-weeks with a ticket handled",
    attribution="week",
    min_sample=10,
    sources=("handbook 1.8", "handbook 7.4", "C-81"),
    catalog_ids=("qa_sample_rate",),
    needs="quality reviews, and who handled tickets",
    caveats="The range is that of the weekly routine; by size of the team 5, 3 to 4, 2 to 3 or 2 are "
    "asked for (B-113 to B-116). A week that is not over yet is left out.",
    alternatives="5 to 10 a week, or 5 to 10 % of the tickets (B-118).",
    owner="quality reviewers",
    review="weekly",
    gamed_by=("D-133",),
)
REVIEWED_TICKET_SHARE = MetricDefinition(
    id="reviewed_ticket_share",
    name="Reviews per ticket",
    question="Which part of the work is looked at?",
    unit=Unit.RATIO,
    direction=Direction.IN_RANGE,
    level=Level.OPERATIONS,
    frame=Frame.AGENT_WEEKS,
    inputs=("is_active", "review_count", "resolved_count"),
    formula=reviewed_ticket_share,
    formula_text="Σ reviews ÷ Σ tickets handled",
    attribution="week",
    min_sample=10,
    sources=("handbook 7.4", "C-81"),
    needs="quality reviews, and who handled tickets",
    caveats="A review belongs to the week in which it was made, often the one after the ticket.",
    owner="quality reviewers",
    review="weekly",
    gamed_by=("D-133", "D-137"),
)
CALIBRATION_SPREAD = MetricDefinition(
    id="calibration_spread",
    name="Calibration spread",
    question="Do reviewers judge the same ticket alike?",
    unit=Unit.POINTS,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.OPERATIONS,
    frame=Frame.REVIEWS,
    inputs=("calibration_spread",),
    formula=calibration_spread,
    formula_text="mean over tickets with two reviewers or more of (highest − lowest total)",
    attribution="reviewed_at",
    min_sample=3,
    sources=("handbook 1.8", "C-83", "C-84"),
    catalog_ids=("calibration_variance",),
    needs="tickets that two people reviewed",
    owner="quality reviewers",
    review="monthly",
    caveats="With more reviewers a ticket the spread grows by itself; Krippendorff's alpha does not.",
    alternatives="The variance of the scores (C-84).",
    gamed_by=("D-066",),
)
QA_CSAT_CORRELATION = MetricDefinition(
    id="qa_csat_correlation",
    name="QA and CSAT",
    question="Do we praise what customers like?",
    unit=Unit.NUMBER,
    direction=Direction.HIGHER_IS_BETTER,
    level=Level.OPERATIONS,
    frame=Frame.REVIEWED_AGENTS,
    inputs=("qa_mean", "csat_mean"),
    formula=qa_csat_correlation,
    formula_text="Pearson's r of the agents' mean review total and mean satisfaction",
    attribution=None,
    min_sample=8,
    sources=("handbook 1.8",),
    catalog_ids=("qa_csat_corr",),
    needs="agents with five reviews and five survey answers or more",
    caveats="A rating belongs to the ticket's present assignee. Few agents give a wide interval: look "
    "at it before the value.",
    owner="quality reviewers",
    review="quarterly",
    gamed_by=("D-065",),
)

DEFINITIONS = (
    REVIEW_COVERAGE,
    REVIEWS_PER_AGENT_WEEK,
    REVIEWED_TICKET_SHARE,
    CALIBRATION_SPREAD,
    QA_CSAT_CORRELATION,
)
