"""``queuewise metrics``: figures on the terminal, or as JSON for other tools."""

from __future__ import annotations

from contextlib import closing

import typer
from rich.console import Console
from rich.table import Table

from core.report import MetricResult, Report
from dashboard.cli import print_json
from dashboard.format import count, value_in_unit
from dashboard.metrics_request import MetricsRequest, measured, unknown_values


def print_metrics(url: str | None, request: MetricsRequest, *, as_json: bool) -> None:
    """Evaluate the metrics and print them."""
    with closing(Report.open(url)) as report:
        results, document = measured(report, request)
        notes = list(unknown_values(request.filters, report.options()) if request.filters else ())
    for note in notes:
        typer.echo(f"note: {note}", err=True)
    if as_json:
        print_json(document)
    else:
        _print_table(results)


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
