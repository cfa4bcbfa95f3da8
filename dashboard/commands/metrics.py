"""``queuewise metrics``: figures on the terminal, or as JSON for other tools."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

import typer
from rich.console import Console
from rich.table import Table

from core.metrics import resolve
from core.report import Filters, MetricResult, Period, Report, results_json
from dashboard.cli import print_json
from dashboard.commands.instants import parse_instant
from dashboard.format import count, value_in_unit


@dataclass(frozen=True, slots=True)
class MetricsRequest:
    """What the command line asked for."""

    ids: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    as_of: str | None = None
    by: str | None = None
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)


def print_metrics(url: str | None, request: MetricsRequest, *, as_json: bool) -> None:
    """Evaluate the metrics and print them."""
    with closing(Report.open(url)) as report:
        zone = report.zone()
        as_of = parse_instant(request.as_of, zone, argument="--as-of") if request.as_of else None
        results = report.metrics(
            list(request.ids) or None,
            period=_period(request, zone),
            filters=Filters(**request.filters),
            as_of=as_of,
            by=request.by,
        )
        document = as_document(results, request.ids, report, as_of)
        notes = list(_unknown_values(request.filters, report.options()) if request.filters else ())
    for note in notes:
        typer.echo(f"note: {note}", err=True)
    if as_json:
        print_json(document)
    else:
        _print_table(results)


def _unknown_values(filters: dict[str, tuple[str, ...]], known: dict[str, list[str]]) -> Iterator[str]:
    """A sentence for every value that no ticket has: a slip of the pen would count as 0 tickets."""
    for dimension, wanted in filters.items():
        for value in wanted:
            if value not in known[dimension]:
                yield f"no ticket has the {dimension} {value!r}"


def _period(request: MetricsRequest, zone: str) -> Period | None:
    if request.start is None and request.end is None:
        return None
    start = parse_instant(request.start, zone, argument="--from") if request.start else None
    end = parse_instant(request.end, zone, argument="--to", is_end=True) if request.end else None
    return Period(start, end, label="chosen period", zone=zone)


def as_document(
    results: list[MetricResult], ids: tuple[str, ...], report: Report, as_of: datetime | None
) -> dict[str, object]:
    """The JSON document that other tools rely on; a metric stands under the id it was asked by."""
    metrics = results_json(results)["metrics"]
    if ids:
        metrics = {name: metrics[resolve(name).id] for name in ids}
    looked_at = as_of or report.as_of()
    return {
        "as_of": looked_at.isoformat() if looked_at else None,
        "timezone": report.zone(),
        "metrics": metrics,
    }


def _print_table(results: list[MetricResult]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    has_groups = any(result.group is not None for result in results)
    headings = ["metric", *(["group"] if has_groups else []), "value", "n", "status"]
    for heading in headings:
        table.add_column(heading, justify="right" if heading in {"value", "n"} else "left")
    for result in results:
        group = [result.group or "all"] if has_groups else []
        cells = [
            result.name,
            *group,
            value_in_unit(result.value, result.unit),
            count(result.n),
            result.status_text,
        ]
        table.add_row(*cells)
    Console().print(table)
