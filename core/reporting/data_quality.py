"""What the data can and cannot tell: completeness, contradictions, and which metrics are computable."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from core.facts.event_log import EventLog
from core.metrics import METRICS
from core.metrics.assess import Status, left_out
from core.metrics.definition import MetricDefinition
from core.metrics.evaluate import Evaluation, no_value
from core.metrics.measure import wilson
from core.reporting.anomalies import Anomaly, find_anomalies
from core.reporting.odd_logs import LoggedTickets

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


def data_quality(tickets: pd.DataFrame, log: EventLog) -> DataQuality:
    """Look through the ticket facts and the log that they were read from."""
    fields = tuple(_completeness(tickets, name) for name in REQUIRED_FIELDS)
    history = tickets["history"].value_counts().to_dict()
    return DataQuality(
        ticket_count=len(tickets),
        completeness=fields,
        anomalies=find_anomalies(LoggedTickets(log, tickets)),
        history={str(name): int(count) for name, count in history.items() if count},
    )


def _completeness(tickets: pd.DataFrame, field: str) -> Completeness:
    column = tickets[field]
    filled = int((column.notna() & (column != "unknown")).sum())
    total = len(tickets)
    low, high = wilson(np.array([float(filled)]), np.array([float(total)]))
    share = filled / total if total else math.nan
    good = Status.ON_TARGET if share >= COMPLETE_FROM else Status.WARNING
    status = Status.NO_DATA if not total else good
    return Completeness(
        field, REQUIRED_FIELDS[field], filled, total, share, float(low[0]), float(high[0]), status
    )


def computability(
    evaluation: Evaluation, definitions: Mapping[str, MetricDefinition] = METRICS
) -> list[Computability]:
    """Every metric over all data: whether it has a value, on how many rows, and why not."""
    found = []
    for metric in definitions.values():
        measure = evaluation.evaluate(metric).total
        measure = measure if len(evaluation.tickets) else no_value(measure)
        is_computable = not math.isnan(measure.value)
        needs = f"the source does not tell: {metric.needs}" if metric.needs else "there is no data"
        reason = left_out(metric, measure) or ("" if is_computable else needs)
        found.append(
            Computability(metric.id, metric.name, is_computable, measure.n, measure.excluded, reason)
        )
    return found
