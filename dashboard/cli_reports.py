"""The written reports on the ``queuewise`` command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report_command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="voice, monthly or status.")],
    as_of: Annotated[
        str | None, typer.Option(help="Look at things as they stood then; a date includes that day.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="md, html or pdf; by the file's ending if not given.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; printed if not given.")
    ] = None,
) -> None:
    """Write the weekly voice of the customer, the monthly review or the founder's status."""
    from dashboard.commands.report import write_report

    write_report(context.obj, name, as_of=as_of, form=form, output=output)
