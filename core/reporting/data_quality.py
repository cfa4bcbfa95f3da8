"""What the data can and cannot tell: completeness, contradictions, and which metrics are computable."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from core.metrics import METRICS
from core.metrics.assess import Status, left_out
from core.metrics.evaluate import Evaluation, no_value
from core.metrics.measure import wilson

COMPLETE_FROM = 0.95
"""R-FD-01: completeness below this share is a warning."""
REQUIRED_FIELDS = {
    "priority": "decides the SLA and the place in the queue",
    "category": "decides routing, and what reports can say",
    "customer_key": "gives context and the SLA tier",
    "product_area": "brings the right specialist",
    "status": "drives the workflow",
    "channel": "sets what response customers expect",
    "assignee": "makes somebody accountable",
    "team": "shows where work lies",
}


@dataclass(frozen=True, slots=True)
class Completeness:
    """How often a field is filled (R-FD-01)."""

    field: str
    purpose: str
    filled_count: int
    ticket_count: int
    share: float
    low: float
    high: float
    status: Status


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Tickets whose data contradicts itself or lacks a clock."""

    id: str
    name: str
    count: int
    ticket_count: int
    meaning: str


@dataclass(frozen=True, slots=True)
class DataQuality:
    """Completeness of the required fields, and the anomalies that occur."""

    ticket_count: int
    completeness: tuple[Completeness, ...]
    anomalies: tuple[Anomaly, ...]
    history: dict[str, int]


@dataclass(frozen=True, slots=True)
class Computability:
    """Whether this data can answer a metric, and why not."""

    id: str
    name: str
    is_computable: bool
    n: int
    excluded: int
    reason: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """How recent the data is."""

    as_of: datetime | None
    last_import_at: datetime | None
    ticket_count: int
    event_count: int
    revision: str


def data_quality(tickets: pd.DataFrame, known_statuses: frozenset[str]) -> DataQuality:
    """Look through the ticket facts."""
    fields = tuple(_completeness(tickets, name) for name in REQUIRED_FIELDS)
    history = tickets["history"].astype(str).value_counts().to_dict()
    found = _anomalies(tickets, known_statuses)
    return DataQuality(
        ticket_count=len(tickets),
        completeness=fields,
        anomalies=tuple(anomaly for anomaly in found if anomaly.count),
        history={str(name): int(count) for name, count in history.items() if count},
    )


def _completeness(tickets: pd.DataFrame, field: str) -> Completeness:
    column = tickets[field]
    filled = int((column.notna() & (column.astype(str) != "unknown")).sum())
    total = len(tickets)
    low, high = wilson(np.array([float(filled)]), np.array([float(total)]))
    share = filled / total if total else math.nan
    good = Status.ON_TARGET if share >= COMPLETE_FROM else Status.WARNING
    status = Status.NO_DATA if not total else good
    return Completeness(
        field, REQUIRED_FIELDS[field], filled, total, share, float(low[0]), float(high[0]), status
    )


def _anomalies(tickets: pd.DataFrame, known_statuses: frozenset[str]) -> list[Anomaly]:
    created, resolved, finished = tickets["created_at"], tickets["resolved_at"], tickets["is_finished"]
    unknown_status = ~tickets["status"].astype(str).isin(known_statuses - {"unknown"})
    checks = {
        "no_created": (created.isna(), "No creation date", "no age, no response time, in no period"),
        "events_before_created": (
            tickets["first_reply_at"] < created,
            "Answered before it was created",
            "clocks of two systems, or a wrong time zone at import",
        ),
        "resolved_before_created": (
            resolved < created,
            "Resolved before it was created",
            "a wrong time zone or mixed-up day and month at import",
        ),
        "no_resolution_instant": (
            finished & resolved.isna(),
            "Finished, but nobody knows when",
            "left out of resolution times and of counts by period",
        ),
        "unknown_status": (unknown_status, "Status word not understood", "counted as open"),
        "response_unknown": (
            tickets["first_response_observed_minutes"].isna(),
            "No word about replies",
            "left out of response times",
        ),
        "finished_unanswered": (
            finished
            & tickets["first_response_minutes"].isna()
            & tickets["first_response_observed_minutes"].notna(),
            "Finished without any reply",
            "solved elsewhere, closed unread, or replies are missing",
        ),
        "resolved_before_response": (
            (tickets["first_resolved_at"] < tickets["first_response_at"]) & finished,
            "Resolved before the first reply",
            "a reply that was recorded late, or a resolution without a word",
        ),
    }
    total = len(tickets)
    return [
        Anomaly(key, name, int(rows.sum()), total, meaning) for key, (rows, name, meaning) in checks.items()
    ]


def computability(evaluation: Evaluation) -> list[Computability]:
    """Every metric over all data: whether it has a value, on how many rows, and why not."""
    found = []
    for metric in METRICS.values():
        measure = evaluation.evaluate(metric).total
        measure = measure if len(evaluation.tickets) else no_value(measure)
        is_computable = not math.isnan(measure.value)
        needs = f"the source does not tell: {metric.needs}" if metric.needs else "there is no data"
        reason = left_out(metric, measure) or ("" if is_computable else needs)
        found.append(
            Computability(metric.id, metric.name, is_computable, measure.n, measure.excluded, reason)
        )
    return found
