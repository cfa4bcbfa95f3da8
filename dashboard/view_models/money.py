"""The card of what a resolved ticket costs."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from core.report import MetricResult
from dashboard import format as fmt
from dashboard.view_models.cards import KpiCard, card_from_result

LABEL = "Cost per ticket"


def cost_card(result: MetricResult, entries: pd.DataFrame, *, is_filtered: bool = False) -> KpiCard:
    """The card of ``cost_per_ticket``, in the currency of the booked costs (table "cost_entry").

    Costs are booked for everybody, so they say nothing about a filtered part of the tickets.
    """
    card = card_from_result(result, label=LABEL)
    if fmt.is_missing(result.value):
        note = _why_missing(entries, is_filtered=is_filtered)
        return replace(card, value=fmt.NO_DATA, delta=None, target="", status="no_data", note=note)
    price = f"{fmt.number(result.value, 2)}{fmt.NO_BREAK}{''.join(_currencies(entries))}".strip()
    days = fmt.plural(result.n, "day")
    target = f"target {result.target_text}" if result.target_text else ""
    return replace(card, value=price, target=target, note=f"from {days} with booked costs")


def _why_missing(entries: pd.DataFrame, *, is_filtered: bool) -> str:
    if is_filtered:
        return "costs are booked for all tickets; clear the filters"
    if len(_currencies(entries)) > 1:
        return "costs in several currencies are not added up"
    return "no costs booked for this period"


def _currencies(entries: pd.DataFrame) -> list[str]:
    return [str(name) for name in entries["currency"].dropna().unique()]
