"""``queuewise demo``: fill the database with the made-up organisation."""

from __future__ import annotations

import time
from datetime import date

import typer
from rich.console import Console
from rich.progress import Progress

from core.data.store import Store
from dashboard.cli import print_json
from sample_data import DEFAULT_END, DEFAULT_SEED, DemoCompany, committed_company, generate, load_into

SHIPPED_TICKETS = 25_000
FIRST_YEAR, LAST_YEAR = 1980, 2180


def load_demo(
    url: str | None,
    *,
    tickets: int | None = None,
    seed: int = DEFAULT_SEED,
    end: str | None = None,
    as_json: bool = False,
) -> None:
    """Generate (or read the shipped) company and write it to the store."""
    started = time.perf_counter()
    company = _company(tickets, seed, end)
    generated = time.perf_counter() - started
    with Store.open(url) as store:
        written = _load(store, company, quiet=as_json)
        counts = store.counts()
    seconds = time.perf_counter() - started
    if as_json:
        times = {"generated_seconds": round(generated, 3), "seconds": round(seconds, 3)}
        print_json({"tickets": counts["tickets"], "events": counts["events"], "written": written, **times})
    else:
        typer.echo(f"{counts['tickets']:,} tickets, {counts['events']:,} events in {seconds:.1f} s")


def _company(tickets: int | None, seed: int, end: str | None) -> DemoCompany:
    if (tickets, seed, end) == (None, DEFAULT_SEED, None):
        return committed_company()
    last_day = _last_day(end) if end else DEFAULT_END
    return generate(tickets or SHIPPED_TICKETS, seed=seed, end=last_day)


def _last_day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"--end takes a day such as 2026-06-30, not {text!r}") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"--end must lie in the years {FIRST_YEAR} to {LAST_YEAR}, not in {text!r}")
    return day


def _load(store: Store, company: DemoCompany, *, quiet: bool) -> dict[str, int]:
    if quiet:
        return load_into(store, company)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Writing", total=None)
        return load_into(
            store, company, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
