"""How the cost of a ticket, the budget's share and customers per agent moved from month to month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.capacity.cost import TICKET_BANDS
from core.capacity.cost_lines import CUSTOMER_BANDS, GROWING, SCALING, customers_per_new_agent
from core.report import Report
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column

MONTHS = 24
YEAR = 12
WHOLE_FROM = 50.0
"""Money from which on nobody needs the cents."""
COST_COLUMNS = {
    "bucket": Column("Month", "instant"),
    "value": Column("Cost per ticket", "number"),
    "low": Column("95 % from", "number"),
    "high": Column("to", "number"),
}
CUSTOMER_COLUMNS = {
    "month": Column("Month", "instant"),
    "customers": Column("Customers", "number"),
    "agents": Column("Agents", "number"),
    "each": Column("Customers per agent", "number"),
    "new": Column("New customers per new agent, 12 months", "number"),
}


@dataclass(frozen=True)
class CostTrend:
    """Months of both; the sentences say what they mean."""

    costs: pd.DataFrame
    cost_unit: str
    cost_words: str
    customers: pd.DataFrame
    customer_words: str


def build_cost_trend(report: Report, question: Question) -> CostTrend:
    """The last 24 months up to the instant looked at, of all tickets."""
    found = report.metrics(["cost_per_ticket"], by="month", as_of=question.as_of)
    rows = [(r.group, r.value, r.low, r.high) for r in found if r.group is not None]
    costs = pd.DataFrame(rows, columns=["bucket", "value", "low", "high"]).dropna(subset=["value"])
    costs = costs.assign(bucket=pd.to_datetime(costs["bucket"])).tail(MONTHS).reset_index(drop=True)
    costs[["low", "high"]] = costs[["low", "high"]].astype(float)
    customers = _customers(report.customers_and_agents(as_of=question.as_of))
    unit = "count" if costs["high"].max() >= WHOLE_FROM else "number"
    return CostTrend(costs, unit, _cost_words(costs), customers, _customer_words(customers))


def _customers(months: pd.DataFrame) -> pd.DataFrame:
    """Customers per agent, and new ones for each new agent, by month."""
    who, agents = (months[name].to_numpy(np.float64) for name in ("customer_count", "agent_count"))
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(agents > 0, who / agents, np.nan)
    table = pd.DataFrame(
        {
            "month": pd.to_datetime(months["month"]),
            "customers": who,
            "agents": agents,
            "each": each,
            "new": customers_per_new_agent(who, agents, months=YEAR),
        }
    )
    return table[table["each"].notna()].tail(MONTHS).reset_index(drop=True)


def _cost_words(costs: pd.DataFrame) -> str:
    """Whether a ticket got cheaper: it should, where a team scales well."""
    if len(costs) < YEAR + 1:
        return "by month, of booked costs; a year of months is needed to compare"
    now, before = float(costs["value"].iloc[-1]), float(costs["value"].iloc[-1 - YEAR])
    place = TICKET_BANDS[0].place(now)
    moved = "cheaper than" if now < before else "dearer than" if now > before else "as a year before"
    change = fmt.share(abs(now / before - 1)) if before else fmt.NO_DATA
    words = f"{change} {moved} a year before" if now != before else moved
    return f"the last month {words}; {place} {TICKET_BANDS[0].low:g} to {TICKET_BANDS[0].high:g} USD"


def _customer_words(customers: pd.DataFrame) -> str:
    """What the last year says: a team that grows, or one that scales."""
    bands = "; ".join(f"{band.low:,.0f} to {band.high:,.0f} in {band.name}" for band in CUSTOMER_BANDS)
    if len(customers) <= YEAR:
        return f"Usual: {bands}. More than a year of months is needed to say what each new agent takes on."
    last, (before, now) = float(customers["new"].iloc[-1]), (customers.iloc[-1 - YEAR], customers.iloc[-1])
    if not np.isfinite(last):
        who, agents = (
            f"{fmt.count(before[name])} to {fmt.count(now[name])}" for name in ("customers", "agents")
        )
        return f"Usual: {bands}. In the last 12 months customers went from {who} and agents from {agents}."
    verdict = (
        "scales" if last >= SCALING else "grows" if last >= GROWING else "grows faster than customers do"
    )
    return (
        f"Usual: {bands}. In the last 12 months each new agent came with {fmt.count(last)} new customers: "
        f"the team {verdict} ({GROWING:.0f} is a team that merely grows, {SCALING:.0f} one that scales)."
    )
