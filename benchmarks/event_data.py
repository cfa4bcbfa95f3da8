"""Made-up event logs for the benchmarks: arrays only, any size, the same for the same seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from core.data.columns import ActorRole, EventType, History
from core.data.models import Ticket
from core.facts.event_log import EVENT_FIELDS, EventLog, cluster_events

START = 1_704_067_200_000_000
DAYS = 730
SECOND = 1_000_000
TERMS: list[str | None] = [None, "open", "pending", "solved", "closed", "Support", "Escalations"]
OPEN, PENDING, SOLVED, CLOSED, SUPPORT, ESCALATIONS = range(1, 7)
AGENTS = [f"agent-{number:03d}" for number in range(200)]
TERMS += AGENTS
FIRST_AGENT = 7
NOW = START + DAYS * 86_400 * SECOND


def make_columns(tickets: int, seed: int = 0, first_pk: int = 0) -> dict[str, NDArray[Any]]:
    """Raw event columns of about 6.6 events a ticket, in the order of time."""
    story = _Story(tickets, np.random.default_rng(seed))
    story.tell()
    columns = {name: np.concatenate(parts) for name, parts in story.parts.items()}
    keep = np.flatnonzero(columns["at"] < NOW)
    columns = {name: column[keep] for name, column in columns.items()}
    columns["ticket_pk"] += first_pk
    return columns


def make_log(tickets: int, seed: int = 0) -> EventLog:
    """The clustered log."""
    return cluster_events(make_columns(tickets, seed), TERMS)


def make_mapped_log(tickets: int, folder: Path, block: int = 1_000_000) -> EventLog:
    """A clustered log that lives in memory-mapped files, written in blocks of tickets."""
    offsets = [np.zeros(1, np.int64)]
    files = {name: (folder / f"{name}.bin").open("wb") for name in EVENT_FIELDS}
    for first in range(0, tickets, block):
        log = make_log(min(block, tickets - first), seed=first)
        offsets.append(log.offsets[1:] + offsets[-1][-1])
        for name, file in files.items():
            getattr(log, name).tofile(file)
            (folder / f"{name}.dtype").write_text(getattr(log, name).dtype.str)
    for file in files.values():
        file.close()
    np.save(folder / "offsets.npy", np.concatenate(offsets))
    return open_mapped_log(folder, tickets)


def open_mapped_log(folder: Path, tickets: int) -> EventLog:
    """The log that `make_mapped_log` wrote."""
    dtypes = {name: (folder / f"{name}.dtype").read_text() for name in EVENT_FIELDS}
    columns = {name: np.memmap(folder / f"{name}.bin", dtype, "r") for name, dtype in dtypes.items()}
    offsets = np.load(folder / "offsets.npy")
    return EventLog(ticket_pk=np.arange(tickets, dtype=np.int64), offsets=offsets, **columns)


def ticket_table(tickets: int) -> pa.Table:
    """Ticket rows that state nothing but their key; every fact comes from the events."""
    columns: dict[str, Any] = {}
    for name in Ticket.model_fields:
        whole = name.endswith(("_at", "_count"))
        columns[name] = pa.nulls(tickets, pa.int64() if whole else pa.string())
    columns |= {name: pa.nulls(tickets, pa.float64()) for name in ("csat_score", "csat_scale_max")}
    columns |= {name: pa.nulls(tickets, pa.bool_()) for name in ("sla_met", "csat_offered")}
    pk = np.arange(tickets, dtype=np.int64)
    columns |= {"pk": pk, "ticket_id": pk.astype("U"), "batch_id": np.ones(tickets, np.int64)}
    columns["source_id"] = np.full(tickets, "bench")
    columns["history"] = np.full(tickets, int(History.FULL), np.int16)
    columns["resolution_is_stated"] = np.zeros(tickets, bool)
    return pa.table(columns)


class _Story:
    """Each step moves some tickets on by a random lag and writes an event for them."""

    def __init__(self, tickets: int, random: np.random.Generator) -> None:
        self.random, self.every = random, np.arange(tickets)
        self.at = np.sort(START + (random.random(tickets) * DAYS * 86_400_000).astype(np.int64) * 1000)
        names = (
            "ticket_pk",
            "at",
            "seq",
            "type",
            "actor_role",
            "actor_term",
            "field_term",
            "from_term",
            "to_term",
        )
        self.parts: dict[str, list[NDArray[Any]]] = {name: [] for name in (*names, "value_num")}

    def tell(self) -> None:
        everybody = self.every
        self.write(everybody, EventType.CREATED, ActorRole.CUSTOMER)
        agent = FIRST_AGENT + self.random.integers(0, len(AGENTS), len(everybody))
        self.step(everybody, 0.3, EventType.ASSIGNED, to=agent)
        alive = self.some(everybody, 0.97)
        self.step(alive, 2, EventType.PUBLIC_REPLY, actor=agent)
        asked = self.some(alive, 0.45)
        self.step(asked, 0.001, EventType.STATUS_CHANGED, to=PENDING)
        back = self.some(asked, 0.85)
        self.step(back, 10, EventType.CUSTOMER_REPLY, ActorRole.CUSTOMER)
        self.step(back, 0.001, EventType.STATUS_CHANGED, ActorRole.SYSTEM, to=OPEN)
        self.step(back, 2, EventType.PUBLIC_REPLY, actor=agent)
        raised = self.some(alive, 0.08)
        self.step(raised, 1, EventType.TEAM_CHANGED, before=SUPPORT, to=ESCALATIONS)
        self.step(raised, 0.2, EventType.ASSIGNED, to=FIRST_AGENT + (agent - FIRST_AGENT + 7) % len(AGENTS))
        stuck = np.zeros(len(everybody), bool)
        stuck[np.setdiff1d(asked, back)] = True
        solved = self.some(alive[~stuck[alive]], 0.95)
        self.step(solved, 3, EventType.STATUS_CHANGED, to=SOLVED)
        again = self.some(solved, 0.07)
        self.step(again, 20, EventType.STATUS_CHANGED, ActorRole.SYSTEM, to=OPEN)
        self.step(again, 2, EventType.PUBLIC_REPLY, actor=agent)
        self.step(again, 1, EventType.STATUS_CHANGED, to=SOLVED)
        rated = self.some(solved, 0.3)
        self.step(
            rated, 5, EventType.CSAT, ActorRole.CUSTOMER, value=self.random.integers(1, 6, len(everybody))
        )
        self.step(self.some(solved, 0.7), 72, EventType.STATUS_CHANGED, ActorRole.SYSTEM, to=CLOSED)

    def some(self, tickets: NDArray[Any], share: float) -> NDArray[Any]:
        return tickets[self.random.random(len(tickets)) < share]

    def step(self, tickets: NDArray[Any], hours: float, kind: EventType, *more: Any, **values: Any) -> None:
        lag = np.minimum(self.random.lognormal(np.log(hours * 3600), 1.2, len(tickets)), 40 * 86_400)
        self.at[tickets] += (lag * 1000).astype(np.int64) * 1000 + 1000
        self.write(tickets, kind, *more, **values)

    def write(
        self,
        tickets: NDArray[Any],
        kind: EventType,
        role: ActorRole = ActorRole.AGENT,
        actor: Any = -1,
        before: Any = -1,
        to: Any = -1,
        value: Any = np.nan,
    ) -> None:
        def column(given: Any, dtype: Any) -> NDArray[Any]:
            each = given[tickets] if isinstance(given, np.ndarray) else given
            return np.full(len(tickets), each, dtype) if np.isscalar(each) else each.astype(dtype)

        number = len(self.parts["seq"])
        new = {"ticket_pk": tickets.astype(np.int64), "at": self.at[tickets], "seq": column(number, np.int64)}
        new |= {"type": column(int(kind), np.int8), "actor_role": column(int(role), np.int8)}
        new |= {"actor_term": column(actor, np.int32), "field_term": column(-1, np.int32)}
        new |= {"from_term": column(before, np.int32), "to_term": column(to, np.int32)}
        new["value_num"] = column(value, np.float64)
        for name, values in new.items():
            self.parts[name].append(values)
