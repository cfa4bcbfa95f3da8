"""``queuewise hook``: who may send webhooks."""

from __future__ import annotations

import sys

import typer

from core.data.hook_sources import add_hook, hook_sources, remove_hook
from core.data.inbox import inbox_counts
from core.data.store import Store


def add(url: str | None, source: str, kind: str, window_seconds: int) -> None:
    """Let a source send webhooks; print the address and, for a generic one, the new secret on stdout."""
    secret = None if kind == "generic" else _asked(kind)
    with Store.open(url) as store:
        chosen = add_hook(store, source, kind, secret, window_seconds)
    typer.echo(f"{source} may now post to /hooks/{source} of this server.", err=True)
    if secret is None:
        typer.echo(chosen)
        typer.echo("Keep it safe: it is not shown again.", err=True)


def show(url: str | None) -> None:
    """Print every source, without its secret, and how the inbox stands."""
    with Store.open(url) as store:
        sources, counts = hook_sources(store), inbox_counts(store)
    for name, source in sources.items():
        typer.echo(f"{name}  {source.kind}  since {source.made_at}")
    if not sources:
        typer.echo("No source may send webhooks.", err=True)
    typer.echo(f"waiting: {counts['waiting']}, quarantined: {counts['quarantined']}", err=True)


def remove(url: str | None, source: str) -> None:
    """Refuse a source from now on."""
    with Store.open(url) as store:
        remove_hook(store, source)
    typer.echo(f"{source} may not send webhooks any more.")


def _asked(kind: str) -> str:
    """The secret that the other system signs with: typed unseen, or the first line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt(f"Signing secret of {kind}", hide_input=True))
    return sys.stdin.readline().strip()
