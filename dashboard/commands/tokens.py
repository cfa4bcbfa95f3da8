"""``queuewise token``: who may read the API."""

from __future__ import annotations

import typer

from core.data.store import Store
from core.reporting.tokens import add_token, remove_token, token_names


def add(url: str | None, name: str) -> None:
    """Make a token and print it, alone on stdout."""
    with Store.open(url) as store:
        token = add_token(store, name)
    typer.echo(token)
    typer.echo("Keep it safe: it is not shown again.", err=True)


def show(url: str | None) -> None:
    """Print the names of all tokens."""
    with Store.open(url) as store:
        names = token_names(store)
    for name, made_at in names.items():
        typer.echo(f"{name}  since {made_at}")
    if not names:
        typer.echo("There is no token; the API answers nobody.", err=True)


def remove(url: str | None, name: str) -> None:
    """Make a token useless."""
    with Store.open(url) as store:
        remove_token(store, name)
    typer.echo(f"The token {name!r} opens nothing any more.")
