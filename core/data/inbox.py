"""The inbox: deliveries that came in by webhook, kept before their sender hears that they arrived.

A delivery waits here until its events are in the log; from then on only its id is remembered, so that
the same delivery sent again changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from sqlalchemy import Table, func, select, text

from core.data.connection import connect_durable, is_sqlite, parse_url
from core.data.live_tables import PENDING, Inbox
from core.data.models import EPOCH, StoreModel
from core.data.staging import stage
from core.data.store import Store

INBOX: Table = StoreModel.metadata.tables[Inbox.__tablename__]
KEPT_DAYS = 30
"""How long a delivery's id is remembered after it was applied."""
_COLUMNS = (
    "source_id",
    "delivery_id",
    "kind",
    "received_at",
    "sent_at",
    "seq",
    "body",
    "applied_at",
    "error",
)
_WHOLE = ("received_at", "sent_at", "seq", "applied_at")


@dataclass(frozen=True)
class Arrival:
    """A delivery on its way into the inbox; one with ``error`` is quarantined at once."""

    source_id: str
    delivery_id: str
    kind: str
    received_at: datetime
    body: str | None
    sent_at: datetime | None = None
    seq: int | None = None
    error: str | None = None


@dataclass(frozen=True)
class Waiting:
    """A delivery whose events are not in the log yet."""

    pk: int
    source_id: str
    kind: str
    received_at: datetime
    seq: int | None
    body: str


