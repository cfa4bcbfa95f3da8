"""Write a demo company into a store."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from core.data.store import Store
from sample_data import settings as s
from sample_data.company import DemoCompany

PROFILE = "demo"

Progress = Callable[[int, int], None]


def load_into(store: Store, company: DemoCompany, *, progress: Progress | None = None) -> dict[str, int]:
    """Store the company under the source ``demo``; loading the same company again changes nothing.

    ``progress`` is called with (tickets written, tickets in total) after every chunk. Returns rows
    written by table; ``ticket`` counts the tickets that were new or different. Raises ValueError where
    the store already holds another demo company, for its tickets would mix with these.
    """
    _refuse_mixture(store, company)
    written = {name: store.upsert_frame(name, frame) for name, frame in company.inputs.items()}
    plan = company.plan
    batch = store.begin_batch(
        source_id=s.SOURCE_ID,
        profile=PROFILE,
        file_name=f"demo company of {plan.tickets} tickets",
        file_digest=_digest(company),
        timezone=s.ZONE,
        options=None,
    )
    try:
        written["ticket"] = _write_batches(store, int(batch.pk or 0), company, progress)
    except BaseException:
        store.finish_batch(int(batch.pk or 0), "failed")
        raise
    store.finish_batch(int(batch.pk or 0), "done")
    return written


def _digest(company: DemoCompany) -> str:
    plan = company.plan
    return f"{plan.tickets}-{plan.seed}-{plan.end.isoformat()}"


def _refuse_mixture(store: Store, company: DemoCompany) -> None:
    batches = store.batches()
    held = batches.loc[batches["profile"] == PROFILE, "file_digest"]
    if (held != _digest(company)).any():
        raise ValueError("company differs from the demo company that the store already holds")


def _write_batches(store: Store, batch_pk: int, company: DemoCompany, progress: Progress | None) -> int:
    total, done, stored = company.plan.tickets, 0, 0
    for tickets, events in zip(company.ticket_batches, company.event_batches, strict=True):
        lines = done + 1 + np.arange(tickets.num_rows)
        result = store.write_chunk(
            batch_pk,
            tickets=_with_line(tickets, lines),
            events=_with_line(events, lines[_ticket_of_event(events)]),
            rejected=None,
            read_count=tickets.num_rows,
            cursor=done + tickets.num_rows,
        )
        done, stored = done + tickets.num_rows, stored + result.stored_count
        if progress is not None:
            progress(done, total)
    return stored


def _ticket_of_event(events: pa.RecordBatch) -> NDArray[np.int32]:
    codes: NDArray[np.int32] = events.column("ticket_id").indices.to_numpy()
    return codes


def _with_line(batch: pa.RecordBatch, lines: NDArray[np.int64]) -> pd.DataFrame:
    frame = batch.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype(), pa.int64(): pd.Int64Dtype()}.get)
    frame["line"] = lines
    return frame
