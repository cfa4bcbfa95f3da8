"""The calculator of what self-service returns: inputs, presets, gross and net, what pays for itself."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.capacity.cost import TICKET_BANDS
from core.metrics.contradictions import of_ids
from core.metrics.self_service_roi import (
    BLUEPRINT_DEFLECTION,
    SelfServiceReturn,
    break_even_rate,
    deflected,
    deflection_scenarios,
    self_service_return,
)
from core.report import Report
from core.reporting.self_service_tables import SelfServiceInputs
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import Column, KpiCard
from dashboard.view_models.sla import dated
from dashboard.view_models.tables import Shape, TableView, table_from

OWN, EXAMPLE, BLUEPRINT = "Your data", "Printed example", "Worked organisation"
EXAMPLE_COSTS = (12.5, 15.0)
"""Both costs per ticket that the sources calculate with (8.8, C-16)."""
NOTES = ("C-13", "C-14", "C-15", "C-16", "C-17")
LABELS = {
    "visits": "Visits a month",
    "rate": "Deflected, %",
    "cost_per_ticket": "Cost per ticket",
    "investment": "Investment a month",
}
COSTS = Shape(
    "At each cost per ticket",
    {
        "basis": Column("Cost of a ticket", "text", None, "medium"),
        "cost": Column("Cost", "figure"),
        "gross": Column("Gross", "figure", "Before the investment, as the printed example has it"),
        "net": Column("Net", "figure", "Less the investment (C-17)"),
        "break_even": Column("Pays from", "figure", "The deflection rate at which it pays for itself"),
        "source": Column("Source", "text", None, "small"),
    },
    "Give visits, deflection and investment to see what it returns.",
    note="same visits, deflection and investment",
)
RANGES = Shape(
    "At each printed range of deflection",
    {
        "name": Column("Range of", "text", None, "medium"),
        "range": Column("Deflected", "figure"),
        "net_low": Column("Net at its low end", "figure"),
        "net_high": Column("Net at its high end", "figure"),
    },
    "Give visits, cost and investment to see what it returns.",
    note="same visits, cost and investment (C-13)",
)


@dataclass(frozen=True)
class RoiPresets:
    """What the fields may start from; NaN leaves a field empty."""

    values: dict[str, SelfServiceInputs]
    note: str


@dataclass(frozen=True)
class RoiView:
    """What the fields come to."""

    cards: tuple[KpiCard, ...]
    costs: TableView
    ranges: TableView
    problems: tuple[str, ...]


def build_presets(report: Report, question: Question) -> RoiPresets:
    """Own data of the period, the printed example, and the worked organisation of the sources."""
    own = report.self_service_inputs(**dated(question))
    example = SelfServiceInputs(10_000, 0.35, EXAMPLE_COSTS[1], 0.0, "USD")
    blueprint = SelfServiceInputs(1_200, BLUEPRINT_DEFLECTION, EXAMPLE_COSTS[0], 0.0, "USD")
    return RoiPresets({OWN: own, EXAMPLE: example, BLUEPRINT: blueprint}, _note(own, question))


def _note(own: SelfServiceInputs, question: Question) -> str:
    if question.filters.wanted():
        return "Visits and costs are those of everybody: clear the filters to start from your data."
    missing = [LABELS[name].lower() for name in LABELS if fmt.is_missing(getattr(own, name))]
    if missing:
        return f"Not told for this period: {', '.join(missing)}. Type what you know."
    return f"Your data: {question.period.label}, as a month; the cost is that of handling a ticket."


def calculate(inputs: SelfServiceInputs) -> RoiView:
    """Gross and net, the rate that pays for itself, and the same at other costs and rates."""
    problems = tuple(_problems(inputs))
    if problems:
        return RoiView((), table_from(pd.DataFrame(), COSTS), table_from(pd.DataFrame(), RANGES), problems)
    tickets = deflected(inputs.visits, inputs.rate)
    found = self_service_return(tickets, inputs.cost_per_ticket, inputs.investment)
    return RoiView(
        cards=_cards(inputs, found),
        costs=table_from(pd.DataFrame(_costs(inputs, tickets)), COSTS),
        ranges=table_from(pd.DataFrame(_ranges(inputs)), RANGES),
        problems=(),
    )


def _problems(inputs: SelfServiceInputs) -> list[str]:
    found = []
    for name, label in LABELS.items():
        value = getattr(inputs, name)
        if not fmt.is_missing(value) and value < 0:
            found.append(f"{label}: must not be below 0.")
    if not fmt.is_missing(inputs.rate) and inputs.rate > 1:
        found.append(f"{LABELS['rate']}: more than all visits cannot be deflected.")
    return found


def _cards(inputs: SelfServiceInputs, found: SelfServiceReturn) -> tuple[KpiCard, ...]:
    even = break_even_rate(inputs.visits, inputs.cost_per_ticket, inputs.investment)
    return (
        KpiCard("Tickets spared", fmt.count(found.deflected), note="visits × deflection, a month"),
        KpiCard("Gross", money(found.gross, inputs.currency), note="before the investment"),
        KpiCard("Net", money(found.net, inputs.currency), note=_net_words(found)),
        KpiCard("Pays from", _even_words(even), note="deflection at which it pays for itself"),
        KpiCard("Per 1 invested", fmt.number(found.per_unit, 2), note="net ÷ investment"),
    )


def _net_words(found: SelfServiceReturn) -> str:
    less = "less the investment (C-17)"
    return f"{less}: it does not pay" if found.net < 0 else less


def _even_words(rate: float) -> str:
    if fmt.is_missing(rate):
        return fmt.NO_DATA
    return "never" if rate > 1 else fmt.share(rate)


def money(value: float, currency: str) -> str:
    """An amount with its currency.

    >>> money(52_500.0, "USD").replace(chr(160), " "), money(12.5, ""), money(float("nan"), "USD")
    ('52,500 USD', '12.50', 'no data')
    """
    if fmt.is_missing(value):
        return fmt.NO_DATA
    text = fmt.count(value) if abs(value) >= 100 or value == round(value) else fmt.number(value, 2)
    return f"{text}{fmt.NO_BREAK}{currency}" if currency else text


def _costs(inputs: SelfServiceInputs, tickets: float) -> list[dict[str, str]]:
    """The own cost, both of the printed examples, and the ends of the printed bands (C-16)."""
    printed = [(f"printed example, {cost:.2f}", cost, "8.8") for cost in EXAMPLE_COSTS]
    bands = [
        (f"{band.name}, {word}", cost, band.source)
        for band in TICKET_BANDS
        for word, cost in (("least", band.low), ("most", band.high))
    ]
    own = [] if fmt.is_missing(inputs.cost_per_ticket) else [("as typed above", inputs.cost_per_ticket, "")]
    return [_at_cost(inputs, tickets, *each) for each in (*own, *printed, *bands)]


def _at_cost(
    inputs: SelfServiceInputs, tickets: float, basis: str, cost: float, source: str
) -> dict[str, str]:
    found = self_service_return(tickets, cost, inputs.investment)
    return {
        "basis": basis,
        "cost": money(cost, inputs.currency),
        "gross": money(found.gross, inputs.currency),
        "net": money(found.net, inputs.currency),
        "break_even": _even_words(break_even_rate(inputs.visits, cost, inputs.investment)),
        "source": source,
    }


def _ranges(inputs: SelfServiceInputs) -> list[dict[str, str]]:
    rows = deflection_scenarios(inputs.visits, inputs.cost_per_ticket, inputs.investment)
    return [
        {
            "name": row.band.name,
            "range": f"{row.band.low * 100:.0f} to {fmt.share(row.band.high)}",
            "net_low": money(row.at_low.net, inputs.currency),
            "net_high": money(row.at_high.net, inputs.currency),
        }
        for row in rows
    ]


def disputed() -> tuple[tuple[str, str], ...]:
    """What the sources say differently about deflection and its worth: topic, and all of it in words."""
    return tuple(
        (f"{one.topic} ({one.id})", f"{'; or '.join(one.values)}. Here: {one.default}.")
        for one in of_ids(NOTES)
    )
