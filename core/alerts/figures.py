"""What a rule may watch: every metric, and a few readings of this moment that are no metrics."""

from __future__ import annotations

from dataclasses import dataclass

from core.metrics import METRICS
from core.metrics.definition import MetricDefinition, Unit


@dataclass(frozen=True, slots=True)
class LiveFigure:
    """A reading of one moment, over open tickets or over what was heard; it has no target."""

    id: str
    name: str
    unit: Unit
    question: str


LIVE_FIGURES: dict[str, LiveFigure] = {
    figure.id: figure
    for figure in (
        LiveFigure(
            "wait_time",
            "Wait for a first reply",
            Unit.MINUTES,
            "Median age of the open tickets that no person has answered yet (R-RT-01).",
        ),
        LiveFigure(
            "urgent_over_2h",
            "P1 and P2 open for more than 2 h",
            Unit.COUNT,
            "Open tickets of priority P1 and P2 that were created more than two hours ago (R-AU-17).",
        ),
        LiveFigure(
            "load_ratio",
            "Heaviest load against the median",
            Unit.NUMBER,
            "Open tickets of the agent who has most, divided by those of the median agent (R-QR-05).",
        ),
        LiveFigure(
            "away_tickets",
            "Open tickets of people who are away",
            Unit.COUNT,
            "Open tickets whose assignee is sick, absent, without a shift today or gone (R-QR-04).",
        ),
        LiveFigure(
            "silence",
            "Time since the latest event",
            Unit.MINUTES,
            "How long ago the help desk was last heard of; a queue that nobody reports looks calm.",
        ),
    )
}
"""Readings by id."""
Figure = MetricDefinition | LiveFigure


def figure_named(name: str) -> Figure:
    """The metric or reading of an id. Raises ValueError for an unknown one and for one without a value.

    >>> figure_named("queue_depth").name, figure_named("wait_time").unit.value
    ('Waiting for us', 'minutes')
    """
    if name in LIVE_FIGURES:
        return LIVE_FIGURES[name]
    metric = METRICS.get(name)
    if metric is None or metric.is_waiting:
        raise ValueError(f"figure: there is nothing to watch under {name!r}")
    return metric


def is_live(name: str) -> bool:
    """Whether a figure is a reading of one moment and no metric."""
    return name in LIVE_FIGURES
