"""``queuewise alerts``: the channels that messages go to."""

from __future__ import annotations

import sys
import uuid

import typer

from core.data.store import Store
from core.reporting.alert_rules import channels, dashboard_address, remove_channel, save_channel
from dashboard.delivery import EXAMPLES, DeliveryError, check_channel, deliver, describe
from dashboard.view_models.alert_message import message_from
from dashboard.view_models.letter import Letter, Part


def show(url: str | None) -> None:
    """Print name and kind of every channel."""
    with Store.open(url) as store:
        known = channels(store)
    for name, address in known.items():
        found = describe(address)
        typer.echo(f"{name}  {found.kind}  {found.where}".rstrip())
    if not known:
        typer.echo("There is no channel; alerts are only written down.", err=True)


def add(url: str | None, name: str) -> None:
    """Ask for an address and keep it."""
    address = _asked()
    check_channel(address)
    with Store.open(url) as store:
        save_channel(store, name, address)
    found = describe(address)
    typer.echo(f"{name} is kept: {found.kind} {found.where}".rstrip())


def _asked() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    for kind, example in EXAMPLES.items():
        typer.echo(f"  {kind}: {example}", err=True)
    return str(typer.prompt("Address", hide_input=True, err=True))


def remove(url: str | None, name: str) -> None:
    """Forget a channel."""
    with Store.open(url) as store:
        remove_channel(store, name)
    typer.echo(f"The channel {name!r} is gone.")


def try_out(url: str | None, name: str) -> None:
    """Send a test message; raises ValueError with the reason where it was not taken."""
    with Store.open(url) as store:
        send_test(store, name)
    typer.echo(f"The test message was taken by {name!r}.")


def send_test(store: Store, name: str) -> None:
    """A test message to a channel, past the outbox. Raises ValueError where it was not taken."""
    known = channels(store)
    if name not in known:
        raise ValueError(f"channel: there is no channel {name!r}")
    sentence = f"This is a test of the channel “{name}”. Alerts that it is to tell will arrive here."
    letter = Letter("A test from Queuewise", (Part("", (sentence,)),), dashboard_address(store))
    try:
        deliver(known[name], message_from(letter, "info").to_json(), key=uuid.uuid4().hex)
    except DeliveryError as error:
        raise ValueError(f"channel: {error}") from error
