"""The ``queuewise`` command.

Exit codes: 0 done, 1 it could not be done (the sentence on stderr says why), 2 the command line is
wrong, 3 the import needs an answer first, 4 ``--strict`` and something was not in order, 130 stopped
with Ctrl-C.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.cli_alerts import alerts, digest_command
from dashboard.cli_live import hooks, replay_command
from dashboard.cli_reports import report_command

FAILED, NEEDS_ANSWER, NOT_IN_ORDER, STOPPED = 1, 3, 4, 130

app = typer.Typer(
    name="queuewise",
    help="Trustworthy figures for customer-support operations, on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Ids = Annotated[list[str] | None, typer.Argument(help="Metric ids; all of them if none is given.")]
Values = Annotated[list[str] | None, typer.Option(help="Keep only this value; may be repeated.")]


@app.callback()
def choose_database(
    context: typer.Context,
    db: Annotated[
        str | None,
        typer.Option("--db", envvar="QUEUEWISE_DATABASE_URL", help="SQLite file or postgresql:// address."),
    ] = None,
) -> None:
    """Remember which database the command works on."""
    context.obj = db


@app.command("run")
def run_command(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(help="Port to listen on, 0 for any; from 8501 on if not given.")
    ] = None,
    demo_if_empty: Annotated[
        bool, typer.Option(help="Load the demo company into an empty database.")
    ] = False,
) -> None:
    """Start the dashboard."""
    from dashboard.commands.serving import serve

    serve(context.obj, host=host, port=port, demo_if_empty=demo_if_empty)


@app.command("import")
def import_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV, TSV, Excel, Parquet or JSON lines; may be .gz or .zip.")],
    profile: Annotated[
        str | None, typer.Option(help="canonical-tickets, canonical-events, zendesk, …")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Zone of times that name none, e.g. Europe/Berlin.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Name of the system the file comes from.")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help="WANTED=FOUND, e.g. created_at=OPEN_DT, or tags= to leave out; may be repeated."
        ),
    ] = None,
    date_order: Annotated[
        str | None, typer.Option(help="dmy, mdy or ymd where a column is ambiguous.")
    ] = None,
    decimal: Annotated[str | None, typer.Option(help="Decimal mark, . or , where it is unclear.")] = None,
    separator: Annotated[str | None, typer.Option(help="Character between columns, if misjudged.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook that has several.")] = None,
    save_profile: Annotated[str | None, typer.Option(help="Keep this mapping under a name.")] = None,
    rejected: Annotated[Path | None, typer.Option(help="Write quarantined rows to this CSV file.")] = None,
    strict: Annotated[bool, typer.Option(help="Exit with 4 if a row was quarantined.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import tickets or events from a file."""
    from dashboard.commands.importing import ImportRequest, run_import

    answers = {"timezone": timezone, "source_id": source, "date_order": date_order, "decimal": decimal}
    answers |= {"separator": separator, "sheet": sheet}
    request = ImportRequest(file, profile, answers, _pairs(column or []), save_profile, rejected)
    report = run_import(context.obj, request, as_json=as_json)
    if report.state == "cancelled":
        raise typer.Exit(STOPPED)
    if strict and report.quarantined:
        raise typer.Exit(NOT_IN_ORDER)


