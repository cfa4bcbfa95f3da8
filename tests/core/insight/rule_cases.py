"""Small evidence for rules: figures with an interval tight enough to be clear, or wide enough to be noise."""

from __future__ import annotations

from datetime import date

from core.insight.signals_findings import Evidence, Reading, Stated
from core.metrics.definition import Unit

TIGHT, WIDE = 0.001, 0.6


def figure(value: float, spread: float = TIGHT, unit: Unit = Unit.NUMBER, n: int = 400) -> Reading:
    """A figure with an interval of ± ``spread`` × value."""
    half = abs(value) * spread or spread
    return Reading(value, n, value - half, value + half, unit, "window", "", "Figure")


def share(value: float, spread: float = TIGHT) -> Reading:
    return figure(value, spread, Unit.SHARE)


def exact(value: float, n: int = 10) -> Reading:
    return Reading(value, n, unit=Unit.COUNT, window="window", name="Count", is_exact=True)


def weeks(*values: float, unit: Unit = Unit.NUMBER) -> tuple[Reading, ...]:
    return tuple(Reading(value, 50, value, value, unit, "week", "", "Weekly") for value in values)


def evidence(
    figures: dict[tuple[str, str], Reading] | None = None,
    *,
    by_week: dict[str, tuple[Reading, ...]] | None = None,
    by_month: dict[str, tuple[Reading, ...]] | None = None,
    said: dict[str, bool] | None = None,
) -> Evidence:
    answers = {question: Stated(value, "Ada", date(2026, 5, 1)) for question, value in (said or {}).items()}
    return Evidence(figures or {}, by_week or {}, by_month or {}, answers)
