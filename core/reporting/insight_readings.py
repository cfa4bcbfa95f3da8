"""Figures that the symptom table needs beside the metrics: people missing, growth, early reopenings."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from core.insight import symptoms
from core.insight.diagnosis import Reading
from core.metrics.capacity import NOT_ANSWERING
from core.metrics.columns import flags, is_one_of, numbers
from core.metrics.definition import Direction, Frame
from core.metrics.evaluate import Evaluation, microseconds
from core.metrics.frames import MISSING
from core.metrics.measure import NAN, Floats
from core.metrics.quality import on_five
from core.metrics.scorecard import BY_ID
from core.metrics.targets import Band
from core.reporting.insight_rows import Side
from core.reporting.quality_tables import inside
from core.reporting.results import MetricResult

EARLY = 72 * 3_600_000_000
"""D-054: opened again within so many microseconds of the resolution, the ticket was closed too early."""
EARLY_FROM = 0.10
GROWTH_FROM = 0.10
"""R-WS-02: so much more people count as hired."""
LEAST_REVIEWS, LEAST_RESOLVED = 5, 30
LOW_SCORE = 2.0


def reading_of(result: MetricResult) -> Reading:
    """A metric result as rules read it."""
    directions = {Direction.HIGHER_IS_BETTER: True, Direction.LOWER_IS_BETTER: False}
    change = result.change_in()
    enough_before = result.previous is not None and result.previous.n >= result.definition.min_sample
    return Reading(
        result.value,
        result.n,
        result.n >= result.definition.min_sample,
        result.target.good if result.target is not None else None,
        change.low if enough_before else NAN,
        change.high if enough_before else NAN,
        directions.get(result.definition.direction),
    )


def derived_readings(
    results: dict[str, MetricResult], before: Side, now: Side, gaps: pd.DataFrame, reviews: pd.DataFrame
) -> dict[str, Reading]:
    """The figures of `core.insight.symptoms.DERIVED`; NaN where nothing tells them.

    ``results`` has ``required_agents`` and ``effective_fte``; ``reviews`` and ``gaps`` are those of the
    later period.
    """
    needed, there = results["required_agents"], results["effective_fte"]
    return {
        symptoms.AGENTS_SHORT: Reading(needed.value - there.value, needed.n),
        symptoms.HEADS_GROWTH: _growth(_heads(before.evaluation), _heads(now.evaluation)),
        symptoms.EARLY_REOPEN_RATE: _early_reopen_rate(now),
        symptoms.SHARED_GAPS: Reading(float(len(gaps)) if len(reviews) else NAN, len(reviews)),
        symptoms.LOW_SOLUTION: _points_of_low_scores(now.evaluation, reviews, "solution_quality"),
        symptoms.LOW_COMMUNICATION: _points_of_low_scores(now.evaluation, reviews, "communication"),
    }


def _heads(evaluation: Evaluation) -> float:
    """Employed people who answer tickets; NaN without a roster."""
    people = evaluation.frames[Frame.AGENTS]
    if people.empty or not people["is_employed"].any():
        return NAN
    return float((flags(people, "is_employed") & ~is_one_of(people, "role", NOT_ANSWERING)).sum())


def _growth(before: float, now: float) -> Reading:
    growth = now / before - 1 if before > 0 else NAN
    return Reading(growth, 0 if math.isnan(now) else int(now), good=Band.under(GROWTH_FROM))


def _early_reopen_rate(side: Side) -> Reading:
    """Of the tickets first resolved in the period, those opened again within 72 hours."""
    tickets, spells = side.evaluation.tickets, side.facts.spells
    at = microseconds(tickets["first_resolved_at"])
    told = side.mask & inside(at, side.span) & (at != MISSING) & ~np.isnan(numbers(tickets, "reopen_count"))
    row = spells["ticket_row"].to_numpy()
    opened = microseconds(spells["opened_at"])
    since = opened - at[row]
    early = np.zeros(len(tickets), bool)
    early[row[(since > 0) & (since <= EARLY)]] = True
    n = int(told.sum())
    value = float((early & told).sum()) / n if n else NAN
    return Reading(value, n, n >= LEAST_RESOLVED, Band.under(EARLY_FROM))


def _points_of_low_scores(evaluation: Evaluation, reviews: pd.DataFrame, dimension: str) -> Reading:
    """Mean points of a dimension on reviewed tickets whose customer gave 1 or 2 of 5."""
    tickets = evaluation.tickets
    rating = on_five(numbers(tickets, "csat_score"), numbers(tickets, "csat_scale_max"))
    row = reviews["ticket_row"].to_numpy()
    low = (row >= 0) & (np.append(rating, NAN)[row] <= LOW_SCORE)
    points: Floats = numbers(reviews, dimension)[low]
    points = points[~np.isnan(points)]
    good = Band(low=float(BY_ID[dimension].coach_from), strict_low=True)
    value = float(points.mean()) if len(points) else NAN
    return Reading(value, len(points), len(points) >= LEAST_REVIEWS, good)
