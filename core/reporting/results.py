"""What the report hands out: filters going in, metric results coming out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.metrics.assess import Assessment, Status
from core.metrics.definition import Direction, MetricDefinition, Unit
from core.metrics.measure import NAN, AnyMeasure, DurationMeasure
from core.metrics.targets import Target

JSON_FIELDS = ("value", "low", "high")
JSON_DURATION_FIELDS = ("mean", "median", "p90", "median_with_waiting")


@dataclass(frozen=True, slots=True)
class Filters:
    """Wanted values by dimension; an empty tuple wants all, "not stated" wants tickets without one."""

    team: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    assignee: tuple[str, ...] = ()
    source: tuple[str, ...] = ()

    def wanted(self) -> dict[str, tuple[str, ...]]:
        """The dimensions that are filtered, with their values."""
        values = {name: tuple(getattr(self, name)) for name in self.__dataclass_fields__}
        return {name: wanted for name, wanted in values.items() if wanted}


@dataclass(frozen=True, slots=True)
class MetricResult:
    """One metric, measured and judged, for all rows or for one ``group``.

    ``low`` and ``high`` are the 95 % interval of ``value`` (for durations of the mean; that of the
    median is ``median_low`` and ``median_high``). ``note`` says what was left out and why.
    """

    id: str
    name: str
    unit: Unit
    value: float
    n: int
    low: float
    high: float
    status: Status
    reason: str
    target_text: str
    definition: MetricDefinition
    target: Target | None = None
    group: str | None = None
    note: str = ""
    excluded: int = 0
    mean: float = NAN
    median: float = NAN
    p90: float = NAN
    still_waiting: int = 0
    median_with_waiting: float = NAN
    median_low: float = NAN
    median_high: float = NAN
    previous: MetricResult | None = field(default=None, compare=False)

    @classmethod
    def of(
        cls,
        metric: MetricDefinition,
        found: AnyMeasure,
        judged: Assessment,
        *,
        target: Target | None = None,
        group: str | None = None,
        note: str = "",
        previous: MetricResult | None = None,
    ) -> MetricResult:
        """Put a measure and its judgement together."""
        more: dict[str, Any] = {}
        if isinstance(found, DurationMeasure):
            names = (
                "mean",
                "median",
                "p90",
                "still_waiting",
                "median_with_waiting",
                "median_low",
                "median_high",
            )
            more = {name: getattr(found, name) for name in names}
        return cls(
            id=metric.id,
            name=metric.name,
            unit=metric.unit,
            value=found.value,
            n=found.n,
            low=found.low,
            high=found.high,
            status=judged.status,
            reason=judged.reason,
            target_text=judged.target_text,
            definition=metric,
            target=target,
            group=group,
            note=note,
            excluded=found.excluded,
            previous=previous,
            **more,
        )

    @property
    def status_text(self) -> str:
        """The status in words."""
        return self.status.value.replace("_", " ")

    @property
    def change(self) -> float:
        """Value minus the previous period's; NaN where either is missing."""
        return NAN if self.previous is None else self.value - self.previous.value

    @property
    def change_ratio(self) -> float:
        """Change relative to the previous period's value; NaN where that is missing or 0."""
        before = self.previous.value if self.previous else NAN
        return self.change / abs(before) if before and not math.isnan(before) else NAN

    @property
    def is_better(self) -> bool | None:
        """Whether the change is for the better; None where there is none or it cannot be said."""
        directions = {Direction.HIGHER_IS_BETTER: 1, Direction.LOWER_IS_BETTER: -1}
        sign = directions.get(self.definition.direction, 0)
        if not sign or math.isnan(self.change) or self.change == 0:
            return None
        return self.change * sign > 0

    def to_json(self) -> dict[str, Any]:
        """The documented JSON fields; NaN becomes null.

        ``unit``, ``n``, ``value``, ``low``, ``high``, ``status``; for durations also ``mean``,
        ``median``, ``p90``, ``still_waiting`` and ``median_with_waiting``, all in minutes.
        """
        out: dict[str, Any] = {"unit": self.unit.value, "n": self.n}
        out |= {name: _finite(getattr(self, name)) for name in JSON_FIELDS}
        out["status"] = self.status.value
        if self.definition.is_duration:
            out |= {name: _finite(getattr(self, name)) for name in JSON_DURATION_FIELDS}
            is_told = bool(self.n or self.still_waiting or not self.excluded)
            out["still_waiting"] = self.still_waiting if is_told else None
        return out


def results_json(results: Iterable[MetricResult]) -> dict[str, Any]:
    """``{"metrics": {id: {…}}}``; groups of a metric under its ``groups`` by name."""
    metrics: dict[str, dict[str, Any]] = {}
    for result in results:
        entry = metrics.setdefault(result.id, {})
        if result.group is None:
            entry |= result.to_json() | ({"groups": entry["groups"]} if "groups" in entry else {})
        else:
            entry.setdefault("groups", {})[result.group] = result.to_json()
    return {"metrics": metrics}


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def worst_first(results: Iterable[MetricResult]) -> list[MetricResult]:
    """Only those in trouble: critical before warning, then by relative distance from the target."""
    rank = {Status.CRITICAL: 0, Status.WARNING: 1}
    bad = [result for result in results if result.status in rank]
    return sorted(bad, key=lambda result: (rank[result.status], -_distance(result)))


def _distance(result: MetricResult) -> float:
    if result.target is None:
        return 0.0
    good = result.target.good
    limit = good.low if result.value < good.low else good.high
    return abs(result.value - limit) / max(abs(limit), 1e-9)
