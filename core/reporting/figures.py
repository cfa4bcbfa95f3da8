"""Metric results from an evaluation: measure, target, judgement, comparison."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from core.metrics import METRICS, resolve
from core.metrics.assess import assess, left_out
from core.metrics.benchmarks import DEFAULT_STAGE, target_for
from core.metrics.buckets import TIME_UNITS
from core.metrics.definition import BESIDE_TICKETS, MetricDefinition
from core.metrics.evaluate import Evaluated, Evaluation, Wanted, no_value
from core.metrics.measure import AnyMeasure, Flags
from core.metrics.targets import Band, Target
from core.periods import Period
from core.reporting.results import MetricResult

Targets = Mapping[str, Target | None]


def chosen(ids: Iterable[str] | None, by: str | None) -> list[MetricDefinition]:
    """The metrics to measure; without ids all of them, but no state metrics over time."""
    if ids is None:
        return [metric for metric in METRICS.values() if by not in TIME_UNITS or not metric.is_state]
    return [resolve(name) for name in dict.fromkeys(ids)]


def targets_at(stage: str = DEFAULT_STAGE, overrides: pd.DataFrame | None = None) -> Targets:
    """The target of every metric at a stage, the users' own targets laid over it."""
    targets = {name: target_for(name, stage) for name in METRICS}
    if overrides is None or overrides.empty:
        return targets
    for row in overrides.sort_values("pk").to_dict("records"):
        applies = _missing(row["team_id"]) and (_missing(row["stage"]) or row["stage"] == stage)
        if row["metric_id"] in targets and applies:
            targets[row["metric_id"]] = _own_target(row)
    return targets


def _own_target(row: Mapping[str, object]) -> Target:
    low, high = _limit(row["target_low"], -math.inf), _limit(row["target_high"], math.inf)
    warn = Band(min(low, _limit(row["warn_low"], -math.inf)), max(high, _limit(row["warn_high"], math.inf)))
    author = "unnamed" if _missing(row["author"]) else row["author"]
    return Target(Band(low, high), warn, (f"own target, {author}",))


def _limit(value: object, otherwise: float) -> float:
    return otherwise if _missing(value) else float(str(value))


def _missing(value: object) -> bool:
    return value == "" or bool(pd.isna(value))


@dataclass(frozen=True, slots=True)
class Look:
    """A period of some tickets, as the facts of some instant show it."""

    evaluation: Evaluation
    mask: Flags
    period: Period
    wanted: Wanted = field(default_factory=dict)


def measure_all(
    metrics: Iterable[MetricDefinition], targets: Targets, now: Look, before: Look | None, by: str | None
) -> list[MetricResult]:
    """Results of the metrics in order: the total first, then its groups."""
    results: list[MetricResult] = []
    for metric in metrics:
        found = _measured(metric, now, by)
        earlier = _measured(metric, before, by) if before else None
        results += _judged(metric, found, earlier, targets.get(metric.id))
    return results


def _measured(metric: MetricDefinition, look: Look, by: str | None) -> Evaluated:
    asked: dict[str, Any] = {"span": look.period.span(), "mask": look.mask, "by": by, "wanted": look.wanted}
    found = look.evaluation.evaluate(metric, **asked)
    if len(look.evaluation.tickets) or metric.frame in BESIDE_TICKETS:
        return found
    return Evaluated(no_value(found.total), {name: no_value(each) for name, each in found.groups.items()})


def _judged(
    metric: MetricDefinition, found: Evaluated, earlier: Evaluated | None, target: Target | None
) -> list[MetricResult]:
    results = [_result(metric, found.total, target, None, earlier.total if earlier else None)]
    for name, each in found.groups.items():
        before = earlier.groups.get(name) if earlier else None
        results.append(_result(metric, each, target, name, before))
    return results


def _result(
    metric: MetricDefinition,
    found: AnyMeasure,
    target: Target | None,
    group: str | None,
    before: AnyMeasure | None,
) -> MetricResult:
    previous = _result(metric, before, target, group, None) if before is not None else None
    note = left_out(metric, found)
    judged = assess(metric, found, target)
    return MetricResult.of(metric, found, judged, target=target, group=group, note=note, previous=previous)
