"""What support costs and what savings are worth, from figures that all can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from core.capacity.cost import (
    cost_per_ticket,
    saving_of_first_contact,
    saving_of_shorter_handling,
    self_service_return,
)
from core.capacity.cost_lines import STRATEGIES, cost_after_shorter_handling, day_check, team_cost
from core.report import Report
from core.reporting.hiring_assumed import CostAssumptions
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import KpiCard
from dashboard.view_models.hiring_cost_tables import bands_table, budget_table, split_table, tools_table
from dashboard.view_models.hiring_fields import Field
from dashboard.view_models.hiring_words import agents, disputes
from dashboard.view_models.self_service_roi import money
from dashboard.view_models.tables import TableView

OWN, EXAMPLE, KEPT = "Your data", "Printed example", "Kept"
EXAMPLE_NOTE = (
    "As printed, in US dollars; the parts of the budget are the middles of the published ranges. No "
    "revenue is printed."
)
GROUPS: dict[str, tuple[Field, ...]] = {
    "An agent's year": (
        Field("salary", "Salary and benefits", 1_000.0),
        Field("tools", "Tools", 500.0),
        Field("training", "Training", 500.0),
        Field("management", "Management share", 500.0),
        Field("tickets_per_day", "Tickets a day", 1.0, 1),
        Field("working_days", "Working days a year", 5.0, high=366.0),
        Field("agents", "Agents", 1.0, 1),
    ),
    "The day behind it": (
        Field("handle_time", "Handle time, min", 1.0, 1, help="Minutes of work on a ticket (C-23)"),
        Field("utilisation", "Time on tickets, %", 5.0, 0, True, high=100.0),
        Field("shorter", "Handle time shorter by, %", 5.0, 0, True, high=95.0),
        Field("points", "First contact +, points", 1.0, 1, high=100.0),
    ),
    "Self-service, a month": (
        Field("visits", "Visits", 500.0),
        Field("rate", "Deflected, %", 1.0, 1, True, high=100.0),
        Field("deflected_cost", "Cost of a ticket", 0.5, 2),
        Field("investment", "Investment", 100.0),
    ),
    "The budget, a year": (
        Field("revenue", "Revenue", 100_000.0),
        Field("people", "People, %", 1.0, 1, True, high=100.0),
        Field("technology", "Technology, %", 1.0, 1, True, high=100.0),
        Field("overhead", "Overhead, %", 1.0, 1, True, high=100.0),
    ),
}
"""Every assumption of the page, in the order of the cost model."""
LABELS = {field.name: field.label for fields in GROUPS.values() for field in fields}
DISPUTED = ("C-16", "C-17", "C-24", "C-25", "C-91")


@dataclass(frozen=True)
class CostPresets:
    """What the fields may start from."""

    values: dict[str, CostAssumptions]
    first: str
    currency: str
    notes: dict[str, str]


@dataclass(frozen=True)
class CostView:
    """What the figures come to; ``day_words`` says whether a day holds the tickets."""

    agent: tuple[KpiCard, ...]
    savings: tuple[KpiCard, ...]
    returns: tuple[KpiCard, ...]
    bands: TableView
    budget: TableView
    split: TableView
    tools: TableView
    day_words: str
    day_fits: bool
    tool_words: str
    disputed: tuple[str, ...]


def build_cost_presets(report: Report, question: Question) -> CostPresets:
    """Own data of the period where told (else as printed), the printed example, and what somebody kept."""
    dates = {"period": question.period, "as_of": question.as_of}
    own = report.measured_costs(**dates)
    told = report.self_service_inputs(**dates)
    own = replace(own, visits=told.visits, rate=told.rate, investment=told.investment)
    own = replace(own, deflected_cost=told.cost_per_ticket)
    missing = [name for name, value in asdict(own).items() if fmt.is_missing(value) and name != "revenue"]
    printed = CostAssumptions()
    filled = replace(own, **{name: getattr(printed, name) for name in missing})
    values = {OWN: filled, EXAMPLE: printed}
    first = OWN if not fmt.is_missing(own.salary + own.tickets_per_day) else EXAMPLE
    notes = {OWN: _note(missing, question), EXAMPLE: EXAMPLE_NOTE}
    if report.has_kept_costs():
        values, first = {KEPT: report.cost_assumptions(), **values}, KEPT
    return CostPresets(values, first, told.currency, notes)


def _note(missing: Sequence[str], question: Question) -> str:
    words = f"Your data: {question.period.label}, as a year; what is booked for people stands as salary."
    if missing:
        names = ", ".join(LABELS[name].lower() for name in missing)
        words += f" Not told, so as printed: {names}."
    return words


def build_cost(report: Report, assumed: CostAssumptions, currency: str, tools: tuple[str, ...]) -> CostView:
    """What the figures come to; ``tools``: names of ways to pay less for tools. ``report`` is not asked.

    The figures of an agent and of the day must be known, see `missing_words`.
    """
    lines = assumed.lines()
    per_ticket, total = cost_per_ticket(lines), team_cost(lines, assumed.agents)
    check = day_check(lines, assumed.handle_time, assumed.utilisation)
    chosen = [one for one in STRATEGIES if one.name in tools]
    tool_view, tool_words = tools_table(assumed.tools * assumed.agents, chosen, currency)
    budget = budget_table(total, assumed.revenue, currency)
    return CostView(
        agent=_agent_cards(assumed, per_ticket, total, currency),
        savings=_saving_cards(assumed, per_ticket, currency),
        returns=_return_cards(assumed, currency),
        bands=bands_table(per_ticket, cost_after_shorter_handling(lines, assumed.shorter), currency),
        budget=budget,
        split=split_table(assumed),
        tools=tool_view,
        day_words=_day_words(assumed, check.asked, check.whole_day, check.productive, check.fitting),
        day_fits=check.fits,
        tool_words=tool_words,
        disputed=disputes(DISPUTED),
    )


def missing_words(assumed: CostAssumptions) -> str:
    """Which figures of the cost model are missing; empty where all are there.

    >>> missing_words(CostAssumptions()), missing_words(CostAssumptions(salary=float('nan')))
    ('', 'Type salary and benefits to see what a ticket costs.')
    """
    names = [field for fields in list(GROUPS.values())[:2] for field in fields]
    missing = [field.label.lower() for field in names if fmt.is_missing(getattr(assumed, field.name))]
    return f"Type {', '.join(missing)} to see what a ticket costs." if missing else ""


def _agent_cards(
    assumed: CostAssumptions, per_ticket: float, total: float, currency: str
) -> tuple[KpiCard, ...]:
    lines = assumed.lines()
    shares = lines.shares()
    parts = ", ".join(f"{name} {fmt.share(share)}" for name, share in shares.items())
    return (
        KpiCard("An agent's year", money(lines.per_agent, currency), note=parts),
        KpiCard(
            "Tickets an agent a year",
            fmt.count(lines.output),
            note=f"{_short(assumed.tickets_per_day)} a day × {assumed.working_days:.0f} days",
        ),
        KpiCard("Cost per ticket", money(per_ticket, currency), note="an agent's year ÷ its tickets"),
        KpiCard("The team's year", money(total, currency), note=agents(assumed.agents)),
    )


def _saving_cards(assumed: CostAssumptions, per_ticket: float, currency: str) -> tuple[KpiCard, ...]:
    lines = assumed.lines()
    shorter, points = assumed.shorter, assumed.points
    after, saved = cost_after_shorter_handling(lines, shorter), saving_of_shorter_handling(lines, shorter)
    per_agent = saving_of_first_contact(lines, points)
    return (
        KpiCard(
            f"Handle time −{shorter * 100:.0f} %",
            money(after, currency),
            note=f"a ticket; {money(saved, currency)} less than {money(per_ticket, currency)}, once the time "
            "saved has become tickets",
        ),
        KpiCard(
            f"First contact resolution +{points:g} points",
            money(per_agent, currency),
            note=f"an agent a year: {fmt.count(points / 100 * lines.output)} tickets spared, if each point "
            "spares one ticket in a hundred",
        ),
        KpiCard(
            "The same for the team",
            money(per_agent * assumed.agents, currency),
            note=f"a year, {agents(assumed.agents)}",
        ),
    )


def _return_cards(assumed: CostAssumptions, currency: str) -> tuple[KpiCard, ...]:
    if any(fmt.is_missing(value) for value in (assumed.visits, assumed.rate, assumed.deflected_cost)):
        return ()
    invested = 0.0 if fmt.is_missing(assumed.investment) else assumed.investment
    found = self_service_return(assumed.visits, assumed.rate, assumed.deflected_cost, invested)
    net_words = (
        "less the investment" if invested else "no investment typed: the printed example leaves it out"
    )
    return (
        KpiCard("Tickets spared", fmt.count(found.tickets), note="a month: visits × deflected"),
        KpiCard("Gross return", money(found.gross, currency), note="a month, before the investment"),
        KpiCard(
            "Net return",
            money(found.net, currency),
            note=f"a month, {net_words} (C-17){': it does not pay' if found.net < 0 else ''}",
        ),
    )


def _day_words(
    assumed: CostAssumptions, asked: float, whole: float, productive: float, fitting: float
) -> str:
    """Whether a day holds the tickets of the cost model (C-24)."""
    words = (
        f"{_short(assumed.tickets_per_day)} tickets a day of {_short(assumed.handle_time)} min are "
        f"{fmt.count(asked)} min of work; a day has {whole:.0f} min, {productive:.0f} of them on tickets at "
        f"{assumed.utilisation * 100:.0f} %."
    )
    if asked <= productive:
        return f"{words} They fit."
    more = "more than the whole day" if asked > whole else "more than the time on tickets"
    return f"{words} That is {more}: they fit from a handle time of {_short(fitting)} min down (C-24)."


def _short(value: float) -> str:
    """A number without a needless zero."""
    return fmt.number(value).removesuffix(".0")