@app.command("demo")
def demo_command(
    context: typer.Context,
    tickets: Annotated[
        int | None, typer.Option(min=1, help="How many; the shipped company if not given.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same company.")] = 7,
    end: Annotated[str | None, typer.Option(help="Last day of the data; 2026-06-30 if not given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fill the database with a made-up support organisation."""
    from dashboard.commands.demo import load_demo

    load_demo(context.obj, tickets=tickets, seed=seed, end=end, as_json=as_json)


@app.command("metrics")
def metrics_command(
    context: typer.Context,
    ids: Ids = None,
    start: Annotated[str | None, typer.Option("--from", help="First day or instant of the period.")] = None,
    end: Annotated[
        str | None, typer.Option("--to", help="End of the period: this day included, or this instant.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="Look at things as they stood then.")] = None,
    by: Annotated[
        str | None, typer.Option(help="team, priority, channel, tier, category, day, week, month …")
    ] = None,
    team: Values = None,
    priority: Values = None,
    channel: Values = None,
    tier: Values = None,
    category: Values = None,
    assignee: Values = None,
    source: Values = None,
    as_json: AsJson = False,
) -> None:
    """Print metrics: value, sample, interval and status."""
    from dashboard.commands.metrics import print_metrics
    from dashboard.metrics_request import MetricsRequest

    chosen = {"team": team, "priority": priority, "channel": channel, "tier": tier, "category": category}
    chosen |= {"assignee": assignee, "source": source}
    filters = {name: tuple(values) for name, values in chosen.items() if values}
    request = MetricsRequest(tuple(ids or ()), start, end, as_of, by, filters=filters, prefix="--")
    print_metrics(context.obj, request, as_json=as_json)


@app.command("export")
def export_command(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="tickets, metrics, glossary or rejected.")],
    file: Annotated[Path, typer.Argument(help="Where to write; .csv, .xlsx, .json or .parquet.")],
    as_of: Annotated[str | None, typer.Option(help="Look at things as they stood then.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write tickets, metrics, the glossary or quarantined rows to a file."""
    from dashboard.commands.exporting import write_export

    write_export(context.obj, what, file, as_of=as_of, as_json=as_json)


tokens = typer.Typer(name="token", help="Tokens that let other tools read the API.", no_args_is_help=True)
app.add_typer(tokens)
app.add_typer(hooks)
app.command("replay")(replay_command)
app.add_typer(alerts)
app.command("digest")(digest_command)
app.command("report")(report_command)


@tokens.command("add")
def token_add_command(
    context: typer.Context, name: Annotated[str, typer.Argument(help="What the token is for.")]
) -> None:
    """Make a token; it is shown once and never kept."""
    from dashboard.commands.tokens import add

    add(context.obj, name)


@tokens.command("list")
def token_list_command(context: typer.Context) -> None:
    """Name every token."""
    from dashboard.commands.tokens import show

    show(context.obj)


@tokens.command("remove")
def token_remove_command(context: typer.Context, name: Annotated[str, typer.Argument()]) -> None:
    """Make a token useless."""
    from dashboard.commands.tokens import remove

    remove(context.obj, name)


@app.command("doctor")
def doctor_command(context: typer.Context, as_json: AsJson = False) -> None:
    """Say what is wrong with the installation, the database and the data."""
    from dashboard.commands.doctor import examine

    if not examine(context.obj, as_json=as_json):
        raise typer.Exit(FAILED)


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    wrong = [text for text, pair in zip(texts, pairs, strict=True) if not _is_pair(*pair)]
    if wrong:
        raise typer.BadParameter(f"--map takes WANTED=FOUND, not {wrong[0]!r}")
    return {wanted.strip(): found.strip() for wanted, _, found in pairs}


def _is_pair(wanted: str, sign: str, found: str) -> bool:
    """Whether it says something; a column may be left out by naming nothing, a word may not."""
    return bool(sign and wanted.strip() and (found.strip() or "." not in wanted))


def print_json(value: Any) -> None:
    """Print one JSON document on standard output, in ASCII where that is not UTF-8."""
    is_unicode = "utf" in (sys.stdout.encoding or "").lower()
    typer.echo(json.dumps(value, ensure_ascii=not is_unicode, allow_nan=False, indent=2))


def _never_fail_to_print() -> None:
    """Characters that the terminal's or pipe's encoding lacks are replaced."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _explain(error: Exception) -> int:
    typer.echo(f"queuewise: {_sentence(error)}", err=True)
    question = getattr(error, "question", None)
    if question is None:
        return FAILED
    typer.echo(f"  answer with {_answer(question.name)}", err=True)
    if question.choices:
        typer.echo(f"  choose one of: {'  '.join(question.choices)}", err=True)
    return NEEDS_ANSWER


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _answer(name: str) -> str:
    """The option that answers a question of the import.

    >>> _answer("date_order"), _answer("mapping.created_at")
    ('--date-order', '--map created_at=COLUMN')
    """
    head, _, column = name.partition(".")
    if head == "mapping":
        return f"--map {column}=COLUMN"
    return "--source" if name == "source_id" else f"--{name.replace('_', '-')}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; expected failures become one sentence and an exit code."""
    from core.data.ingest import ImportProblem
    from core.data.store import StoreError

    _never_fail_to_print()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        app(args=None if arguments is None else list(arguments))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else FAILED
    except (StoreError, ImportProblem, ValueError, OSError) as error:
        return _explain(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
