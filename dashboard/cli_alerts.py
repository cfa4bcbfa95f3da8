"""Alerts and the digest on the ``queuewise`` command."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
AsOf = Annotated[str | None, typer.Option(help="Look at things as they stood then.")]
Ids = Annotated[list[int], typer.Argument(help="Numbers of alerts, see `queuewise alerts list`.")]

alerts = typer.Typer(name="alerts", help="Who is told when something is out of band.", no_args_is_help=True)


@alerts.command("check")
def check_command(
    context: typer.Context,
    as_of: AsOf = None,
    send: Annotated[bool, typer.Option(help="Send at once what was decided.")] = True,
    as_json: AsJson = False,
) -> None:
    """Look at all rules once, and send; for cron where no server runs."""
    from dashboard.commands.alerts import check

    check(context.obj, as_of=as_of, send=send, as_json=as_json)


@alerts.command("list")
def list_command(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Those that have ended too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List open alerts, the newest first."""
    from dashboard.commands.alerts import show

    show(context.obj, everything=everything, as_json=as_json)


@alerts.command("ack")
def ack_command(
    context: typer.Context,
    ids: Ids,
    by: Annotated[str, typer.Option(help="Who takes note.")] = "command line",
) -> None:
    """Take note of alerts: no more reminders about them."""
    from dashboard.commands.alerts import note

    note(context.obj, ids, by)


@alerts.command("snooze")
def snooze_command(
    context: typer.Context,
    ids: Ids,
    hours: Annotated[float, typer.Option(min=0.1, help="For how many hours.")] = 4.0,
) -> None:
    """Stay silent about alerts for a while."""
    from dashboard.commands.alerts import quieten

    quieten(context.obj, ids, hours)


@alerts.command("rules")
def rules_command(context: typer.Context) -> None:
    """List the rules, and whether they are on."""
    from dashboard.commands.alerts import show_rules

    show_rules(context.obj)


@alerts.command("try")
def try_command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of a rule, see `queuewise alerts rules`.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="How far back.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Say how often a rule would have fired in the past."""
    from dashboard.commands.alerts import try_past

    try_past(context.obj, name, days, as_json=as_json)


@alerts.command("channels")
def channels_command(context: typer.Context) -> None:
    """List the channels, without their secrets."""
    from dashboard.commands.alert_channels import show

    show(context.obj)


@alerts.command("add-channel")
def add_channel_command(
    context: typer.Context, name: Annotated[str, typer.Argument(help="What to call it.")]
) -> None:
    """Add a channel; asks for its address, or reads it from standard input."""
    from dashboard.commands.alert_channels import add

    add(context.obj, name)


@alerts.command("remove-channel")
def remove_channel_command(context: typer.Context, name: Annotated[str, typer.Argument()]) -> None:
    """Forget a channel, and what waits to be sent to it."""
    from dashboard.commands.alert_channels import remove

    remove(context.obj, name)


@alerts.command("test")
def test_command(context: typer.Context, channel: Annotated[str, typer.Argument()]) -> None:
    """Send a test message to a channel."""
    from dashboard.commands.alert_channels import try_out

    try_out(context.obj, channel)


def digest_command(
    context: typer.Context,
    as_of: AsOf = None,
    send: Annotated[str | None, typer.Option(metavar="CHANNEL", help="Send it there.")] = None,
    form: Annotated[str, typer.Option("--format", help="text, html or md.")] = "text",
    again: Annotated[bool, typer.Option(help="Send it although today's has gone there already.")] = False,
) -> None:
    """Print or send the daily digest."""
    from dashboard.commands.digest import digest

    digest(context.obj, as_of=as_of, channel=send, form=form, again=again)
