"""What support costs, what it gets for the money, and for how many customers."""

from __future__ import annotations

import pandas as pd

from core.metrics.columns import numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import Mean, Ratio

PER = 1_000.0


def cost_per_ticket(days: pd.DataFrame) -> Ratio:
    """What a resolved ticket costs.

    Formula: Σ support cost ÷ Σ tickets resolved, over days that know both; what is booked for a
    month counts evenly over its days. ``days``: one row per local day with ``cost`` (money, all
    kinds but revenue) and ``resolved_count``. Money, from 0 up, lower is better as long as quality
    holds. Undefined without booked costs or resolved tickets. Source: cost_per_ticket, C-16.

    >>> from core.metrics.reduce import measure
    >>> measure(cost_per_ticket(pd.DataFrame({"cost": [75_000.0], "resolved_count": [6_000.0]}))).value
    12.5
    """
    return Ratio(numbers(days, "cost"), numbers(days, "resolved_count"))


def cost_per_agent_year(days: pd.DataFrame) -> Ratio:
    """What an agent costs in a year, tools and the share of management included.

    Formula: Σ cost of handling (all but self-service) ÷ Σ agents × part of a year. ``days``: one row
    per local day with ``handling_cost`` (money), ``agent_count`` (without management) and
    ``year_share``. Money, from 0 up, neither end is better. Undefined without booked costs or a
    dated roster. Source: cost_per_agent_year (60,000 + 5,000 + 2,000 + 8,000 = 75,000).

    >>> from core.metrics.reduce import measure
    >>> rows = {"handling_cost": [150_000.0], "agent_count": [4.0], "year_share": [0.5]}
    >>> measure(cost_per_agent_year(pd.DataFrame(rows))).value
    75000.0
    """
    years = numbers(days, "agent_count") * numbers(days, "year_share")
    return Ratio(numbers(days, "handling_cost"), years)


def tickets_per_agent_year(days: pd.DataFrame) -> Ratio:
    """Tickets that an agent resolves in a year, leave and all.

    Formula: Σ tickets resolved ÷ Σ agents × part of a year. ``days``: one row per local day with
    ``resolved_count``, ``agent_count`` (without management) and ``year_share``. From 0 up, neither
    end is better. Undefined without a dated roster. Source: tickets_per_agent_year (25 × 240).

    >>> from core.metrics.reduce import measure
    >>> rows = {"resolved_count": [12_000.0], "agent_count": [4.0], "year_share": [0.5]}
    >>> measure(tickets_per_agent_year(pd.DataFrame(rows))).value
    6000.0
    """
    years = numbers(days, "agent_count") * numbers(days, "year_share")
    return Ratio(numbers(days, "resolved_count"), years)


def budget_share_of_revenue(days: pd.DataFrame) -> Ratio:
    """Support cost in parts of the company's revenue.

    Formula: Σ support cost ÷ Σ revenue, over months that book both. ``days``: one row per local day
    with ``cost`` and ``revenue`` (money). From 0 up, best inside the band of the trade. Undefined
    without booked revenue. Source: budget_pct_revenue, B-031 to B-033.

    >>> from core.metrics.reduce import measure
    >>> measure(budget_share_of_revenue(pd.DataFrame({"cost": [80.0], "revenue": [1_000.0]}))).value
    0.08
    """
    return Ratio(numbers(days, "cost"), numbers(days, "revenue"))


def people_cost_share(days: pd.DataFrame) -> Ratio:
    """Part of the support cost that pays people.

    Formula: Σ cost of people ÷ Σ support cost. ``days``: one row per local day with ``people_cost``
    and ``cost`` (money). Range 0..1, best inside its band. Undefined where no cost of people is
    booked. Source: budget_split, C-91.

    >>> from core.metrics.reduce import measure
    >>> measure(people_cost_share(pd.DataFrame({"people_cost": [65.0], "cost": [100.0]}))).value
    0.65
    """
    return Ratio(numbers(days, "people_cost"), numbers(days, "cost"), most=1)


