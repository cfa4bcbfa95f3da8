"""What the choice of definitions shows: each way to count, what it would give, and who disagrees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.metrics import METRICS
from core.metrics.contradictions import of_metric
from core.metrics.variants import VARIANTS
from core.periods import Period
from core.report import MetricResult, Report
from dashboard import format as fmt
from dashboard.view_models.cards import statistic_of

DAYS = 90


@dataclass(frozen=True)
class Way:
    """One way to count: its id, what sets it apart, how it counts and what it gives."""

    id: str
    name: str
    formula: str
    value: str


@dataclass(frozen=True)
class Choice:
    """A metric that can be counted in several ways, the shipped way first."""

    metric_id: str
    name: str
    question: str
    ways: tuple[Way, ...]
    disagreements: tuple[str, ...]


def build_definitions(report: Report) -> tuple[Choice, ...]:
    """Every metric with a choice, each way with its value of the last 90 days."""
    as_of = report.as_of()
    return tuple(_choice(report, metric_id, as_of) for metric_id in VARIANTS)


def _choice(report: Report, metric_id: str, as_of: datetime | None) -> Choice:
    period = Period.all_time() if as_of is None else Period.last_days(DAYS, as_of, report.zone())
    results = report.variants(metric_id, period=period, as_of=as_of)
    metric = METRICS[metric_id]
    ways = tuple(
        Way(variant.id, variant.name, variant.definition.formula_text, _value(result))
        for variant, result in zip(VARIANTS[metric_id], results, strict=True)
    )
    found = tuple(one.in_words() for one in of_metric(metric))
    return Choice(metric_id, metric.name, metric.question, ways, found)


def way_in_use(report: Report, metric_id: str) -> str:
    """The id of the way in which a metric is counted now."""
    used = report.definition(metric_id).variant
    return next(one.id for one in VARIANTS[metric_id] if one.definition.variant == used)


def _value(result: MetricResult) -> str:
    value = fmt.value_in_unit(statistic_of(result), result.unit)
    if value == fmt.NO_DATA:
        return "no data in the last 90 days"
    kind = "median " if result.definition.is_duration else ""
    return f"{kind}{value} in the last {DAYS} days"
