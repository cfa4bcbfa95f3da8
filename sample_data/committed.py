"""The committed demo company: compact files in ``files/``, and how they are made.

``python -m sample_data`` writes them anew; a test compares them with the generator.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sample_data.company import DEFAULT_END, DEFAULT_SEED, DemoCompany, generate
from sample_data.eventlog import COLUMNS, Events
from sample_data.frames import event_batch, ticket_batch
from sample_data.raw import Plan, RawChunk, chunks, prepare
from sample_data.settings import AGENTS, BASE_TICKETS

FOLDER = Path(__file__).parent / "files"
INPUT = "input_"
COMMITTED_PLAN = Plan(BASE_TICKETS, DEFAULT_SEED, DEFAULT_END)
_INSTANTS = ("updated_at", "due_at")
_PLAN_KEY = b"queuewise.plan"


def committed_company() -> DemoCompany:
    """The demo company that comes with Queuewise: about 25,000 tickets, ready in a moment.

    >>> company = committed_company()
    >>> len(company.tickets), company.plan.seed
    (25000, 7)
    """
    chunk, plan = _read_raw()
    codes = tuple(agent.code for agent in AGENTS)
    found = sorted(FOLDER.glob(f"{INPUT}*.parquet"))
    inputs = {path.stem.removeprefix(INPUT): pq.read_table(path).to_pandas() for path in found}
    return DemoCompany(plan, (ticket_batch(chunk, codes),), (event_batch(chunk, codes),), inputs)


def write_committed(folder: Path = FOLDER, plan: Plan = COMMITTED_PLAN) -> None:
    """Generate the company and write it compactly."""
    folder.mkdir(parents=True, exist_ok=True)
    (chunk,) = chunks(plan, prepare(plan))
    _write(folder / "tickets.parquet", _packed_tickets(chunk).replace_schema_metadata(_metadata(plan)))
    _write(folder / "events.parquet", _packed_events(chunk))
    for name, frame in generate(plan.tickets, plan.seed, plan.end).inputs.items():
        _write(folder / f"{INPUT}{name}.parquet", pa.Table.from_pandas(frame, preserve_index=False))


def _metadata(plan: Plan) -> dict[bytes, bytes]:
    kept = {"tickets": plan.tickets, "seed": plan.seed, "end": plan.end.isoformat()}
    return {_PLAN_KEY: json.dumps(kept).encode()}


def _write(path: Path, table: pa.Table) -> None:
    numbers = [field.name for field in table.schema if pa.types.is_integer(field.type)]
    others = [field.name for field in table.schema if field.name not in numbers]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=others,
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
    )


def _packed_tickets(chunk: RawChunk) -> pa.Table:
    raw = dict(chunk.tickets)
    for name in _INSTANTS:
        raw[name] = raw[name] - raw["created_at"]
    raw["created_at"] = np.diff(raw["created_at"], prepend=0)
    raw["event_count"] = chunk.events.count
    score = pa.array(raw.pop("csat_score"), from_pandas=True).cast(pa.int32())
    table = pa.table({name: pa.array(values.astype(np.int32)) for name, values in raw.items()})
    return table.append_column("csat_score", score)


def _packed_events(chunk: RawChunk) -> pa.Table:
    raw = dict(chunk.events.columns)
    raw["at"] = _steps(raw["at"], chunk)
    halves = pa.array(np.rint(raw.pop("value") * 2), from_pandas=True).cast(pa.int32())
    table = pa.table({name: pa.array(values.astype(np.int32)) for name, values in raw.items()})
    return table.append_column("value", halves)


def _steps(at: NDArray[np.int64], chunk: RawChunk) -> NDArray[np.int64]:
    """Seconds since the ticket's previous event; the first event counts from the creation."""
    steps = np.diff(at, prepend=0)
    first = np.cumsum(chunk.events.count) - chunk.events.count
    steps[first] = at[first] - chunk.tickets["created_at"]
    return steps


def _read_raw() -> tuple[RawChunk, Plan]:
    table = pq.read_table(FOLDER / "tickets.parquet")
    kept = json.loads(table.schema.metadata[_PLAN_KEY])
    raw = {name: _numbers(table, name) for name in table.column_names}
    raw["created_at"] = np.cumsum(raw["created_at"].astype(np.int64))
    for name in _INSTANTS:
        raw[name] = raw[name] + raw["created_at"]
    count = raw.pop("event_count").astype(np.int64)
    events = _read_events(count, raw["created_at"])
    plan = Plan(kept["tickets"], kept["seed"], date.fromisoformat(kept["end"]))
    return RawChunk(0, raw, events, {}), plan


def _read_events(count: NDArray[np.int64], created: NDArray[np.int64]) -> Events:
    table = pq.read_table(FOLDER / "events.parquet")
    columns = {name: _numbers(table, name).astype(kind) for name, (kind, _) in COLUMNS.items()}
    columns["value"] /= 2
    run = np.cumsum(columns["at"])
    first = np.cumsum(count) - count
    before = run[first] - columns["at"][first]
    columns["at"] = run + np.repeat(created - before, count)
    return Events(count, columns)


def _numbers(table: pa.Table, name: str) -> NDArray[Any]:
    values: NDArray[Any] = table[name].to_numpy()
    return values if values.dtype.kind == "f" else values.astype(np.int64)
