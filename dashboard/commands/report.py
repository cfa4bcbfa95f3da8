"""``queuewise report``: the written reports, printed or as a file."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import typer

from core.report import Report
from dashboard.instants import parse_instant
from dashboard.written.shelf import FORMS, REPORTS, written


def write_report(
    url: str | None, name: str, *, as_of: str | None, form: str | None, output: Path | None
) -> None:
    """Print a report, or write it to a file, whose ending says the form where none is given.

    Raises ValueError for an unknown report or form, on an empty store, and for a PDF without a file.
    """
    if name not in REPORTS:
        raise ValueError(f"there is no report {name!r}; known are {', '.join(REPORTS)}")
    chosen = form or (output.suffix.lstrip(".").lower() if output else "md")
    if chosen not in FORMS:
        raise ValueError(f"--format takes {', '.join(FORMS)}, not {chosen!r}")
    if chosen == "pdf" and output is None:
        raise ValueError("a PDF goes into a file: name it with --output")
    with closing(Report.open(url)) as report:
        at = parse_instant(as_of, report.zone(), argument="--as-of", is_end=True) if as_of else None
        document = REPORTS[name].document(report, at)
        content = written(document, chosen, at or report.as_of() or datetime.now(UTC))
    if output is None:
        typer.echo(content.decode("utf-8"), nl=False)
        return
    output.write_bytes(content)
    typer.echo(f"{document.title}: {output}")
