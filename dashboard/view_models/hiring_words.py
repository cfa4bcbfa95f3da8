"""A hiring plan in words: cards, tables, what doing nothing means, and where the sources disagree."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from core.capacity.hiring import MARGIN_DAYS, RAMP_WEEKS, WEEK_DAYS, HireKind, all_requisitions, ramp_loss
from core.capacity.hiring_draws import HiringBands
from core.capacity.hiring_leavers import Leaving, LeavingRule, leavers_a_year
from core.capacity.hiring_plan import HiringPlan
from core.metrics.contradictions import of_ids
from dashboard import format as fmt
from dashboard.view_models.cards import Column, KpiCard
from dashboard.view_models.tables import Shape, TableView, table_from

DISPUTED = ("C-76", "C-90")
STARTS = Shape(
    "Hires by week",
    {
        "start": Column("Start", "figure", "Week of the first day"),
        "hires": Column("Hires", "count"),
        "safe": Column("Open the position by", "figure", "With the longest lead time"),
        "last": Column("At the latest", "figure", "With the shortest lead time"),
        "margin": Column("With margin", "figure", "90 days before the safe date, where growth is the cause"),
        "full": Column("Full from", "figure", "Six weeks after the first day; never before"),
    },
    "No hire is needed in these weeks.",
    note="the fewest that are enough; each as late as it may start",
)
DATES = Shape(
    "Latest dates to open a position",
    {
        "kind": Column("Kind of hire", "text"),
        "safe": Column("Safe", "figure", "Longest lead time, and 90 days of margin for growth"),
        "last": Column("Latest", "figure", "Shortest lead time, and 60 days of margin for growth"),
        "state": Column("Now", "text"),
        "lead": Column("Lead time", "text"),
        "source": Column("Source", "text", None, "small"),
    },
    "In these weeks nobody is missing, so there is no date by which a position must be open.",
)


def day(when: date) -> str:
    """A day as tables and sentences have it.

    >>> day(date(2026, 9, 3))
    '3 Sep 2026'
    """
    return f"{when.day} {when:%b %Y}"


def agents(value: float) -> str:
    """Agents with their unit.

    >>> agents(1.0), agents(2.53)
    ('1 agent', '2.5 agents')
    """
    text = fmt.number(value, 1).removesuffix(".0")
    return f"{text} agent{'' if text == '1' else 's'}"


def cards_of(plan: HiringPlan, bands: HiringBands, starts: list[date], lead: int) -> tuple[KpiCard, ...]:
    """Hires, the first week that is short, the first position to open, and how sure it all is."""
    proof = "no plan needs fewer" if plan.is_least else f"at least {plan.bound} in any plan"
    short, later = plan.first_short(hired=False), plan.first_short()
    first = int(np.flatnonzero(plan.starts)[0]) if plan.hires else None
    opens = "none" if first is None else day(starts[0] + timedelta(WEEK_DAYS * (first - lead)))
    reached = plan.first_week < len(starts)
    sure = float(bands.enough[plan.first_week :].mean()) if reached else float("nan")
    return (
        KpiCard("Hires", fmt.count(plan.hires), note=f"{fmt.plural(len(starts), 'week')} · {proof}"),
        KpiCard(
            "Short without hires",
            "never" if short is None else "now" if short == 0 else day(starts[short]),
            note="first week with fewer agents than needed",
        ),
        KpiCard(
            "Short even so",
            "no" if later is None else agents(float(plan.short.max())),
            note="before a hire can be full" if later is not None else "enough agents in every week",
        ),
        KpiCard("Open the first position", opens, note=_lead_words(first, lead)),
        KpiCard(
            "Enough agents",
            fmt.share(sure),
            note="of draws and weeks, from the first in which a hire can be full",
        ),
    )


def starts_table(plan: HiringPlan, starts: list[date], kind: HireKind) -> TableView:
    """One row per week in which somebody starts."""
    short, long = kind.lead_days()
    margin = MARGIN_DAYS[1] if kind.is_growth else 0
    rows = [
        {
            "start": day(starts[week]),
            "hires": int(plan.starts[week]),
            "safe": day(starts[week] - timedelta(long)),
            "last": day(starts[week] - timedelta(short)),
            "margin": day(starts[week] - timedelta(long + margin)) if margin else "none",
            "full": day(starts[week] + timedelta(WEEK_DAYS * RAMP_WEEKS)),
        }
        for week in np.flatnonzero(plan.starts)
    ]
    return table_from(pd.DataFrame(rows), STARTS)


def dates_table(plan: HiringPlan, starts: list[date], today: date) -> TableView:
    """The dates of every kind of hire for the first week in which somebody is missing."""
    short = plan.first_short(hired=False)
    if short is None:
        return table_from(pd.DataFrame(), DATES)
    needed = starts[short]
    rows = [
        {
            "kind": one.kind.name,
            "lead": f"{one.kind.low:g} to {one.kind.high:g} months{_margin(one.kind)}",
            "safe": day(one.safe),
            "last": day(one.last),
            "state": _state(one.safe, one.last, today),
            "source": one.kind.source,
        }
        for one in all_requisitions(needed)
    ]
    note = f"a full agent needed on {day(needed)}; that day − 42 days of ramp − lead time − margin"
    view = table_from(pd.DataFrame(rows), DATES)
    return TableView(view.title, view.frame, view.columns, view.empty, note, view.total, view.whole)


def _margin(kind: HireKind) -> str:
    return f" + {MARGIN_DAYS[0]} to {MARGIN_DAYS[1]} days" if kind.is_growth else ""


def _state(safe: date, last: date, today: date) -> str:
    if last < today:
        return f"{fmt.plural((today - last).days, 'day')} late"
    if safe < today:
        return "open it now"
    return f"{fmt.plural((safe - today).days, 'day')} left"


def nobody_hired(plan: HiringPlan, starts: list[date]) -> str:
    """What happens if nobody is hired."""
    short = plan.first_short(hired=False)
    missing = plan.required - plan.unhired
    if short is None:
        spare = agents(float(-missing[-1]))
        return f"If nobody is hired: enough in all {len(starts)} weeks, and in the last one {spare} to spare."
    worst = int(missing.argmax())
    now = "from now on" if short == 0 else f"from the week of {day(starts[short])} on"
    weeks = int((missing > 1e-6).sum())
    have, need = plan.unhired[-1], plan.required[-1]
    return (
        f"If nobody is hired: agents are missing {now}, in {weeks} of {fmt.plural(len(starts), 'week')}; "
        f"the most are {agents(float(missing[worst]))} in the week of {day(starts[worst])}. At the end "
        f"{fmt.number(have)} are there and {fmt.number(need)} are needed."
    )


def notes_of(team: float, leaving: Leaving, kind: HireKind) -> tuple[str, ...]:
    """How newcomers and leavers count, and where the sources do not agree."""
    loss, rate = ramp_loss(), leaving.yearly_rate
    hazard, simple = (leavers_a_year(team, Leaving(rate, rule)) for rule in LeavingRule)
    return (
        "A newcomer carries 0, 0, 25, 50, 75 and 75 % in the first six weeks and all from the seventh on: "
        f"{loss.given:g} of {loss.weeks} weeks, so each hire costs {loss.lost:g} weeks of a full agent, and "
        "a mentor's time. Nobody counts as full before that.",
        f"{rate * 100:.0f} % a year of {agents(team)}: {fmt.number(simple)} leave by the simple count; "
        f"{fmt.number(hazard)} if seats are filled at once and everybody, newcomers too, may leave any week.",
        "The plan meets the expected need with the expected team, so about half of the draws of a week fall "
        "short; type more agents needed to be surer.",
        f"A hire for {kind.name} takes {kind.low:g} to {kind.high:g} months: {kind.note}.",
        *disputes(DISPUTED),
    )


def _lead_words(first: int | None, lead: int) -> str:
    return "no hire is needed" if first is None else f"{fmt.plural(lead, 'week')} before the first day"


def disputes(ids: tuple[str, ...]) -> tuple[str, ...]:
    """What the sources say differently, a sentence each with its id.

    >>> disputes(("C-90",))[0][:27]
    'How early to hire (C-90): 6'
    """
    return tuple(
        f"{one.topic[0].upper()}{one.topic[1:]} ({one.id}): {'; or '.join(one.values)}. Here: {one.default}."
        for one in of_ids(ids)
    )
