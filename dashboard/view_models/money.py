"""Cost per ticket from the costs that were booked by month."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pandas as pd

from core.periods import Period
from dashboard import format as fmt
from dashboard.view_models.cards import KpiCard

_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
DEFINITION = (
    "**Cost per ticket**\n\nCosts booked for the months that the period touches (revenue left out), each "
    "month by its share of days inside the period, divided by the tickets resolved in the period."
)


def cost_card(
    entries: pd.DataFrame, period: Period, resolved_count: float, *, is_filtered: bool = False
) -> KpiCard:
    """The card of the cost per resolved ticket; no data where nothing was booked or resolved.

    Costs are booked for everybody, so they say nothing about a filtered part of the tickets.
    """
    if is_filtered:
        note = "costs are booked for all tickets; clear the filters"
        return KpiCard("Cost per ticket", fmt.NO_DATA, DEFINITION, status="no_data", note=note)
    cost = cost_within(entries, period)
    value = cost / resolved_count if resolved_count else math.nan
    if fmt.is_missing(value):
        note = "no costs booked for this period"
        return KpiCard("Cost per ticket", fmt.NO_DATA, DEFINITION, status="no_data", note=note)
    note = f"{fmt.count(cost)} {_currency(entries)} for {fmt.plural(resolved_count, 'resolved ticket')}"
    price = f"{fmt.number(value, 2)}{fmt.NO_BREAK}{_currency(entries)}".strip()
    return KpiCard("Cost per ticket", price, DEFINITION, note=note)


def cost_within(entries: pd.DataFrame, period: Period) -> float:
    """Costs that fall into a period; NaN where no booked month touches it.

    >>> march = Period(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    >>> booked = pd.DataFrame({"month": ["2026-03", "2026-05"], "kind": "people", "amount": [310.0, 99.0]})
    >>> cost_within(booked, march)
    310.0
    """
    if entries.empty:
        return math.nan
    start, end = period.start or _EARLIEST, period.end or _LATEST
    costs = entries[entries["kind"] != "revenue"]
    parts = [
        amount * _overlap(str(month), start, end)
        for month, amount in zip(costs["month"], costs["amount"], strict=True)
    ]
    touched = [part for part in parts if part]
    return float(sum(touched)) if touched else math.nan


def _overlap(month: str, start: datetime, end: datetime) -> float:
    year, number = int(month[:4]), int(month[5:7])
    first = datetime(year, number, 1, tzinfo=UTC)
    following = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    inside = (min(end, following) - max(start, first)).total_seconds()
    return max(0.0, inside) / (following - first).total_seconds()


def _currency(entries: pd.DataFrame) -> str:
    names = entries["currency"].dropna().unique() if "currency" in entries else []
    return str(names[0]) if len(names) == 1 else ""
