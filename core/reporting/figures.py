"""Metric results from an evaluation: measure, target, judgement, comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.metrics import METRICS, resolve
from core.metrics.assess import assess, left_out
from core.metrics.buckets import TIME_UNITS
from core.metrics.definition import BESIDE_TICKETS, MetricDefinition
from core.metrics.evaluate import Evaluated, Evaluation, no_value
from core.metrics.groups import Wanted
from core.metrics.measure import AnyMeasure, Flags
from core.metrics.targets import Target
from core.periods import Period
from core.reporting.results import MetricResult
from core.reporting.targets import Targets


def chosen(
    ids: Iterable[str] | None, by: str | None, definitions: Mapping[str, MetricDefinition] = METRICS
) -> list[MetricDefinition]:
    """The metrics to measure, by the definitions in use; without ids all, but no state metrics over time."""
    if ids is None:
        return [metric for metric in definitions.values() if by not in TIME_UNITS or not metric.is_state]
    return [definitions[resolve(name).id] for name in dict.fromkeys(ids)]


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
        judged = _judged(metric, found, earlier, targets.get(metric.id))
        results += [replace(one, compared_with=before.period.label) for one in judged] if before else judged
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
