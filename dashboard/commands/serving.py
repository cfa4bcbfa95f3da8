"""``queuewise run``: start the dashboard on this machine."""

from __future__ import annotations

import socket

import typer

from core.data.store import Store
from dashboard.commands.demo import load_demo

USUAL_PORTS = range(8501, 8521)


def serve(url: str | None, *, host: str, port: int | None, demo_if_empty: bool) -> None:
    """Prepare the database, then serve until stopped.

    Raises OSError where the wanted port, or every usual one, is taken.
    """
    chosen = _port(host, port)
    if demo_if_empty and _is_empty(url):
        typer.echo("No data yet: loading the demo company.")
        load_demo(url)
    from dashboard.server import run

    run(url, host=host, port=chosen)


def _port(host: str, wanted: int | None) -> int:
    candidates = USUAL_PORTS if wanted is None else (wanted,)
    for port in candidates:
        if port == 0 or _is_free(host, port):
            return port
    taken = f"{candidates[0]}" if len(candidates) == 1 else f"{candidates[0]} to {candidates[-1]}"
    raise OSError(f"port {taken} on {host} is taken; choose another with --port, or 0 for any")


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return not _fails_to_bind(probe, host, port)


def _fails_to_bind(probe: socket.socket, host: str, port: int) -> bool:
    try:
        probe.bind((host, port))
    except OSError:
        return True
    return False


def _is_empty(url: str | None) -> bool:
    with Store.open(url) as store:
        return store.counts()["tickets"] == 0
