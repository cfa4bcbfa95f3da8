"""Puts waiting deliveries into the event log, each exactly once.

The events of some deliveries, the counters of their batch and the mark that they are applied are one
transaction; whoever dies in the middle has done nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from core.data import bulk
from core.data.arrow_frames import REJECTED
from core.data.columns import EVENT_COLUMNS, TICKET_COLUMNS
from core.data.connection import bulk_transaction, parse_url
from core.data.files.problem import ImportProblem
from core.data.inbox import Waiting, are_waiting, last_applied, mark_applied, ripe, waiting
from core.data.pseudonyms import customer_key
from core.data.sources.delivery import Delivery
from core.data.sources.hook_frames import Checked, checked
from core.data.staging import scalar
from core.data.state import ImportBatch
from core.data.store import Store, whole_frame

PATIENCE = timedelta(seconds=2)
"""How long a delivery waits for one with a lower number that has not come."""
AT_ONCE = 1_000
BATCH_ROWS = 2_000
BATCH_AGE = timedelta(hours=1)
"""When deliveries go into a new batch of imports: readers look again at what the last batch touched."""
UNREADABLE = (ValueError, KeyError, TypeError, pa.ArrowException, ImportProblem)
log = logging.getLogger("queuewise")


class _OvertakenError(Exception):
    """Another process has applied some of the same deliveries."""


@dataclass
class Applier:
    """Applies what waits in the inbox of a store; one thread at a time uses it.

    ``turn``: see `core.data.inbox.InboxWriter`.
    """

    store: Store
    patience: timedelta = PATIENCE
    turn: AbstractContextManager[Any] = field(default_factory=nullcontext)
    key: bytes = field(default=b"", repr=False)

    def apply(self, now: datetime | None = None) -> int:
        """Apply everything that may be applied now; returns how many deliveries that was."""
        instant = now or datetime.now(UTC)
        held = waiting(self.store, AT_ONCE)
        if not held:
            return 0
        self.key = self.key or customer_key(self.store)
        counted = {each.source_id for each in held if each.seq is not None}
        chosen = ripe(held, last_applied(self.store, counted), instant, self.patience)
        groups: dict[tuple[str, str], list[Waiting]] = {}
        for each in chosen:
            groups.setdefault((each.source_id, each.kind), []).append(each)
        return sum(self._apply_group(some, instant) for some in groups.values())

    def _apply_group(self, some: Sequence[Waiting], now: datetime) -> int:
        """Apply deliveries of one source together; where that fails, find out which one is to blame."""
        try:
            return self._write(some, now)
        except _OvertakenError:
            return 0
        except UNREADABLE as error:
            if len(some) == 1:
                log.warning("a delivery of %s was quarantined", some[0].source_id, exc_info=error)
                return self._quarantine(some[0], f"cannot be read: {type(error).__name__}", now)
        middle = len(some) // 2
        return self._apply_group(some[:middle], now) + self._apply_group(some[middle:], now)

    def _write(self, some: Sequence[Waiting], now: datetime) -> int:
        batch = self._batch(some[0], now)
        deliveries = [Delivery.from_json(each.body) for each in some]
        frames = checked(deliveries, self.key, batch.cursor + 1)
        errors = {each.pk: frames.errors.get(place) for place, each in enumerate(some)}
        with self.turn, bulk_transaction(parse_url(self.store.url)) as cursor:
            reached = scalar(cursor, f"SELECT cursor FROM import_batch WHERE pk = {int(batch.pk or 0)}")
            if reached != batch.cursor or not are_waiting(cursor, list(errors)):
                raise _OvertakenError
            if frames.record_count:
                _write_frames(cursor, batch, frames)
            mark_applied(cursor, errors, now)
        return len(some)

    def _quarantine(self, one: Waiting, reason: str, now: datetime) -> int:
        with bulk_transaction(parse_url(self.store.url)) as cursor:
            if are_waiting(cursor, [one.pk]):
                mark_applied(cursor, {one.pk: reason}, now)
        return 1

    def _batch(self, first: Waiting, now: datetime) -> ImportBatch:
        """The batch that takes deliveries of a source at the moment."""
        wanted = {"source_id": first.source_id, "profile": f"webhook-{first.kind}"}
        batch = self.store.unfinished_batch(**wanted, file_digest=None, options=None)
        if batch is not None:
            if batch.stored_count < BATCH_ROWS and now - batch.started_at < BATCH_AGE:
                return batch
            self.store.finish_batch(int(batch.pk or 0), "done")
        return self.store.begin_batch(
            **wanted, file_name="webhook", file_digest=None, timezone=None, options=None
        )


def _write_frames(cursor: Any, batch: ImportBatch, frames: Checked) -> None:
    bulk.write_chunk(
        cursor,
        int(batch.pk or 0),
        whole_frame(frames.tickets, TICKET_COLUMNS),
        whole_frame(frames.events, EVENT_COLUMNS),
        whole_frame(frames.rejected, REJECTED.names),
        frames.record_count,
        batch.cursor + frames.record_count,
    )