class InboxWriter:
    """Keeps arrivals, every call in one short transaction of its own; for one thread."""

    def __init__(self, store: Store, turn: AbstractContextManager[Any] | None = None) -> None:
        """Nothing is opened until the first arrival.

        ``turn``: a lock shared with whoever else in this process writes much, for the database itself
        makes those who wait look again only after a while.
        """
        self._url = parse_url(store.url)
        self._turn = turn or nullcontext()
        self._insert = _insert_of(is_file=is_sqlite(self._url))
        self._connection: Any = None

    def keep(self, arrivals: Sequence[Arrival]) -> set[tuple[str, str]]:
        """Write them; returns (source, delivery id) of those that were not known before.

        When it returns they are on the disk. Raises the driver's error where that is impossible.
        """
        rows = json.dumps([_row(each) for each in arrivals])
        try:
            if self._connection is None:
                self._connection = connect_durable(self._url)
            with self._turn, self._connection.cursor() as cursor:
                cursor.execute(self._insert, (rows,))
                found = cursor.fetchall()
                self._connection.commit()
        except BaseException:
            self.close()
            raise
        return {(source_id, delivery_id) for source_id, delivery_id in found}

    def close(self) -> None:
        """Let go of the connection; the next arrivals open a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _row(arrival: Arrival) -> dict[str, Any]:
    applied_at = arrival.received_at if arrival.error else None
    instants = {"received_at": arrival.received_at, "sent_at": arrival.sent_at, "applied_at": applied_at}
    whole = {name: microseconds(at) for name, at in instants.items()}
    plain = {name: getattr(arrival, name) for name in _COLUMNS if name not in whole}
    return plain | whole


def microseconds(at: datetime | None) -> int | None:
    """An instant as it is stored."""
    return None if at is None else (at - EPOCH) // timedelta(microseconds=1)


def _insert_of(*, is_file: bool) -> str:
    """One statement for any number of rows, which come as one JSON text."""
    listed = ", ".join(_COLUMNS)
    if is_file:
        values = ", ".join(f"value ->> '{name}'" for name in _COLUMNS)
        source = f"SELECT {values} FROM json_each(?) WHERE 1 = 1"
    else:
        kinds = ", ".join(f"{name} {'bigint' if name in _WHOLE else 'text'}" for name in _COLUMNS)
        source = f"SELECT {listed} FROM json_to_recordset($1::json) AS given({kinds})"
    return (
        f"INSERT INTO inbox ({listed}) {source} ON CONFLICT (source_id, delivery_id) DO NOTHING"
        " RETURNING source_id, delivery_id"
    )


def waiting(store: Store, limit: int) -> list[Waiting]:
    """Deliveries that are not applied yet, in the order of their arrival."""
    names = ("pk", "source_id", "kind", "received_at", "seq", "body")
    query = select(*(INBOX.c[name] for name in names)).where(PENDING).order_by(INBOX.c.pk).limit(limit)
    with store.engine.connect() as connection:
        return [Waiting(*row) for row in connection.execute(query)]


def last_applied(store: Store, sources: Iterable[str]) -> dict[str, int]:
    """By source the highest number among applied deliveries; sources without one are left out."""
    found: dict[str, int] = {}
    with store.engine.connect() as connection:
        for source in sources:
            query = select(INBOX.c.seq).where(INBOX.c.source_id == source, INBOX.c.seq.is_not(None))
            query = query.where(INBOX.c.applied_at.is_not(None)).order_by(INBOX.c.seq.desc()).limit(1)
            seq = connection.execute(query).scalar()
            found |= {} if seq is None else {source: int(seq)}
    return found


def ripe(
    held: Sequence[Waiting], last: Mapping[str, int], now: datetime, patience: timedelta
) -> list[Waiting]:
    """What may be applied now, in the order in which to apply it.

    Deliveries without a number come in the order of their arrival. Those with one follow the number
    that was applied last without a gap; what lies behind a gap waits for what is missing, but not longer
    than ``patience``. A number below the last one is late and applied at once.

    >>> three, two = (Waiting(pk, "desk", "generic", EPOCH, seq, "") for pk, seq in ((1, 3), (2, 2)))
    >>> [each.seq for each in ripe([three], {"desk": 1}, EPOCH, timedelta(seconds=2))]
    []
    >>> [each.seq for each in ripe([three, two], {"desk": 1}, EPOCH, timedelta(seconds=2))]
    [2, 3]
    """
    chosen = [each for each in held if each.seq is None]
    counted = sorted((each for each in held if each.seq is not None), key=lambda each: each.seq or 0)
    for source in dict.fromkeys(each.source_id for each in counted):
        mine = [each for each in counted if each.source_id == source]
        chosen += _without_gap(mine, last.get(source), now - patience)
    return chosen


def _without_gap(mine: Sequence[Waiting], last: int | None, due: datetime) -> list[Waiting]:
    reached = 0 if last is None else last
    for place, each in enumerate(mine):
        seq = each.seq or 0
        is_missed = seq > reached + 1 and not any(other.received_at <= due for other in mine[place:])
        if is_missed:
            return list(mine[:place])
        reached = max(reached, seq)
    return list(mine)


def mark_applied(cursor: Any, errors: Mapping[int, str | None], now: datetime) -> None:
    """Within the transaction that wrote their events: these deliveries are dealt with.

    ``errors``: by key the reason why (a part of) the delivery was refused, None where all is well.
    """
    stage(
        cursor,
        pa.table(
            {"pk": pa.array(list(errors), pa.int64()), "error": pa.array(list(errors.values()), pa.string())}
        ),
    )
    cursor.execute(
        f"UPDATE inbox SET applied_at = {microseconds(now)}, error = staged.error, body = NULL"
        " FROM staged WHERE inbox.pk = staged.pk"
    )
    cursor.execute("DROP TABLE staged")


def are_waiting(cursor: Any, keys: Sequence[int]) -> bool:
    """Whether none of them was applied by somebody else in the meantime."""
    listed = ", ".join(str(int(key)) for key in keys)
    cursor.execute(f"SELECT count(*) FROM inbox WHERE applied_at IS NULL AND pk IN ({listed})")
    return bool(cursor.fetchone()[0] == len(keys))


def forget_old(store: Store, now: datetime) -> int:
    """Delete what was applied long ago; quarantined deliveries stay. Returns how many there were."""
    before = microseconds(now - timedelta(days=KEPT_DAYS))
    old = text("DELETE FROM inbox WHERE error IS NULL AND applied_at < :before RETURNING pk")
    with store.engine.begin() as connection:
        return len(connection.execute(old, {"before": before}).all())


def inbox_counts(store: Store) -> dict[str, int]:
    """How many deliveries wait and how many are quarantined."""
    wanted = {"waiting": INBOX.c.applied_at.is_(None), "quarantined": INBOX.c.error.is_not(None)}
    with store.engine.connect() as connection:
        return {
            name: int(connection.execute(select(func.count()).select_from(INBOX).where(where)).scalar_one())
            for name, where in wanted.items()
        }
