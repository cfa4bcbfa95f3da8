"""``queuewise doctor``: what is wrong with the installation, the database and the data."""

from __future__ import annotations

import platform
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import typer

from core.data.store import Store, StoreError
from core.report import Report
from dashboard.cli import print_json

MARKS = {"ok": "✓", "note": "·", "problem": "✗"}
SMALLEST_FREE_SPACE = 500_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ``ok``, worth a ``note``, or a ``problem``."""

    area: str
    level: str
    text: str


def examine(url: str | None, *, as_json: bool) -> bool:
    """Print the findings; true where nothing needs mending."""
    findings = [*_installation(), *_database(url)]
    healthy = all(finding.level != "problem" for finding in findings)
    if as_json:
        print_json({"healthy": healthy, "findings": [asdict(finding) for finding in findings]})
        return healthy
    for finding in findings:
        typer.echo(f"{MARKS[finding.level]} {finding.area}: {finding.text}")
    return healthy


def _installation() -> Iterator[Finding]:
    good = sys.version_info >= (3, 11)
    yield Finding("installation", "ok" if good else "problem", f"Python {platform.python_version()}")
    missing = sorted(_missing_packages())
    if missing:
        text = f"missing packages: {', '.join(missing)}; install requirements.lock again"
        yield Finding("installation", "problem", text)
    else:
        yield Finding("installation", "ok", f"Queuewise {version('queuewise')} with all its packages")


def _missing_packages() -> Iterator[str]:
    for requirement in requires("queuewise") or ():
        if "extra ==" in requirement:
            continue
        name = re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]
        try:
            version(name)
        except PackageNotFoundError:
            yield name


def _database(url: str | None) -> Iterator[Finding]:
    try:
        store = Store.open(url)
    except StoreError as error:
        yield Finding("database", "problem", str(error))
        return
    with store:
        yield Finding("database", "ok", f"{store.shown_url} opens and has this version's tables")
        for problem in store.faults():
            yield Finding("database", "problem", problem)
        yield from _space(store.cache_dir)
        yield from _imports(store)
        yield from _data(Report(store))


def _space(folder: Path) -> Iterator[Finding]:
    parent = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(parent).free
    level = "problem" if free < SMALLEST_FREE_SPACE else "ok"
    yield Finding("database", level, f"{free / 1e9:,.1f} GB free on its disk")


def _imports(store: Store) -> Iterator[Finding]:
    batches = store.batches()
    for batch in batches[batches["state"].isin(["running", "failed"])].itertuples():
        text = f"the import of {batch.file_name} is {batch.state}; run the same command again to carry on"
        yield Finding("imports", "note", text)
    quarantined = int(batches["quarantined_count"].sum())
    if quarantined:
        text = f"{quarantined:,} rows in quarantine; see the page Data or: queuewise export rejected FILE"
        yield Finding("imports", "note", text)


def _data(report: Report) -> Iterator[Finding]:
    counts = report.store.counts()
    if not counts["tickets"]:
        yield Finding("data", "note", "no tickets yet; import a file or run: queuewise demo")
        return
    as_of = report.as_of()
    upto = f", up to {as_of:%Y-%m-%d %H:%M} UTC" if as_of else ""
    text = f"{counts['tickets']:,} tickets, {counts['events']:,} events{upto}"
    yield Finding("data", "ok", text)
    for anomaly in report.data_quality().anomalies:
        yield Finding("data", "note", f"{anomaly.name}: {anomaly.count:,} tickets")
    unknown = [item for item in report.computability() if not item.is_computable]
    for item in unknown:
        yield Finding("data", "note", f"{item.name} cannot be computed: {item.reason}")
