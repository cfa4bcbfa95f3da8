"""``queuewise import``: read a file into the store, with a progress bar and a report that adds up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from core.data.ingest import (
    ImportOptions,
    ImportProblem,
    ImportReport,
    completed,
    import_file,
    named,
    preview,
    rejected_as_csv,
    save_profile,
)
from core.data.ingest import Progress as ImportProgress
from core.data.store import Store
from dashboard.cli import print_json


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What the command line asked for."""

    file: Path
    profile: str | None
    answers: dict[str, str | None]
    mapping: dict[str, str]
    save_profile: str | None
    rejected: Path | None


def run_import(url: str | None, request: ImportRequest, *, as_json: bool) -> ImportReport:
    """Import the file, print the report and return it."""
    if request.rejected and not request.rejected.parent.is_dir():
        raise ValueError(f"--rejected: there is no folder {request.rejected.parent}")
    with Store.open(url) as store:
        report = _import(store, request, quiet=as_json)
    _print_report(report, as_json=as_json)
    return report


def _options(request: ImportRequest) -> ImportOptions:
    profile = request.profile or _likely_profile(request.file)
    return ImportOptions(profile=profile, mapping=request.mapping, **request.answers)


def _likely_profile(file: Path) -> str:
    found = preview(file)
    if found.profile is not None:
        return found.profile
    question = next((asked for asked in found.questions if asked.name == "profile"), None)
    raise ImportProblem(
        "The file's columns fit none of the shipped profiles; say which one to use.", question
    )


def _import(store: Store, request: ImportRequest, *, quiet: bool) -> ImportReport:
    options = completed(store, _options(request))
    if request.save_profile:
        options = named(options, request.save_profile)
    with _progress_bar(quiet) as show, _stop_on_interrupt() as stopped:
        report = _beside(
            partial(import_file, store, request.file, options, progress=show, cancelled=stopped.is_set)
        )
    if request.save_profile:
        save_profile(store, request.save_profile, options)
    if request.rejected and report.quarantined:
        request.rejected.write_bytes(rejected_as_csv(store, report.batch_id))
    return report


def _beside(work: Callable[[], ImportReport]) -> ImportReport:
    """The work's result from a thread of its own.

    In the main thread the database driver would answer Ctrl-C itself, by breaking off the statement.
    """
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        while not wait([future], timeout=0.2).done:
            pass
        return future.result()


@contextmanager
def _progress_bar(quiet: bool) -> Iterator[Callable[[ImportProgress], None] | None]:
    if quiet:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        yield lambda step: bar.update(
            task, completed=step.done, total=step.total, description=step.phase.capitalize()
        )


@contextmanager
def _stop_on_interrupt() -> Iterator[threading.Event]:
    """Ctrl-C finishes the running chunk and stops; the same command carries on later."""
    stopped = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: stopped.set())
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


def _print_report(report: ImportReport, *, as_json: bool) -> None:
    if as_json:
        print_json(report.to_json())
        return
    table = Table(title=f"{report.file_name} · {report.profile}", title_justify="left")
    for heading in ("read", "stored", "unchanged", "quarantined"):
        table.add_column(heading, justify="right")
    counts = (report.read, report.stored, report.unchanged, report.quarantined)
    table.add_row(*(f"{count:,}" for count in counts))
    Console().print(table)
    for warning in report.warnings:
        typer.echo(f"note: {warning}", err=True)
    if report.state == "cancelled":
        typer.echo("Stopped; run the same command again to carry on.", err=True)
