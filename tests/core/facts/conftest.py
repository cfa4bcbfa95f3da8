"""A small help desk on paper: tests write tickets and events, the facts are built from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from core.calendars import BusinessCalendar
from core.data.columns import ActorRole, EventType, History
from core.data.models import Ticket
from core.facts.event_log import EventLog, cluster_events
from core.facts.fact_set import FactSet, build_fact_set

MONDAY_NINE = 1_767_603_600_000_000
MINUTE = 60_000_000
FLOATS = {"csat_score", "csat_scale_max"}
FLAGS = {"sla_met", "csat_offered", "resolution_is_stated"}


def column_type(name: str) -> pa.DataType:
    if name in FLOATS:
        return pa.float64()
    if name in FLAGS:
        return pa.bool_()
    whole = name in {"pk", "batch_id", "history"} or name.endswith(("_at", "_count"))
    return pa.int64() if whole else pa.string()


SCHEMA = pa.schema([(name, column_type(name)) for name in Ticket.model_fields])


@dataclass
class Desk:
    """Instants are minutes after Monday 2026-01-05 09:00 UTC."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    words: list[str | None] = field(default_factory=lambda: [None])

    def at(self, minutes: float) -> int:
        return MONDAY_NINE + round(minutes * MINUTE)

    def ticket(self, pk: int = 1, created: float | None = 0, **row: Any) -> int:
        """A ticket row; a full history gets its ``created`` event."""
        times = {
            name: self.at(value) for name, value in row.items() if name.endswith("_at") and value is not None
        }
        full = {"pk": pk, "ticket_id": str(pk), "source_id": "desk", "history": History.FULL, "batch_id": 1}
        full |= {"resolution_is_stated": False, **row, **times}
        full["created_at"] = None if created is None else self.at(created)
        self.rows.append(full)
        if full["history"] == History.FULL and created is not None:
            self.event(created, "created", pk=pk, role="customer")
        return pk

    def event(self, minutes: float, kind: str, to: str | None = None, *, pk: int = 1, **more: Any) -> None:
        self.events.append({"ticket_pk": pk, "at": self.at(minutes), "type": kind, "to": to, **more})

    def reply(self, minutes: float, role: str = "agent", actor: str | None = "ann", pk: int = 1) -> None:
        self.event(minutes, "public_reply", pk=pk, role=role, actor=actor)

    def customer(self, minutes: float, pk: int = 1) -> None:
        self.event(minutes, "customer_reply", pk=pk, role="customer")

    def status(self, minutes: float, to: str, pk: int = 1, **more: Any) -> None:
        self.event(minutes, "status_changed", to, pk=pk, role="agent", **more)

    def term(self, word: str | None) -> int:
        if word is None:
            return -1
        if word not in self.words:
            self.words.append(word)
        return self.words.index(word)

    def columns(self) -> dict[str, Any]:
        events = self.events
        return {
            "ticket_pk": [event["ticket_pk"] for event in events],
            "at": [event["at"] for event in events],
            "seq": [event.get("seq", number) for number, event in enumerate(events)],
            "type": [EventType[event["type"].upper()] for event in events],
            "actor_role": [ActorRole[event.get("role", "agent").upper()] for event in events],
            "actor_term": [self.term(event.get("actor")) for event in events],
            "field_term": [self.term(event.get("field")) for event in events],
            "from_term": [self.term(event.get("before")) for event in events],
            "to_term": [self.term(event["to"]) for event in events],
            "value_num": [event.get("value", np.nan) for event in events],
        }

    def log(self) -> EventLog:
        return cluster_events(self.columns(), self.words)

    def table(self) -> pa.Table:
        rows = sorted(self.rows, key=lambda row: row["pk"])
        return pa.table(
            {
                name: pa.array([row.get(name) for row in rows], SCHEMA.field(name).type)
                for name in SCHEMA.names
            }
        )

    def facts(self, as_of: float = 100_000, **options: Any) -> FactSet:
        log = self.log()
        options = {"calendar": office_hours(), **options}
        return build_fact_set(log, self.table(), self.words, as_of=self.at(as_of), **options)

    def row(self, as_of: float = 100_000, pk: int = 1, **options: Any) -> pd.Series[Any]:
        tickets = self.facts(as_of, **options).tickets
        return tickets[tickets["ticket_pk"] == pk].iloc[0]

    def office_hours(self) -> BusinessCalendar:
        return office_hours()

    def minute(self, instant: Any) -> float | None:
        """The minute of an instant in a fact frame; None for NaT."""
        return None if pd.isna(instant) else round(instant.timestamp() * 1e6 - MONDAY_NINE) / MINUTE


def office_hours() -> BusinessCalendar:
    days = ("mon", "tue", "wed", "thu", "fri")
    return BusinessCalendar.from_weekly({day: [("09:00", "17:00")] for day in days}, "UTC", name="office")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(scope="session")
def new_desk() -> Callable[[], Desk]:
    return Desk
