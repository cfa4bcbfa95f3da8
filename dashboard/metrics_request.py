"""What the command line and the API ask of the metrics, and the JSON document that both answer with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.metrics import resolve
from core.report import Filters, MetricResult, Period, Report, results_json
from dashboard.instants import parse_instant


@dataclass(frozen=True, slots=True)
class MetricsRequest:
    """Metrics by id (none: all), a period, an instant, a grouping and filters, as somebody typed them."""

    ids: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    as_of: str | None = None
    by: str | None = None
    stage: str | None = None
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    prefix: str = ""
    """What stands before the names of arguments where they are typed."""


def measured(report: Report, request: MetricsRequest) -> tuple[list[MetricResult], dict[str, object]]:
    """The results, and the JSON document that other tools rely on.

    A metric stands in the document under the id it was asked by. Raises ValueError naming what is
    wrong with the request.
    """
    zone = report.zone()
    argument = f"{request.prefix}as-of" if request.prefix else "as_of"
    as_of = parse_instant(request.as_of, zone, argument=argument) if request.as_of else None
    results = report.metrics(
        list(request.ids) or None,
        period=period_of(request.start, request.end, zone, request.prefix),
        filters=Filters(**request.filters),
        as_of=as_of,
        by=request.by,
        stage=request.stage,
    )
    metrics = results_json(results)["metrics"]
    if request.ids:
        metrics = {name: metrics[resolve(name).id] for name in request.ids}
    looked_at = as_of or report.as_of()
    document = {"as_of": looked_at.isoformat() if looked_at else None, "timezone": zone, "metrics": metrics}
    return results, document


def period_of(start: str | None, end: str | None, zone: str, prefix: str = "") -> Period | None:
    """The period between two typed instants, a day at its end included; None without either."""
    if start is None and end is None:
        return None
    first = parse_instant(start, zone, argument=f"{prefix}from") if start else None
    last = parse_instant(end, zone, argument=f"{prefix}to", is_end=True) if end else None
    return Period(first, last, label="chosen period", zone=zone)


def unknown_values(filters: dict[str, tuple[str, ...]], known: dict[str, list[str]]) -> Iterator[str]:
    """A sentence for every value that no ticket has: a slip of the pen would count as 0 tickets."""
    for dimension, wanted in filters.items():
        for value in wanted:
            if value not in known[dimension]:
                yield f"no ticket has the {dimension} {value!r}"
