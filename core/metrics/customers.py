"""Customers by month: how often they ask, whether they stay, what they are worth."""

from __future__ import annotations

import pandas as pd

from core.metrics.columns import numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import Ratio


def tickets_per_100_customers(months: pd.DataFrame) -> Ratio:
    """Tickets a month for every 100 customers. Formula: Σ tickets ÷ Σ customers × 100, over whole months.

    ``months``: one row per whole month with ``ticket_count`` and ``customer_count`` (there for some
    of the month). 0 or more, best inside a range; undefined without a whole month or without
    customers. Sources: tickets_per_100_customers, C-67.

    >>> from core.metrics.reduce import measure
    >>> rows = {"ticket_count": [20.0, 40.0], "customer_count": [300.0, 300.0]}
    >>> measure(tickets_per_100_customers(pd.DataFrame(rows))).value
    10.0
    """
    return Ratio(100 * numbers(months, "ticket_count"), numbers(months, "customer_count"))


def customer_retention_rate(months: pd.DataFrame) -> Ratio:
    """Share of customers kept through a month. Formula: Σ kept ÷ Σ there at the start, over whole months.

    ``months``: one row per whole month with ``kept_count`` and ``start_count``. Range 0..1, higher is
    better; undefined where signups or departures are not told, or nobody was there. Source: retention.

    >>> from core.metrics.reduce import measure
    >>> rows = {"kept_count": [95.0, 99.0], "start_count": [100.0, 100.0]}
    >>> measure(customer_retention_rate(pd.DataFrame(rows))).value
    0.97
    """
    return Ratio(numbers(months, "kept_count"), numbers(months, "start_count"), most=1.0)


def customer_lifetime_value(months: pd.DataFrame) -> Ratio:
    """Revenue that a customer brings until leaving. Formula: Σ monthly revenue ÷ Σ customers lost.

    The same as mean monthly revenue ÷ share lost a month. ``months``: one row per whole month with
    ``start_mrr`` (monthly revenue of the customers at its start) and ``paying_lost_count`` (how many
    of them left in it). 0 or more in the currency of the revenue, higher is better; undefined where
    nobody left, or revenue, signups or departures are not told. Source: customer_lifetime_value.

    100 customers pay 50 a month, 2 of them leave: a customer stays 50 months.

    >>> from core.metrics.reduce import measure
    >>> rows = {"start_mrr": [5000.0], "paying_lost_count": [2.0]}
    >>> measure(customer_lifetime_value(pd.DataFrame(rows))).value
    2500.0
    """
    return Ratio(numbers(months, "start_mrr"), numbers(months, "paying_lost_count"))


def _monthly(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "frame": Frame.CUSTOMERS,
        "level": Level.BUSINESS,
        "attribution": "month",
        "min_sample": 1,
        "review": "quarterly",
        "owner": "VP and C-level",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


WHOLE = "Only whole months count: the running one, and the one in which the tickets begin, do not."

DEFINITIONS = (
    _monthly(
        id="tickets_per_100_customers",
        name="Tickets per 100 customers",
        question="How often do customers need us?",
        unit=Unit.NUMBER,
        direction=Direction.IN_RANGE,
        level=Level.OPERATIONS,
        inputs=("ticket_count", "customer_count"),
        formula=tickets_per_100_customers,
        formula_text="tickets created in a month ÷ customers of that month × 100",
        sources=("handbook 1.2", "C-67"),
        needs="the list of customers",
        caveats=f"{WHOLE} The handbook prints no period; a month is this product's reading.",
        alternatives="Per day or per year; targets for them would be other ones (C-67).",
        owner="directors",
        review="monthly",
    ),
    _monthly(
        id="customer_retention_rate",
        name="Customers kept a month",
        question="Do customers stay?",
        unit=Unit.SHARE,
        direction=Direction.HIGHER_IS_BETTER,
        inputs=("kept_count", "start_count"),
        formula=customer_retention_rate,
        formula_text="customers kept to the end of a month ÷ customers at its start",
        sources=("handbook 1.1",),
        catalog_ids=("retention",),
        needs="when customers signed up and left",
        caveats=f"{WHOLE} Customers who came in the month take no part.",
        alternatives="Over a year: the monthly share to the power of twelve, where it is steady.",
    ),
    _monthly(
        id="customer_lifetime_value",
        name="Customer lifetime value",
        question="What is a customer worth?",
        unit=Unit.MONEY,
        direction=Direction.HIGHER_IS_BETTER,
        level=Level.CUSTOMER,
        inputs=("start_mrr", "paying_lost_count"),
        formula=customer_lifetime_value,
        formula_text="monthly revenue of the customers at the start of a month ÷ those who left in it",
        sources=("handbook 1.1",),
        needs="monthly revenue, and when customers signed up and left",
        caveats=f"{WHOLE} Revenue, not profit, and as it is now: earlier prices are not stored. "
        "The handbook prints no formula; this is the product's proposal.",
        alternatives="Less the cost of serving the customer, or discounted over time.",
    ),
)