def customers_per_agent(days: pd.DataFrame) -> Ratio:
    """Customers for each agent.

    Formula: Σ customers ÷ Σ agents, over the days of the period. ``days``: one row per local day
    with ``customer_count`` and ``agent_count`` (without management). From 0 up; higher is better
    while service holds. Undefined without dated customers or a dated roster. Source:
    customers_per_agent, C-70.

    >>> from core.metrics.reduce import measure
    >>> rows = {"customer_count": [900.0, 1_100.0], "agent_count": [4.0, 4.0]}
    >>> measure(customers_per_agent(pd.DataFrame(rows))).value
    250.0
    """
    return Ratio(numbers(days, "customer_count"), numbers(days, "agent_count"))


def self_service_savings(days: pd.DataFrame) -> Mean:
    """What self-service saves in a month, net of what it costs (C-17).

    Formula: deflected tickets × cost of handling a ticket − self-service investment, a day's result
    scaled to its month. ``days``: one row per local day with ``deflected_count`` (visits without a
    ticket afterwards), ``ticket_cost`` (that month's handling cost ÷ resolved tickets),
    ``self_service_cost`` (money) and ``month_share``. Money a month, below 0 where it does not pay,
    higher is better. Undefined where the investment, the visits or the cost is not told. Source:
    self_service_savings, 8.8.

    >>> from core.metrics.reduce import measure
    >>> rows = {"deflected_count": [3_500.0], "ticket_cost": [15.0], "month_share": [1.0]}
    >>> measure(self_service_savings(pd.DataFrame(rows | {"self_service_cost": [0.0]}))).value
    52500.0
    >>> measure(self_service_savings(pd.DataFrame(rows | {"self_service_cost": [2_500.0]}))).value
    50000.0
    """
    gross = numbers(days, "deflected_count") * numbers(days, "ticket_cost")
    return Mean((gross - numbers(days, "self_service_cost")) / numbers(days, "month_share"))


def cost_efficiency(days: pd.DataFrame) -> Ratio:
    """Lasting solutions for each thousand of support cost.

    Formula: Σ tickets resolved and never reopened ÷ Σ support cost × 1,000. ``days``: one row per
    local day with ``lasting_count`` and ``cost`` (money). From 0 up, higher is better. Undefined
    without booked costs or every change of status. The source names cost efficiency without a
    formula (cost_efficiency); this one is the product's proposal.

    >>> from core.metrics.reduce import measure
    >>> measure(cost_efficiency(pd.DataFrame({"lasting_count": [72.0], "cost": [1_000.0]}))).value
    72.0
    """
    return Ratio(numbers(days, "lasting_count") * PER, numbers(days, "cost"))


