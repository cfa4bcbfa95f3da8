"""``queuewise digest``: what a lead looks at in the morning, printed or sent."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import UTC, datetime

import typer

from core.data.alert_book import deciding
from core.data.store import Store
from core.periods import local_date
from core.report import Report
from core.reporting.alert_check import present_of
from core.reporting.alert_rules import channels, dashboard_address
from dashboard.instants import parse_instant
from dashboard.outbox import send_due
from dashboard.view_models.alert_message import message_from
from dashboard.view_models.digest import build_digest
from dashboard.view_models.digest_letter import digest_letter
from dashboard.view_models.letter import Letter

FORMATS = {"text": "text", "html": "html", "md": "markdown"}


def digest(url: str | None, *, as_of: str | None, channel: str | None, form: str, again: bool) -> None:
    """Print the digest, or send it by way of the outbox. Raises ValueError where that is impossible."""
    if form not in FORMATS:
        raise ValueError(f"--format takes {', '.join(FORMATS)}, not {form!r}")
    with closing(Report.open(url)) as report:
        now = datetime.now(UTC)
        given = parse_instant(as_of, report.zone(), argument="--as-of") if as_of else None
        at = given or present_of(report, now) or report.as_of()
        found = build_digest(report, at)
        if at is None or found is None:
            raise ValueError("there is no data yet")
        letter = digest_letter(found, dashboard_address(report.store))
        if channel is None:
            typer.echo(_written(letter, form), nl=False)
            return
        day = local_date(at, report.zone()).isoformat()
        is_new = queue_digest(report.store, channel, letter, day=day, now=now, again=again)
        sent = send_due(report.store)
    if not is_new:
        typer.echo(f"The digest of {day} went to {channel!r} before, or waits to; --again makes another.")
    elif sent.failed:
        raise ValueError(f"the digest was not taken by {channel!r}; it stays in the outbox")
    else:
        typer.echo(f"The digest of {day} went to {channel!r}.")


def _written(letter: Letter, form: str) -> str:
    body = str(getattr(letter, FORMATS[form]))
    if form == "html":
        return body + "\n"
    title = letter.plain_title if form == "text" else f"# {letter.markdown_title}"
    return f"{title}\n\n{body}"


def queue_digest(
    store: Store, channel: str, letter: Letter, *, day: str, now: datetime, again: bool = False
) -> bool:
    """Put the digest of a day into the outbox; False where that channel has had it.

    Raises ValueError for an unknown channel.
    """
    if channel not in channels(store):
        raise ValueError(f"channel: there is no channel {channel!r}")
    thread = _key(store, channel)
    key = _key(store, channel, day, now.isoformat() if again else "")
    body = message_from(letter, "info").to_json() | {"thread": thread}
    with deciding(store) as turn:
        return turn.queue(kind="digest", key=key, channel=channel, body=body, now=now)


def _key(store: Store, *words: str) -> str:
    """Equal for the same digest of this store."""
    told = repr(("digest", store.setting("store_id"), *words))
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
