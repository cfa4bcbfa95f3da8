"""The live side of the ``queuewise`` command: webhooks in, recorded events played."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WINDOW_SECONDS = 300

hooks = typer.Typer(name="hook", help="Systems that may send webhooks to this server.", no_args_is_help=True)


@hooks.command("add")
def hook_add_command(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="Name of the sender; it posts to /hooks/NAME.")],
    kind: Annotated[str, typer.Option(help="generic, zendesk or chatwoot.")] = "generic",
    window: Annotated[
        int, typer.Option(help="How many seconds old a signed message may be.")
    ] = WINDOW_SECONDS,
) -> None:
    """Let a system send webhooks. Asks for its signing secret; a generic one gets a new secret."""
    from dashboard.commands.hooks import add

    add(context.obj, source, kind, window)


@hooks.command("list")
def hook_list_command(context: typer.Context) -> None:
    """Name every sender, without its secret."""
    from dashboard.commands.hooks import show

    show(context.obj)


@hooks.command("remove")
def hook_remove_command(context: typer.Context, source: Annotated[str, typer.Argument()]) -> None:
    """Refuse a sender from now on; what it sent stays."""
    from dashboard.commands.hooks import remove

    remove(context.obj, source)


def replay_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Recorded events: one row per event, as for import.")],
    speed: Annotated[float, typer.Option(help="How many times as fast as it happened.")] = 60.0,
    url: Annotated[str, typer.Option(help="Address of the server.")] = "http://127.0.0.1:8501",
    source: Annotated[str, typer.Option(help="Name of the sender, see `queuewise hook add`.")] = "demo",
    from_now: Annotated[bool, typer.Option(help="Let the first event happen now.")] = False,
) -> None:
    """Play recorded events against a running server, as its help desk would send them."""
    from dashboard.commands.replay import replay

    replay(context.obj, file, url=url, source=source, speed=speed, from_now=from_now)
