"""Metrics of the catalogue that no table of the store can answer: they say what they wait for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.definition import Direction, Level, MetricDefinition, Unit
from core.metrics.measure import Count


def not_told(tickets: pd.DataFrame) -> Count:
    """Nothing is counted, because nothing that the metric needs is known: no value, never 0.

    >>> from core.metrics.reduce import measure
    >>> measure(not_told(pd.DataFrame({"ticket_pk": [1, 2]})))
    Measure(value=nan, n=0, low=nan, high=nan, excluded=2)
    """
    nothing = np.zeros(len(tickets), dtype=bool)
    return Count(nothing, unknown=~nothing)


def _waiting(id: str, name: str, question: str, waits_for: str, **given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.COUNT,
        "direction": Direction.CONTEXT,
        "level": Level.OPERATIONS,
        "inputs": (),
        "formula": not_told,
        "attribution": None,
        "min_sample": 0,
        "needs": waits_for,
    }
    return MetricDefinition(
        id=id,
        name=name,
        question=question,
        waits_for=waits_for,
        **(shared | given),  # type: ignore[arg-type]
    )


DEFINITIONS = (
    _waiting(
        "account_expansion",
        "Account expansion",
        "Do customers buy more over time?",
        "what every customer paid, month by month",
        unit=Unit.MONEY,
        direction=Direction.HIGHER_IS_BETTER,
        level=Level.BUSINESS,
        formula_text="revenue of the same customers now − then",
        sources=("handbook 1.1",),
        catalog_ids=("expansion",),
        caveats="The handbook names it without a formula. Stored is only what customers pay now.",
        owner="VP and C-level",
        review="quarterly",
    ),
    _waiting(
        "wait_complaint_rate",
        "Complaints about waiting",
        "How many customers say that they wait too long?",
        "texts of messages, which are not kept, or a mark on tickets that complain about waiting",
        unit=Unit.SHARE,
        direction=Direction.LOWER_IS_BETTER,
        level=Level.CUSTOMER,
        formula_text="tickets that complain about waiting or asking again ÷ tickets",
        sources=("scaling 1.1", "R-SC-07"),
        catalog_ids=("wait_complaints",),
        caveats="A late sign: for each who complains, several leave in silence.",
        owner="team leads",
        review="weekly",
    ),
    _waiting(
        "activation_rate_gain",
        "Activation gained",
        "Do more new customers get started?",
        "activation rates before and after, from customer success",
        unit=Unit.SHARE,
        direction=Direction.HIGHER_IS_BETTER,
        level=Level.BUSINESS,
        formula_text="activation rate after ÷ before − 1",
        sources=("handbook 1.1",),
        owner="customer success",
        review="quarterly",
    ),
    _waiting(
        "engagement_gain",
        "Engagement gained",
        "Do customers use the product more?",
        "use of the product before and after, from customer success",
        unit=Unit.SHARE,
        direction=Direction.HIGHER_IS_BETTER,
        level=Level.BUSINESS,
        formula_text="use of the product after ÷ before − 1",
        sources=("handbook 1.1",),
        owner="customer success",
        review="quarterly",
    ),
    _waiting(
        "technical_accuracy",
        "Technical accuracy",
        "How many answers are technically right?",
        "reviewers' marks that say whether the technical answer was right",
        unit=Unit.SHARE,
        direction=Direction.HIGHER_IS_BETTER,
        formula_text="technically right answers ÷ answers reviewed",
        sources=("handbook 1.5", "B-088"),
        catalog_ids=("technical_accuracy_pct",),
        caveats="The review's points for the solution also weigh whether it was complete and came at once.",
        owner="managers",
        review="with every round of reviews",
    ),
    _waiting(
        "agent_satisfaction",
        "Agent satisfaction",
        "Are our own people content?",
        "answers of agents to a survey of their own",
        unit=Unit.SCORE,
        direction=Direction.HIGHER_IS_BETTER,
        level=Level.ACTIVITY,
        formula_text="Σ score ÷ answers of agents",
        sources=("scaling 1.5", "B-029"),
        caveats="The guide prints no scale. Watch whether it falls.",
        owner="managers",
        review="quarterly",
    ),
    _waiting(
        "backup_coverage",
        "Functions with a backup",
        "Does anything rest on one person only?",
        "which special tasks there are, and who is trained for each",
        unit=Unit.SHARE,
        direction=Direction.HIGHER_IS_BETTER,
        formula_text="special functions with a trained backup ÷ special functions",
        sources=("scaling 1.5", "R-TR-04"),
        catalog_ids=("backup_coverage_pct",),
        caveats="Who has solved tickets of a category is no proof of training.",
        owner="managers",
        review="quarterly",
        gamed_by=("D-090", "D-124"),
    ),
    _waiting(
        "forecast_error",
        "Forecast error",
        "How far off was the plan for tickets?",
        "forecasts that were made and kept before the tickets came",
        unit=Unit.RATIO,
        direction=Direction.LOWER_IS_BETTER,
        formula_text="|tickets − forecast| ÷ tickets",
        sources=("handbook 1.6", "R-FM-06", "R-WP-01"),
        catalog_ids=("forecast_error_pct",),
        owner="directors",
        review="monthly",
        gamed_by=("D-110", "D-112"),
    ),
    _waiting(
        "hiring_backlog",
        "Hiring backlog",
        "How many people should be here already?",
        "open positions with the date by which they are needed",
        direction=Direction.LOWER_IS_BETTER,
        level=Level.BUSINESS,
        formula_text="open positions past the date by which they are needed",
        sources=("scaling 1.6",),
        owner="directors",
        review="monthly",
    ),
    _waiting(
        "hiring_lead_time",
        "Hiring lead time",
        "How long from the opening to the first day of work?",
        "open positions with the dates of opening and of the first day",
        unit=Unit.DAYS,
        direction=Direction.LOWER_IS_BETTER,
        level=Level.BUSINESS,
        formula_text="first day of work − opening of the position",
        sources=("handbook 6.8", "B-093", "B-094", "B-095", "B-096", "C-90"),
        catalog_ids=("hiring_lead_days",),
        owner="directors",
        review="monthly",
    ),
)
