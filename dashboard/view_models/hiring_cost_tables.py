"""Tables of the cost page: printed bands, budget shares, the split, and ways to pay less for tools."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from core.capacity.cost import BUDGET_BANDS, TICKET_BANDS, PrintedBand, budget_share
from core.capacity.cost_lines import STRATEGIES, Strategy, combined_saving, split_check
from core.reporting.hiring_assumed import CostAssumptions
from dashboard import format as fmt
from dashboard.view_models.cards import Column
from dashboard.view_models.self_service_roi import money
from dashboard.view_models.tables import Shape, TableView, table_from

BANDS = Shape(
    "Cost per ticket beside the published bands",
    {
        "name": Column("Band", "text", None, "medium"),
        "range": Column("Published", "figure"),
        "place": Column("Yours", "text"),
        "after": Column("With shorter handling", "text"),
        "source": Column("Source", "text", None, "small"),
    },
    "Fill in the cost model to compare.",
    note="the bands do not agree with each other (C-16)",
)
BUDGET = Shape(
    "Support budget by industry",
    {
        "name": Column("Industry", "text", None, "medium"),
        "range": Column("Part of revenue", "figure"),
        "money": Column("With your revenue", "figure"),
        "place": Column("Yours", "text"),
        "source": Column("Source", "text", None, "small"),
    },
    "Fill in the cost model to compare.",
)
SPLIT = Shape(
    "How the budget is split",
    {
        "name": Column("Part", "text", None, "medium"),
        "share": Column("Yours", "share"),
        "range": Column("Published", "figure"),
        "place": Column("That is", "text"),
        "source": Column("Source", "text", None, "small"),
    },
    "Type all three parts to compare.",
)
TOOLS = Shape(
    "Ways to pay less for tools",
    {
        "name": Column("Way", "text", None, "medium"),
        "range": Column("Saves", "figure", "Part of the cost of tools"),
        "money": Column("A year", "figure", "Each alone"),
        "trade_off": Column("But", "text", None, "medium"),
        "source": Column("Source", "text", None, "small"),
    },
    "No way to save is known.",
)


def percent_range(low: float, high: float) -> str:
    """A range of shares.

    >>> percent_range(0.1, 0.2).replace(chr(160), " "), percent_range(0.1, 0.1).replace(chr(160), " ")
    ('10 to 20 %', '10 %')
    """
    top = f"{high * 100:g}{fmt.NO_BREAK}%"
    return top if low == high else f"{low * 100:g} to {top}"


def money_range(low: float, high: float, currency: str) -> str:
    """A range of money, the currency once.

    >>> money_range(5.0, 25.0, "")
    '5 to 25'
    """
    return f"{money(low, '')} to {money(high, currency)}"


def bands_table(per_ticket: float, after: float, currency: str) -> TableView:
    """The three published bands with where the own cost lies, now and with shorter handling."""
    rows = [
        {
            "name": band.name,
            "range": f"{band.low:g} to {band.high:g}{fmt.NO_BREAK}USD",
            "place": _place(band, per_ticket, currency),
            "after": _place(band, after, currency),
            "source": band.source,
        }
        for band in TICKET_BANDS
    ]
    return table_from(pd.DataFrame(rows), BANDS)


def _place(band: PrintedBand, value: float, currency: str) -> str:
    if math.isnan(value):
        return fmt.NO_DATA
    return f"{money(value, currency)}, {band.place(value)}"


def budget_table(cost: float, revenue: float, currency: str) -> TableView:
    """The band of every industry, and the own share in words."""
    share = budget_share(cost, revenue)
    rows = [
        {
            "name": band.name,
            "range": percent_range(band.low, band.high),
            "money": fmt.NO_DATA
            if math.isnan(revenue)
            else money_range(band.low * revenue, band.high * revenue, currency),
            "place": fmt.NO_DATA if math.isnan(share) else f"{fmt.share(share)}, {band.place(share)}",
            "source": band.source,
        }
        for band in BUDGET_BANDS
    ]
    words = (
        "Type the revenue of a year to see the share."
        if math.isnan(share)
        else f"{money(cost, currency)} of {money(revenue, currency)} a year are {fmt.share(share)}."
    )
    return replace(table_from(pd.DataFrame(rows), BUDGET), note=words)


def split_table(assumed: CostAssumptions) -> TableView:
    """The three parts beside their ranges, with what is wrong with the total."""
    shares = {name: getattr(assumed, name) for name in ("people", "technology", "overhead")}
    if any(math.isnan(share) for share in shares.values()):
        return table_from(pd.DataFrame(), SPLIT)
    check = split_check(shares)
    rows = [
        {
            "name": part.band.name,
            "share": part.share,
            "range": percent_range(part.band.low, part.band.high),
            "place": part.place,
            "source": part.band.source,
        }
        for part in check.parts
    ]
    total = f"{check.total * 100:.1f}".removesuffix(".0") + f"{fmt.NO_BREAK}%"
    words = "total 100 %" if check.is_whole else f"total {total}: parts must make 100 %"
    return replace(
        table_from(pd.DataFrame(rows), SPLIT),
        note=f"{words}; the published ranges allow 90 to 110 %, so not every mix of them is one (C-91)",
    )


def tools_table(cost: float, chosen: Sequence[Strategy], currency: str) -> tuple[TableView, str]:
    """Every way with its range, and what the chosen ones come to together."""
    rows = [
        {
            "name": one.name,
            "range": "varies" if math.isnan(one.low) else percent_range(one.low, one.high),
            "money": "not known"
            if math.isnan(one.low + cost)
            else money_range(cost * one.low, cost * one.high, currency),
            "trade_off": one.trade_off,
            "source": one.source,
        }
        for one in STRATEGIES
    ]
    view = replace(
        table_from(pd.DataFrame(rows), TOOLS), note=f"tools of the team: {money(cost, currency)} a year"
    )
    if not chosen or math.isnan(cost):
        return view, "Choose ways to see what they come to together."
    found = combined_saving(cost, chosen)
    if not found.high:
        return view, "No saving is published for this way: it varies with use."
    together = percent_range(round(found.low, 3), round(found.high, 3))
    saved = money_range(found.money_low, found.money_high, currency)
    return view, (
        f"Together {together} of the cost of tools: {saved} a year. "
        "Each works on what the others leave, so their savings are not simply added."
    )
