"""From plain tables to what the detectors look at, without a store in between."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from core.calendars import BusinessCalendar
from core.data.columns import History
from core.data.models import Ticket
from core.facts.event_log import cluster_events
from core.facts.fact_set import build_fact_set
from core.insight.integrity.case import Case
from core.sla.clock import sla_clocks
from core.sla.policies import DEFAULT_POLICY
from core.sla.running import TicketFrames
from sample_data.healthy import CHANNELS, KINDS, PRIORITIES, TEAMS, Tables

FLOATS = {"csat_score", "csat_scale_max"}
FLAGS = {"sla_met", "csat_offered", "resolution_is_stated"}


def case_of(tables: Tables) -> Case:
    """The last 28 days of a company, open around the clock under the handbook's promises."""
    words: list[str | None] = [*tables.words]
    log = cluster_events(_event_columns(tables), words)
    calendar = BusinessCalendar.always_open()
    facts = build_fact_set(log, _ticket_table(tables), words, as_of=tables.end, calendar=calendar)
    frames = TicketFrames(log, facts.tickets, facts.spells, facts.responses, tables.end, None)
    clocks = sla_clocks(frames, words, DEFAULT_POLICY, calendar).frame(calendar)
    outcome = clocks["outcome"].to_numpy()
    decided = clocks["stopped_at"].where(outcome == "met", clocks["due_at"].where(outcome == "breached"))
    t = tables.tickets
    tags = [f"{tag},outcome:{end}" for tag, end in zip(t["tags"].tolist(), t["ends"].tolist(), strict=True)]
    return Case(
        facts.tickets, log, words, clocks.assign(decided_at=decided), calendar, tables.end, tables.start,
        tables.end, np.ones(len(facts.tickets), bool), tags=tags, metric_known=tables.metric_known,
    )  # fmt: skip


def _event_columns(tables: Tables) -> dict[str, Any]:
    e = tables.events
    return {
        "ticket_pk": e["row"] + 1,
        "at": e["at"],
        "seq": np.arange(len(e["at"])),
        "type": e["type"],
        "actor_role": e["role"],
        "actor_term": e["actor"],
        "field_term": np.full(len(e["at"]), -1),
        "from_term": e["before"],
        "to_term": e["to"],
        "value_num": e["value"],
    }


def _ticket_table(tables: Tables) -> pa.Table:
    t, n = tables.tickets, len(tables.tickets["created"])
    tier = np.array(["L1", "L2", "L3"], object)
    known: dict[str, Any] = {
        "pk": np.arange(1, n + 1),
        "ticket_id": [f"T-{row + 1:06d}" for row in range(n)],
        "source_id": ["small"] * n,
        "batch_id": np.ones(n, np.int64),
        "created_at": t["created"],
        "priority": np.array(PRIORITIES, object)[t["priority"]],
        "category": np.array(KINDS, object)[t["kind"]],
        "product_area": np.array([f"area {kind}" for kind in KINDS], object)[t["area"]],
        "channel": np.array(CHANNELS, object)[t["channel"]],
        "customer_key": [f"c-{number:05d}" for number in t["customer"].tolist()],
        "team_id": np.where(t["team"] < 0, None, np.array(TEAMS, object)[t["team"]]),
        "tier": np.where(t["team"] < 0, "L1", tier[t["team"]]),
        "assignee_id": np.array(tables.words, object)[t["owner"]],
        "csat_score": t["csat"],
        "csat_scale_max": np.where(np.isnan(t["csat"]), np.nan, 5.0),
        "csat_offered": t["offered"] > 0,
        "resolution_is_stated": np.zeros(n, bool),
        "history": np.full(n, int(History.FULL)),
    }
    return pa.table({name: _array(name, known.get(name), n) for name in Ticket.model_fields})


def _array(name: str, values: Any, n: int) -> pa.Array:
    kind = pa.float64() if name in FLOATS else pa.bool_() if name in FLAGS else pa.string()
    if name in {"pk", "batch_id", "history"} or name.endswith(("_at", "_count")):
        kind = pa.int64()
    return pa.nulls(n, kind) if values is None else pa.array(values, kind, from_pandas=True)
