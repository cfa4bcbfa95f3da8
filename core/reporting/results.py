"""What the report hands out: filters going in, metric results coming out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.metrics.assess import Assessment, Status
from core.metrics.change import Change, change_of
from core.metrics.definition import Direction, MetricDefinition, Unit
from core.metrics.measure import NAN, AnyMeasure, DurationMeasure
from core.metrics.targets import Target

JSON_FIELDS = ("value", "low", "high")
JSON_DURATION_FIELDS = ("mean", "median", "p90", "median_with_waiting")
JSON_CHANGE_FIELDS = ("change", "change_low", "change_high")


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
    median is ``median_low`` and ``median_high``, that of the median with waiting ``waiting_low`` and
    ``waiting_high``). ``note`` says what was left out and why. ``previous`` is the same figure in the
    period that ``compared_with`` names.
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
    waiting_low: float = NAN
    waiting_high: float = NAN
    previous: MetricResult | None = field(default=None, compare=False)
    compared_with: str = field(default="", compare=False)

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
        measured: dict[str, Any] = dict(zip(found._fields, found, strict=True))
        if isinstance(found, DurationMeasure):
            measured["mean"] = found.mean
        return cls(
            id=metric.id,
            name=metric.name,
            unit=metric.unit,
            status=judged.status,
            reason=judged.reason,
            target_text=judged.target_text,
            definition=metric,
            target=target,
            group=group,
            note=note,
            previous=previous,
            **measured,
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

    def change_in(self, statistic: str = "value") -> Change:
        """Change of a statistic since the previous period with its 95 % interval; see `change_of`."""
        if self.previous is None:
            return Change(NAN)
        return change_of(self, self.previous, self.unit, statistic)

    @property
    def change_low(self) -> float:
        """The lower end of the 95 % interval of ``change``; NaN where there is none."""
        return self.change_in().low

    @property
    def change_high(self) -> float:
        """The upper end of the 95 % interval of ``change``; NaN where there is none."""
        return self.change_in().high

    @property
    def is_clear(self) -> bool:
        """Whether ``change`` is more than noise; never where either side rests on too few rows."""
        return self.is_clear_in()

    def is_clear_in(self, statistic: str = "value") -> bool:
        """Whether a statistic's interval of change excludes 0, both sides being large enough to judge."""
        if self.previous is None or min(self.n, self.previous.n) < self.definition.min_sample:
            return False
        return self.change_in(statistic).is_beyond_noise

    @property
    def is_better(self) -> bool | None:
        """Whether a clear change is for the better; None where none is clear or it cannot be said."""
        return self.is_better_in()

    def is_better_in(self, statistic: str = "value") -> bool | None:
        """Whether a clear change of a statistic is for the better; None as for ``is_better``."""
        directions = {Direction.HIGHER_IS_BETTER: 1, Direction.LOWER_IS_BETTER: -1}
        sign = directions.get(self.definition.direction, 0)
        if not sign or not self.is_clear_in(statistic):
            return None
        return self.change_in(statistic).value * sign > 0

    def to_json(self) -> dict[str, Any]:
        """The documented JSON fields; NaN becomes null.

        ``unit``, ``n``, ``value``, ``low``, ``high``, ``status``; for durations also ``mean``,
        ``median``, ``p90``, ``still_waiting`` and ``median_with_waiting``, all in minutes. With a
        previous period also ``change``, ``change_low``, ``change_high`` (of ``value``) and
        ``is_clear``; with a definition other than the shipped one its id as ``variant``.
        """
        out: dict[str, Any] = {"unit": self.unit.value, "n": self.n}
        out |= {name: _finite(getattr(self, name)) for name in JSON_FIELDS}
        out["status"] = self.status.value
        if self.definition.is_duration:
            out |= {name: _finite(getattr(self, name)) for name in JSON_DURATION_FIELDS}
            is_told = bool(self.n or self.still_waiting or not self.excluded)
            out["still_waiting"] = self.still_waiting if is_told else None
        if self.previous is not None:
            out |= {name: _finite(getattr(self, name)) for name in JSON_CHANGE_FIELDS}
            out["is_clear"] = self.is_clear
        return out | ({"variant": self.definition.variant} if self.definition.variant else {})


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
