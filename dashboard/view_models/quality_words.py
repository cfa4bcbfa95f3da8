"""Words that the parts of the Quality page share, and one review told dimension by dimension."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.facts.reviews import CALIBRATION
from core.metrics.sampling import FLAGGED, RANDOM
from core.metrics.scorecard import DIMENSIONS, Dimension, band_of
from dashboard import format as fmt
from dashboard.view_models.cards import Column

SELECTIONS = {RANDOM: "drawn", FLAGGED: "flagged", CALIBRATION: "calibration"}
"""Why a ticket was reviewed."""
SELECTION_CHOICES = {
    RANDOM: "Drawn at random",
    FLAGGED: "Flagged by somebody",
    CALIBRATION: "To compare reviewers",
}
SHORT = {
    "solution_quality": "Solution",
    "communication": "Communication",
    "process_adherence": "Process",
    "efficiency": "Efficiency",
    "customer_experience": "Experience",
}
AGENT = Column("Agent", "text", None, "small")
UNTALKED = Column("Not talked over", "count", "Reviews with a finding that nobody talked over yet (D-067)")
LOW_COLUMNS = {
    f"{each.id}_low": Column(
        SHORT[each.id],
        "count",
        f"Reviews with {each.coach_from} of {each.weight} points or fewer: {each.finding} ({each.rule})",
    )
    for each in DIMENSIONS
}


@dataclass(frozen=True)
class DimensionLine:
    """One dimension of a review in words."""

    name: str
    points: str
    word: str
    reading: str
    is_low: bool
    rule: str
    approach: str


def day_of(at: datetime | None, zone: str) -> str:
    """A local day that sorts as text; "" where there is none.

    >>> day_of(datetime(2026, 3, 1, 23, 30, tzinfo=ZoneInfo("UTC")), "Europe/Berlin"), day_of(None, "UTC")
    ('2026-03-02', '')
    """
    return "" if at is None or fmt.is_missing(at) else at.astimezone(ZoneInfo(zone)).date().isoformat()


def dimension_lines(points: Mapping[str, float]) -> tuple[DimensionLine, ...]:
    """What a review gave, dimension by dimension; those that are not known are left out."""
    known = [each for each in DIMENSIONS if not fmt.is_missing(points.get(each.id, math.nan))]
    return tuple(_line(each, float(points[each.id])) for each in known)


def _line(dimension: Dimension, points: float) -> DimensionLine:
    word, reading = band_words(dimension, points)
    return DimensionLine(
        name=dimension.name,
        points=f"{points:g} of {dimension.weight}",
        word=word,
        reading=reading,
        is_low=points <= dimension.coach_from,
        rule=dimension.rule,
        approach=dimension.approach,
    )


def band_words(dimension: Dimension, points: float) -> tuple[str, str]:
    """The word of a band and how to recognise it; another tool's points between the bands have none."""
    if points not in dimension.allowed:
        return "between the bands", ""
    band = band_of(dimension.id, int(points))
    return band.word, band.reading
