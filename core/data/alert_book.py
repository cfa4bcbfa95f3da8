"""The alert log and the outbox: what was decided, and the messages that wait to go out because of it.

An alert and its messages are written in one transaction. A message stays in the outbox until somebody has
sent it and said so: a process that dies in between leaves it there for the next one, which sends it again
under the same key. So every message goes out at least once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from core.data.connection import LOCK_NUMBER, DriverError, explain, is_sqlite, parse_url
from core.data.live_tables import Outbox
from core.data.state import AlertEvent, AlertRule
from core.data.store import Store

MOST_ATTEMPTS = 24
"""After that many failures a message stays unsent, with its error, until its channel is set anew."""
LEASE = timedelta(minutes=3)
"""How long a message belongs to the sender that took it; then it is taken to have died."""
LONGEST_PAUSE = timedelta(hours=1)


@contextmanager
def _reading(store: Store) -> Iterator[Session]:
    """A session that only reads; a driver's error becomes a sentence."""
    try:
        with store.session() as session:
            yield session
    except (DriverError, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        raise explain(cause, parse_url(store.url)) from error


@contextmanager
def _writing(store: Store) -> Iterator[Session]:
    """A session in one transaction that no other one decides beside; all of it is kept, or nothing."""
    with _reading(store) as session, session.begin():
        if is_sqlite(parse_url(store.url)):
            session.execute(delete(Outbox).where(col(Outbox.pk) < 0))
        else:
            session.execute(text(f"SELECT pg_advisory_xact_lock({LOCK_NUMBER + 1})"))
        yield session


class Turn:
    """One look's turn to decide, in a transaction that no other one decides beside; see `deciding`."""

    def __init__(self, session: Session) -> None:
        """Use `deciding`."""
        self._session = session

    def opened(self) -> list[AlertEvent]:
        """Alerts that have not ended, the first raised first."""
        query = select(AlertEvent).filter_by(resolved_at=None).order_by(col(AlertEvent.pk))
        return list(self._session.execute(query).scalars())

    def event(self, pk: int) -> AlertEvent:
        """One alert; what is changed on it is kept with the rest of the turn."""
        return self._session.get_one(AlertEvent, pk)

    def add(self, rule: str, event: AlertEvent) -> None:
        """Write down an alert of a rule; it has its key from now on."""
        event.rule_pk = self._rule_pk(rule)
        self._session.add(event)
        self._session.flush()

    def queue(
        self,
        *,
        kind: str,
        key: str,
        channel: str,
        body: Mapping[str, Any],
        now: datetime,
        event_pk: int | None = None,
    ) -> bool:
        """Put a message into the outbox; False where one with the same key is or was there."""
        same = select(col(Outbox.pk)).filter_by(dedup_key=key)
        if self._session.execute(same).first() is not None:
            return False
        self._session.add(
            Outbox(
                kind=kind,
                dedup_key=key,
                alert_event_pk=event_pk,
                channel=channel,
                body=json.dumps(body),
                created_at=now,
                due_at=now,
            )
        )
        return True

    def _rule_pk(self, name: str) -> int:
        """The key of a rule; a shipped one that nobody has changed gets a row without a body."""
        query = select(col(AlertRule.pk)).filter_by(name=name)
        found = self._session.execute(query).scalar_one_or_none()
        if found is None:
            row = AlertRule(name=name, body="", is_enabled=True)
            self._session.add(row)
            self._session.flush()
            found = row.pk
        return found or 0


@contextmanager
def deciding(store: Store) -> Iterator[Turn]:
    """A turn to decide: alerts and messages are kept together at its end, or nothing of them."""
    with _writing(store) as session:
        yield Turn(session)


def claim(store: Store, now: datetime) -> Outbox | None:
    """Take the next message that is due; nobody else gets it before the lease is over. None: none is due."""
    is_due = col(Outbox.sent_at).is_(None) & (col(Outbox.due_at) <= now)
    query = select(Outbox).where(is_due, col(Outbox.attempt_count) < MOST_ATTEMPTS)
    query = query.order_by(col(Outbox.due_at), col(Outbox.pk)).limit(1)
    with _writing(store) as session:
        found = session.execute(query).scalar_one_or_none()
        if found is not None:
            found.due_at, found.attempt_count = now + LEASE, found.attempt_count + 1
        return found


def mark_sent(store: Store, message: Outbox, now: datetime) -> None:
    """The message went out, and with it the alerts that it tells of."""
    events = json.loads(message.body).get("event_pks", [])
    with _writing(store) as session:
        session.execute(update(Outbox).filter_by(pk=message.pk).values(sent_at=now, last_error=None))
        for pk in events:
            told = update(AlertEvent).filter_by(pk=pk, delivered_at=None)
            session.execute(told.values(delivered_at=now))


def mark_failed(store: Store, message: Outbox, now: datetime, error: str) -> None:
    """The message did not go out: keep why, and when to try again."""
    due = now + pause_after(message.attempt_count)
    with _writing(store) as session:
        session.execute(update(Outbox).filter_by(pk=message.pk).values(due_at=due, last_error=error[:500]))


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: a minute, then twice as long each time, up to an hour.

    >>> [int(pause_after(attempts).total_seconds() // 60) for attempts in (1, 2, 3, 6, 7, 24)]
    [1, 2, 4, 32, 60, 60]
    """
    return min(timedelta(minutes=2 ** min(max(attempts, 1) - 1, 10)), LONGEST_PAUSE)


def try_again(store: Store, channel: str, now: datetime) -> None:
    """Unsent messages of a channel are due at once, as if they had never been tried."""
    with _writing(store) as session:
        waiting = update(Outbox).where(col(Outbox.channel) == channel, col(Outbox.sent_at).is_(None))
        session.execute(waiting.values(due_at=now, attempt_count=0))


def forget_messages(store: Store, channel: str) -> None:
    """Unsent messages of a channel that is gone are taken out; what was sent stays in the log."""
    with _writing(store) as session:
        gone = delete(Outbox).where(col(Outbox.channel) == channel, col(Outbox.sent_at).is_(None))
        session.execute(gone)


def change_events(store: Store, pks: Sequence[int], values: Mapping[str, Any]) -> int:
    """Set columns of open alerts; returns how many of them there were."""
    changed = update(AlertEvent).where(col(AlertEvent.pk).in_(pks), col(AlertEvent.resolved_at).is_(None))
    with _writing(store) as session:
        return len(session.execute(changed.values(**values).returning(col(AlertEvent.pk))).all())


def latest_events(store: Store, limit: int, *, open_only: bool = False) -> list[AlertEvent]:
    """The alerts that were raised last, the newest first."""
    query = select(AlertEvent).order_by(col(AlertEvent.pk).desc()).limit(limit)
    query = query.filter_by(resolved_at=None) if open_only else query
    with _reading(store) as session:
        return list(session.execute(query).scalars())


def latest_messages(store: Store, first_event: int) -> list[Outbox]:
    """The messages about an alert and later ones, those queued last first."""
    later = select(Outbox).filter_by(kind="alert").where(col(Outbox.alert_event_pk) >= first_event)
    with _reading(store) as session:
        return list(session.execute(later.order_by(col(Outbox.pk).desc())).scalars())
