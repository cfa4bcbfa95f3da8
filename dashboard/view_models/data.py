"""What the Data page shows: what came in, what was refused, how good it is, and what it can answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from core.data.sources import SOURCES
from core.report import Computability, DataQuality, Report
from dashboard import format as fmt
from dashboard.view_models.anomalies import anomalies_table
from dashboard.view_models.cards import Column, KpiCard
from dashboard.view_models.imports import imports_table, refused_count, refused_table
from dashboard.view_models.tables import Shape, TableView, table_from

FIELDS = {
    "priority": "Priority",
    "category": "Category",
    "customer_key": "Customer",
    "product_area": "Product area",
    "status": "State",
    "channel": "Channel",
    "assignee": "Assignee",
    "team": "Team",
}
HISTORY = {
    "full": "every change is known",
    "partial": "some moments of their past are known",
    "snapshot": "only their state at export is known",
}
COMPLETENESS = Shape(
    "Required fields",
    {
        "field": Column("Field"),
        "filled": Column("Filled", "figure", "Share of tickets that have it; below 95 % is a warning"),
        "status": Column("Status", "status"),
        "missing": Column("Tickets without it", "count"),
        "purpose": Column("Why it matters", "text", None, "large"),
    },
    "There are no tickets yet.",
    note="emptiest first, wanted at 95 % or more",
)
COMPUTABLE = Shape(
    "What can be computed",
    {
        "name": Column("Figure", "text", None, "medium"),
        "answer": Column("Computable"),
        "n": Column("Tickets that count", "count"),
        "excluded": Column("Left out", "count"),
        "reason": Column("Why", "text", None, "large"),
    },
    "There are no tickets yet.",
    note="what is not computable comes first",
)
ANSWERS = ("✗ no", "◐ partly", "✓ yes")


@dataclass(frozen=True)
class DataView:
    """All that the Data page shows."""

    is_empty: bool
    cards: tuple[KpiCard, ...]
    imports: TableView
    refused: TableView
    completeness: TableView
    anomalies: TableView
    computable: TableView


def build_data(report: Report) -> DataView:
    """Everything on the page; it looks at all data, whatever the filters say."""
    batches, rejected = report.imports(), report.store.rejected_rows()
    titles = {source.name: source.title for source in SOURCES} | {"demo": "Demo company"}
    quality = report.data_quality()
    return DataView(
        is_empty=report.as_of() is None,
        cards=_cards(report, quality, refused_count(rejected)),
        imports=imports_table(batches, titles),
        refused=refused_table(rejected, batches),
        completeness=_completeness(quality),
        anomalies=anomalies_table(quality),
        computable=_computable(report.computability()),
    )


def _cards(report: Report, quality: DataQuality, refused: int) -> tuple[KpiCard, ...]:
    fresh = report.freshness()
    zone = report.zone()
    _, _, moment = fmt.date_time(fresh.as_of, zone).partition(", ")
    full = quality.history.get("full", 0)
    share = full / quality.ticket_count if quality.ticket_count else None
    return (
        KpiCard("Tickets", fmt.count(fresh.ticket_count), "Tickets in the store, over all help desks."),
        KpiCard("Events", fmt.count(fresh.event_count), "Everything that is known to have happened to them."),
        KpiCard(
            "Full history",
            fmt.share(share),
            "Share of tickets of which every change is known. Times in a state, reopenings and handovers can "
            "only be told for these.",
            note=_history_words(quality),
        ),
        KpiCard(
            "Last event",
            fmt.date(fresh.as_of, zone),
            "The latest instant in the data; figures are as of this moment.",
            note=f"at {moment}; imported {fmt.date_time(fresh.last_import_at, zone)}",
        ),
        KpiCard(
            "Refused rows",
            fmt.count(refused),
            "Rows that could not be stored and are not fixed yet.",
            note="listed under Imports" if refused else "",
        ),
    )


def _history_words(quality: DataQuality) -> str:
    other = [(HISTORY[name], n) for name, n in quality.history.items() if name != "full" and name in HISTORY]
    return "; ".join(f"of {fmt.plural(n, 'ticket')} {words}" for words, n in other)


def _completeness(quality: DataQuality) -> TableView:
    rows = [
        (FIELDS[c.field], fmt.share(c.share), str(c.status), c.ticket_count - c.filled_count, c.purpose)
        for c in sorted(quality.completeness, key=lambda c: c.filled_count)
        if c.ticket_count
    ]
    return table_from(pd.DataFrame(rows, columns=list(COMPLETENESS.columns)), COMPLETENESS)


def _computable(found: Sequence[Computability]) -> TableView:
    rows = [(c.name, _answer(c), c.n, c.excluded, c.reason) for c in found]
    frame = pd.DataFrame(rows, columns=list(COMPUTABLE.columns))
    order = frame["answer"].map(ANSWERS.index)
    return table_from(frame.loc[order.sort_values(kind="stable").index], COMPUTABLE)


def _answer(found: Computability) -> str:
    if not found.is_computable:
        return ANSWERS[0]
    return ANSWERS[1] if found.excluded else ANSWERS[2]