def _money(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.MONEY,
        "direction": Direction.CONTEXT,
        "level": Level.BUSINESS,
        "frame": Frame.COMPANY_DAYS,
        "attribution": "day",
        "min_sample": 7,
        "owner": "directors",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


COSTS = "costs booked by month"
SPREAD = (
    "What is booked for a month counts evenly over its days; costs in several currencies are not "
    "added up. Costs belong to everybody, so there is no figure for a part of the tickets."
)

DEFINITIONS = (
    _money(
        id="cost_per_ticket",
        name="Cost per ticket",
        question="What does a resolved ticket cost?",
        direction=Direction.LOWER_IS_BETTER,
        inputs=("cost", "resolved_count"),
        formula=cost_per_ticket,
        formula_text="support cost ÷ tickets resolved",
        sources=("handbook 1.6", "C-16", "C-96"),
        needs=f"{COSTS} and the instants of resolution",
        caveats=f"The printed targets are US dollars. {SPREAD}",
        alternatives="By who answers: 5 to 15 for people, 1 to 4 with AI (C-16).",
        review="monthly",
        gamed_by=("D-118",),
    ),
    _money(
        id="cost_per_agent_year",
        name="Cost of an agent and year",
        question="What does an agent cost, everything included?",
        inputs=("handling_cost", "agent_count", "year_share"),
        formula=cost_per_agent_year,
        formula_text="support cost without self-service ÷ agents, in a year",
        sources=("handbook 6.9",),
        needs=f"{COSTS} and the roster with dates of hire",
        caveats=f"Management is a cost here, not a head. {SPREAD}",
        review="yearly",
    ),
    _money(
        id="tickets_per_agent_year",
        name="Tickets per agent and year",
        question="How many tickets does an agent resolve in a year?",
        unit=Unit.NUMBER,
        level=Level.ACTIVITY,
        inputs=("resolved_count", "agent_count", "year_share"),
        formula=tickets_per_agent_year,
        formula_text="tickets resolved ÷ agents, in a year",
        sources=("handbook 6.9", "C-24"),
        needs="the roster with dates of hire and the instants of resolution",
        caveats="Newcomers and leave are in it, so it lies below what the plan of a full agent says.",
        review="yearly",
        gamed_by=("D-058",),
    ),
    _money(
        id="budget_share_of_revenue",
        name="Support cost of revenue",
        question="What part of the revenue goes into support?",
        unit=Unit.RATIO,
        direction=Direction.IN_RANGE,
        inputs=("cost", "revenue"),
        formula=budget_share_of_revenue,
        formula_text="support cost ÷ revenue",
        sources=("scaling 1.6", "B-031", "B-032", "B-033"),
        catalog_ids=("budget_pct_revenue",),
        needs="costs and revenue booked by month",
        caveats=f"Usual are 5 to 15 % for software as a service, 2 to 5 % for online shops, 10 to 20 % for "
        f"enterprise software: no target is set for you. {SPREAD}",
        owner="VP and C-level",
        review="yearly",
    ),
    _money(
        id="people_cost_share",
        name="People in the support cost",
        question="What part of the money pays people?",
        unit=Unit.RATIO,
        direction=Direction.IN_RANGE,
        inputs=("people_cost", "cost"),
        formula=people_cost_share,
        formula_text="cost of people ÷ support cost",
        sources=("scaling 1.6", "B-031", "C-91"),
        catalog_ids=("budget_split",),
        needs="costs booked by month and kind",
        caveats=f"The band is that of software as a service. {SPREAD}",
        alternatives="The printed cost model of an agent has 80 % for people (C-91).",
        review="yearly",
    ),
    _money(
        id="customers_per_agent",
        name="Customers per agent",
        question="How many customers does an agent serve?",
        unit=Unit.NUMBER,
        direction=Direction.HIGHER_IS_BETTER,
        inputs=("customer_count", "agent_count"),
        formula=customers_per_agent,
        formula_text="customers ÷ agents, over the days of the period",
        sources=("scaling 1.6", "B-024", "B-025", "C-70"),
        needs="customers with dates and the roster with dates of hire",
        caveats="Usual are 200 to 400 for complex software, 2,000 to 5,000 for simple online shops: no "
        "target is set for you.",
        review="quarterly",
        gamed_by=("D-118",),
    ),
    _money(
        id="self_service_savings",
        name="Savings by self-service, a month",
        question="Does self-service pay?",
        direction=Direction.HIGHER_IS_BETTER,
        inputs=("deflected_count", "ticket_cost", "self_service_cost", "month_share"),
        formula=self_service_savings,
        formula_text="deflected tickets × cost of handling a ticket − self-service investment, a month",
        sources=("handbook 8.8", "C-14", "C-17"),
        needs="visits to the knowledge base, costs and the self-service investment, booked by month",
        caveats="Every visit without a ticket counts as a ticket spared, which flatters it: many of these "
        "visitors would never have written.",
        alternatives="Gross of the investment, as the printed example has it (C-17).",
        owner="managers",
        review="monthly",
        gamed_by=("D-118",),
    ),
    _money(
        id="cost_efficiency",
        name="Lasting solutions for a thousand",
        question="What do we get for the money?",
        unit=Unit.NUMBER,
        direction=Direction.HIGHER_IS_BETTER,
        inputs=("lasting_count", "cost"),
        formula=cost_efficiency,
        formula_text="tickets resolved and never reopened ÷ support cost × 1,000",
        sources=("handbook 1.6", "C-96"),
        needs=f"{COSTS} and every change of status",
        caveats=f"Named without a formula in the handbook; this one is the product's proposal. {SPREAD}",
        owner="VP and C-level",
        review="quarterly",
        gamed_by=("D-118",),
    ),
)
